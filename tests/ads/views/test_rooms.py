"""The contract room over HTTP: every state for both sides, strangers, messages."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import User
from ads import actions
from ads.models import Ad
from ads.workflow import Side, State
from campaigns.actions import post_interest_message
from marketplace.messaging.models import Message, ThreadParticipant
from marketplace.notifications.models import Notification
from tests.ads.views.visiting import client_of, fresh, messages_of, url_of
from tests.factories.accounts import make_influencer, make_moderator, make_sponsor
from tests.factories.ads import counter, make_ad
from tests.factories.campaigns import make_interest
from tests.factories.notifications import make_notification
from tests.factories.ratings import make_rating

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("side", list(Side))
@pytest.mark.parametrize("state", [s for s in State if s is not State.DRAFT])
def test_the_room_opens_in_every_state_for_both_sides(state: State, side: Side) -> None:
    ad = make_ad(state)
    response = client_of(ad.user_of(side)).get(url_of(ad))
    assert response.status_code == 200
    page = response.content.decode()
    assert page.count("<h1>") == 1
    assert "style=" not in page
    assert page.count("btn-primary") <= 1
    assert len(page) < 40_000


def test_strangers_moderators_and_visitors_do_not_see_an_ad() -> None:
    ad = make_ad(State.ACTIVE)
    for stranger in (make_sponsor().user, make_influencer().user, make_moderator()):
        assert client_of(stranger).get(url_of(ad)).status_code == 404
    assert Client().get(url_of(ad)).status_code == 302
    assert client_of(make_sponsor().user).get(f"/ads/{'9' * 30}/").status_code == 404


def test_a_draft_is_shown_to_its_sponsor_alone() -> None:
    ad = make_ad(State.DRAFT)
    assert client_of(ad.user_of(Side.SPONSOR)).get(url_of(ad)).status_code == 200
    assert client_of(ad.user_of(Side.INFLUENCER)).get(url_of(ad)).status_code == 404


def test_a_counter_offer_is_marked_against_the_offer_it_answers() -> None:
    ad = make_ad(State.COUNTERED)
    page = client_of(ad.user_of(Side.SPONSOR)).get(url_of(ad)).content.decode()
    assert "<del>$450.00</del>" in page
    assert "<ins>$500.00</ins>" in page


def test_opening_the_room_marks_its_messages_as_read() -> None:
    ad = make_ad(State.OFFERED)
    actions.post_ad_message(actor=ad.user_of(Side.INFLUENCER), ad=ad, body="Which shoes?")
    sponsor = ad.user_of(Side.SPONSOR)
    seat = ThreadParticipant.objects.filter(thread=ad.thread, user=sponsor)
    assert seat.get().unread_count == 1
    client_of(sponsor).get(url_of(ad))
    assert seat.get().unread_count == 0


def unread_urls(user: User) -> set[str]:
    return set(Notification.objects.visible_to(user).unread().values_list("url", flat=True))


def test_whatever_a_notice_told_of_the_ad_is_read_with_its_room() -> None:
    ad, other = make_ad(State.COMPLETED), make_ad(State.OFFERED)
    user = ad.user_of(Side.SPONSOR)
    client = client_of(user)
    client.get(url_of(ad))
    # A rating leaves no line in the timeline, and an answer to one leads to a place on the page.
    make_rating(ad, Side.INFLUENCER, 5)
    make_rating(ad, Side.SPONSOR, 5)
    make_notification(user, url=url_of(other))
    make_notification(ad.user_of(Side.INFLUENCER), url=f"{url_of(ad)}#live")
    assert unread_urls(user) == {url_of(ad), f"{url_of(ad)}#rating", url_of(other)}

    client.get(url_of(ad))
    assert unread_urls(user) == {url_of(other)}
    assert f"{url_of(ad)}#live" in unread_urls(ad.user_of(Side.INFLUENCER))


def test_earlier_lines_of_the_timeline_do_not_count_as_news() -> None:
    ad = make_ad(State.OFFERED)
    user = ad.user_of(Side.SPONSOR)
    client = client_of(user)
    client.get(url_of(ad))
    make_notification(user, url=url_of(ad))
    newest = Message.objects.latest("pk")
    client.get(url_of(ad), {"before": newest.pk})
    assert unread_urls(user) == {url_of(ad)}


def test_the_interest_that_became_an_ad_is_read_in_the_room_too() -> None:
    interest = make_interest()
    campaign, influencer = interest.campaign, interest.influencer
    sponsor = campaign.sponsor.user
    post_interest_message(actor=influencer.user, interest=interest, body="How high is it?")
    ad = make_ad(State.OFFERED, campaign=campaign, influencer=influencer)
    assert ad.interest == interest
    assert unread_urls(sponsor) == {f"{interest.get_absolute_url()}#conversation"}

    client_of(sponsor).get(url_of(ad))
    assert unread_urls(sponsor) == set()


def test_a_message_is_posted_and_its_markup_is_escaped() -> None:
    ad = make_ad(State.OFFERED)
    client = client_of(ad.user_of(Side.INFLUENCER))
    response = client.post(url_of(ad, "messages"), {"body": "<b>Which</b> shoes?"}, follow=True)
    page = response.content.decode()
    assert "&lt;b&gt;Which&lt;/b&gt; shoes?" in page
    assert "<b>Which" not in page
    assert Message.objects.texts().get().author == ad.user_of(Side.INFLUENCER)


def test_htmx_gets_the_timeline_alone() -> None:
    ad = make_ad(State.OFFERED)
    client = client_of(ad.user_of(Side.INFLUENCER))
    response = client.post(
        url_of(ad, "messages"), {"body": "Which shoes?"}, headers={"HX-Request": "true"}
    )
    page = response.content.decode()
    assert page.strip().startswith("<section")
    assert "Which shoes?" in page
    assert "<html" not in page


def test_an_empty_message_is_refused_at_its_field_with_nothing_saved() -> None:
    ad = make_ad(State.OFFERED)
    response = client_of(ad.user_of(Side.SPONSOR)).post(url_of(ad, "messages"), {"body": "  "})
    assert response.status_code == 200
    assert response.context["message_form"].errors == {"body": ["Write something first."]}
    assert not Message.objects.texts().exists()


def test_reading_the_message_address_leads_to_the_timeline() -> None:
    ad = make_ad(State.OFFERED)
    response = client_of(ad.user_of(Side.SPONSOR)).get(url_of(ad, "messages"))
    assert (response.status_code, response["Location"]) == (302, f"{url_of(ad)}#timeline")


def test_a_stranger_cannot_write() -> None:
    ad = make_ad(State.COMPLETED)
    client = client_of(make_influencer().user)
    assert client.post(url_of(ad, "messages"), {"body": "Hello"}).status_code == 404


def test_the_room_names_what_the_wallet_lacks_and_leads_to_the_deposit() -> None:
    ad = make_ad(State.ACCEPTED)
    page = client_of(ad.user_of(Side.SPONSOR)).get(url_of(ad)).content.decode()
    assert "Your wallet lacks $450.00 for it." in page
    assert f"/wallet/deposit/?amount_minor=45000&amp;next=%2Fads%2F{ad.pk}%2F" in page


def test_history_is_shown_without_buttons_or_forms() -> None:
    ad = make_ad(State.COMPLETED)
    Ad.objects.filter(pk=ad.pk).update(is_history=True)
    response = client_of(ad.user_of(Side.SPONSOR)).get(url_of(ad))
    page = response.content.decode()
    assert "History from an earlier platform" in page
    assert response.context["room"].buttons == []
    assert f'method="post" action="{url_of(ad, "messages")}"' not in page
    assert f'action="{url_of(ad, "rate")}"' not in page


def test_overdue_work_can_be_cancelled_only_after_the_grace() -> None:
    ad = make_ad(State.ACTIVE)
    now = timezone.now()
    late = Ad.objects.filter(pk=ad.pk)
    late.update(overdue_at=now - timedelta(hours=23), deadline_at=now - timedelta(hours=23))
    client = client_of(ad.user_of(Side.SPONSOR))
    buttons = client.get(url_of(ad)).context["room"].buttons
    assert [button.name for button in buttons] == ["dispute"]
    response = client.post(url_of(ad, "cancel_overdue"), {"reason": ""}, follow=True)
    assert messages_of(response) == [
        "You can cancel this only after the work has been overdue for a while."
    ]
    late.update(overdue_at=now - timedelta(hours=25))
    response = client.post(url_of(ad, "cancel_overdue"), {"reason": ""}, follow=True)
    assert fresh(ad).state == State.CANCELLED
    assert messages_of(response) == ["The ad is cancelled. $450.00 is back in your wallet."]


def test_the_room_costs_the_same_queries_for_short_and_long_talk(
    django_assert_max_num_queries: object,
) -> None:
    ad = counter(make_ad(State.OFFERED))
    ad = fresh(ad)
    client = client_of(ad.user_of(Side.SPONSOR))
    for body in ("One.", "Two.", "Three."):
        actions.post_ad_message(actor=ad.user_of(Side.INFLUENCER), ad=ad, body=body)
    client.get(url_of(ad))
    with django_assert_max_num_queries(13):
        client.get(url_of(ad))
