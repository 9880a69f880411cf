"""Held ratings in the console: read with their notes, released or kept hidden, logged."""

import pytest
from django.contrib.admin.models import LogEntry
from django.test import Client
from django.urls import reverse

from ads.models import Rating
from ads.workflow import Side, State
from tests.ads.views.visiting import client_of, messages_of
from tests.factories.accounts import make_moderator
from tests.factories.ads import make_ad
from tests.factories.ratings import make_rating, make_settled

pytestmark = pytest.mark.django_db

LIST = reverse("admin:ads_rating_changelist")


def make_held(**more: str) -> Rating:
    return make_rating(make_settled(lost_by=Side.SPONSOR), Side.SPONSOR, 1, 2, 3, **more)


def decide(client: Client, action: str, *ratings: Rating, **more: str):
    sent = {"action": action, "_selected_action": [str(rating.pk) for rating in ratings]}
    answer = {"answered": "yes"} if "reason" in more else {}
    return client.post(LIST, sent | more | answer, follow=True)


def waiting(client: Client, value: str = "waiting") -> list[Rating]:
    return list(client.get(LIST, {"held": value}).context["cl"].result_list)


def test_moderators_read_ratings_with_their_private_notes() -> None:
    held = make_held(text="Late.", private_note="They asked for cash.")
    client = client_of(make_moderator())
    for url in (LIST, reverse("admin:ads_rating_change", args=[held.pk])):
        page = client.get(url).content.decode()
        assert "They asked for cash." in page
    assert "2.0 (1, 2, 3)" in client.get(LIST).content.decode()


def test_the_list_is_narrowed_to_what_waits() -> None:
    held, ad = make_held(), make_ad(State.COMPLETED)
    make_rating(ad, Side.SPONSOR, 5)
    client = client_of(make_moderator())
    assert waiting(client) == [held]
    assert waiting(client, "hidden") == []
    assert len(waiting(client, "nonsense")) == 2


def test_releasing_asks_for_a_reason_and_is_logged() -> None:
    held = make_held()
    make_rating(held.ad, Side.INFLUENCER, 4)
    client = client_of(make_moderator())
    assert "Release held ratings" in decide(client, "release", held).content.decode()
    held.refresh_from_db()
    assert held.is_held
    response = decide(client, "release", held, reason="It is fair.")
    assert messages_of(response) == [f"Released: {held}."]
    held.refresh_from_db()
    assert not held.is_held
    assert held.published_at is not None
    assert LogEntry.objects.get().change_message == "Released. It is fair."
    assert waiting(client) == []


def test_keeping_hidden_takes_it_off_the_queue_and_is_logged() -> None:
    held, other = make_held(), make_held()
    client = client_of(make_moderator())
    decide(client, "keep_hidden", held, reason="It names an address.")
    held.refresh_from_db()
    assert (held.is_held, held.published_at) == (True, None)
    assert LogEntry.objects.get().change_message == "Kept hidden. It names an address."
    assert waiting(client) == [other]
    assert waiting(client, "hidden") == [held]
    assert list(Rating.objects.awaiting_review()) == [other]


def test_what_is_not_held_is_refused_by_name() -> None:
    free = make_rating(make_ad(State.COMPLETED), Side.SPONSOR, 5)
    response = decide(client_of(make_moderator()), "release", free, reason="Why not.")
    assert messages_of(response) == [f"{free}: This rating is not held."]
    assert not LogEntry.objects.exists()


def test_staff_who_may_only_read_decide_nothing() -> None:
    held = make_held()
    staff = make_moderator(is_superuser=False)
    assert decide(client_of(staff), "release", held, reason="Mine.").status_code == 403
    held.refresh_from_db()
    assert held.is_held
