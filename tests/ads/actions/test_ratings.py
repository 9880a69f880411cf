"""Ratings: both sides, blind until both are in or the window closes."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from threading import Barrier, Thread

import pytest
from django.db import IntegrityError, connection, transaction

from ads import actions
from ads.models import Rating
from ads.workflow import Side, State
from marketplace.kernel.errors import Refused
from marketplace.notifications.models import Notification
from tests.factories.accounts import make_influencer, make_moderator, make_sponsor
from tests.factories.ads import make_ad
from tests.factories.ratings import make_rating, make_settled

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
SECOND = timedelta(seconds=1)
FIVE = {"quality_stars": 5, "communication_stars": 5, "timeliness_stars": 5}


def test_a_rating_stays_blind_until_the_other_is_in() -> None:
    ad = make_ad(State.COMPLETED)
    make_rating(ad, Side.SPONSOR, 5, 5, 4, text="On time.")
    assert list(Rating.objects.published()) == []
    make_rating(ad, Side.INFLUENCER, 2, 1, 3)
    assert Rating.objects.published().count() == 2
    influencer, sponsor = ad.influencer, ad.campaign.sponsor
    influencer.refresh_from_db()
    sponsor.refresh_from_db()
    assert (influencer.rating_sum, influencer.rating_count) == (14, 1)
    assert influencer.rating_average == Decimal("4.7")
    assert (sponsor.rating_sum, sponsor.rating_count) == (6, 1)
    assert sponsor.rating_average == Decimal("2.0")


def test_a_lone_rating_appears_when_the_window_closes_and_the_form_closes_with_it() -> None:
    ad = make_ad(State.COMPLETED, now=NOW)
    make_rating(ad, Side.SPONSOR, 4, now=NOW)
    close = NOW + timedelta(days=14)
    assert actions.publish_due_ratings(now=close - SECOND) == 0
    assert actions.publish_due_ratings(now=close) == 1
    assert actions.publish_due_ratings(now=close) == 0
    with pytest.raises(Refused, match="14 days"):
        make_rating(ad, Side.INFLUENCER, 1, now=close)


def test_the_last_second_of_the_window_is_in_time() -> None:
    ad = make_ad(State.COMPLETED, now=NOW)
    last = NOW + timedelta(days=14) - SECOND
    make_rating(ad, Side.INFLUENCER, 4, now=last)
    assert make_rating(ad, Side.SPONSOR, 5, now=last).published_at == last


def test_nobody_rates_twice_or_from_outside() -> None:
    ad = make_ad(State.COMPLETED)
    with pytest.raises(Refused, match="not a party"):
        actions.rate_ad(actor=make_sponsor().user, ad=ad, **FIVE)
    make_rating(ad, Side.SPONSOR, 5)
    with pytest.raises(Refused, match="already"):
        make_rating(ad, Side.SPONSOR, 1)
    assert Rating.objects.get().axes == (5, 5, 5)


@pytest.mark.parametrize("axis", list(FIVE))
@pytest.mark.parametrize("stars", [0, 6, -1])
def test_every_axis_is_one_to_five(axis: str, stars: int) -> None:
    ad = make_ad(State.COMPLETED)
    sponsor = ad.user_of(Side.SPONSOR)
    with pytest.raises(Refused, match="1 to 5") as refusal:
        actions.rate_ad(actor=sponsor, ad=ad, **(FIVE | {axis: stars}))
    assert refusal.value.field == axis
    with pytest.raises(IntegrityError), transaction.atomic():
        Rating.objects.create(ad=ad, by_side="sponsor", actor=sponsor, **(FIVE | {axis: stars}))


@pytest.mark.parametrize("state", ["active", "declined", "cancelled"])
def test_only_what_was_paid_for_and_is_over_is_rated(state: str) -> None:
    ad = make_ad(state)
    with pytest.raises(Refused, match="paid for"):
        make_rating(ad, Side.INFLUENCER, 5)


def told(ad, side: Side) -> list[str]:
    notices = Notification.objects.filter(user=ad.user_of(side), kind="rating")
    return list(notices.order_by("pk").values_list("text", flat=True))


def test_a_moderator_is_no_side() -> None:
    with pytest.raises(Refused, match="two sides"):
        actions.rate_ad(actor=make_moderator(), ad=make_ad(State.COMPLETED), **FIVE)


def test_each_side_is_told_what_concerns_it() -> None:
    ad = make_ad(State.COMPLETED, now=NOW)
    make_rating(ad, Side.SPONSOR, 5, 5, 4, now=NOW)
    assert told(ad, Side.INFLUENCER) == ["Two trail videos was rated. Rate back to read it."]
    make_rating(ad, Side.INFLUENCER, 2, now=NOW)
    you = "You were rated {} of 5 stars for Two trail videos. You can answer once."
    assert told(ad, Side.INFLUENCER)[1:] == [you.format("4.7")]
    assert told(ad, Side.SPONSOR) == [you.format("2.0")]


# --- After a dispute ---------------------------------------------------------------------------


@pytest.mark.parametrize("loser", list(Side))
def test_the_losing_sides_rating_is_held_and_the_others_is_not(loser: Side) -> None:
    ad = make_settled(lost_by=loser, now=NOW)
    held = make_rating(ad, loser, 1, now=NOW)
    assert (held.is_held, held.published_at) == (True, None)
    assert told(ad, loser.other) == ["Two trail videos was rated. You can rate it, too."]
    free = make_rating(ad, loser.other, 4, now=NOW)
    assert (free.is_held, free.published_at) == (False, NOW)
    assert actions.publish_due_ratings(now=NOW + timedelta(days=400)) == 0
    held.refresh_from_db()
    assert held.published_at is None


def test_the_order_of_the_two_does_not_matter() -> None:
    ad = make_settled(lost_by=Side.SPONSOR, now=NOW)
    free = make_rating(ad, Side.INFLUENCER, 4, now=NOW)
    assert free.published_at is None
    assert make_rating(ad, Side.SPONSOR, 1, now=NOW).published_at is None
    free.refresh_from_db()
    assert free.published_at == NOW


def test_nobody_lost_a_dispute_that_was_settled_down_the_middle_or_withdrawn() -> None:
    ad = make_settled(lost_by=None, now=NOW)
    assert not make_rating(ad, Side.SPONSOR, 3, now=NOW).is_held
    assert make_rating(ad, Side.INFLUENCER, 3, now=NOW).published_at == NOW


def test_the_database_keeps_held_ratings_unpublished() -> None:
    ad = make_settled(lost_by=Side.SPONSOR, now=NOW)
    held = make_rating(ad, Side.SPONSOR, 1, now=NOW)
    with pytest.raises(IntegrityError), transaction.atomic():
        Rating.objects.filter(pk=held.pk).update(published_at=NOW)


def test_a_released_rating_appears_at_once_where_its_time_has_come() -> None:
    ad = make_settled(lost_by=Side.SPONSOR, now=NOW)
    held = make_rating(ad, Side.SPONSOR, 1, now=NOW)
    make_rating(ad, Side.INFLUENCER, 4, now=NOW)
    later = NOW + timedelta(hours=1)
    released = actions.release_rating(
        actor=make_moderator(), rating=held, reason="It is fair.", now=later
    )
    assert (released.is_held, released.published_at) == (False, later)
    ad.influencer.refresh_from_db()
    assert (ad.influencer.rating_sum, ad.influencer.rating_count) == (3, 1)
    assert told(ad, Side.SPONSOR)[-1] == (
        "A moderator released your rating of Two trail videos: It is fair."
    )


def test_a_rating_released_early_is_blind_like_any_other() -> None:
    ad = make_settled(lost_by=Side.SPONSOR, now=NOW)
    held = make_rating(ad, Side.SPONSOR, 1, now=NOW)
    released = actions.release_rating(
        actor=make_moderator(), rating=held, reason="It is fair.", now=NOW
    )
    assert (released.is_held, released.published_at) == (False, None)
    close = NOW + timedelta(days=14)
    assert actions.publish_due_ratings(now=close - SECOND) == 0
    assert actions.publish_due_ratings(now=close) == 1


def test_a_hidden_rating_stays_hidden_with_a_reason_and_can_still_be_released() -> None:
    ad = make_settled(lost_by=Side.SPONSOR, now=NOW)
    held = make_rating(ad, Side.SPONSOR, 1, now=NOW)
    moderator = make_moderator()
    kept = actions.keep_rating_hidden(
        actor=moderator, rating=held, reason="It names a home address.", now=NOW
    )
    assert (kept.is_held, kept.published_at) == (True, None)
    assert told(ad, Side.SPONSOR)[-1] == (
        "Your rating of Two trail videos stays hidden: It names a home address."
    )
    late = NOW + timedelta(days=20)
    actions.release_rating(actor=moderator, rating=held, reason="Seen again.", now=late)
    held.refresh_from_db()
    assert held.published_at == late


@pytest.mark.parametrize("decide", [actions.release_rating, actions.keep_rating_hidden])
def test_only_a_held_rating_is_decided_about_with_a_reason_and_not_by_a_party(decide) -> None:
    ad = make_settled(lost_by=Side.SPONSOR)
    held = make_rating(ad, Side.SPONSOR, 1)
    with pytest.raises(Refused, match="reason"):
        decide(actor=make_moderator(), rating=held, reason=" ")
    with pytest.raises(Refused, match="party"):
        decide(actor=ad.user_of(Side.SPONSOR), rating=held, reason="Mine.")
    free = make_rating(ad, Side.INFLUENCER, 4)
    with pytest.raises(Refused, match="not held"):
        decide(actor=make_moderator(), rating=free, reason="Why not.")


# --- The one answer ----------------------------------------------------------------------------


def test_who_was_rated_answers_once() -> None:
    ad = make_ad(State.COMPLETED, now=NOW)
    rating = make_rating(ad, Side.SPONSOR, 2, now=NOW)
    creator = ad.user_of(Side.INFLUENCER)
    with pytest.raises(Refused, match="published"):
        actions.reply_to_rating(actor=creator, rating=rating, text="Not so.", now=NOW)
    make_rating(ad, Side.INFLUENCER, 5, now=NOW)
    with pytest.raises(Refused, match="Write something"):
        actions.reply_to_rating(actor=creator, rating=rating, text="  ", now=NOW)
    done = actions.reply_to_rating(actor=creator, rating=rating, text=" It rained. ", now=NOW)
    assert (done.reply, done.replied_at) == ("It rained.", NOW)
    assert told(ad, Side.SPONSOR)[-1] == "Your rating of Two trail videos was answered."
    with pytest.raises(Refused, match="already"):
        actions.reply_to_rating(actor=creator, rating=rating, text="And hailed.", now=NOW)
    rating.refresh_from_db()
    assert rating.reply == "It rained."


def test_nobody_else_answers() -> None:
    ad = make_ad(State.COMPLETED)
    rating = make_rating(ad, Side.SPONSOR, 2)
    make_rating(ad, Side.INFLUENCER, 5)
    for somebody in (ad.user_of(Side.SPONSOR), make_influencer().user, make_moderator()):
        with pytest.raises(Refused):
            actions.reply_to_rating(actor=somebody, rating=rating, text="Not so.")


def test_the_database_refuses_an_answer_to_what_nobody_can_read() -> None:
    rating = make_rating(make_ad(State.COMPLETED), Side.SPONSOR, 2)
    with pytest.raises(IntegrityError), transaction.atomic():
        Rating.objects.filter(pk=rating.pk).update(reply="Not so.", replied_at=NOW)


# --- Both at once ------------------------------------------------------------------------------


@pytest.mark.postgres_only
@pytest.mark.django_db(transaction=True)
def test_both_sides_rating_at_once_publish_both_and_count_each_once() -> None:
    ad = make_ad(State.COMPLETED)
    start, outcomes = Barrier(4), []

    def rate(side: Side) -> None:
        start.wait()
        try:
            make_rating(ad, side, 4)
            outcomes.append((side, "in"))
        except Refused:
            outcomes.append((side, "refused"))
        finally:
            connection.close()

    threads = [Thread(target=rate, args=(side,)) for side in Side for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == sorted((s, what) for s in Side for what in ("in", "refused"))
    assert Rating.objects.published().count() == 2
    for profile in (ad.influencer, ad.campaign.sponsor):
        profile.refresh_from_db()
        assert (profile.rating_sum, profile.rating_count) == (12, 1)
