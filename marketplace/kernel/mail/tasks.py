"""What the worker and the clock call."""

from marketplace.kernel import jobs
from marketplace.kernel.mail import sender
from marketplace.kernel.mail.actions import SEND_TASK


def send_due_mails() -> None:
    """Send what is due; where more is left than one run may take, ask for another.

    Whoever writes mails wakes this. It is no scheduled run; beside one that is at it already, only
    what somebody waits for at the screen is sent.
    """
    if sender.send_due_mails().is_more_due:
        jobs.enqueue(SEND_TASK)


def sweep_outbox() -> int | jobs.MoreDue:
    """Send what is due although nobody was woken for it; return how many were sent.

    The clock calls this each minute, and again at once while more is due.
    """
    run = sender.send_due_mails()
    return jobs.MoreDue(run.sent) if run.is_more_due else run.sent
