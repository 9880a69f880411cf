"""The contract room over HTTP: every state for both sides, strangers, messages, ratings."""

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from ads.models import Ad
from ads.workflow import Side, State
from tests.factories.accounts import make_influencer, make_moderator, make_sponsor
from tests.factories.ads import make_ad

pytestmark = pytest.mark.django_db


def client_of(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def room_url(ad: Ad) -> str:
    return reverse("ads:detail", args=[ad.pk])


@pytest.mark.parametrize("side", list(Side))
@pytest.mark.parametrize("state", [s for s in State if s is not State.DRAFT])
def test_the_room_opens_in_every_state_for_both_sides(state: State, side: Side) -> None:
    ad = make_ad(state)
    response = client_of(ad.user_of(side)).get(room_url(ad))
    assert response.status_code == 200
    page = response.content.decode()
    assert page.count("<h1>") == 1
    assert "style=" not in page
    assert len(page) < 40_000
