"""The dashboard of each role: what waits comes first, and an empty one says what to do."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.models import InfluencerProfile, SponsorProfile, User
from ads.workflow import Side, State
from tests.factories.accounts import make_influencer, make_moderator, make_sponsor, make_user
from tests.factories.ads import make_ad
from tests.factories.campaigns import make_campaign, make_interest
from tests.factories.ledger import fill_wallet, make_batched, make_payout
from tests.factories.messaging import make_message
from tests.factories.ratings import make_rating

pytestmark = pytest.mark.django_db


def open_as(client: Client, user: User) -> Any:
    """Return the dashboard `user` sees."""
    client.force_login(user)
    response = client.get("/dashboard/")
    assert response.status_code == 200
    return response


def test_visitors_are_asked_to_sign_in(client: Client) -> None:
    response = client.get("/dashboard/")
    assert (response.status_code, response.url) == (302, "/accounts/login/?next=/dashboard/")


def test_a_new_sponsor_is_told_what_to_do_next(client: Client) -> None:
    page = open_as(client, make_sponsor().user).content.decode()
    for words in (
        "Nothing waits for you right now.",
        "Find an influencer",
        "Write your first campaign",
        "You have read everything.",
        "Nobody waits for your answer.",
    ):
        assert words in page
    assert "verify you" not in page


def test_a_sponsor_sees_ads_by_deadline_messages_interest_campaigns_and_money(
    client: Client,
) -> None:
    sponsor = make_sponsor()
    campaign = make_campaign(sponsor, title="Trail shoes", budget_minor=500_000)
    now = timezone.now()
    make_ad(State.ACTIVE, campaign=campaign, title="Not my turn")
    late = make_ad(State.COUNTERED, campaign=campaign, title="Later")
    soon = make_ad(State.COUNTERED, campaign=campaign, now=now - timedelta(days=4), title="Sooner")
    make_message(late.thread, late.influencer.user, "Could we say 500?")
    interest = make_interest(campaign)
    fill_wallet(sponsor.user, 12_300)

    response = open_as(client, sponsor.user)
    board = response.context["board"]
    assert [turn.ad for turn in board.turns] == [soon, late]
    assert [(unread.title, unread.count) for unread in board.unread] == [
        ("Trail shoes", 1),
        ("Later", 1),
    ]
    assert board.interests == [interest]
    assert board.campaigns == [campaign]
    assert board.in_escrow_minor == 45_000
    page = response.content.decode()
    for words in ("2 ads wait", "Could we say 500?", "$123.00", "$450.00", "1 interested"):
        assert words in page


def test_an_unverified_sponsor_reads_what_is_possible_meanwhile(client: Client) -> None:
    page = open_as(client, make_sponsor(verified=False).user).content.decode()
    assert "A moderator still has to verify you." in page


def test_a_refused_sponsor_reads_how_to_go_on(client: Client) -> None:
    profile = make_sponsor(verified=False, verification="rejected")
    assert "Your verification was refused." in open_as(client, profile.user).content.decode()


@pytest.mark.parametrize("make", [make_sponsor, make_influencer])
def test_a_suspended_user_reads_the_reason_and_how_to_appeal(
    client: Client, make: Any, settings: Any
) -> None:
    settings.DEFAULT_FROM_EMAIL = "Parley <desk@example.com>"
    user = make().user
    user.suspended_at, user.suspension_reason = timezone.now(), "Bought <followers>"
    user.save()

    page = open_as(client, user).content.decode()
    assert "Reason: Bought &lt;followers&gt;" in page
    assert "To appeal, answer the mail that told you, or write to desk@example.com" in page


def test_a_new_influencer_is_told_what_is_missing(client: Client) -> None:
    profile = make_influencer(description="", languages=[])
    InfluencerProfile.objects.filter(pk=profile.pk).update(top_followers=0, lowest_price_minor=None)

    response = open_as(client, profile.user)
    assert [hint.title for hint in response.context["board"].hints] == [
        "Add a channel",
        "Add a price",
        "Say what you do",
        "Add a picture",
        "Name your languages",
    ]
    page = response.content.decode()
    assert "Nothing waits for you right now." in page
    assert "No campaign in your category" in page


def test_a_complete_profile_gets_no_advice(client: Client) -> None:
    profile = make_influencer(avatar="avatars/sample.png")
    page = open_as(client, profile.user).content.decode()
    assert "Be found more easily" not in page


def test_an_influencer_sees_offers_work_holds_and_campaigns_of_the_category(
    client: Client,
) -> None:
    influencer = make_influencer()
    offer = make_ad(State.OFFERED, influencer=influencer, title="An offer")
    work = make_ad(State.ACTIVE, influencer=influencer, title="Work")
    make_ad(State.COMPLETED, influencer=influencer)
    make_ad(State.DRAFT, influencer=influencer, campaign=make_campaign(visibility="private"))
    new = make_campaign(title="New one")
    make_campaign(visibility="private")
    make_interest(make_campaign(), influencer)

    response = open_as(client, influencer.user)
    board = response.context["board"]
    assert [turn.ad for turn in board.offers] == [offer]
    assert [turn.ad for turn in board.work] == [work]
    assert board.campaigns == [new]
    assert (board.on_hold_minor, board.in_escrow_minor) == (40_500, 45_000)
    page = response.content.decode()
    for words in ("Offers to answer", "$405.00", "Clears", "New one", "2 ads wait"):
        assert words in page


def test_nobody_sees_another_users_work(client: Client) -> None:
    ad = make_ad(State.COUNTERED, title="Secret deal")
    make_message(ad.thread, ad.influencer.user, "Secret words")
    make_interest(ad.campaign)

    for stranger in (make_sponsor().user, make_influencer().user):
        page = open_as(client, stranger).content.decode()
        assert "Secret" not in page


def test_moderators_see_what_waits_in_the_console(client: Client) -> None:
    make_sponsor(verified=False)
    make_payout(make_sponsor().user)
    for _ in range(2):
        make_batched(make_sponsor().user)

    response = open_as(client, make_moderator())
    board = response.context["board"]
    assert (board.to_verify, board.payouts, board.batches, board.flagged) == (1, 1, 2, 0)
    assert 'href="/admin/"' in response.content.decode()


def test_an_account_without_a_side_or_a_profile_is_told_so(client: Client) -> None:
    for user in (make_user(), make_user(role="sponsor"), make_user(role="influencer")):
        page = open_as(client, user).content.decode()
        assert "Your account has no profile yet" in page


def fill(profile: SponsorProfile | InfluencerProfile) -> None:
    """Give a profile one of everything its dashboard shows."""
    if isinstance(profile, SponsorProfile):
        ad = make_ad(State.COUNTERED, campaign=make_campaign(profile))
        make_interest(ad.campaign)
        make_message(ad.thread, ad.influencer.user)
    else:
        ad = make_ad(State.OFFERED, influencer=profile)
        make_message(ad.thread, ad.campaign.sponsor.user)
        make_ad(State.COMPLETED, influencer=profile)
        make_campaign()


def test_both_sides_see_whom_they_can_still_rate_the_first_to_close_on_top(client: Client) -> None:
    now = timezone.now()
    campaign, influencer = make_campaign(), make_influencer()
    late = make_ad(State.COMPLETED, campaign=campaign, influencer=influencer, now=now)
    early = make_ad(
        State.COMPLETED, campaign=campaign, influencer=influencer, now=now - timedelta(days=9)
    )
    make_ad(State.COMPLETED, campaign=campaign, influencer=influencer, now=now - timedelta(days=14))
    make_ad(State.CANCELLED, campaign=campaign, influencer=influencer)  # never paid
    make_rating(late, Side.SPONSOR, 5)

    response = open_as(client, influencer.user)
    assert [due.ad for due in response.context["board"].ratings] == [early, late]
    page = response.content.decode()
    assert f"Rate {campaign.sponsor.display_name}" in page
    assert f'href="/ads/{early.pk}/#rating"' in page
    response = open_as(client, campaign.sponsor.user)
    assert [due.ad for due in response.context["board"].ratings] == [early]


@pytest.mark.parametrize("make", [make_sponsor, make_influencer])
def test_a_dashboard_costs_ten_queries_however_much_it_shows(client: Client, make: Any) -> None:
    profile = make()
    client.force_login(profile.user)
    costs = []
    for more in (1, 2):
        for _ in range(more):
            fill(profile)
        with CaptureQueriesContext(connection) as queries:
            client.get("/dashboard/")
        costs.append(len(queries))
    assert costs[0] == costs[1] <= 10, [query["sql"][:120] for query in queries]


def test_pages_work_without_redis(client: Client, settings: Any) -> None:
    nowhere = {"LOCATION": "unix:///nowhere/redis.sock"}
    settings.CACHES = settings.CACHES | {"pages": settings.CACHES["pages"] | nowhere}
    settings.QUEUE_REDIS_URL = nowhere["LOCATION"]
    assert client.get("/").status_code == 200
    for user in (make_sponsor().user, make_influencer().user, make_moderator()):
        open_as(client, user)
