"""Users come into being whole, and unfinished sign-ups are forgotten."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from threading import Barrier

import pytest
from allauth.account.models import EmailAddress
from django.db import connection

from accounts.actions import (
    confirm_user,
    forget_unfinished_signups,
    register_influencer,
    register_sponsor,
    reserve_handle,
)
from accounts.details import ChannelFigures, InfluencerDetails, NewUser, SponsorDetails
from accounts.errors import AddressTaken, HandleTaken
from accounts.models import AccountEvent, Handle, InfluencerProfile, SponsorProfile, User
from marketplace.kernel.errors import Refused
from marketplace.kernel.search import search_ids
from tests.factories.accounts import make_category, make_moderator, make_sponsor, make_user

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)


def new_user(**fields: str) -> NewUser:
    values = {
        "email": "anna@nord.example",
        "password": "parley-demo-2026",
        "handle": "nord",
        "time_zone": "Europe/Berlin",
    }
    return NewUser(**(values | fields))


def details() -> SponsorDetails:
    return SponsorDetails(
        display_name="Nord",
        company_name="Nord GmbH",
        industry="Coffee",
        country="DE",
        website="",
        description="",
    )


def register(**fields: str) -> User:
    return register_sponsor(actor=None, new=new_user(**fields), details=details(), now=NOW)


def register_mira() -> User:
    return register_influencer(
        actor=None,
        new=new_user(email="mira@example.com", handle="mira"),
        details=InfluencerDetails(
            display_name="Mira",
            category=make_category("Outdoor"),
            niche="Trail running",
            description="",
            languages=["en"],
            country="AT",
        ),
        channel=ChannelFigures(
            platform="instagram", handle="mira.runs", url="https://x.example", followers=100
        ),
        now=NOW,
    )


def test_a_user_has_profile_address_and_agreement_from_the_start() -> None:
    user = register()
    assert user.sponsor_profile.handle_id == "nord"
    assert user.check_password("parley-demo-2026")
    address = EmailAddress.objects.get()
    assert (address.user, address.primary, address.verified) == (user, True, False)
    assert user.terms_accepted_at == user.majority_confirmed_at == NOW
    assert user.unconfirmed_since == NOW


@pytest.mark.parametrize(
    ("fields", "refusal"),
    [
        ({"email": "other@nord.example"}, HandleTaken),
        ({"handle": "other"}, AddressTaken),
        ({"handle": "admin", "email": "other@nord.example"}, Refused),
    ],
)
def test_a_refused_sign_up_leaves_nothing(fields, refusal) -> None:
    register()
    with pytest.raises(refusal):
        register(**fields)
    counts = [model.objects.count() for model in (User, SponsorProfile, Handle, EmailAddress)]
    assert counts == [1, 1, 1, 1]


def test_a_new_influencer_can_be_found_by_its_channel() -> None:
    profile = register_mira().influencer_profile
    assert search_ids(kind="influencer", query="mira.runs") == [profile.pk]
    assert profile.top_followers == 100


def test_confirming_makes_a_user_visible() -> None:
    user = register_mira()
    assert not InfluencerProfile.objects.public().exists()
    confirm_user(actor=user)
    assert InfluencerProfile.objects.public().get().user == user


def test_unfinished_sign_ups_and_bare_handles_are_forgotten_after_a_week() -> None:
    register_mira()
    reserve_handle(actor=None, new=new_user(handle="bare"), now=NOW)
    finished, settled = register(), make_sponsor(handle="settled")
    confirm_user(actor=finished)

    assert forget_unfinished_signups(now=NOW + timedelta(days=7)) == 0
    assert forget_unfinished_signups(now=NOW + timedelta(days=7, seconds=1)) == 1
    assert {*User.objects.all()} == {finished, settled.user}
    assert {*Handle.objects.values_list("name", flat=True)} == {"nord", "settled"}
    assert search_ids(kind="influencer", query="mira") == []
    assert forget_unfinished_signups(now=NOW + timedelta(days=8)) == 0


def test_who_signed_in_or_was_judged_is_not_forgotten() -> None:
    signed_in = make_user(role="sponsor", unconfirmed_since=NOW, last_login=NOW)
    judged = make_user(role="sponsor", unconfirmed_since=NOW)
    AccountEvent.objects.create(
        user=judged, actor=make_moderator(), kind="suspended", reason="Spam."
    )
    assert forget_unfinished_signups(now=NOW + timedelta(days=30)) == 0
    assert User.objects.filter(pk__in=[signed_in.pk, judged.pk]).count() == 2


@pytest.mark.postgres_only
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    ("second", "refusal"),
    [({"email": "other@nord.example"}, HandleTaken), ({"handle": "other"}, AddressTaken)],
)
def test_of_two_sign_ups_at_once_one_succeeds_and_the_other_leaves_nothing(second, refusal) -> None:
    start = Barrier(2)

    def attempt(fields: dict[str, str]) -> type[Exception] | None:
        start.wait()
        try:
            register(**fields)
        except Refused as error:
            return type(error)
        finally:
            connection.close()
        return None

    with ThreadPoolExecutor(2) as pool:
        results = list(pool.map(attempt, [{}, second]))
    assert sorted(results, key=str) == sorted([None, refusal], key=str)
    counts = [model.objects.count() for model in (User, SponsorProfile, Handle, EmailAddress)]
    assert counts == [1, 1, 1, 1]
