"""One ad from draft to rated, pressed through by two browsers."""

import pytest
from django.utils import timezone

from ads.models import Ad
from ads.workflow import State
from marketplace.ledger.actions import wallet_for
from marketplace.ledger.laws import check_all
from tests.ads.views.visiting import client_of, offer_fields, stars, url_of
from tests.factories.accounts import make_influencer
from tests.factories.campaigns import make_campaign
from tests.factories.ledger import fill_wallet

pytestmark = pytest.mark.django_db


def test_an_ad_goes_from_draft_to_rated() -> None:
    campaign, influencer = make_campaign(), make_influencer()
    fill_wallet(campaign.sponsor.user, 60_000)
    sponsor, creator = client_of(campaign.sponsor.user), client_of(influencer.user)
    sponsor.post(
        f"/ads/new/?campaign={campaign.pk}&influencer={influencer.handle_id}", offer_fields()
    )
    ad = Ad.objects.get()

    def press(client: object, name: str, **fields: object) -> None:
        response = client.post(url_of(ad, name), fields)
        assert response.status_code == 302, response.context["form"].errors
        ad.refresh_from_db()

    press(sponsor, "send")
    press(creator, "messages", body="Could we do five hundred?")
    press(creator, "counter", **offer_fields(answering=1, price_minor="500", title=None))
    press(sponsor, "accept", answering=2)
    press(sponsor, "fund")
    due = ad.deliverables.get()
    labelled = {f"caption_{due.pk}": "Werbung. Dry feet.", "is_attested": "on"}
    live = {f"posted_{due.pk}": timezone.localdate(), "is_attested": "on"}
    press(creator, "submit", **{f"text_{due.pk}": "The first cut."} | labelled)
    press(sponsor, "request_changes", deliverables=[due.pk], reason="Show the sole.")
    press(creator, "submit", **{f"url_{due.pk}": "https://example.com/draft/2"} | labelled)
    press(sponsor, "approve")
    press(creator, "post_live", **{f"link_{due.pk}": "https://example.com/p/1"} | live)
    press(sponsor, "reject_live", reason="The tag is missing.")
    press(creator, "post_live", **{f"link_{due.pk}": "https://example.com/p/2"} | live)
    press(sponsor, "complete")
    press(sponsor, "rate", **stars(5), text="Sharp films.")
    press(creator, "rate", **stars(4))
    assert (ad.state, ad.ratings.count()) == (State.COMPLETED, 2)
    assert wallet_for(campaign.sponsor.user).balance_minor == 10_000
    page = creator.get(url_of(ad)).content.decode()
    assert "$450.00 went to you, $50.00 to the platform as its fee." in page
    assert list(check_all()) == []
