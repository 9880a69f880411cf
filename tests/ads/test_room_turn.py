"""The box at the top of the room, where more than the ad's state asks for something."""

from datetime import UTC, datetime

import pytest

from ads import actions
from ads.models import Ad
from ads.room import Reader, turn_for
from ads.workflow import Side
from tests.factories.ads import make_ad, make_terms

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)


def then(ad: Ad, side: Side) -> str:
    ad = Ad.objects.select_related("campaign__sponsor__user", "influencer__user").get(pk=ad.pk)
    return turn_for(Reader(ad=ad, user=ad.user_of(side), side=side, now=NOW)).then


def test_who_waits_is_told_of_a_proposal_to_answer() -> None:
    ad = make_ad("active", now=NOW)
    actions.propose_cancellation(
        actor=ad.user_of(Side.INFLUENCER), ad=ad, reason="I am ill.", now=NOW
    )
    other = ad.influencer.display_name
    asked = f"Meanwhile {other} waits for your answer to a proposal, below."
    assert then(ad, Side.SPONSOR).endswith(asked)
    assert "proposal" not in then(ad, Side.INFLUENCER)


def test_who_waits_is_told_of_a_product_to_send() -> None:
    ad = make_ad("active", terms=make_terms(now=NOW, product_name="Trail shoes"), now=NOW)
    assert "product" not in then(ad, Side.SPONSOR)
    actions.give_address(
        actor=ad.user_of(Side.INFLUENCER), ad=ad, address="1 Sample Street", now=NOW
    )
    other = ad.influencer.display_name
    assert then(ad, Side.SPONSOR).endswith(
        f"Meanwhile {other} waits for the product, which you send, below."
    )
    assert "product" not in then(ad, Side.INFLUENCER)
