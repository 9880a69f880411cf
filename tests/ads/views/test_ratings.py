"""The rating box over HTTP: three axes, blind, once, and nobody else's."""

import pytest

from ads.models import Rating
from ads.workflow import Side, State
from tests.ads.views.visiting import client_of, messages_of, stars, url_of
from tests.factories.accounts import make_influencer
from tests.factories.ads import make_ad
from tests.factories.ratings import make_rating, make_settled

pytestmark = pytest.mark.django_db


def test_a_stranger_cannot_rate() -> None:
    ad = make_ad(State.COMPLETED)
    client = client_of(make_influencer().user)
    assert client.post(url_of(ad, "rate"), stars(5)).status_code == 404
    assert not Rating.objects.exists()


@pytest.mark.parametrize(
    ("side", "labels"),
    [
        (Side.SPONSOR, ["Quality of the work", "Communication", "On time"]),
        (
            Side.INFLUENCER,
            ["Clear brief and fair review", "Communication", "Prompt answers and approval"],
        ),
    ],
)
def test_the_axes_are_named_after_who_is_rated(side: Side, labels: list[str]) -> None:
    ad = make_ad(State.COMPLETED)
    form = client_of(ad.user_of(side)).get(url_of(ad)).context["rating_form"]
    assert [str(form[name].label) for name in stars(5)] == labels


def test_ratings_stay_blind_until_both_are_in() -> None:
    ad = make_ad(State.COMPLETED)
    sponsor, influencer = (client_of(ad.user_of(side)) for side in Side)
    sponsor.post(url_of(ad, "rate"), stars(4, text="Sharp films.", private_note="Odd request."))
    assert "Sharp films." not in influencer.get(url_of(ad)).content.decode()
    influencer.post(url_of(ad, "rate"), stars(5, text="Paid in time."))
    assert "Sharp films." in influencer.get(url_of(ad)).content.decode()
    assert "Paid in time." in sponsor.get(url_of(ad)).content.decode()
    profile = influencer.get(ad.influencer.get_absolute_url()).content.decode()
    assert "Sharp films." in profile
    for client in (sponsor, influencer):
        for url in (url_of(ad), ad.influencer.get_absolute_url()):
            assert "Odd request." not in client.get(url).content.decode()
    assert Rating.objects.get(by_side=Side.SPONSOR).private_note == "Odd request."


def test_a_second_rating_and_one_before_the_end_are_refused_in_words() -> None:
    ad = make_ad(State.COMPLETED)
    client = client_of(ad.user_of(Side.SPONSOR))
    client.post(url_of(ad, "rate"), stars(4))
    response = client.post(url_of(ad, "rate"), stars(1), follow=True)
    assert messages_of(response)[-1] == "You have rated this ad already."
    assert Rating.objects.get().axes == (4, 4, 4)
    running = make_ad(State.ACTIVE)
    client = client_of(running.user_of(Side.SPONSOR))
    response = client.post(url_of(running, "rate"), stars(4), follow=True)
    assert messages_of(response) == ["An ad can be rated once it is over and was paid for."]


@pytest.mark.parametrize("wrong", ["", "0", "6", "-1", "many"])
def test_stars_that_are_none_are_refused_at_the_field(wrong: str) -> None:
    ad = make_ad(State.COMPLETED)
    sent = stars(5) | {"communication_stars": wrong}
    response = client_of(ad.user_of(Side.SPONSOR)).post(url_of(ad, "rate"), sent)
    errors = response.context["rating_form"].errors
    assert errors == {"communication_stars": ["Choose 1 to 5 stars."]}
    assert not Rating.objects.exists()


def test_reading_the_rating_address_leads_to_the_box() -> None:
    ad = make_ad(State.COMPLETED)
    response = client_of(ad.user_of(Side.SPONSOR)).get(url_of(ad, "rate"))
    assert (response.status_code, response["Location"]) == (302, f"{url_of(ad)}#rating")


def test_who_was_rated_answers_under_the_rating_for_everybody_to_read() -> None:
    ad = make_ad(State.COMPLETED)
    make_rating(ad, Side.SPONSOR, 2, text="Slow.")
    make_rating(ad, Side.INFLUENCER, 5)
    creator = client_of(ad.user_of(Side.INFLUENCER))
    assert 'name="reply"' in creator.get(url_of(ad)).content.decode()
    response = creator.post(url_of(ad, "rating_reply"), {"reply": " "})
    assert response.context["reply_form"].errors == {"reply": ["Write something first."]}
    response = creator.post(url_of(ad, "rating_reply"), {"reply": "<i>It rained.</i>"}, follow=True)
    assert messages_of(response) == ["Your answer stands under the rating."]
    for reader, url in (
        (creator, url_of(ad)),
        (client_of(ad.user_of(Side.SPONSOR)), url_of(ad)),
        (creator, ad.influencer.get_absolute_url()),
    ):
        page = reader.get(url).content.decode()
        assert "&lt;i&gt;It rained.&lt;/i&gt;" in page
    assert 'name="reply"' not in creator.get(url_of(ad)).content.decode()
    response = creator.post(url_of(ad, "rating_reply"), {"reply": "Again."}, follow=True)
    assert messages_of(response) == ["You have answered this rating already."]


def test_there_is_nothing_to_answer_before_a_rating_is_published() -> None:
    ad = make_ad(State.COMPLETED)
    make_rating(ad, Side.SPONSOR, 2)
    creator = client_of(ad.user_of(Side.INFLUENCER))
    response = creator.post(url_of(ad, "rating_reply"), {"reply": "No."}, follow=True)
    assert messages_of(response) == ["There is no rating about you to answer yet."]
    response = creator.get(url_of(ad, "rating_reply"))
    assert (response.status_code, response["Location"]) == (302, f"{url_of(ad)}#rating")


def test_a_stranger_cannot_answer() -> None:
    ad = make_ad(State.COMPLETED)
    make_rating(ad, Side.SPONSOR, 2)
    make_rating(ad, Side.INFLUENCER, 5)
    client = client_of(make_influencer().user)
    assert client.post(url_of(ad, "rating_reply"), {"reply": "No."}).status_code == 404


def test_after_a_dispute_the_loser_is_told_who_reads_first_and_the_winner_who_has_it() -> None:
    ad = make_settled(lost_by=Side.SPONSOR)
    loser, winner = client_of(ad.user_of(Side.SPONSOR)), client_of(ad.user_of(Side.INFLUENCER))
    first = "a moderator reads your rating before it is published"
    assert first in loser.get(url_of(ad)).content.decode()
    assert first not in winner.get(url_of(ad)).content.decode()
    response = loser.post(url_of(ad, "rate"), stars(1, text="Robbed."), follow=True)
    name = ad.influencer.display_name
    assert messages_of(response) == [
        f"Your rating of {name} is in. A moderator reads it before it is published."
    ]
    assert "Not published: the dispute" in response.content.decode()
    winner.post(url_of(ad, "rate"), stars(4, text="Fair play."))
    assert "Fair play." in loser.get(url_of(ad)).content.decode()
    page = winner.get(url_of(ad)).content.decode()
    assert "a moderator reads it before it is published" in page
    assert "Robbed." not in page
    assert "Robbed." not in winner.get(ad.influencer.get_absolute_url()).content.decode()
