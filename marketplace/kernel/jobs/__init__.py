"""Background jobs. A queued job is only a wake-up call: what must be done is always a row.

Requests call `enqueue` to have something done soon. What runs by the clock stands in one table
(`marketplace.schedules`); `clock` wakes it, `runs` sees to it that each period is done once, and
`MORE_DUE` is how a long job takes its work in slices.
"""

from marketplace.kernel.jobs import heartbeat
from marketplace.kernel.jobs.queue import enqueue
from marketplace.kernel.jobs.slices import MORE_DUE, SLICE_SECONDS, MoreDue

__all__ = ["MORE_DUE", "SLICE_SECONDS", "MoreDue", "enqueue", "heartbeat"]
