"""A draft from the terms of an ad that was sent, and why there may be none."""

from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.models import Block
from ads import actions
from ads.models import Ad
from ads.terms import OfferTerms
from ads.workflow import Side, State
from marketplace.kernel.errors import Refused
from tests.factories.accounts import make_sponsor
from tests.factories.ads import make_ad
from tests.factories.campaigns import make_campaign

pytestmark = pytest.mark.django_db


def again(ad: Ad) -> Ad:
    sponsor = ad.campaign.sponsor
    return actions.duplicate_ad(actor=sponsor.user, ad=ad, campaign=make_campaign(sponsor))


@pytest.mark.parametrize("state", [s for s in State if s not in {State.DRAFT, State.DISPUTED}])
def test_any_ad_that_was_sent_makes_a_draft(state: State) -> None:
    ad = make_ad(state)
    draft = again(ad)
    assert (draft.state, draft.title, draft.influencer) == (
        State.DRAFT,
        "Two trail videos (2)",
        ad.influencer,
    )
    assert draft.campaign != ad.campaign
    assert draft.current_offer.sent_at is None
    assert OfferTerms.from_offer(draft.current_offer).price_minor == (
        50_000 if state == State.COUNTERED else 45_000
    )
    assert draft.thread is None
    assert (draft.committed_minor, ad.campaign.ads.count()) == (0, 1)


def test_the_same_campaign_takes_it_once_the_first_is_over() -> None:
    ad = make_ad(State.COMPLETED, now=timezone.now() - timedelta(days=90))
    draft = actions.duplicate_ad(actor=ad.user_of(Side.SPONSOR), ad=ad, campaign=ad.campaign)
    assert draft.current_offer.items.get().due_date == timezone.localdate() + timedelta(days=10)


def refusal(ad: Ad, **changes: object) -> str:
    given = {"actor": ad.user_of(Side.SPONSOR), "ad": ad, "campaign": ad.campaign} | changes
    before = Ad.objects.count()
    with pytest.raises(Refused) as refused:
        actions.duplicate_ad(**given)
    assert Ad.objects.count() == before
    return str(refused.value)


def test_an_open_ad_of_the_pair_is_in_the_way() -> None:
    ad = make_ad(State.ACTIVE)
    assert refusal(ad) == (
        f"You already have an open ad with {ad.influencer.display_name} in this campaign."
    )


def test_a_closed_campaign_takes_none() -> None:
    ad = make_ad(State.COMPLETED)
    closed = make_campaign(ad.campaign.sponsor, state="closed")
    assert refusal(ad, campaign=closed) == "The campaign is closed, so it takes no new ads."


def test_campaigns_and_ads_of_others_are_refused() -> None:
    ad = make_ad(State.COMPLETED)
    assert refusal(ad, campaign=make_campaign()) == "This is not your campaign."
    assert refusal(ad, actor=ad.user_of(Side.INFLUENCER)) == "This is not your ad."
    assert refusal(ad, actor=make_sponsor().user) == "This is not your ad."


def test_an_influencer_who_is_gone_is_not_asked() -> None:
    ad = make_ad(State.COMPLETED)
    user = ad.influencer.user
    user.suspended_at, user.suspension_reason = timezone.now(), "Spam."
    user.save()
    assert refusal(ad) == f"{ad.influencer.display_name} takes no new ads at present."


@pytest.mark.parametrize("blocker", list(Side))
def test_a_block_either_way_is_in_the_way(blocker: Side) -> None:
    ad = make_ad(State.COMPLETED)
    Block.objects.create(blocker=ad.user_of(blocker), blocked=ad.user_of(blocker.other))
    assert refusal(ad) == "You cannot make new agreements with each other."


def test_a_draft_and_an_ad_without_terms_are_refused() -> None:
    assert refusal(make_ad(State.DRAFT)) == ("This ad is a draft still. Edit and send it instead.")
    ad = make_ad(State.COMPLETED)
    Ad.objects.filter(pk=ad.pk).update(is_history=True, terms=None, current_offer=None)
    bare = Ad.objects.get(pk=ad.pk)
    assert refusal(bare) == (
        "No terms were written down in this ad, so there is nothing to repeat."
    )
