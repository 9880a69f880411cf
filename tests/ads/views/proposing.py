"""Short words for tests that visit proposals."""

from typing import Any

from django.urls import reverse

from ads.models import Ad, Proposal
from ads.workflow import Side
from tests.ads.views.visiting import client_of, url_of
from tests.factories.accounts import make_influencer, make_sponsor
from tests.factories.ads import make_ad
from tests.factories.campaigns import make_campaign

DONE = "That is done already. Here is where things stand."


def named_ad(state: str = "active", **fields: Any) -> Ad:
    campaign = make_campaign(make_sponsor(display_name="Northbeam"))
    influencer = make_influencer(display_name="Mira")
    return make_ad(state, campaign=campaign, influencer=influencer, **fields)


def visit(ad: Ad, side: Side, query: str = "") -> Any:
    return client_of(ad.user_of(side)).get(f"{url_of(ad, 'proposals')}{query}")


def answer_url(proposal: Proposal, name: str) -> str:
    return reverse(f"ads:proposal_{name}", args=[proposal.ad_id, proposal.pk])


def amendment_fields(ad: Ad, side: Side = Side.SPONSOR, **changes: Any) -> dict[str, Any]:
    """Return what a browser posts from the form as it stands, with changes."""
    page = visit(ad, side, "?kind=amendment").context["page"]
    fields: dict[str, Any] = {"kind": "amendment", "reason": "It changed."}
    for field in page.hidden():
        if field.name != "reason" and field.value() not in (None, False):
            prepared = field.field.widget.format_value(field.field.prepare_value(field.value()))
            fields[field.html_name] = prepared
    return {name: value for name, value in (fields | changes).items() if value is not None}


def post(ad: Ad, side: Side, fields: dict[str, Any]) -> Any:
    return client_of(ad.user_of(side)).post(url_of(ad, "proposals"), fields, follow=True)


def words_of(response: Any) -> str:
    return " ".join(response.content.decode().split())
