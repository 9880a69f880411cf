"""What the worker and the clock call."""

from marketplace.kernel import jobs
from marketplace.kernel.mail import sender
from marketplace.kernel.mail.actions import SEND_TASK


def send_due_mails() -> None:
    """Send what is due; where more is left than one run may take, ask for another."""
    if sender.send_due_mails().is_more_due:
        jobs.enqueue(SEND_TASK)
