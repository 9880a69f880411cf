"""Mail: registered kinds, written as outbox rows, sent by the worker."""

from marketplace.kernel.mail.actions import queue_mail, queue_rendered, resend_mail
from marketplace.kernel.mail.registry import register_mail

__all__ = ["queue_mail", "queue_rendered", "register_mail", "resend_mail"]
