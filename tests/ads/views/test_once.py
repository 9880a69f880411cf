"""Every form about an ad's money sent twice: the second time shows what the first one did."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.contrib.messages import constants
from django.test import Client
from django.utils import timezone

from ads.models import Ad, Proposal
from ads.workflow import Side, State
from marketplace.ledger import laws
from marketplace.ledger.actions import wallet_for
from marketplace.ledger.models import IdempotencyKey, Transfer
from tests.ads.actions.proposals.proposing import amend
from tests.ads.views.proposing import amendment_fields, answer_url
from tests.ads.views.test_moves import HUMAN, fields_for, ready
from tests.ads.views.visiting import client_of, fresh, messages_of, told, url_of
from tests.factories.ads import make_ad
from tests.factories.files import picture_bytes, upload
from tests.factories.ledger import fill_wallet
from tests.sending import hidden_on

MOVES = [*(transition.name for transition in HUMAN), "cancel_overdue"]
pytestmark = pytest.mark.django_db

OTHER_VALUES = "This was already done with other values. Reload the page to see where things stand."


def ready_to(name: str) -> tuple[Ad, Side]:
    """Return an ad that one side may move by `name` at once."""
    if name != "cancel_overdue":
        return ready(name)
    ad = make_ad(State.ACTIVE)
    Ad.objects.filter(pk=ad.pk).update(overdue_at=timezone.now() - timedelta(hours=25))
    return ad, Side.SPONSOR


def outcome(ad: Ad) -> tuple[Any, ...]:
    """Return what a second sending must leave alone."""
    now = fresh(ad)
    return (
        now.state,
        now.deadline_at,
        now.events.count(),
        now.offers.count(),
        Proposal.objects.filter(ad=ad).count(),
        Transfer.objects.count(),
        IdempotencyKey.objects.count(),
    )


def send_twice(client: Client, url: str, ad: Ad, make: Callable[[], dict[str, Any]]) -> None:
    """Send the form twice and check that the second sending shows the first."""
    before = outcome(ad)
    first = told(client.post(url, make(), follow=True))
    done = outcome(ad)
    assert [level for level, _ in first[0]] == [constants.SUCCESS]
    assert done[:-1] != before[:-1]
    assert done[-1] == 1
    assert told(client.post(url, make(), follow=True)) == first
    assert outcome(ad) == done
    assert list(laws.check_all()) == []


@pytest.mark.parametrize("name", MOVES)
def test_a_move_sent_twice_is_told_twice_and_made_once(name: str) -> None:
    ad, side = ready_to(name)
    client, url = client_of(ad.user_of(side)), url_of(ad, name)
    hidden = hidden_on(client.get(url), url)
    assert "form_key" in hidden
    send_twice(client, url, ad, lambda: fields_for(name, ad) | hidden)


@pytest.mark.parametrize("name", ["send", "accept", "fund", "approve", "complete"])
def test_the_button_in_the_room_sends_once_too(name: str) -> None:
    ad, side = ready_to(name)
    client, url = client_of(ad.user_of(side)), url_of(ad, name)
    hidden = hidden_on(client.get(url_of(ad)), url)
    send_twice(client, url, ad, lambda: hidden)


def test_a_proposal_to_cancel_sent_twice() -> None:
    ad = make_ad(State.ACTIVE)
    client, url = client_of(ad.user_of(Side.SPONSOR)), url_of(ad, "proposals")
    hidden = hidden_on(client.get(f"{url}?kind=cancellation"), url)
    send_twice(client, url, ad, lambda: hidden | {"reason": "Plans changed."})


def test_a_change_of_the_terms_keeps_its_key_through_the_preview_and_is_made_once() -> None:
    ad = make_ad(State.ACTIVE)
    sponsor = ad.user_of(Side.SPONSOR)
    fill_wallet(sponsor, 12_000)
    client, url = client_of(sponsor), url_of(ad, "proposals")
    key = hidden_on(client.get(f"{url}?kind=amendment"), url)["form_key"]
    typed = amendment_fields(ad, price_minor="500") | {"form_key": key}
    preview = client.post(url, typed | {"preview": "1"})
    hidden = hidden_on(preview, url)
    assert (hidden["form_key"], IdempotencyKey.objects.count()) == (key, 0)
    again = client.post(url, hidden | {"edit": "1"})
    assert hidden_on(again, url)["form_key"] == key
    send_twice(client, url, ad, lambda: hidden)
    assert wallet_for(sponsor).balance_minor == 7_000


@pytest.mark.parametrize(
    ("name", "side"),
    [("accept", Side.SPONSOR), ("decline", Side.SPONSOR), ("withdraw", Side.INFLUENCER)],
)
def test_an_answer_to_a_proposal_sent_twice(name: str, side: Side) -> None:
    ad = make_ad(State.ACTIVE)
    fill_wallet(ad.user_of(Side.SPONSOR), 5_000)
    proposal = amend(ad, Side.INFLUENCER, price_minor=50_000, now=timezone.now())
    client, url = client_of(ad.user_of(side)), answer_url(proposal, name)
    hidden = hidden_on(client.get(url), url)
    if name == "accept":
        send_twice(client, url, ad, lambda: hidden)
        return
    first = told(client.post(url, hidden, follow=True))
    assert told(client.post(url, hidden, follow=True)) == first
    proposal.refresh_from_db()
    assert not proposal.is_open


def test_a_dispute_with_evidence_sent_twice_is_opened_once() -> None:
    ad = make_ad(State.ACTIVE)
    client, url = client_of(ad.user_of(Side.SPONSOR)), url_of(ad, "dispute")
    hidden = hidden_on(client.get(url), url)
    words = hidden | {"reason": "other", "text": "Nothing came."}
    picture = picture_bytes()
    send_twice(client, url, ad, lambda: words | {"files": [upload("a.png", picture)]})
    other = client.post(url, words | {"files": [upload("b.png", picture)]}, follow=True)
    assert messages_of(other) == [OTHER_VALUES]


def test_the_first_answer_comes_however_far_the_ad_has_moved_on() -> None:
    ad, side = ready("accept")
    client, url = client_of(ad.user_of(side)), url_of(ad, "accept")
    fields = hidden_on(client.get(url), url)
    first = told(client.post(url, fields, follow=True))
    sponsor = ad.user_of(side.other)
    fill_wallet(sponsor, 45_000)
    client_of(sponsor).post(url_of(ad, "fund"))
    assert fresh(ad).state == State.ACTIVE
    assert told(client.post(url, fields, follow=True)) == first
    assert fresh(ad).state == State.ACTIVE


def test_the_same_key_with_other_words_is_refused_and_leads_to_where_things_stand() -> None:
    ad, side = ready("decline")
    client, url = client_of(ad.user_of(side)), url_of(ad, "decline")
    fields = fields_for("decline", ad) | hidden_on(client.get(url), url)
    client.post(url, fields, follow=True)
    response = client.post(url, fields | {"reason": "Too long."}, follow=True)
    assert told(response) == ([(constants.ERROR, OTHER_VALUES)], [(url_of(ad), 302)])


def test_a_key_is_its_senders_own() -> None:
    ad, side = ready("accept")
    url, fields = url_of(ad, "accept"), fields_for("accept", ad) | {"form_key": str(uuid4())}
    client_of(ad.user_of(side)).post(url, fields)
    other = client_of(ad.user_of(side.other)).post(url, fields, follow=True)
    assert messages_of(other) == ["The ad has moved on: it is “accepted” now."]


@pytest.mark.parametrize("key", [None, "", "x", "<b>"])
def test_a_form_without_a_key_works_once(key: str | None) -> None:
    ad, side = ready("fund")
    fields = {} if key is None else {"form_key": key}
    client, url = client_of(ad.user_of(side)), url_of(ad, "fund")
    assert client.post(url, fields).status_code == 302
    assert fresh(ad).state == State.ACTIVE
    again = client.post(url, fields, follow=True)
    assert messages_of(again)[-1] == "That is done already. Here is where things stand."
    assert list(laws.check_all()) == []


def test_what_was_refused_can_be_sent_again_under_its_key() -> None:
    ad = make_ad(State.ACCEPTED)
    sponsor = ad.user_of(Side.SPONSOR)
    client, url = client_of(sponsor), url_of(ad, "fund")
    fields = hidden_on(client.get(url), url)
    refused = client.post(url, fields, follow=True)
    assert refused.redirect_chain[0][0].startswith("/wallet/deposit/?amount_minor=45000")
    assert (fresh(ad).state, IdempotencyKey.objects.count()) == (State.ACCEPTED, 0)
    fill_wallet(sponsor, 45_000)
    send_twice(client, url, ad, lambda: fields)


def test_a_form_shown_again_with_its_errors_keeps_its_key() -> None:
    ad, side = ready("reject_live")
    client, url = client_of(ad.user_of(side)), url_of(ad, "reject_live")
    hidden = hidden_on(client.get(url), url)
    shown = client.post(url, hidden | {"reason": ""})
    assert (shown.status_code, hidden_on(shown, url)) == (200, hidden)
