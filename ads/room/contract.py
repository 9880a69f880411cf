"""The terms on the page: what they say, what the last version changed, and how they came about."""

from dataclasses import dataclass, field

from django.utils.timezone import localtime

from ads.models import Offer, Proposal
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


@dataclass(frozen=True, slots=True)
class Amendment:
    """One accepted change of the frozen contract."""

    proposal: Proposal
    asked: str
    agreed: str
    changes: list[TermRow]


FIGURES = frozenset({"Price", "Kill fee", "Rounds of changes"})


def term_rows(reader: Reader) -> list[TermRow]:
    """Return the terms in force, or on the table, marked against the version before.

    The deliverables have a table of their own and appear here only where a version changed them.
    """
    amendment = reader.ad.amendment
    if amendment is not None:
        now = OfferTerms.from_frozen(reader.ad.terms_in_force)
        return _marked(terms_before(reader, amendment), now, price_note=_amended(reader, amendment))
    current, earlier = reader.ad.current_offer, None
    if current is None:
        return []
    for offer in reader.offers:
        if offer.number == current.number:
            current = offer  # the one whose items are loaded
        elif offer.number == current.number - 1:
            earlier = offer
    terms = OfferTerms.from_offer(current)
    before = OfferTerms.from_offer(earlier) if earlier else terms
    return _marked(before, terms, price_note=_origin(reader, current))


def _marked(before: OfferTerms, after: OfferTerms, *, price_note: str = "") -> list[TermRow]:
    """Return `after` row by row, marked against `before`."""
    old, new = rows(before), rows(after)
    return [
        TermRow(
            label=label,
            pieces=mark_changes(old[label], text),
            is_figure=label in FIGURES,
            note=price_note if label == "Price" else "",
        )
        for label, text in new.items()
        if (text or old[label]) and (label != DELIVERABLES or text != old[label])
    ]


def terms_before(reader: Reader, amendment: Proposal) -> OfferTerms:
    """Return the terms that a proposed or accepted amendment amends, by the hash it names."""
    assert amendment.terms is not None  # amendments have terms, by constraint
    amended = amendment.terms["amends"]
    for earlier in reader.proposals:
        if earlier.terms is not None and earlier.terms_hash == amended:
            return OfferTerms.from_frozen(earlier.terms)
    return OfferTerms.from_frozen(reader.ad.terms or {})


def amendments(reader: Reader) -> list[Amendment]:
    """Return what was changed about the frozen contract, newest first."""
    return [
        Amendment(
            proposal=proposal,
            asked=_name(reader, Side(proposal.made_by)),
            agreed=_name(reader, proposal.answered_by),
            changes=changed_rows(
                terms_before(reader, proposal), OfferTerms.from_frozen(proposal.terms)
            ),
        )
        for proposal in reversed(reader.proposals)
        if proposal.state == Proposal.State.ACCEPTED and proposal.terms is not None
    ]


def _name(reader: Reader, side: Side) -> str:
    return "you" if side is reader.side else reader.other_name


def contract_rows(reader: Reader) -> list[TermRow]:
    """Return the terms as both accepted them at first, deliverables included."""
    return _plain(OfferTerms.from_frozen(reader.ad.terms or {}))


def _plain(terms: OfferTerms) -> list[TermRow]:
    return [
        TermRow(label, (Piece("same", text),), label in FIGURES)
        for label, text in rows(terms).items()
        if text
    ]


def _amended(reader: Reader, amendment: Proposal) -> str:
    """Return who asked for the terms in force and who agreed."""
    who = "Your" if amendment.made_by == reader.side else f"{reader.other_name}’s"
    day = localtime(amendment.closed_at)
    return f"{who} amendment, accepted by {_name(reader, amendment.answered_by)} on {day:%-d %b}"


def _origin(reader: Reader, offer: Offer) -> str:
    """Return who made the version on the table and who accepted it."""
    if offer.sent_at is None:
        return ""
    maker = "Your" if offer.made_by == reader.side else f"{reader.other_name}’s"
    what = "offer" if offer.number == 1 else "counter-offer"
    text = f"{maker} {what} of {offer.sent_at:%-d %b}"
    if reader.ad.accepted_at is None:
        return text
    return f"{text}, accepted by {_name(reader, Side(offer.made_by).other)}"


def versions(reader: Reader) -> list[Version]:
    """Return every version that was sent, newest first, with what it changed."""
    found: list[Version] = []
    earlier: OfferTerms | None = None
    for offer in reader.offers:
        terms = OfferTerms.from_offer(offer)
        changes = changed_rows(earlier, terms) if earlier else []
        found.append(Version(offer, reader.name_for(offer.made_by), offer.price_minor, changes))
        earlier = terms
    return [version for version in reversed(found) if version.offer.sent_at]


def changed_rows(earlier: OfferTerms, terms: OfferTerms) -> list[TermRow]:
    """Return the rows in which `terms` depart from `earlier`, marked."""
    return [
        TermRow(change.label, mark_changes(change.old, change.new), change.label in FIGURES)
        for change in diff(earlier, terms)
    ]


def offer_rows(offer: Offer) -> list[TermRow]:
    """Return everything an offer says, deliverables as well, for the page that answers it."""
    return _plain(OfferTerms.from_offer(offer))
