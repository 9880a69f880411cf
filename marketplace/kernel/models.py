"""The kernel's tables, gathered here because Django looks for them here."""

from marketplace.kernel.jobs.models import JobHeartbeat
from marketplace.kernel.mail.models import OutboxMail
from marketplace.kernel.search.models import SearchDocument

__all__ = ["JobHeartbeat", "OutboxMail", "SearchDocument"]
