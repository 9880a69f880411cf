"""What must never be false about users and profiles, tried against the database."""

import pytest
from django.db import IntegrityError, transaction

from accounts.models import AccountEvent, Handle, InfluencerProfile, SponsorProfile, User
from tests.factories.accounts import (
    make_influencer,
    make_moderator,
    make_sponsor,
    make_user,
)

pytestmark = pytest.mark.django_db


def refuse(constraint: str, write):
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        write()


def test_an_address_is_taken_in_any_case() -> None:
    make_user(email="mira@example.com")
    with pytest.raises(IntegrityError), transaction.atomic():
        User.objects.bulk_create([User(email="Mira@Example.com")])


def test_a_handle_is_stored_in_small_letters_only() -> None:
    refuse("handle_is_lower", lambda: Handle.objects.create(name="Mira"))


@pytest.mark.parametrize("name", ["admin", "Ad-min", "sup.port", "settings"])
def test_reserved_handles_are_recognised_however_they_are_punctuated(name: str) -> None:
    assert Handle.is_reserved(name)
    assert not Handle.is_reserved("mira.okafor")


def test_a_moderator_has_no_role() -> None:
    refuse("user_staff_without_role", lambda: make_user(is_staff=True, role="sponsor"))


def test_a_role_is_a_known_one() -> None:
    refuse("user_role_known", lambda: make_user(role="owner"))


def test_a_suspension_has_a_reason() -> None:
    user = make_user()
    refuse(
        "user_suspension_has_reason",
        lambda: User.objects.filter(pk=user.pk).update(suspended_at=user.date_joined),
    )


def test_a_deleted_account_cannot_be_active() -> None:
    user = make_user()
    refuse(
        "user_anonymised_is_inactive",
        lambda: User.objects.filter(pk=user.pk).update(anonymised_at=user.date_joined),
    )


def test_a_verified_sponsor_knows_since_when() -> None:
    sponsor = make_sponsor()
    refuse(
        "sponsorprofile_verified_has_moment",
        lambda: SponsorProfile.objects.filter(pk=sponsor.pk).update(verified_at=None),
    )


@pytest.mark.parametrize("total", [2, 16])
def test_ratings_stay_between_one_and_five_on_three_axes(total: int) -> None:
    for profile in (make_influencer(), make_sponsor()):
        rows = type(profile).objects.filter(pk=profile.pk)
        refuse("rating_in_range", lambda rows=rows: rows.update(rating_sum=total, rating_count=1))


def test_a_country_is_a_code() -> None:
    refuse("influencerprofile_country_is_code", lambda: make_influencer(country="xx"))
    refuse("sponsorprofile_country_is_code", lambda: make_sponsor(country="1A"))


def test_figures_cannot_be_negative_or_absurd() -> None:
    influencer = make_influencer()
    with pytest.raises(IntegrityError), transaction.atomic():
        influencer.channels.update(followers=-1)
    refuse("channel_engagement", lambda: influencer.channels.update(engagement_rate=101))
    with pytest.raises(IntegrityError), transaction.atomic():
        influencer.rate_card.update(price_minor=0)


def test_a_channel_is_stated_once_whatever_its_case() -> None:
    influencer = make_influencer(handle="mira")
    with pytest.raises(IntegrityError), transaction.atomic():
        influencer.channels.create(
            platform="instagram", handle="MIRA", url="https://x.example", followers=1
        )


def test_account_events_are_only_added() -> None:
    event = AccountEvent.objects.create(user=make_user(), actor=make_moderator(), kind="verified")
    for rewrite in (
        event.save,
        event.delete,
        AccountEvent.objects.all().delete,
        lambda: AccountEvent.objects.update(reason="x"),
    ):
        with pytest.raises(TypeError):
            rewrite()


def test_a_decision_against_a_user_has_a_reason() -> None:
    refuse(
        "accountevent_has_reason",
        lambda: AccountEvent.objects.create(user=make_user(), kind="suspended"),
    )


@pytest.mark.parametrize(
    ("total", "times", "average", "score"),
    [(0, 0, None, 0), (39, 3, "4.3", 4333), (40, 3, "4.4", 4444)],
)
def test_the_rating_is_the_exact_mean(total, times, average, score) -> None:
    influencer = make_influencer(rating_sum=total, rating_count=times)
    influencer.refresh_from_db()
    assert influencer.rating_score == score
    assert (str(influencer.rating_average) if average else influencer.rating_average) == average


@pytest.mark.parametrize(
    ("followers", "tier"),
    [
        (9_999, "nano"),
        (10_000, "micro"),
        (99_999, "micro"),
        (100_000, "mid"),
        (500_000, "macro"),
        (1_000_000, "mega"),
    ],
)
def test_tiers_begin_where_they_are_said_to(followers: int, tier: str) -> None:
    assert InfluencerProfile(top_followers=followers).tier == tier


def test_others_see_only_confirmed_users_in_good_standing() -> None:
    from django.contrib.auth.models import AnonymousUser
    from django.utils import timezone

    now = timezone.now()
    seen = make_influencer()
    hidden = [
        make_influencer(user=make_user(role="influencer", **fields))
        for fields in (
            {"suspended_at": now, "suspension_reason": "Bought followers."},
            {"unconfirmed_since": now},
            {"is_active": False},
        )
    ]
    assert list(InfluencerProfile.objects.public()) == [seen]
    assert list(InfluencerProfile.objects.visible_to(AnonymousUser())) == [seen]
    for profile in hidden:
        assert set(InfluencerProfile.objects.visible_to(profile.user)) == {seen, profile}
    assert InfluencerProfile.objects.visible_to(make_moderator()).count() == 4


def test_strangers_see_only_verified_sponsors() -> None:
    verified, unverified = make_sponsor(), make_sponsor(verified=False)
    assert list(SponsorProfile.objects.public()) == [verified]
    assert set(SponsorProfile.objects.visible_to(unverified.user)) == {verified, unverified}
    assert list(SponsorProfile.objects.visible_to(make_influencer().user)) == [verified]


def test_an_unknown_zone_falls_back_to_utc() -> None:
    assert str(User(time_zone="Europe/Atlantis").zone) == "UTC"
    assert str(User(time_zone="../etc").zone) == "UTC"
