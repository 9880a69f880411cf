"""Results and live checks over HTTP."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from ads import actions
from ads.models import Ad, LiveCheck, Result
from ads.workflow import Side, State
from tests.ads.views.test_delivery import picture
from tests.ads.views.visiting import client_of, messages_of, url_of
from tests.factories.accounts import make_influencer, make_moderator, make_sponsor
from tests.factories.ads import make_ad

pytestmark = pytest.mark.django_db


def fields(ad: Ad, **counts: str) -> dict[str, object]:
    """Return what a browser posts about the ad's only post."""
    pk = ad.deliverables.get().pk
    empty = dict.fromkeys(("views", "likes", "comments", "clicks"), "")
    today = {"measured": timezone.localdate().isoformat()}
    return {f"{name}_{pk}": value for name, value in (empty | today | counts).items()}


def live_url(ad: Ad, day: int = 7) -> str:
    return reverse("ads:live_check", args=[ad.pk, day])


def asked_ad() -> Ad:
    """Return a completed ad whose first question is due."""
    ad = make_ad(State.COMPLETED)
    LiveCheck.objects.filter(ad=ad, day=7).update(due_at=timezone.now())
    return ad


def test_results_are_entered_with_proof_and_shown_to_both_with_their_cost() -> None:
    ad = make_ad(State.COMPLETED)
    due = ad.deliverables.get()
    client, url = client_of(ad.user_of(Side.INFLUENCER)), url_of(ad, "results")
    assert client.get(url).status_code == 200
    data = fields(ad, views="48200", likes="1900", comments="100")
    response = client.post(url, data | {f"files_{due.pk}": [picture("proof.png")]})
    assert response.status_code == 302
    proof = Result.objects.get().attachments.get()
    for side in Side:
        page = client_of(ad.user_of(side)).get(url_of(ad))
        text = page.content.decode()
        assert "48,200" in text
        assert "clicks" not in text
        assert proof.get_absolute_url() in text
        costs = [(cost.name, cost.text) for cost in page.context["room"].costs]
        assert costs == [("CPM", "$9.34"), ("CPE", "$0.23")]
        assert "price / views × 1,000" in text
    client.post(url, data | fields(ad, views="50000"))
    page = client_of(ad.user_of(Side.SPONSOR)).get(url_of(ad)).content.decode()
    assert "Earlier results (1)" in page
    assert page.index("50,000") < page.index("48,200")


def test_what_was_not_entered_is_absent_not_zero() -> None:
    ad = make_ad(State.POSTED)
    client = client_of(ad.user_of(Side.INFLUENCER))
    client.post(url_of(ad, "results"), fields(ad, likes="5"))
    page = client.get(url_of(ad))
    assert page.context["room"].costs == []
    assert "comments</span>" not in page.content.decode()


@pytest.mark.parametrize(
    ("counts", "words"),
    [
        ({}, "Enter at least one figure."),
        ({"views": "1e3"}, "Enter a whole number"),
        ({"views": "-1"}, "Enter 0 or more."),
        ({"views": "1000000000001"}, "Enter at most 1,000,000,000,000."),
        ({"views": "9" * 5000}, "Enter"),
        ({"views": "5", "measured": "2999-01-01"}, "That day is still to come."),
        ({"views": "5", "measured": "1999-01-01"}, "The post went live on"),
        ({"views": "5", "measured": ""}, "Enter the day."),
    ],
)
def test_wrong_figures_come_back_with_words(counts: dict[str, str], words: str) -> None:
    ad = make_ad(State.POSTED)
    client = client_of(ad.user_of(Side.INFLUENCER))
    response = client.post(url_of(ad, "results"), fields(ad, **counts))
    assert response.status_code == 200
    assert words in response.content.decode()
    assert not Result.objects.exists()


def test_a_second_press_adds_nothing_and_says_so() -> None:
    ad = make_ad(State.POSTED)
    client, url = client_of(ad.user_of(Side.INFLUENCER)), url_of(ad, "results")
    client.post(url, fields(ad, views="1000000000000"))
    response = client.post(url, fields(ad, views="1000000000000"))
    assert "There is nothing new to add." in response.content.decode()
    assert Result.objects.get().views == 10**12


def test_strangers_get_404_and_others_a_sentence() -> None:
    ad = asked_ad()
    for stranger in (make_sponsor().user, make_influencer().user, make_moderator()):
        client = client_of(stranger)
        for url in (url_of(ad, "results"), live_url(ad)):
            assert client.get(url).status_code == 404
            assert client.post(url).status_code == 404
    sponsor = client_of(ad.user_of(Side.SPONSOR))
    response = sponsor.post(url_of(ad, "results"), fields(ad, views="5"), follow=True)
    assert messages_of(response) == ["Only the influencer enters results."]
    response = sponsor.post(live_url(ad), {"answer": "up"}, follow=True)
    assert messages_of(response) == ["Only the influencer answers this."]
    early = make_ad(State.APPROVED)
    response = client_of(early.user_of(Side.INFLUENCER)).get(url_of(early, "results"), follow=True)
    assert messages_of(response) == ["Results can be entered once the posts are live."]


def test_the_influencer_attests_in_the_room_and_the_sponsor_reads_it() -> None:
    ad = asked_ad()
    influencer, sponsor = (client_of(ad.user_of(side)) for side in reversed(Side))
    assert "I attest: all are still up" in influencer.get(url_of(ad)).content.decode()
    assert "I attest" not in sponsor.get(url_of(ad)).content.decode()
    response = influencer.post(live_url(ad), {"answer": "up", "note": ""}, follow=True)
    assert response.redirect_chain == [(f"{url_of(ad)}#live", 302)]
    page = sponsor.get(url_of(ad)).content.decode()
    assert "Still up" in page
    assert "attested it" in page
    response = influencer.post(live_url(ad), {"answer": "up", "note": ""}, follow=True)
    assert messages_of(response)[-1] == "You have answered this already."


def test_posts_that_are_down_are_asked_why() -> None:
    ad = asked_ad()
    client = client_of(ad.user_of(Side.INFLUENCER))
    response = client.post(live_url(ad), {"answer": "down", "note": " "})
    assert response.context["form"].errors == {"note": ["Say why the posts are down."]}
    client.post(live_url(ad), {"answer": "down", "note": "x" * 1001})
    client.post(live_url(ad), {"answer": "nonsense"})
    assert LiveCheck.objects.get(ad=ad, day=7).answered_at is None
    client.post(live_url(ad), {"answer": "down", "note": "The account was locked."})
    page = client_of(ad.user_of(Side.SPONSOR)).get(url_of(ad)).content.decode()
    assert "No longer up" in page
    assert "The account was locked." in page


def test_questions_of_other_days_do_not_exist_and_early_ones_wait() -> None:
    ad = asked_ad()
    client = client_of(ad.user_of(Side.INFLUENCER))
    assert client.post(live_url(ad, 8), {"answer": "up"}).status_code == 404
    response = client.post(live_url(ad, 30), {"answer": "up"}, follow=True)
    assert messages_of(response) == ["This is asked 30 days after the posts went live."]
    assert client.get(live_url(ad)).status_code == 302


def test_reminders_lead_to_the_panel() -> None:
    ad = asked_ad()
    actions.send_live_reminders(now=timezone.now() + timedelta(seconds=1))
    client = client_of(ad.user_of(Side.INFLUENCER))
    assert 'id="live"' in client.get(url_of(ad)).content.decode()
