"""Background jobs. A queued job is only a wake-up call: what must be done is always a row."""

from marketplace.kernel.jobs import heartbeat
from marketplace.kernel.jobs.queue import enqueue

__all__ = ["enqueue", "heartbeat"]
