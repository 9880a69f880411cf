"""The console's figures: right, cheap, as fresh as promised, and each leads to what it counts."""

import pytest
import time_machine
from django.core.cache import caches
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from ads.workflow import State
from marketplace.moderation import figures
from tests.factories.accounts import make_influencer, make_moderator, make_sponsor, make_user
from tests.factories.ads import make_ad
from tests.factories.campaigns import make_campaign
from tests.factories.ledger import fill_wallet, make_hold, make_payout
from tests.factories.mail import make_mail

pytestmark = pytest.mark.django_db


def values(title: str) -> dict[str, int]:
    """Return the figures of one group, counted now."""
    [group] = [group for group in figures.count_all() if group.title == title]
    return {figure.label: figure.value for figure in group.figures}


@pytest.fixture
def moderator_client(client: Client) -> Client:
    """Return a client signed in as a moderator with every permission."""
    client.force_login(make_moderator())
    return client


def suspend(user: object) -> None:
    type(user).objects.filter(pk=user.pk).update(
        suspended_at=timezone.now(), suspension_reason="Fake followers"
    )


def make_market() -> None:
    """Fill every figure with a number of its own where that is cheap."""
    make_sponsor(verified=False)
    suspend(make_influencer().user)
    make_user(unconfirmed_since=timezone.now())
    make_user(is_active=False, anonymised_at=timezone.now())
    make_moderator()
    for state in ("draft", "published", "paused", "closed"):
        make_campaign(state=state)
    make_campaign(
        visibility="private", flagged_at=timezone.now(), flag_reason="Asks for bank details"
    )
    for state in (State.OFFERED, State.ACTIVE, State.COMPLETED):
        make_ad(state)
    make_payout(make_sponsor().user, 5_000)
    make_mail(failed_at=timezone.now())
    make_mail(sent_at=timezone.now())


def test_users_are_counted_by_role_and_standing() -> None:
    make_sponsor()
    suspend(make_influencer().user)
    make_user(unconfirmed_since=timezone.now())
    make_user(is_active=False, anonymised_at=timezone.now())
    make_moderator()

    assert values("Users") == {
        "Sponsors": 1,
        "Influencers": 1,
        "Moderators": 1,
        "In good standing": 2,
        "Suspended": 1,
        "Unconfirmed": 1,
        "Deleted": 1,
    }


def test_sponsors_are_counted_by_verification() -> None:
    make_sponsor()
    make_sponsor(verified=False)
    make_sponsor(verified=False)

    assert values("Sponsors") == {"Unverified": 2, "Verified": 1, "Verification refused": 0}


def test_campaigns_are_counted_by_state_visibility_and_flag() -> None:
    make_campaign(state="draft")
    make_campaign(visibility="private")
    make_campaign(flagged_at=timezone.now(), flag_reason="Asks for bank details")

    assert values("Campaigns") == {
        "Draft": 1,
        "Published": 2,
        "Paused": 0,
        "Closed": 0,
        "Public": 2,
        "Private": 1,
        "Flagged": 1,
    }


def test_ads_are_counted_in_every_state() -> None:
    make_ad(State.OFFERED)
    make_ad(State.OFFERED)
    make_ad(State.DRAFT)

    assert values("Ads") == {state.label: 0 for state in State} | {"Offered": 2, "Draft": 1}


def test_money_is_where_the_ledger_says() -> None:
    make_ad(State.ACTIVE)
    make_ad(State.COMPLETED)
    make_hold(make_influencer().user, 1_000)
    fill_wallet(make_sponsor().user, 700)
    make_payout(make_sponsor().user, 5_000)

    assert values("Money") == {
        "In escrow": 45_000,
        "On hold": 41_500,
        "In wallets": 700,
        "Payouts under way": 5_000,
        "Fees earned": 4_500,
    }
    assert values("Payouts") == {"Requested": 1, "Being paid": 0, "Paid out": 0}


def test_mail_is_counted_until_it_is_sent() -> None:
    make_mail(failed_at=timezone.now())
    make_mail()
    make_mail(sent_at=timezone.now())

    assert values("Mail") == {"Given up": 1, "Waiting": 1}


def test_every_figure_leads_to_the_list_of_the_rows_it_counts(moderator_client: Client) -> None:
    make_market()

    for group in figures.count_all():
        for figure in group.figures:
            response = moderator_client.get(figure.url)
            # A filter the list does not know redirects to "?e=1".
            assert response.status_code == 200, (figure.label, figure.url, response.url)
            if not figure.is_money:
                shown = response.context["cl"].result_count
                assert shown == figure.value, (figure.label, figure.url)


def test_counting_costs_one_query_a_group_however_much_there_is() -> None:
    make_market()
    with CaptureQueriesContext(connection) as queries:
        groups = figures.count_all()
    assert len(queries) == len(groups) == 7


def test_figures_are_counted_once_and_again_when_they_are_too_old() -> None:
    moderator = make_moderator()
    with time_machine.travel(timezone.now(), tick=False):
        figures.figures_for(moderator)
        make_sponsor()
        assert shown(moderator)["Sponsors"] == 0
        # Redis keeps the time, not this process: it must expire by itself.
        assert 0 < caches["pages"].ttl(figures.CACHE_KEY) <= figures.CACHE_SECONDS <= 60

    caches["pages"].expire(figures.CACHE_KEY, 0)
    assert shown(moderator)["Sponsors"] == 1


def test_a_change_made_in_the_console_shows_at_once(moderator_client: Client) -> None:
    sponsor = make_sponsor(verified=False)
    index = moderator_client.get("/admin/")
    assert stated(index)["Unverified"] == 1

    moderator_client.post(
        "/admin/accounts/sponsorprofile/",
        {"action": "verify", "_selected_action": [sponsor.pk]},
    )
    assert stated(moderator_client.get("/admin/"))["Unverified"] == 0


def test_without_redis_the_figures_are_counted_each_time(settings: object) -> None:
    settings.CACHES = settings.CACHES | {
        "pages": settings.CACHES["pages"] | {"LOCATION": "unix:///nowhere/redis.sock"}
    }
    moderator = make_moderator()
    assert shown(moderator)["Sponsors"] == 0
    make_sponsor()
    assert shown(moderator)["Sponsors"] == 1


def shown(user: object) -> dict[str, int]:
    """Return the figures a moderator sees, cached or not."""
    groups = figures.figures_for(user)
    return {figure.label: figure.value for group in groups for figure in group.figures}


def stated(response: object) -> dict[str, int]:
    """Return the figures of a console index."""
    groups = response.context["figure_groups"]
    return {figure.label: figure.value for group in groups for figure in group.figures}
