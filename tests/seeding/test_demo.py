"""The demo's market: lawful, full, and made once."""

from collections import Counter
from io import StringIO

import pytest
from django.core.files.storage import default_storage
from django.core.management import CommandError, call_command
from django.db.models import Q
from django.test import Client
from pytest_django import Settings

from accounts.models import InfluencerProfile, Signal, SponsorProfile, User
from ads.models import Ad, Attachment, Dispute, Offer, Rating
from ads.redline import mark_changes
from ads.terms import OfferTerms, diff
from ads.workflow import Side, State
from marketplace.ledger.actions import wallet_for
from marketplace.ledger.laws import check_all
from marketplace.notifications.models import Notification
from tests.factories.accounts import PASSWORD

pytestmark = pytest.mark.django_db


def seed() -> str:
    out = StringIO()
    call_command("seed_demo", stdout=out)
    return out.getvalue()


def test_the_market_is_full_lawful_and_made_once() -> None:
    assert seed() == "Demo data: 42 ads.\n"
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
    assert rich.exclude(exclusivity_scope="").values("ad").distinct().count() == 4
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


def test_the_demo_shows_every_kind_of_change_to_those_who_log_in() -> None:
    seed()
    sponsor, influencer = (
        Ad.objects.visible_to(User.objects.get(email=f"{role}@example.com"))
        for role in ("sponsor", "influencer")
    )
    both = sponsor & influencer
    open_proposals = Q(proposals__state="open", proposals__kind="amendment")
    for ads, made_by in ((sponsor, "influencer"), (influencer, "sponsor")):
        assert ads.filter(open_proposals, proposals__made_by=made_by).exists()
        assert ads.filter(state=State.DISPUTED, disputes__state="open").exists()
    assert both.filter(state=State.CANCELLED, released_minor=7_000, price_minor=35_000).exists()
    assert both.filter(state=State.COMPLETED, disputes__share_minor=28_000).exists()
    assert both.filter(amendment__price_minor=96_000, state=State.IN_REVIEW).exists()
    assert both.filter(shipment__sent_at__isnull=False, shipment__received_at=None).exists()
    assert sponsor.filter(shipment__sent_at=None, sponsor_acts_by__isnull=False).exists()
    due = Q(live_checks__reminded_at__isnull=False, live_checks__answered_at=None)
    assert both.filter(due, state=State.COMPLETED).exists()
    assert both.filter(deliverables__results__attachments__kind="image").exists()
    assert both.filter(ratings__replied_at__isnull=False).exists()
    moderators_have_a_dispute_a_signal_and_a_held_rating()
    pictures_and_papers_are_kept()


def moderators_have_a_dispute_a_signal_and_a_held_rating() -> None:
    answered = Dispute.objects.get(state="open", answered_at__isnull=False)
    assert {statement.side for statement in answered.statements.all()} == set(Side)
    assert Signal.objects.open().get().evidence["where"] == "Wet rock, low tide"
    assert Rating.objects.get(is_held=True).ad.title == "One wet hill"
    told = Notification.objects.filter(user__email="moderator@example.com")
    assert told.filter(kind="dispute_answered").count() == 2


def pictures_and_papers_are_kept() -> None:
    kinds = Counter(
        (file.kind, file.message is None, file.submission is None, file.statement is None)
        for file in Attachment.objects.all()
    )
    assert kinds == {
        ("image", False, True, True): 1,
        ("pdf", False, True, True): 1,
        ("image", True, False, True): 2,
        ("image", True, True, False): 4,
        ("image", True, True, True): 1,
    }
    for file in Attachment.objects.all():
        assert file.file.storage.exists(file.file.name)


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
