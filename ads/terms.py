"""The terms of an ad as a value: what an offer says, what acceptance freezes, how two differ."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from accounts.models import DeliverableKind, Platform
from ads.checklist import checklist_of
from marketplace.kernel.counting import counted
from marketplace.kernel.money import format_money

if TYPE_CHECKING:
    from ads.models import Ad, Offer


@dataclass(frozen=True, slots=True)
class ItemTerms:
    """One line of an offer: `quantity` pieces of one kind on one platform."""

    platform: str
    kind: str
    quantity: int
    due_date: date
    posting_date: date
    live_days: int

    def __str__(self) -> str:
        what = f"{DeliverableKind(self.kind).label} on {Platform(self.platform).label}"
        return (
            f"{self.quantity} × {what}, draft due {self.due_date:%-d %b %Y}, "
            f"live {self.posting_date:%-d %b %Y} for {self.live_days} days"
        )


@dataclass(frozen=True, slots=True)
class OfferTerms:
    """What one offer says. Amounts are minor units of the site's currency.

    Every field but `items` is a column of the same name in `Offer`.
    """

    price_minor: int
    requirements: str
    items: tuple[ItemTerms, ...]
    product_name: str = ""
    product_value_minor: int = 0
    product_is_returned: bool = False
    product_days: int = 7
    usage_channels: str = ""
    usage_territory: str = ""
    usage_from: date | None = None
    usage_to: date | None = None
    usage_is_perpetual: bool = False
    usage_price_minor: int = 0
    usage_rights: str = ""
    exclusivity_scope: str = ""
    exclusivity_from: date | None = None
    exclusivity_to: date | None = None
    revision_rounds: int = 2
    kill_fee_minor: int = 0
    note: str = ""

    @classmethod
    def from_offer(cls, offer: "Offer") -> "OfferTerms":
        """Read the terms of a stored offer (one query for its items, none if prefetched)."""
        items = tuple(
            ItemTerms(**{name: getattr(item, name) for name in ITEM_COLUMNS})
            for item in offer.items.all()
        )
        return cls(items=items, **{name: getattr(offer, name) for name in COLUMNS})

    @classmethod
    def from_frozen(cls, frozen: Mapping[str, Any]) -> "OfferTerms":
        """Read frozen terms, one item for each piece; what older contracts lack is the default."""
        pieces = [item for item in frozen["items"] for _ in range(item["quantity"])]
        items = tuple(ItemTerms(**(_dated(piece) | {"quantity": 1})) for piece in pieces)
        known = {name: frozen[name] for name in COLUMNS if name in frozen}
        return cls(items=items, **_dated(known))

    def columns(self) -> dict[str, Any]:
        """Return the terms as columns of an offer."""
        return {name: getattr(self, name) for name in COLUMNS}

    @property
    def first_due_date(self) -> date:
        """The earliest day a draft is due."""
        return min(item.due_date for item in self.items)

    @property
    def last_posting_date(self) -> date:
        """The latest day something goes live."""
        return max(item.posting_date for item in self.items)

    def differs_from(self, other: "OfferTerms") -> bool:
        """Whether anything but the message is different."""
        return replace(self, note="") != replace(other, note="")


ITEM_COLUMNS = tuple(field.name for field in fields(ItemTerms))
COLUMNS = tuple(field.name for field in fields(OfferTerms) if field.name != "items")


DAYS = frozenset(
    {"due_date", "posting_date"} | {"usage_from", "usage_to", "exclusivity_from", "exclusivity_to"}
)


def _dated(values: Mapping[str, Any]) -> dict[str, Any]:
    """Return values with ISO days read as dates."""
    return {
        name: date.fromisoformat(value) if name in DAYS and value else value
        for name, value in values.items()
    }


@dataclass(frozen=True, slots=True)
class Draft:
    """What an influencer hands in for one deliverable: words, a link, or both, and the caption
    that its audience will read."""

    text: str = ""
    url: str = ""
    caption: str = ""


@dataclass(frozen=True, slots=True)
class Difference:
    """One field that two versions of the terms do not share."""

    label: str
    old: str
    new: str


def rows(terms: OfferTerms) -> Mapping[str, str]:
    """Return the terms as labelled text, in the order a page shows them."""
    return {
        "Price": format_money(terms.price_minor),
        "Deliverables": "\n".join(str(item) for item in terms.items),
        "Requirements": _lines(terms.requirements),
        "Product sent along": _product(terms),
        "Usage rights": _usage(terms),
        "Exclusivity": _exclusivity(terms),
        "Rounds of changes": str(terms.revision_rounds),
        "Kill fee": format_money(terms.kill_fee_minor),
    }


def _lines(text: str) -> str:
    """Return a text with plain line ends, so that what was stored with others is no change."""
    return text.replace("\r\n", "\n")


def _product(terms: OfferTerms) -> str:
    if not terms.product_name:
        return ""
    value = (
        f", worth {format_money(terms.product_value_minor)}" if terms.product_value_minor else ""
    )
    after = "goes back afterwards" if terms.product_is_returned else "the influencer keeps it"
    return (
        f"{terms.product_name}{value}, {after}; the first draft is due "
        f"{counted(terms.product_days, 'day')} after it arrived at the earliest"
    )


def _usage(terms: OfferTerms) -> str:
    parts = [part for part in (terms.usage_channels, terms.usage_territory) if part]
    if terms.usage_is_perpetual:
        parts.append("for ever")
    else:
        parts += [
            f"{word} {day:%-d %b %Y}"
            for word, day in (("from", terms.usage_from), ("until", terms.usage_to))
            if day
        ]
    if terms.usage_price_minor:
        parts.append(f"{format_money(terms.usage_price_minor)} of the price is for it")
    return "\n".join(part for part in (", ".join(parts), _lines(terms.usage_rights)) if part)


def _exclusivity(terms: OfferTerms) -> str:
    if not (terms.exclusivity_scope and terms.exclusivity_from and terms.exclusivity_to):
        return ""
    first, last = terms.exclusivity_from, terms.exclusivity_to
    return f"No work for {terms.exclusivity_scope}, {first:%-d %b %Y} to {last:%-d %b %Y}"


def diff(old: OfferTerms, new: OfferTerms) -> list[Difference]:
    """Return the fields in which `new` departs from `old`, in page order."""
    before, after = rows(old), rows(new)
    return [
        Difference(label, before[label], after[label])
        for label in after
        if before[label] != after[label]
    ]


def freeze(ad: "Ad", offer: "Offer", *, fee_bps: int, zone: str, now: datetime) -> dict[str, Any]:
    """Return what acceptance freezes as plain JSON values.

    Names parties by handle, money in minor units with the currency's code, days as ISO dates.
    """
    from django.conf import settings

    terms = OfferTerms.from_offer(offer)
    return {
        "ad": ad.pk,
        "campaign": ad.campaign_id,
        "sponsor": ad.campaign.sponsor.handle_id,
        "sponsor_country": ad.campaign.sponsor.country,
        "influencer": ad.influencer.handle_id,
        "title": ad.title,
        "offer": offer.number,
        "offered_by": offer.made_by,
        "offered_at": offer.sent_at.isoformat() if offer.sent_at else None,
        "accepted_at": now.isoformat(),
        "currency": settings.CURRENCY,
        "fee_bps": fee_bps,
        "influencer_zone": zone,
        **plain(terms),
    }


def amend(frozen: Mapping[str, Any], terms: OfferTerms, *, amends: str) -> dict[str, Any]:
    """Return `frozen` with the changed `terms`, naming the hash of the terms it amends.

    Who asked and when it was accepted are added by the acceptance.
    """
    return {**frozen, **plain(terms), "amends": amends}


def plain(terms: OfferTerms) -> dict[str, Any]:
    """Return terms as JSON values, with the checklist that their requirements make."""
    values = {name: _iso(value) for name, value in terms.columns().items() if name != "note"}
    return {
        **values,
        "checklist": checklist_of(terms.requirements),
        "items": [
            {name: _iso(getattr(item, name)) for name in ITEM_COLUMNS} for item in terms.items
        ],
    }


def _iso(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value


def canonical(frozen: Mapping[str, Any]) -> bytes:
    """Return the one byte form of frozen terms: JSON, keys sorted, no blanks, UTF-8."""
    return json.dumps(frozen, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def terms_digest(frozen: Mapping[str, Any]) -> str:
    """Return the SHA-256 of the canonical form, in hex."""
    return hashlib.sha256(canonical(frozen)).hexdigest()
