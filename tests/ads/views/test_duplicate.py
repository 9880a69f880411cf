"""Duplicating over HTTP: the choice of campaign, the draft, what is refused."""

import pytest

from accounts.models import Block
from ads.models import Ad
from ads.workflow import Side, State
from tests.ads.views.visiting import client_of, messages_of, url_of
from tests.factories.accounts import make_influencer, make_moderator, make_sponsor
from tests.factories.ads import make_ad
from tests.factories.campaigns import make_campaign

pytestmark = pytest.mark.django_db


def test_a_sponsor_chooses_a_campaign_and_goes_on_in_the_draft() -> None:
    ad = make_ad(State.COMPLETED)
    other = make_campaign(ad.campaign.sponsor)
    make_campaign()  # somebody else's
    make_campaign(ad.campaign.sponsor, state="closed")
    client = client_of(ad.user_of(Side.SPONSOR))
    page = client.get(url_of(ad, "duplicate"))
    form = page.context["form"]
    assert set(form.fields["campaign"].queryset) == {ad.campaign, other}
    assert form.initial == {"campaign": ad.campaign_id}
    response = client.post(url_of(ad, "duplicate"), {"campaign": other.pk}, follow=True)
    draft = Ad.objects.latest("pk")
    assert response.request["PATH_INFO"] == url_of(draft, "edit")
    assert (draft.campaign, draft.title) == (other, "Two trail videos (2)")
    assert messages_of(response) == [
        "The draft is saved, its days moved on. Look through it before you send it."
    ]


def test_a_campaign_with_an_open_ad_of_the_pair_is_not_suggested_and_refused_in_words() -> None:
    ad = make_ad(State.ACTIVE)
    client = client_of(ad.user_of(Side.SPONSOR))
    assert client.get(url_of(ad, "duplicate")).context["form"].initial == {}
    response = client.post(url_of(ad, "duplicate"), {"campaign": ad.campaign_id})
    assert response.context["form"].non_field_errors() == [
        f"You already have an open ad with {ad.influencer.display_name} in this campaign."
    ]


def test_a_campaign_that_takes_no_ads_is_refused_at_the_field() -> None:
    ad = make_ad(State.COMPLETED)
    closed = make_campaign(ad.campaign.sponsor, state="closed")
    client = client_of(ad.user_of(Side.SPONSOR))
    for wrong in (closed.pk, make_campaign().pk, "x"):
        response = client.post(url_of(ad, "duplicate"), {"campaign": wrong})
        assert response.context["form"].errors == {
            "campaign": ["This campaign takes no new ads. Choose another one."]
        }


def test_a_block_is_said_in_words() -> None:
    ad = make_ad(State.COMPLETED)
    sponsor = ad.user_of(Side.SPONSOR)
    Block.objects.create(blocker=ad.user_of(Side.INFLUENCER), blocked=sponsor)
    response = client_of(sponsor).post(url_of(ad, "duplicate"), {"campaign": ad.campaign_id})
    assert response.context["form"].non_field_errors() == [
        "You cannot make new agreements with each other."
    ]
    assert Ad.objects.count() == 1


def test_without_a_campaign_the_page_leads_to_making_one() -> None:
    ad = make_ad(State.COMPLETED)
    type(ad.campaign).objects.filter(pk=ad.campaign_id).update(
        state="closed", closed_at=ad.created_at
    )
    page = client_of(ad.user_of(Side.SPONSOR)).get(url_of(ad, "duplicate"))
    assert "You have no open campaign" in page.content.decode()


def test_nobody_else_may_duplicate() -> None:
    ad = make_ad(State.COMPLETED)
    others = (
        ad.user_of(Side.INFLUENCER),
        make_sponsor().user,
        make_influencer().user,
        make_moderator(),
    )
    for stranger in others:
        client = client_of(stranger)
        assert client.get(url_of(ad, "duplicate")).status_code == 404
        response = client.post(url_of(ad, "duplicate"), {"campaign": ad.campaign_id})
        assert response.status_code == 404
    assert Ad.objects.count() == 1


def test_the_room_offers_it_to_the_sponsor_alone_once_the_ad_was_sent() -> None:
    ad, draft = make_ad(State.COMPLETED), make_ad(State.DRAFT)
    address = f'href="{url_of(ad, "duplicate")}"'
    assert address in client_of(ad.user_of(Side.SPONSOR)).get(url_of(ad)).content.decode()
    assert address not in client_of(ad.user_of(Side.INFLUENCER)).get(url_of(ad)).content.decode()
    page = client_of(draft.user_of(Side.SPONSOR)).get(url_of(draft)).content.decode()
    assert url_of(draft, "duplicate") not in page
