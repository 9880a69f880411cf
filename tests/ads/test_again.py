"""The terms of an ad once more: which terms, how far ahead, under which title."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from django.utils import timezone

from accounts.models import DeliverableKind, Platform
from ads.again import terms_again, title_again
from ads.models import Ad
from ads.terms import ItemTerms, OfferTerms
from ads.workflow import State
from tests.factories.ads import make_ad, make_terms

SENT = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


def full_terms() -> OfferTerms:
    return make_terms(
        items=(
            ItemTerms("instagram", "post", 2, date(2026, 3, 12), date(2026, 3, 14), 30),
            ItemTerms("youtube", "long_video", 1, date(2026, 3, 20), date(2026, 3, 28), 90),
        ),
        usage_channels="Own Instagram",
        usage_from=date(2026, 3, 14),
        usage_to=date(2026, 9, 14),
        exclusivity_scope="Other shoes",
        exclusivity_from=date(2026, 3, 1),
        exclusivity_to=date(2026, 4, 1),
        note="Looking forward to it.",
    )


@pytest.mark.parametrize(
    ("title", "again"),
    [
        ("Two trail videos", "Two trail videos (2)"),
        ("Two trail videos (2)", "Two trail videos (3)"),
        ("Two trail videos (99)", "Two trail videos (100)"),
        ("Trail (autumn)", "Trail (autumn) (2)"),
        ("x" * 120, "x" * 116 + " (2)"),
    ],
)
def test_titles_are_numbered(title: str, again: str) -> None:
    assert title_again(title) == again
    assert len(again) <= 120


@pytest.mark.django_db
@pytest.mark.parametrize("state", [State.OFFERED, State.ACCEPTED])
def test_every_day_moves_by_as_many_as_the_first_draft(state: State) -> None:
    ad = make_ad(state, terms=full_terms(), now=SENT)
    # Ten days ahead when it was sent; so from 10 July it is due on the 20th, 130 days later.
    again = terms_again(ad, today=date(2026, 7, 10))
    by = timedelta(days=130)
    first, second = full_terms().items
    assert again == replace(
        full_terms(),
        items=(
            replace(first, due_date=date(2026, 7, 20), posting_date=date(2026, 7, 22)),
            replace(second, due_date=date(2026, 7, 28), posting_date=date(2026, 8, 5)),
        ),
        usage_from=date(2026, 3, 14) + by,
        usage_to=date(2026, 9, 14) + by,
        exclusivity_from=date(2026, 3, 1) + by,
        exclusivity_to=date(2026, 4, 1) + by,
        note="",
    )


@pytest.mark.django_db
def test_the_last_offer_counts_where_nothing_was_agreed() -> None:
    ad = make_ad(State.COUNTERED)
    again = terms_again(ad, today=timezone.localdate())
    assert again is not None
    assert again.price_minor == 50_000


@pytest.mark.django_db
def test_nothing_is_due_in_the_past() -> None:
    late = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
    ad = make_ad(State.OFFERED, terms=full_terms(), now=late)
    # As brought over from elsewhere: sent after its draft was due.
    ad.offers.update(sent_at=datetime(2026, 5, 1, tzinfo=UTC))
    again = terms_again(Ad.objects.get(pk=ad.pk), today=date(2026, 7, 10))
    assert again is not None
    assert again.first_due_date == date(2026, 7, 10)


@pytest.mark.django_db
def test_the_day_sent_is_the_influencers() -> None:
    kind = {"platform": Platform.INSTAGRAM, "kind": DeliverableKind.POST}
    item = ItemTerms(
        **kind, quantity=1, due_date=date(2026, 3, 12), posting_date=date(2026, 3, 12), live_days=1
    )
    late_evening = datetime(2026, 3, 2, 23, 30, tzinfo=UTC)
    ad = make_ad(State.OFFERED, terms=make_terms(items=(item,)), now=late_evening)
    ad.influencer.user.time_zone = "Europe/Vienna"  # where it is the 3rd already
    again = terms_again(ad, today=date(2026, 7, 10))
    assert again is not None
    assert again.first_due_date == date(2026, 7, 19)


@pytest.mark.django_db
def test_an_ad_without_terms_has_none_to_repeat() -> None:
    ad = make_ad(State.COMPLETED)
    Ad.objects.filter(pk=ad.pk).update(is_history=True, terms=None, current_offer=None)
    assert terms_again(Ad.objects.get(pk=ad.pk), today=timezone.localdate()) is None
