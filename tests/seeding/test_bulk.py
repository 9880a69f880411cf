"""A market in bulk: lawful, as large as asked, the same for the same seed."""

from datetime import UTC, datetime, timedelta
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from django.db.models import Count, F
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pytest_django import Settings

from accounts.actions import index_influencer
from accounts.models import InfluencerProfile, SponsorProfile, User
from ads.actions import run_deadlines
from ads.models import Ad, Rating
from ads.terms import freeze, terms_digest
from ads.workflow import OPEN, TRANSITIONS, State
from campaigns.actions import close_ended
from campaigns.models import Campaign, Interest
from marketplace.kernel.mail.models import OutboxMail
from marketplace.kernel.search import search_ids
from marketplace.kernel.search.models import SearchDocument
from marketplace.ledger.actions import clear_due_holds
from marketplace.ledger.laws import check_all
from marketplace.messaging.models import Message, ThreadParticipant
from marketplace.seeding.bulk.market import Size, seed_bulk
from tests.factories.accounts import PASSWORD

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
SMALL = Size(sponsors=6, influencers=40, campaigns=30, ads=300, messages=600)


def seed(size: Size = SMALL, *, number: int = 1) -> None:
    seed_bulk(size=size, seed=number, now=NOW)


def counts() -> Size:
    return Size(
        sponsors=SponsorProfile.objects.count(),
        influencers=InfluencerProfile.objects.count(),
        campaigns=Campaign.objects.count(),
        ads=Ad.objects.count(),
        messages=Message.objects.texts().count(),
    )


def portrait() -> list[Any]:
    """Return what tells one market from another, without row numbers."""
    return [
        list(InfluencerProfile.objects.order_by("pk").values_list("handle", "top_followers")),
        list(Campaign.objects.order_by("pk").values_list("title", "budget_minor", "state")),
        list(Ad.objects.order_by("pk").values_list("title", "state", "deadline_at", "price_minor")),
        list(Message.objects.order_by("pk").values_list("body", "created_at")),
    ]


def test_it_is_as_large_as_asked_keeps_every_law_and_mails_nobody() -> None:
    seed()
    assert counts() == SMALL
    assert list(check_all()) == []
    assert OutboxMail.objects.count() == 0
    assert set(Ad.objects.values_list("state", flat=True)) == set(State)


def test_a_second_one_comes_beside_the_first_and_beside_the_demo() -> None:
    call_command("seed_demo", stdout=StringIO())
    before = counts()
    seed()
    seed()
    assert counts().ads == before.ads + 2 * SMALL.ads
    assert counts().sponsors == before.sponsors + 2 * SMALL.sponsors
    assert list(check_all()) == []


def test_the_same_seed_gives_the_same_market_and_another_seed_another() -> None:
    seen = []
    for number in (1, 1, 2):
        with transaction.atomic():
            seed(number=number)
            seen.append(portrait())
            transaction.set_rollback(True)
    assert seen[0] == seen[1]
    assert seen[0] != seen[2]


def test_the_clock_finds_nothing_that_should_have_happened_before() -> None:
    seed()
    assert (run_deadlines(now=NOW), close_ended(now=NOW), clear_due_holds(now=NOW)) == (0, 0, 0)


def test_the_clock_carries_the_market_on_lawfully() -> None:
    seed()
    later = NOW + timedelta(days=30)
    assert run_deadlines(now=later) > 0
    assert close_ended(now=later) > 0
    assert clear_due_holds(now=later) > 0
    assert list(check_all()) == []


def test_every_ad_came_to_its_state_by_the_workflow() -> None:
    seed()
    for ad in Ad.objects.prefetch_related("events", "offers"):
        state = State.DRAFT
        moments = [ad.created_at]
        for event in ad.events.all():
            if event.transition != "overdue":
                transition = TRANSITIONS[event.transition]
                assert transition.may(ad.mover_for(event.actor), state)
                [target] = transition.moves[state]
                assert (event.from_state, event.to_state) == (state, target)
                state = target
            moments.append(event.created_at)
        assert state == ad.state
        assert moments == sorted(moments)
        assert moments[-1] <= NOW
        assert ad.current_offer == max(ad.offers.all(), key=lambda offer: offer.number)


def test_frozen_terms_are_those_that_acceptance_freezes() -> None:
    seed()
    for ad in Ad.objects.exclude(accepted_at=None).select_related("current_offer"):
        terms = freeze(
            ad, ad.current_offer, fee_bps=ad.fee_bps, zone=ad.influencer_zone, now=ad.accepted_at
        )
        assert (ad.terms, ad.terms_hash) == (terms, terms_digest(terms))
        assert terms["price_minor"] == ad.price_minor


def test_nothing_open_hangs_on_what_cannot_have_it() -> None:
    seed()
    open_ads = Ad.objects.filter(state__in=list(OPEN))
    assert open_ads.filter(campaign__state=Campaign.State.CLOSED).count() == 0
    started = Ad.objects.exclude(state=State.DRAFT)
    assert started.filter(campaign__state=Campaign.State.DRAFT).count() == 0
    assert started.filter(created_at__lt=F("campaign__published_at")).count() == 0
    assert Campaign.objects.exclude(published_at=None).filter(
        published_at__lt=F("sponsor__verified_at")
    ).count() == 0  # fmt: skip
    paired = open_ads.values("campaign", "influencer").annotate(times=Count("pk"))
    assert paired.filter(times__gt=1).count() == 0
    assert Interest.objects.filter(state="open").exclude(campaign__state="closed").count() > 0
    assert Interest.objects.filter(state="open", campaign__state="closed").count() == 0


def test_unread_counts_are_what_others_wrote_after_the_last_one_read() -> None:
    seed()
    for seat in ThreadParticipant.objects.all():
        later = Message.objects.texts().filter(
            thread=seat.thread, pk__gt=seat.last_read_message_id or 0
        )
        assert seat.unread_count == later.exclude(author_id=seat.user_id).count()


def test_ratings_are_counted_once_they_are_public() -> None:
    seed()
    for profile in InfluencerProfile.objects.filter(rating_count__gt=0):
        given = [rating.axes for rating in Rating.objects.published().about(profile)]
        assert profile.rating_count == len(given)
        assert profile.rating_sum == sum(sum(axes) for axes in given)
    blind = Rating.objects.filter(published_at=None)
    assert all(rating.ad.ratings_close_at > NOW for rating in blind.select_related("ad"))


def test_search_and_sorting_know_what_the_actions_would_have_told_them() -> None:
    seed()
    profile = InfluencerProfile.objects.latest("pk")
    document = SearchDocument.objects.get(kind="influencer", object_id=profile.pk)
    sorted_by = (profile.top_followers, profile.lowest_price_minor)
    index_influencer(profile=profile)
    assert (profile.top_followers, profile.lowest_price_minor) == sorted_by
    again = SearchDocument.objects.get(kind="influencer", object_id=profile.pk)
    assert (again.title, again.body) == (document.title, document.body)
    campaign = Campaign.objects.listed().earliest("pk")
    assert campaign.pk in search_ids(kind="campaign", query=campaign.title)


def test_its_people_can_sign_in_and_open_their_pages(client: Client) -> None:
    seed()
    for role in User.Role.values:
        user = User.objects.filter(role=role, suspended_at=None).earliest("pk")
        assert client.login(email=user.email, password=PASSWORD)
        for path in ("/dashboard/", "/campaigns/", "/influencers/", "/ads/", "/wallet/"):
            assert client.get(path).status_code == 200
        for ad in Ad.objects.visible_to(user)[:20]:
            assert client.get(ad.get_absolute_url()).status_code == 200


def test_more_rows_take_no_more_queries() -> None:
    def queries(size: Size) -> int:
        with CaptureQueriesContext(connection) as captured:
            seed(size)
        return len(captured)

    # SQLite writes at most 999 values at once: what it writes many times is counted once.
    few, many = (
        queries(Size(sponsors=2, influencers=n, campaigns=n, ads=2 * n, messages=2 * n))
        for n in (2, 4)
    )
    assert many <= few + 2


@pytest.mark.parametrize(
    ("size", "reason"),
    [
        (Size(0, 1, 1, 0, 0), "Campaigns need sponsors."),
        (Size(1, 0, 1, 1, 0), "Ads need campaigns and influencers."),
        (Size(1, 1, 1, 0, 1), "Messages need ads."),
        (Size(-1, 1, 1, 0, 0), "A number is below zero."),
    ],
)
def test_a_market_that_cannot_be_is_refused(size: Size, reason: str) -> None:
    with pytest.raises(ValueError, match=reason):
        seed(size)
    assert User.objects.count() == 0


def test_one_pair_of_people_can_have_many_ads() -> None:
    seed(Size(sponsors=1, influencers=1, campaigns=1, ads=30, messages=10))
    assert Ad.objects.count() == 30
    assert Ad.objects.filter(state__in=list(OPEN)).count() <= 1
    assert list(check_all()) == []


def test_the_command_says_what_it_added() -> None:
    out = StringIO()
    call_command("seed_bulk", sponsors=1, influencers=2, campaigns=1, ads=2, messages=0, stdout=out)
    assert out.getvalue().startswith("Added 1 sponsors, 2 influencers, 1 campaigns, 2 ads, 0 ")
    with pytest.raises(CommandError, match="Ads need"):
        call_command("seed_bulk", sponsors=1, influencers=0, campaigns=1, ads=1, messages=0)


def test_it_is_refused_on_a_real_site(settings: Settings) -> None:
    settings.DEMO = settings.DEBUG = False
    with pytest.raises(CommandError, match="DEBUG or DEMO only"):
        call_command("seed_bulk")
    assert User.objects.count() == 0
