"""The terms of an ad once more, as far ahead as they were when it was sent."""

import re
from dataclasses import replace
from datetime import date, timedelta

from django.utils import timezone

from ads.models import Ad
from ads.terms import ItemTerms, OfferTerms

TITLE_CHARS = 120
NUMBERED = re.compile(r"(?P<title>.*) \((?P<number>[1-9]\d{0,3})\)")


def title_again(title: str) -> str:
    """Return "… (2)" for a title, "… (3)" for that; cut where it would grow too long."""
    found = NUMBERED.fullmatch(title)
    name, number = (found["title"], int(found["number"])) if found else (title, 1)
    end = f" ({number + 1})"
    return name[: TITLE_CHARS - len(end)].rstrip() + end


def terms_again(ad: Ad, *, today: date) -> OfferTerms | None:
    """Return the ad's latest terms in force, or else its last offer, without the message.

    All days move by the same number, so that the first draft is due as many days after `today`
    as it was after the day the ad was sent. None where no terms were written down.
    """
    terms = _latest(ad)
    if terms is None:
        return None
    ahead = max(terms.first_due_date - _day_sent(ad), timedelta())
    return _moved(terms, today + ahead - terms.first_due_date)


def _latest(ad: Ad) -> OfferTerms | None:
    if frozen := ad.terms_in_force:
        terms = OfferTerms.from_frozen(frozen)
        return replace(terms, items=_joined(terms.items)) if terms.items else None
    if ad.current_offer is None:
        return None
    terms = OfferTerms.from_offer(ad.current_offer)
    return replace(terms, note="") if terms.items else None


def _joined(pieces: tuple[ItemTerms, ...]) -> tuple[ItemTerms, ...]:
    """Return pieces of the same kind as one line, as they were before they were frozen."""
    quantities: dict[ItemTerms, int] = {}
    for piece in pieces:
        quantities[piece] = quantities.get(piece, 0) + piece.quantity
    return tuple(replace(piece, quantity=count) for piece, count in quantities.items())


def _day_sent(ad: Ad) -> date:
    """Return the influencer's day on which the first offer was sent."""
    moments = [offer.sent_at for offer in ad.offers.all() if offer.sent_at]
    return timezone.localdate(min(moments, default=ad.created_at), ad.influencer.user.zone)


def _moved(terms: OfferTerms, by: timedelta) -> OfferTerms:
    def move(day: date | None) -> date | None:
        return day + by if day else None

    return replace(
        terms,
        items=tuple(
            replace(item, due_date=item.due_date + by, posting_date=item.posting_date + by)
            for item in terms.items
        ),
        usage_from=move(terms.usage_from),
        usage_to=move(terms.usage_to),
        exclusivity_from=move(terms.exclusivity_from),
        exclusivity_to=move(terms.exclusivity_to),
    )
