"""Mail: registered kinds, written as outbox rows, sent by the worker."""

from marketplace.kernel.mail.actions import queue_mail, queue_mails, resend_mail
from marketplace.kernel.mail.drafts import Attachment, Draft
from marketplace.kernel.mail.models import Priority
from marketplace.kernel.mail.registry import register_mail

__all__ = [
    "Attachment",
    "Draft",
    "Priority",
    "queue_mail",
    "queue_mails",
    "register_mail",
    "resend_mail",
]
