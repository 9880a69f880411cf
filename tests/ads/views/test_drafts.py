"""Drafts over HTTP: made from a campaign, a profile or an interest; bad input; foreign ids."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from ads.models import Ad
from ads.workflow import Side, State
from tests.ads.views.visiting import client_of, fresh, messages_of, offer_fields, url_of
from tests.factories.accounts import make_influencer, make_sponsor
from tests.factories.ads import make_ad
from tests.factories.campaigns import make_campaign, make_interest

pytestmark = pytest.mark.django_db


def new_url(**query: Any) -> str:
    return "/ads/new/?" + "&".join(f"{name}={value}" for name, value in query.items())


def test_a_draft_is_made_for_a_campaign_and_an_influencer() -> None:
    campaign, influencer = make_campaign(), make_influencer()
    client = client_of(campaign.sponsor.user)
    url = new_url(campaign=campaign.pk, influencer=influencer.handle_id)
    form = client.get(url).context["form"]
    assert form.initial["price_minor"] == 45_000
    assert form.initial["requirements"] == campaign.description
    response = client.post(url, offer_fields())
    ad = Ad.objects.get()
    assert response["Location"] == url_of(ad)
    assert (ad.campaign, ad.influencer, ad.state) == (campaign, influencer, State.DRAFT)
    assert (ad.current_offer.price_minor, ad.current_offer.items.count()) == (45_000, 1)


def test_an_interest_brings_its_price_and_its_conversation_along() -> None:
    interest = make_interest(proposed_price_minor=38_000)
    client = client_of(interest.campaign.sponsor.user)
    url = new_url(interest=interest.pk)
    response = client.get(url)
    assert response.context["form"].initial["price_minor"] == 38_000
    assert interest.message in response.content.decode()
    client.post(url, offer_fields())
    ad = Ad.objects.get()
    assert ad.interest == interest
    assert interest.message in client.get(url_of(ad)).content.decode()


def test_an_open_interest_is_found_without_being_named() -> None:
    interest = make_interest()
    client = client_of(interest.campaign.sponsor.user)
    pair = {"campaign": interest.campaign_id, "influencer": interest.influencer.handle_id}
    client.post(new_url(**pair), offer_fields())
    assert Ad.objects.get().interest == interest


def test_what_is_missing_is_asked_for() -> None:
    sponsor, influencer = make_sponsor(), make_influencer()
    client = client_of(sponsor.user)
    assert "You have no open campaign" in client.get("/ads/new/").content.decode()
    first = make_campaign(sponsor, title="First")
    page = client.get(new_url(influencer=influencer.handle_id))
    assert page.context["origin"].campaign == first  # the only one
    make_campaign(sponsor, title="Second")
    make_campaign(title="Somebody else's")
    page = client.get(new_url(influencer=influencer.handle_id))
    choices = page.context["form"].fields["campaign"].queryset
    assert sorted(campaign.title for campaign in choices) == ["First", "Second"]


def test_the_campaign_one_came_from_is_remembered() -> None:
    sponsor, influencer = make_sponsor(), make_influencer()
    first = make_campaign(sponsor)
    make_campaign(sponsor)
    client = client_of(sponsor.user)
    client.get(new_url(campaign=first.pk))
    page = client.get(new_url(influencer=influencer.handle_id))
    assert page.context["origin"].campaign == first


def test_foreign_and_made_up_ids_do_not_exist() -> None:
    campaign, influencer = make_campaign(), make_influencer()
    foreign, foreign_interest = make_campaign(), make_interest()
    client = client_of(campaign.sponsor.user)
    hidden = make_influencer()
    hidden.user.suspended_at, hidden.user.suspension_reason = timezone.now(), "Spam."
    hidden.user.save()
    for query in (
        {"campaign": foreign.pk, "influencer": influencer.handle_id},
        {"campaign": campaign.pk, "influencer": hidden.handle_id},
        {"campaign": campaign.pk, "influencer": "nobody-at-all"},
        {"campaign": "7x", "influencer": influencer.handle_id},
        {"campaign": "9" * 30, "influencer": influencer.handle_id},
        {"interest": foreign_interest.pk},
        {"interest": "-1"},
        {"campaign": campaign.pk, "influencer": "%00"},
    ):
        assert client.get(new_url(**query)).status_code == 404
        assert client.post(new_url(**query), offer_fields()).status_code == 404
    # Ids posted in the form are looked up like those in the address.
    url = new_url(campaign=campaign.pk, influencer=influencer.handle_id)
    assert client.post(url, offer_fields(campaign=foreign.pk)).status_code == 404
    assert not Ad.objects.exists()


def test_influencers_make_no_ads() -> None:
    assert client_of(make_influencer().user).get("/ads/new/").status_code == 404


def test_a_pair_with_an_open_ad_is_led_to_it() -> None:
    ad = make_ad(State.DRAFT)
    client = client_of(ad.user_of(Side.SPONSOR))
    url = new_url(campaign=ad.campaign_id, influencer=ad.influencer.handle_id)
    for response in (client.get(url), client.post(url, offer_fields())):
        assert response["Location"] == url_of(ad)
    assert Ad.objects.count() == 1


def past(days: int) -> str:
    return (timezone.localdate() - timedelta(days=days)).isoformat()


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"price_minor": "0"}, "price_minor"),
        ({"price_minor": "-5"}, "price_minor"),
        ({"price_minor": "lots"}, "price_minor"),
        ({"price_minor": "450.005"}, "price_minor"),
        ({"price_minor": "5000.01"}, "price_minor"),  # more than the budget
        ({"kill_fee_minor": "-1"}, "kill_fee_minor"),
        ({"kill_fee_minor": "450.01"}, "kill_fee_minor"),
        ({"revision_rounds": "11"}, "revision_rounds"),
        ({"revision_rounds": "-1"}, "revision_rounds"),
        ({"requirements": " "}, "requirements"),
        ({"title": ""}, "title"),
        ({"title": "x" * 121}, "title"),
        ({"items__0__due_date": past(1)}, "due_date"),
        ({"items__0__due_date": "2026-02-30"}, "due_date"),
        ({"items__0__due_date": "9999-12-31"}, "due_date"),
        ({"items__0__posting_date": timezone.localdate().isoformat()}, "posting_date"),
        ({"items__0__posting_date": "9999-12-31"}, "posting_date"),
        ({"items__0__quantity": "0"}, "quantity"),
        ({"items__0__quantity": "21"}, "quantity"),
        ({"items__0__live_days": "0"}, "live_days"),
        ({"items__0__platform": "myspace"}, "platform"),
        ({"items__0__kind": ""}, "kind"),
        ({"items__1__kind": "story"}, "platform"),  # a row half filled in
    ],
)
def test_what_cannot_be_true_is_refused_at_its_field(changes: dict[str, str], field: str) -> None:
    campaign, influencer = make_campaign(budget_minor=500_000), make_influencer()
    client = client_of(campaign.sponsor.user)
    url = new_url(campaign=campaign.pk, influencer=influencer.handle_id)
    response = client.post(url, offer_fields(**changes))
    assert response.status_code == 200
    context = response.context
    wrong = set(context["form"].errors).union(*(row.errors for row in context["items"]))
    assert field in wrong
    assert not Ad.objects.exists()
    # What was typed is still there.
    assert "Show the shoes on a wet trail." in response.content.decode() or field == "requirements"


def test_an_offer_names_at_least_one_deliverable_and_at_most_twenty() -> None:
    campaign, influencer = make_campaign(), make_influencer()
    client = client_of(campaign.sponsor.user)
    url = new_url(campaign=campaign.pk, influencer=influencer.handle_id)
    none = client.post(url, offer_fields(**{"items-0-DELETE": "on"}))
    assert none.context["items"].non_form_errors() == ["Name at least one deliverable."]
    second = {"items-1-platform": "youtube", "items-1-kind": "story", "items-1-quantity": "20"}
    dates = {
        f"items-1-{name}": (timezone.localdate() + timedelta(days=10)).isoformat()
        for name in ("due_date", "posting_date")
    }
    many = client.post(url, offer_fields(**second, **dates))
    assert many.context["items"].non_form_errors() == [
        "One ad has at most 20 pieces. Make a second ad for the rest."
    ]
    tampered = client.post(url, offer_fields(**{"items-TOTAL_FORMS": "x"}))
    assert tampered.status_code == 200
    assert not Ad.objects.exists()


def test_a_draft_is_edited_and_strangers_cannot() -> None:
    ad = make_ad(State.DRAFT)
    client = client_of(ad.user_of(Side.SPONSOR))
    assert client.get(url_of(ad, "edit")).context["form"].initial["title"] == ad.title
    client.post(url_of(ad, "edit"), offer_fields(title="Three films", price_minor="600"))
    assert (fresh(ad).title, fresh(ad).current_offer.price_minor) == ("Three films", 60_000)
    for stranger in (make_sponsor().user, ad.user_of(Side.INFLUENCER)):
        assert client_of(stranger).get(url_of(ad, "edit")).status_code == 404
        assert client_of(stranger).post(url_of(ad, "delete")).status_code == 404


def test_a_draft_is_deleted_after_asking() -> None:
    ad = make_ad(State.DRAFT)
    client = client_of(ad.user_of(Side.SPONSOR))
    assert "It is gone for good." in client.get(url_of(ad, "delete")).content.decode()
    assert Ad.objects.exists()
    response = client.post(url_of(ad, "delete"))
    assert response["Location"] == "/ads/"
    assert not Ad.objects.exists()
    assert client.post(url_of(ad, "delete")).status_code == 404


def test_a_sent_ad_is_neither_edited_nor_deleted() -> None:
    ad = make_ad(State.OFFERED)
    client = client_of(ad.user_of(Side.SPONSOR))
    for name in ("edit", "delete"):
        response = client.post(url_of(ad, name), offer_fields(), follow=True)
        assert messages_of(response) == [
            "This ad was sent already. Its terms change only by counter-offers now."
        ]
    assert fresh(ad).current_offer.number == 1
