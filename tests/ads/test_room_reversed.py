"""The room of an ad whose payment a moderator brought back."""

import pytest
from django.test import Client
from django.utils import timezone

from ads.models import Ad
from ads.room import Reader, turn_for
from ads.room.money import money_card
from ads.workflow import Side
from tests.ledger.stories import Cast, earn, meet, reverse

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast() -> Cast:
    return meet()


@pytest.fixture
def ad(cast: Cast) -> Ad:
    ad = earn(cast, 50_000)
    reverse(cast, ad)
    return Ad.objects.select_related("campaign__sponsor__user", "influencer__user").get(pk=ad.pk)


def read(ad: Ad, side: Side) -> Reader:
    return Reader(ad=ad, user=ad.user_of(side), side=side, now=timezone.now())


def test_the_box_says_what_happened_and_why(ad: Ad) -> None:
    name = ad.campaign.sponsor.display_name
    why = "Reason: “The post was never public.”"
    for side, whom in ((Side.SPONSOR, "you"), (Side.INFLUENCER, name)):
        turn = turn_for(read(ad, side))
        assert (turn.whose, turn.label) == ("stopped", "Reversed")
        assert turn.title == "A moderator reversed the payment"
        assert turn.then == f"$500.00 went back to {whom}, the fee included. {why}"


def test_the_money_card_says_where_the_money_is(ad: Ad) -> None:
    name = ad.campaign.sponsor.display_name
    for side, whose in ((Side.SPONSOR, "your"), (Side.INFLUENCER, f"{name}’s")):
        card = money_card(read(ad, side))
        assert card.where == f"brought back into {whose} wallet on"
        assert (card.since, card.parts, card.hold_minor) == (ad.reversed_at, (), 0)


def test_both_sides_open_the_room(client: Client, cast: Cast, ad: Ad) -> None:
    for user in (cast.sponsor, cast.influencer):
        client.force_login(user)
        page = client.get(ad.get_absolute_url()).content.decode()
        assert "A moderator reversed the payment" in page
        assert "brought back into" in page
        assert "is yours and clears" not in page
