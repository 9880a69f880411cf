"""The money card: how much, where it is, and how it is shared."""

from dataclasses import dataclass
from datetime import datetime

from ads.room.reader import Reader
from ads.workflow import FUNDED, State
from marketplace.ledger.models import Hold


@dataclass(frozen=True, slots=True)
class MoneyCard:
    """A figure, one sentence, and the parts of the price."""

    amount_minor: int
    where: str
    parts: tuple[tuple[str, int, str], ...]
    since: datetime | None = None
    clears_at: datetime | None = None
    cleared_at: datetime | None = None
    hold_minor: int = 0
    # What the escrow holds on top for an open proposal.
    held_minor: int = 0


def money_card(reader: Reader) -> MoneyCard:
    """Return what the card says. Amounts are minor units."""
    ad = reader.ad
    where, since = _where(reader)
    hold = _hold(reader)
    return (
        MoneyCard(
            amount_minor=reader.price_minor,
            where=where,
            since=since,
            parts=_parts(reader),
            clears_at=hold.clears_at if hold and _is_to_clear(hold) else None,
            cleared_at=hold.cleared_at if hold else None,
            hold_minor=hold.left_minor if hold else 0,
            held_minor=reader.open_proposal.held_minor if reader.open_proposal else 0,
        )
        if not ad.is_history
        else MoneyCard(reader.price_minor, "on the earlier platform", ())
    )


def _where(reader: Reader) -> tuple[str, datetime | None]:
    ad = reader.ad
    if ad.reversed_at is not None:
        return f"brought back into {_whose(reader)} wallet on", ad.reversed_at
    if _is_shared(reader):
        return "shared out", ad.ended_at
    if reader.state is State.COMPLETED:
        return "released", ad.ended_at
    if reader.state in FUNDED:
        return "held in escrow since", ad.funded_at
    if reader.state is State.CANCELLED and ad.funded_at:
        return f"back in {_whose(reader)} wallet since", ad.ended_at
    if ad.is_over:
        return "was never paid", None
    if reader.state is State.ACCEPTED:
        return "agreed, not paid yet", None
    return "on the table, nothing is paid yet", None


def _whose(reader: Reader) -> str:
    """Name the sponsor's wallet."""
    return "your" if reader.is_sponsor else f"{reader.sponsor_name}’s"


def _is_shared(reader: Reader) -> bool:
    """Whether the ad ended with a part of the price for each side."""
    return 0 < reader.ad.released_minor < reader.price_minor


def _parts(reader: Reader) -> tuple[tuple[str, int, str], ...]:
    """Return who gets what; nothing while that is open."""
    released_minor = reader.ad.released_minor
    is_over = reader.ad.is_over
    if reader.ad.is_disputed or (is_over and not released_minor):
        return ()
    gross_minor = released_minor if is_over else reader.price_minor
    (whom, net_minor), fee, back = reader.parts_of(gross_minor)
    parts = ((whom if is_over else f"{whom} on completion", net_minor, "pine"), (*fee, "gold"))
    return (*parts, (*back, "grey")) if _is_shared(reader) else parts


def _hold(reader: Reader) -> Hold | None:
    """Return the influencer's hold of this ad's release; the sponsor's money has none."""
    if reader.is_sponsor or not reader.ad.released_minor:
        return None
    reference = f"ad:{reader.ad.pk}:release:net"
    return Hold.objects.filter(release__reference=reference).first()


def _is_to_clear(hold: Hold) -> bool:
    """Whether something of it is still to come; all of it may have paid a debt."""
    return hold.cleared_at is None and hold.left_minor > 0
