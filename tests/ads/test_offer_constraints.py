"""What the database itself refuses in an offer, whoever writes it."""

from datetime import date
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from ads.models import Offer, OfferItem
from ads.workflow import State
from tests.factories.ads import make_ad

pytestmark = pytest.mark.django_db

EARLY, LATE = date(2026, 12, 1), date(2026, 12, 31)
FOR_EVER = {"usage_is_perpetual": True, "usage_channels": "Own Instagram", "usage_price_minor": 1}
EXCLUSIVE = {
    "exclusivity_scope": "Other shoes",
    "exclusivity_from": EARLY,
    "exclusivity_to": LATE,
}


def offers() -> Any:
    ad = make_ad(State.OFFERED)
    return Offer.objects.filter(pk=ad.current_offer_id)


@pytest.mark.parametrize(
    "good",
    [
        {"kill_fee_minor": 45_000, "usage_price_minor": 45_000},
        {"revision_rounds": 10},
        FOR_EVER,
        {"usage_from": EARLY, "usage_to": EARLY},
        {"usage_to": LATE},
        EXCLUSIVE,
        EXCLUSIVE | {"exclusivity_to": EARLY},
    ],
)
def test_what_is_at_the_edge_is_taken(good: dict[str, Any]) -> None:
    assert offers().update(**good) == 1


@pytest.mark.parametrize(
    ("broken", "law"),
    [
        ({"price_minor": 0, "kill_fee_minor": 0}, "offer_price_positive"),
        ({"kill_fee_minor": 45_001}, "offer_kill_fee_within_price"),
        ({"revision_rounds": 11}, "offer_rounds_bounded"),
        (FOR_EVER | {"usage_price_minor": 0}, "offer_perpetual_usage_priced"),
        (FOR_EVER | {"usage_channels": ""}, "offer_perpetual_usage_priced"),
        (FOR_EVER | {"usage_to": LATE}, "offer_perpetual_usage_priced"),
        ({"usage_price_minor": 45_001}, "offer_usage_price_within_price"),
        ({"usage_from": LATE, "usage_to": EARLY}, "offer_usage_ends_after_it_begins"),
        (EXCLUSIVE | {"exclusivity_scope": ""}, "offer_exclusivity_whole"),
        (EXCLUSIVE | {"exclusivity_from": None}, "offer_exclusivity_whole"),
        (EXCLUSIVE | {"exclusivity_to": None}, "offer_exclusivity_whole"),
        (EXCLUSIVE | {"exclusivity_from": None, "exclusivity_to": None}, "offer_exclusivity_whole"),
        (
            EXCLUSIVE | {"exclusivity_from": LATE, "exclusivity_to": EARLY},
            "offer_exclusivity_whole",
        ),
    ],
)
def test_what_must_never_be_true_is_refused(broken: dict[str, Any], law: str) -> None:
    found = offers()
    with pytest.raises(IntegrityError, match=law), transaction.atomic():
        found.update(**broken)


@pytest.mark.parametrize("column", ["product_value_minor", "product_days", "usage_price_minor"])
def test_no_amount_is_negative(column: str) -> None:
    found = offers()
    with pytest.raises(IntegrityError), transaction.atomic():
        found.update(**{column: -1})


def test_two_versions_never_share_a_number() -> None:
    offer = offers().get()
    copy = Offer(ad=offer.ad, number=1, made_by=offer.made_by, price_minor=1, requirements="x")
    with pytest.raises(IntegrityError), transaction.atomic():
        copy.save()


@pytest.mark.parametrize(
    ("broken", "law"),
    [
        ({"quantity": 0}, "offeritem_quantity_bounded"),
        ({"quantity": 21}, "offeritem_quantity_bounded"),
        ({"due_date": LATE, "posting_date": EARLY}, "offeritem_posted_after_due"),
    ],
)
def test_lines_are_held_to_their_bounds(broken: dict[str, Any], law: str) -> None:
    items = OfferItem.objects.filter(offer=offers().get())
    with pytest.raises(IntegrityError, match=law), transaction.atomic():
        items.update(**broken)


def test_two_lines_never_share_a_place() -> None:
    item = OfferItem.objects.get(offer=offers().get())
    item.pk = None
    with pytest.raises(IntegrityError), transaction.atomic():
        item.save()
