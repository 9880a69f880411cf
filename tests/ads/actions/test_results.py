"""What the posts reached: who says so, when, within which bounds, and that rows are only added."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from ads import actions
from ads.actions.results import MAX_COUNT, Figures
from ads.models import Ad, Result
from ads.workflow import Side, State
from marketplace.kernel.errors import Refused
from marketplace.kernel.mail.models import OutboxMail
from marketplace.notifications.models import Notification
from tests.factories.accounts import make_influencer, make_user
from tests.factories.ads import dispute, make_ad

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 22, 22, 30, tzinfo=UTC)
TODAY = NOW.date()


def enter(ad: Ad, *, now: datetime = NOW, actor: Any = None, **counts: Any) -> list[Result]:
    """Enter results of the ad's only post."""
    figures = Figures(**({"measured_date": TODAY} | counts))
    return actions.enter_results(
        actor=actor or ad.influencer.user,
        ad=ad,
        results={ad.deliverables.get().pk: figures},
        now=now,
    )


@pytest.mark.parametrize("state", [s for s in State if s is not State.DRAFT])
def test_results_belong_to_posts_that_went_live(state: State) -> None:
    ad = make_ad(state, now=NOW)
    if not ad.deliverables.exists():
        with pytest.raises(Refused, match="once the posts are live"):
            actions.enter_results(actor=ad.influencer.user, ad=ad, results={}, now=NOW)
    elif state in {State.POSTED, State.COMPLETED}:
        assert enter(ad, views=5)[0].views == 5
    else:
        with pytest.raises(Refused, match=r"once the posts are live|has not gone live"):
            enter(ad, views=5)


def test_a_dispute_after_going_live_takes_results_and_one_before_does_not() -> None:
    posted, active = make_ad(State.POSTED, now=NOW), make_ad(State.ACTIVE, now=NOW)
    for ad in (posted, active):
        dispute(ad, now=NOW)
    assert enter(posted, likes=0)[0].likes == 0
    with pytest.raises(Refused, match="has not gone live"):
        enter(active, views=5)


def test_only_the_influencer_enters_them() -> None:
    ad = make_ad(State.POSTED, now=NOW)
    for actor in (ad.user_of(Side.SPONSOR), make_influencer().user):
        with pytest.raises(Refused, match="Only the influencer|not a party"):
            enter(ad, actor=actor, views=5)


def test_rows_are_added_the_newest_counts_and_a_second_press_adds_nothing() -> None:
    ad = make_ad(State.COMPLETED, now=NOW)
    enter(ad, views=48_200, likes=900)
    with pytest.raises(Refused, match="nothing new"):
        enter(ad, views=48_200, likes=900)
    enter(ad, views=50_000, likes=900, now=NOW + timedelta(minutes=1))
    assert list(Result.objects.values_list("views", "comments")) == [(48_200, None), (50_000, None)]
    assert ad.events.filter(transition="results").count() == 2


def test_the_sponsor_is_told_once_and_the_influencer_is_not() -> None:
    ad = make_ad(State.COMPLETED, now=NOW)
    notices, mails = Notification.objects.count(), OutboxMail.objects.count()
    enter(ad, views=5)
    assert Notification.objects.count() == notices + 1
    notice = Notification.objects.order_by("-pk").first()
    assert (notice.user, notice.text) == (
        ad.user_of(Side.SPONSOR),
        f"{ad.title}: {ad.influencer.display_name} entered results.",
    )
    assert OutboxMail.objects.count() == mails + 1


@pytest.mark.parametrize(
    ("counts", "words"),
    [
        ({}, "at least one figure"),
        ({"views": MAX_COUNT + 1}, "from 0 to 1,000,000,000,000"),
        ({"views": 10**30}, "from 0 to"),
        ({"likes": -1}, "from 0 to"),
        ({"views": 1, "measured_date": TODAY + timedelta(days=1)}, "still to come"),
        ({"views": 1, "measured_date": TODAY - timedelta(days=1)}, "went live on 22 November"),
    ],
)
def test_figures_that_cannot_be_are_refused(counts: dict[str, Any], words: str) -> None:
    ad = make_ad(State.POSTED, now=NOW)
    with pytest.raises(Refused, match=words):
        enter(ad, **counts)
    assert not Result.objects.exists()
    assert enter(ad, views=MAX_COUNT)[0].views == MAX_COUNT


def test_today_is_the_influencers_day() -> None:
    user = make_user(email="mira@example.com", role="influencer", time_zone="Pacific/Auckland")
    ad = make_ad(State.POSTED, influencer=make_influencer(user=user), now=NOW)
    tomorrow = TODAY + timedelta(days=1)  # it is the 23rd there
    assert enter(ad, views=1, measured_date=tomorrow)[0].measured_date == tomorrow


def test_foreign_parts_and_proof_without_figures_are_refused() -> None:
    ad, other = make_ad(State.POSTED, now=NOW), make_ad(State.POSTED, now=NOW)
    foreign = other.deliverables.get().pk
    with pytest.raises(Refused, match="not for a part"):
        actions.enter_results(
            actor=ad.influencer.user, ad=ad, results={foreign: Figures(TODAY, views=1)}, now=NOW
        )


def test_the_database_takes_no_empty_result() -> None:
    ad = make_ad(State.POSTED, now=NOW)
    with pytest.raises(IntegrityError), transaction.atomic():
        Result.objects.create(
            deliverable=ad.deliverables.get(), measured_date=TODAY, actor=ad.influencer.user
        )
