"""The terms on the page: what they say, what the last version changed, and how they came about."""

from dataclasses import dataclass, field

from ads.models import Offer
from ads.redline import Piece, mark_changes
from ads.room.reader import Reader
from ads.terms import OfferTerms, diff, rows
from ads.workflow import Side

DELIVERABLES = "Deliverables"


@dataclass(frozen=True, slots=True)
class TermRow:
    """One term with its text, marked where it differs from the version before."""

    label: str
    pieces: tuple[Piece, ...]
    is_figure: bool = False
    note: str = ""


@dataclass(frozen=True, slots=True)
class Version:
    """One offer in the history, with the terms in which it departs from the one it answers."""

    offer: Offer
    who: str
    price_minor: int
    changes: list[TermRow] = field(default_factory=list)


FIGURES = frozenset({"Price", "Kill fee", "Rounds of changes"})


def term_rows(reader: Reader) -> list[TermRow]:
    """Return the terms of the current offer, marked against the version before.

    The deliverables have a table of their own and appear here only where a version changed them.
    """
    current, earlier = reader.ad.current_offer, None
    if current is None:
        return []
    for offer in reader.offers:
        if offer.number == current.number:
            current = offer  # the one whose items are loaded
        elif offer.number == current.number - 1:
            earlier = offer
    now = rows(OfferTerms.from_offer(current))
    before = rows(OfferTerms.from_offer(earlier)) if earlier else now
    return [
        TermRow(
            label=label,
            pieces=mark_changes(before[label], text),
            is_figure=label in FIGURES,
            note=_origin(reader, current) if label == "Price" else "",
        )
        for label, text in now.items()
        if (text or before[label]) and (label != DELIVERABLES or text != before[label])
    ]


def _origin(reader: Reader, offer: Offer) -> str:
    """Return who made the version on the table and who accepted it."""
    if offer.sent_at is None:
        return ""
    maker = "Your" if offer.made_by == reader.side else f"{reader.other_name}’s"
    what = "offer" if offer.number == 1 else "counter-offer"
    text = f"{maker} {what} of {offer.sent_at:%-d %b}"
    if reader.ad.accepted_at is None:
        return text
    taker = Side(offer.made_by).other
    return f"{text}, accepted by {'you' if taker is reader.side else reader.other_name}"


def versions(reader: Reader) -> list[Version]:
    """Return every version that was sent, newest first, with what it changed."""
    found: list[Version] = []
    earlier: OfferTerms | None = None
    for offer in reader.offers:
        terms = OfferTerms.from_offer(offer)
        changes = _changes(earlier, terms) if earlier else []
        found.append(Version(offer, reader.name_for(offer.made_by), offer.price_minor, changes))
        earlier = terms
    return [version for version in reversed(found) if version.offer.sent_at]


def _changes(earlier: OfferTerms, terms: OfferTerms) -> list[TermRow]:
    return [
        TermRow(change.label, mark_changes(change.old, change.new), change.label in FIGURES)
        for change in diff(earlier, terms)
    ]


def offer_rows(offer: Offer) -> list[TermRow]:
    """Return everything an offer says, deliverables as well, for the page that answers it."""
    return [
        TermRow(label, (Piece("same", text),), label in FIGURES)
        for label, text in rows(OfferTerms.from_offer(offer)).items()
        if text
    ]
