"""Offers of the demo that say more than a price: product, usage, exclusivity, other words."""

from dataclasses import replace
from datetime import date, timedelta

from ads.terms import OfferTerms

REQUIREMENTS = """Your own voice and places; no script. Show the shoes on a wet trail, from the \
first step to the mud at the end.

- Name the product once, in the first half.
- Show the sole from below, close enough to see the lugs.
- No other brand's logo in the picture.
- Label the post as an ad at the start of the caption.

Send the draft without music, so that we hear the ground."""

COUNTERED = """Your own voice and places; no script. Show the shoes on wet rock at low tide, from \
the first step to the salt at the end.

- Name the product once, wherever it fits.
- Show the sole from below, close enough to see the lugs.
- No other shoe brand's logo in the picture.
- Label the post as an ad at the start of the caption.

Send the draft with the sound of the place; I add no music."""


def with_more(terms: OfferTerms) -> OfferTerms:
    """Return terms that also send a product, buy usage and ask for exclusivity."""
    posted = terms.last_posting_date
    return replace(
        terms,
        requirements=REQUIREMENTS,
        product_name="One pair of trail shoes, your size",
        product_value_minor=14_900,
        product_days=5,
        usage_channels="Our Instagram and paid social",
        usage_territory="Germany, Austria, Switzerland",
        usage_from=posted,
        usage_to=_later(posted, 180),
        usage_price_minor=terms.price_minor // 5,
        usage_rights="Cut to 15 seconds at most, never beside politics or tobacco.",
        exclusivity_scope="other makers of running shoes",
        exclusivity_from=terms.first_due_date,
        exclusivity_to=_later(posted, 60),
    )


def countered(terms: OfferTerms) -> OfferTerms:
    """Return the same with what an influencer would change: words, product, exclusivity."""
    return replace(
        terms,
        requirements=COUNTERED,
        product_days=10,
        exclusivity_to=_later(terms.last_posting_date, 30),
        note="At low tide the light is better, and thirty days is what I can promise.",
    )


def _later(day: date, days: int) -> date:
    return day + timedelta(days=days)
