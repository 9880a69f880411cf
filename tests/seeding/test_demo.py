"""The demo's market: lawful, full, and made once."""

from io import StringIO

import pytest
from django.core.files.storage import default_storage
from django.core.management import CommandError, call_command
from django.test import Client
from pytest_django import Settings

from accounts.models import InfluencerProfile, SponsorProfile, User
from ads.models import Ad, Offer
from ads.redline import mark_changes
from ads.terms import OfferTerms, diff
from ads.workflow import State
from marketplace.ledger.actions import wallet_for
from marketplace.ledger.laws import check_all
from tests.factories.accounts import PASSWORD

pytestmark = pytest.mark.django_db


def seed() -> str:
    out = StringIO()
    call_command("seed_demo", stdout=out)
    return out.getvalue()


def test_the_market_is_full_lawful_and_made_once() -> None:
    assert seed() == "Demo data: 34 ads.\n"
    assert seed() == "Demo data is there already.\n"
    assert (SponsorProfile.objects.count(), InfluencerProfile.objects.count()) == (12, 40)
    assert set(Ad.objects.values_list("state", flat=True)) == set(State)
    assert list(check_all()) == []
    for influencer in InfluencerProfile.objects.all():
        assert default_storage.exists(influencer.avatar.name)
    mira = User.objects.get(email="influencer@example.com")
    assert wallet_for(mira).balance_minor > 0


def test_some_offers_say_more_and_one_counter_offer_changes_a_long_text() -> None:
    seed()
    rich = Offer.objects.exclude(product_name="").exclude(usage_channels="")
    assert rich.exclude(exclusivity_scope="").values("ad").distinct().count() == 2
    ad = Ad.objects.get(title="Wet rock, low tide")
    first, second = (OfferTerms.from_offer(offer) for offer in ad.offers.order_by("number"))
    assert [difference.label for difference in diff(first, second)] == [
        "Price",
        "Requirements",
        "Product sent along",
        "Usage rights",
        "Exclusivity",
        "Kill fee",
    ]
    pieces = mark_changes(first.requirements, second.requirements)
    assert {piece.kind for piece in pieces} == {"same", "old", "new"}


def test_every_login_opens_its_dashboard(client: Client) -> None:
    seed()
    for name in ("sponsor", "influencer", "moderator"):
        assert client.login(email=f"{name}@example.com", password=PASSWORD)
        assert client.get("/dashboard/").status_code == 200


def test_an_avatar_is_served_to_everybody_and_kept(client: Client) -> None:
    seed()
    profile = InfluencerProfile.objects.get(handle="mira.okafor")
    response = client.get(profile.avatar.url)
    assert (response.status_code, response["Content-Type"]) == (200, "image/webp")
    assert response["Cache-Control"] == "public, max-age=31536000, immutable"
    assert client.get("/media/avatars/missing.webp").status_code == 404


def test_it_is_refused_on_a_real_site(settings: Settings) -> None:
    settings.DEMO = settings.DEBUG = False
    with pytest.raises(CommandError, match="DEBUG or DEMO only"):
        seed()
    assert User.objects.count() == 0
