"""The kernel's tables, gathered here because Django looks for them here."""

from marketplace.kernel.jobs.models import JobHeartbeat, JobRun, ScheduledJob
from marketplace.kernel.mail.models import OutboxAttachment, OutboxMail
from marketplace.kernel.search.models import SearchDocument

__all__ = [
    "JobHeartbeat",
    "JobRun",
    "OutboxAttachment",
    "OutboxMail",
    "ScheduledJob",
    "SearchDocument",
]
