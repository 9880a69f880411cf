"""The terms of an ad as a value: what an offer says, what acceptance freezes, how two differ."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from accounts.models import DeliverableKind, Platform
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
    """What one offer says. Amounts are minor units of the site's currency."""

    price_minor: int
    requirements: str
    items: tuple[ItemTerms, ...]
    usage_rights: str = ""
    revision_rounds: int = 2
    kill_fee_minor: int = 0
    note: str = ""

    @classmethod
    def from_offer(cls, offer: "Offer") -> "OfferTerms":
        """Read the terms of a stored offer (one query for its items, none if prefetched)."""
        return cls(
            price_minor=offer.price_minor,
            requirements=offer.requirements,
            usage_rights=offer.usage_rights,
            revision_rounds=offer.revision_rounds,
            kill_fee_minor=offer.kill_fee_minor,
            note=offer.note,
            items=tuple(
                ItemTerms(
                    platform=item.platform,
                    kind=item.kind,
                    quantity=item.quantity,
                    due_date=item.due_date,
                    posting_date=item.posting_date,
                    live_days=item.live_days,
                )
                for item in offer.items.all()
            ),
        )

    @property
    def first_due_date(self) -> date:
        """The earliest day a draft is due."""
        return min(item.due_date for item in self.items)

    @property
    def last_posting_date(self) -> date:
        """The latest day something goes live."""
        return max(item.posting_date for item in self.items)


@dataclass(frozen=True, slots=True)
class Draft:
    """What an influencer hands in for one deliverable: words, a link, or both."""

    text: str = ""
    url: str = ""


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
        "Requirements": terms.requirements,
        "Usage rights": terms.usage_rights,
        "Rounds of changes": str(terms.revision_rounds),
        "Kill fee": format_money(terms.kill_fee_minor),
    }


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
        "influencer": ad.influencer.handle_id,
        "title": ad.title,
        "offer": offer.number,
        "currency": settings.CURRENCY,
        "price_minor": terms.price_minor,
        "fee_bps": fee_bps,
        "kill_fee_minor": terms.kill_fee_minor,
        "requirements": terms.requirements,
        "usage_rights": terms.usage_rights,
        "revision_rounds": terms.revision_rounds,
        "influencer_zone": zone,
        "accepted_at": now.isoformat(),
        "items": [
            {
                "platform": item.platform,
                "kind": item.kind,
                "quantity": item.quantity,
                "due_date": item.due_date.isoformat(),
                "posting_date": item.posting_date.isoformat(),
                "live_days": item.live_days,
            }
            for item in terms.items
        ],
    }


def canonical(frozen: Mapping[str, Any]) -> bytes:
    """Return the one byte form of frozen terms: JSON, keys sorted, no blanks, UTF-8."""
    return json.dumps(frozen, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def terms_digest(frozen: Mapping[str, Any]) -> str:
    """Return the SHA-256 of the canonical form, in hex."""
    return hashlib.sha256(canonical(frozen)).hexdigest()
