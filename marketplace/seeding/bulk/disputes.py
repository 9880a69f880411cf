"""Disputes that nobody has answered yet."""

from datetime import datetime

from accounts.models import User
from ads.models import Ad, Dispute, Statement
from ads.workflow import Side
from marketplace.seeding.bulk.rows import Rows


def open_dispute(
    ad: Ad, side: Side, opener: User, *, reason: str, text: str, at: datetime, rows: Rows
) -> Dispute:
    """Add the dispute that `side` opens about `ad` as it stands, with its first statement."""
    assert ad.deadline_at is not None  # work that can be disputed has one
    dispute = Dispute(
        pk=rows.number(Dispute),
        ad=ad,
        opened_by=side,
        opener=opener,
        reason=reason,
        created_at=at,
        from_state=ad.state,
        deadline_before=ad.deadline_at,
    )
    statement = Statement(
        pk=rows.number(Statement),
        dispute=dispute,
        side=side,
        actor=opener,
        text=text,
        created_at=at,
    )
    rows.add(dispute)
    rows.add(statement)
    return dispute
