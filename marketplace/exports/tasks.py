"""What the worker and the clock call."""

from marketplace.exports import actions, slices
from marketplace.exports.actions import MAKE_TASK
from marketplace.kernel import jobs


def make_exports() -> None:
    """Work on what is due for a while; where more waits, go to the end of the queue for it.

    Whoever asks for an export wakes this. It is no scheduled run.
    """
    if slices.make_some():
        jobs.enqueue(MAKE_TASK)


def sweep_exports() -> jobs.MoreDue | None:
    """Work on what is due although nobody was woken for it. The clock calls this each minute."""
    return jobs.MORE_DUE if slices.make_some() else None


def purge_exports() -> int:
    """Delete the files of exports whose time is over; return how many."""
    return actions.purge_exports()
