"""The product's panel: who reads the address, which step is offered, what it does to the dates."""

from datetime import timedelta

import pytest
from django.utils import timezone

from ads import actions
from ads.models import Ad, Shipment
from ads.workflow import TERMINAL, Side, State
from tests.ads.views.visiting import client_of, messages_of, url_of
from tests.factories.accounts import make_influencer, make_moderator, make_sponsor
from tests.factories.ads import make_ad, make_terms, pay

pytestmark = pytest.mark.django_db

ADDRESS = "Mira Hill\n1 Harbour Road\n1010 Vienna"


def product_ad(state: str, **terms: object) -> Ad:
    fields: dict[str, object] = {"product_name": "Trail <shoes>", "product_value_minor": 12_000}
    return make_ad(state, terms=make_terms(**(fields | terms)))


def page_of(ad: Ad, side: Side) -> str:
    return client_of(ad.user_of(side)).get(url_of(ad)).content.decode()


def take(ad: Ad, side: Side, **fields: str):
    return client_of(ad.user_of(side)).post(url_of(ad, "product"), fields, follow=True)


def test_the_sponsor_reads_the_address_only_while_the_ad_is_funded_and_strangers_never() -> None:
    ad = product_ad(State.ACCEPTED)
    take(ad, Side.INFLUENCER, step="address", address=ADDRESS)
    assert Shipment.objects.get().address == ADDRESS
    assert "Harbour" in page_of(ad, Side.INFLUENCER)
    assert "Harbour" not in page_of(ad, Side.SPONSOR)
    assert "You see the address once you have paid $450.00 into escrow." in page_of(
        ad, Side.SPONSOR
    )
    for name in ("messages", "cancel", "fund"):
        page = client_of(ad.user_of(Side.SPONSOR)).get(url_of(ad, name), follow=True)
        assert "Harbour" not in page.content.decode()
    pay(ad)
    assert "Harbour" in page_of(ad, Side.SPONSOR)
    for stranger in (make_sponsor().user, make_influencer().user, make_moderator()):
        assert client_of(stranger).get(url_of(ad)).status_code == 404
        assert client_of(stranger).post(url_of(ad, "product")).status_code == 404
    Ad.objects.filter(pk=ad.pk).update(overdue_at=timezone.now() - timedelta(days=3))
    actions.cancel_overdue(actor=ad.user_of(Side.SPONSOR), ad=ad)
    for side in Side:
        assert "Harbour" not in page_of(ad, side)


def test_the_whole_way_over_http_with_one_step_at_a_time() -> None:
    ad = product_ad(State.ACTIVE, product_is_returned=True)
    offered = []
    for side, step, more in (
        (Side.INFLUENCER, "address", {"address": ADDRESS}),
        (Side.SPONSOR, "sent", {"tracking": "RR 123"}),
        (Side.INFLUENCER, "received", {}),
        (Side.INFLUENCER, "returned", {}),
    ):
        room = client_of(ad.user_of(side)).get(url_of(ad)).context["room"]
        offered.append(room.product.step)
        response = take(ad, side, step=step, **more)
        assert len(messages_of(response)) == 1
    assert offered == ["address", "sent", "received", "returned"]
    page = page_of(ad, Side.SPONSOR)
    for text in (
        "Trail &lt;shoes&gt;",
        "RR 123",
        "Sent back",
        "Worth $120.00, it goes back afterwards.",
    ):
        assert text in page


def test_dates_are_told_before_a_step_and_come_true_after_it() -> None:
    ad = product_ad(State.ACTIVE, product_days=20)
    take(ad, Side.INFLUENCER, step="address", address=ADDRESS)
    box = client_of(ad.user_of(Side.SPONSOR)).get(url_of(ad)).context["room"].product
    take(ad, Side.SPONSOR, step="sent", tracking="")
    told = ad.events.last().reason.removeprefix("The drafts are due by ").rstrip(".")
    assert not told or f"the drafts are due by {told}" in box.then
    box = client_of(ad.user_of(Side.INFLUENCER)).get(url_of(ad)).context["room"].product
    take(ad, Side.INFLUENCER, step="received")
    reason = ad.events.last().reason
    assert reason.startswith("The drafts are due by ")
    assert reason.removeprefix("The drafts").rstrip(".") in box.then


@pytest.mark.parametrize("state", [s for s in State if s is not State.DRAFT])
def test_the_panel_opens_in_every_state_for_both_and_asks_nobody_after_the_end(
    state: State,
) -> None:
    ad = product_ad(state)
    for side in Side:
        room = client_of(ad.user_of(side)).get(url_of(ad)).context["room"]
        assert (room.product is None) == (ad.accepted_at is None)
        if room.product and state in TERMINAL:
            assert room.product.step == ""


def test_wrong_steps_are_refused_in_words_and_what_was_typed_stays() -> None:
    ad = product_ad(State.ACTIVE)
    for fields in ({}, {"step": "burnt"}):
        response = take(ad, Side.INFLUENCER, **fields)
        assert messages_of(response) == ["Choose what happened to the product."]
    response = take(ad, Side.SPONSOR, step="sent", tracking="")
    assert messages_of(response) == ["The influencer has not said yet where to send it."]
    response = take(ad, Side.SPONSOR, step="address", address=ADDRESS)
    assert messages_of(response) == ["Only the influencer can do this."]
    for address in ("", " \n ", "x" * 501):
        response = take(ad, Side.INFLUENCER, step="address", address=address)
        assert list(response.context["form"].errors) == ["address"]
    take(ad, Side.INFLUENCER, step="address", address=ADDRESS)
    response = take(ad, Side.SPONSOR, step="sent", tracking="R" * 201)
    assert list(response.context["form"].errors) == ["tracking"]
    for _ in range(2):
        response = take(ad, Side.SPONSOR, step="sent", tracking="")
    assert messages_of(response) == ["You have marked it as sent already."]


def test_an_ad_without_a_product_has_no_panel_and_takes_no_step() -> None:
    ad = make_ad(State.ACTIVE)
    assert 'id="product"' not in page_of(ad, Side.INFLUENCER)
    response = take(ad, Side.INFLUENCER, step="address", address=ADDRESS)
    assert messages_of(response) == ["The terms name no product to be sent along."]
