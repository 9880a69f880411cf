"""What the terms of one offer must say to fit together: forms show it, actions refuse by it."""

from collections.abc import Iterator
from dataclasses import dataclass

from ads.terms import OfferTerms


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong with terms, in words for whoever wrote them, and the column to mend."""

    field: str
    text: str


def amount_problems(terms: OfferTerms) -> Iterator[Problem]:
    """Yield where price, kill fee and the price of usage do not fit together."""
    if terms.price_minor <= 0:
        yield Problem("price_minor", "The price must be above zero.")
    if not 0 <= terms.kill_fee_minor <= terms.price_minor:
        yield Problem("kill_fee_minor", "The kill fee must be between zero and the price.")
    if not 0 <= terms.usage_price_minor <= terms.price_minor:
        yield Problem(
            "usage_price_minor",
            "What the usage costs is part of the price and cannot be more than it.",
        )


def rights_problems(terms: OfferTerms) -> Iterator[Problem]:
    """Yield where product, usage or exclusivity are said by half, or have no clear end: "for
    ever" is said and priced."""
    if (terms.product_value_minor or terms.product_is_returned) and not terms.product_name:
        yield Problem("product_name", "Name the product that is sent along.")
    yield from _usage_problems(terms)
    yield from _exclusivity_problems(terms)


def _usage_problems(terms: OfferTerms) -> Iterator[Problem]:
    is_said = bool(terms.usage_channels)
    days = (terms.usage_from, terms.usage_to)
    if not is_said and (
        any(days) or terms.usage_territory or terms.usage_price_minor or terms.usage_is_perpetual
    ):
        yield Problem("usage_channels", "Name the channels the content may be used on.")
    if terms.usage_is_perpetual and terms.usage_to:
        yield Problem("usage_to", "Usage for ever has no last day. Choose one of both.")
    if terms.usage_is_perpetual and not terms.usage_price_minor:
        yield Problem(
            "usage_price_minor",
            "Usage for ever has its price: say which part of the price is for it.",
        )
    if is_said and not (terms.usage_is_perpetual or terms.usage_to):
        yield Problem("usage_to", "Say until when the content may be used.")
    if terms.usage_from and terms.usage_to and terms.usage_to < terms.usage_from:
        yield Problem("usage_to", "The usage ends before it begins.")


def _exclusivity_problems(terms: OfferTerms) -> Iterator[Problem]:
    first, last = terms.exclusivity_from, terms.exclusivity_to
    is_said = bool(terms.exclusivity_scope or first or last)
    if is_said and not terms.exclusivity_scope:
        yield Problem("exclusivity_scope", "Say for whom no work may be done.")
    if is_said and not first:
        yield Problem("exclusivity_from", "Say from when.")
    if is_said and not last:
        yield Problem("exclusivity_to", "Say until when.")
    if first and last and last < first:
        yield Problem("exclusivity_to", "The exclusivity ends before it begins.")
