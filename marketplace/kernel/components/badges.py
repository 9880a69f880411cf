"""States as badges: one table of icon, word and tone for every state a reader can meet."""

from functools import lru_cache
from typing import NamedTuple

from django.utils.html import format_html
from django.utils.safestring import SafeString

from marketplace.kernel.components.icons import icon

# One tone per meaning: gold is your turn and money in motion, sky is waiting for somebody else,
# pine is good, rust is trouble, grey is still.
TONES = frozenset({"turn", "wait", "good", "bad", "still", "plum"})


class State(NamedTuple):
    """How one state looks."""

    icon: str
    word: str
    tone: str


STATES: dict[str, dict[str, State]] = {
    "campaign": {
        "draft": State("pencil", "Draft", "still"),
        "published": State("broadcast", "Published", "good"),
        "paused": State("pause-circle", "Paused", "turn"),
        "closed": State("archive", "Closed", "still"),
        "flagged": State("flag", "Flagged", "bad"),
    },
    "visibility": {
        "public": State("globe", "Public", "still"),
        "private": State("lock", "Private", "still"),
    },
    "interest": {
        "open": State("hourglass-split", "Open", "wait"),
        "withdrawn": State("arrow-counterclockwise", "Withdrawn", "still"),
        "declined": State("x-circle", "Declined", "bad"),
        "converted": State("check-circle", "Became an ad", "good"),
        "closed": State("archive", "Closed", "still"),
    },
    "ad": {
        "draft": State("pencil", "Draft", "still"),
        "offered": State("send", "Offered", "wait"),
        "countered": State("arrow-left-right", "Countered", "wait"),
        "accepted": State("hand-thumbs-up", "Accepted, not funded", "turn"),
        "active": State("play-circle", "Active", "good"),
        "in_review": State("eye", "In review", "wait"),
        "changes_requested": State("arrow-counterclockwise", "Changes requested", "wait"),
        "approved": State("check-circle", "Approved", "good"),
        "posted": State("broadcast", "Posted", "wait"),
        "completed": State("check-circle-fill", "Completed", "good"),
        "declined": State("x-circle", "Declined", "still"),
        "withdrawn": State("arrow-counterclockwise", "Withdrawn", "still"),
        "expired": State("clock", "Expired", "still"),
        "cancelled": State("slash-circle", "Cancelled", "still"),
        "disputed": State("exclamation-triangle", "Disputed", "bad"),
    },
    "turn": {
        "you": State("circle-half", "Your turn", "turn"),
        "them": State("hourglass-split", "Waiting", "wait"),
        "overdue": State("exclamation-triangle", "Overdue", "bad"),
    },
    "deliverable": {
        "due": State("circle", "Due", "still"),
        "draft_in": State("eye", "Draft in", "wait"),
        "changes_requested": State("arrow-counterclockwise", "Changes requested", "turn"),
        "approved": State("check-circle", "Approved", "good"),
        "live": State("broadcast", "Live", "good"),
        "overdue": State("exclamation-triangle", "Overdue", "bad"),
    },
    "verification": {
        "unverified": State("patch-question", "Not verified yet", "turn"),
        "verified": State("patch-check", "Verified", "good"),
        "rejected": State("patch-exclamation", "Verification refused", "bad"),
    },
    "payout": {
        "requested": State("hourglass-split", "On its way", "wait"),
        "in_batch": State("bank", "Being paid", "wait"),
        "paid": State("check-circle", "Paid", "good"),
        "failed": State("exclamation-triangle", "Failed, back in wallet", "bad"),
        "cancelled": State("slash-circle", "Cancelled", "still"),
    },
    "export": {
        "waiting": State("hourglass-split", "Waiting", "wait"),
        "running": State("hourglass-split", "Being made", "wait"),
        "ready": State("check-circle", "Ready", "good"),
        "failed": State("exclamation-triangle", "Failed", "bad"),
        "expired": State("clock", "Expired", "still"),
    },
    "mail": {
        "queued": State("clock", "Waits for the worker", "still"),
        "sending": State("hourglass-split", "Being sent", "wait"),
        "sent": State("check-circle", "Sent", "good"),
        "failed": State("exclamation-triangle", "Given up", "bad"),
    },
    "hold": {
        "held": State("hourglass-split", "Clearing", "turn"),
        "cleared": State("check-circle", "Cleared", "good"),
        "frozen": State("snow", "Frozen", "bad"),
        "reversed": State("arrow-counterclockwise", "Reversed", "still"),
    },
    "job": {
        "new": State("clock", "Not run yet", "still"),
        "running": State("play-circle", "Running", "wait"),
        "done": State("check-circle", "Done", "good"),
        "partial": State("hourglass-split", "More is due", "wait"),
        "failed": State("x-circle", "Failed", "bad"),
        "lost": State("exclamation-triangle", "Worker lost", "bad"),
        "overdue": State("exclamation-triangle", "Overdue", "bad"),
        "working": State("check-circle", "The worker works", "good"),
        "stalled": State("exclamation-triangle", "The worker stands still", "bad"),
    },
}


def state_badge(kind: str, value: str, *, turn: bool = False) -> SafeString:
    """Show a state as icon and word. `turn` paints it gold: the reader is asked to act."""
    try:
        state = STATES[kind][value]
    except KeyError:
        raise LookupError(f"no badge for {kind!r} in state {value!r}") from None
    return badge(state.word, icon_name=state.icon, tone="turn" if turn else state.tone)


# Lists show the same few again and again. Types count, so that safe and unsafe words differ.
@lru_cache(maxsize=1000, typed=True)
def badge(word: str, *, icon_name: str, tone: str = "still") -> SafeString:
    """Show a word that is no state of the table as a badge."""
    if tone not in TONES:
        raise LookupError(f"no tone called {tone!r}")
    return format_html('<span class="badge-state tone-{}">{}{}</span>', tone, icon(icon_name), word)
