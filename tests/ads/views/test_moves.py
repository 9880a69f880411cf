"""The transitions over HTTP: who may, what the pages ask, double presses, foreign input."""

import pytest
from django.utils import timezone

from ads.models import Ad, Deliverable, Submission
from ads.workflow import TRANSITIONS, Mover, Side, State
from tests.ads.views.visiting import client_of, fresh, messages_of, offer_fields, url_of
from tests.factories.accounts import make_influencer, make_sponsor
from tests.factories.ads import counter, make_ad
from tests.factories.ledger import fill_wallet

pytestmark = pytest.mark.django_db

# Those of the clock, of moderators and of accepted proposals have pages and tests of their own.
OTHERS = {"expire", "cancel_overdue", "cancel_agreed", "settle"}
HUMAN = [t for t in TRANSITIONS.values() if t.name not in OTHERS]


def start_of(name: str) -> tuple[State, Side]:
    """Return a state that transition `name` leaves, and a side that may take it there."""
    transition = TRANSITIONS[name]
    for state, movers in transition.movers.items():
        for side in Side:
            if Mover(side.value) in movers:
                return state, side
    raise AssertionError(name)


def fields_for(name: str, ad: Ad) -> dict[str, object]:
    """Return what a browser posts to take transition `name`."""
    number = ad.current_offer.number
    due = list(ad.deliverables.all())
    return {
        "accept": {"answering": number},
        "decline": {"answering": number, "reason": "Too short."},
        "counter": offer_fields(answering=number, price_minor="500", title=None),
        "submit": submit_fields(*due),
        "request_changes": {"deliverables": [d.pk for d in due], "reason": "Show the sole."},
        "post_live": live_fields(*due),
        "dispute": {"reason": "other", "text": "Nothing came."},
        "reject_live": {"reason": "The tag is missing."},
    }.get(name, {})


def submit_fields(*due: Deliverable) -> dict[str, object]:
    """Return what a browser posts to hand in drafts."""
    words = {f"text_{d.pk}": "The first cut." for d in due}
    return words | {f"caption_{d.pk}": "Werbung. Dry feet." for d in due} | {"is_attested": "on"}


def live_fields(*due: Deliverable) -> dict[str, object]:
    """Return what a browser posts to hand in live links."""
    links = {f"link_{d.pk}": "https://example.com/p/1" for d in due}
    days = {f"posted_{d.pk}": timezone.localdate().isoformat() for d in due}
    return links | days | {"is_attested": "on"}


def ready(name: str) -> tuple[Ad, Side]:
    state, side = start_of(name)
    ad = make_ad(state)
    if name == "fund":
        fill_wallet(ad.user_of(side), 45_000)
    return ad, side


@pytest.mark.parametrize("name", [t.name for t in HUMAN])
def test_asking_changes_nothing_and_posting_moves_the_ad_once(name: str) -> None:
    ad, side = ready(name)
    client, url = client_of(ad.user_of(side)), url_of(ad, name)
    page = client.get(url)
    assert page.status_code == 200
    assert (
        page.content.decode().count("btn-primary") + page.content.decode().count("btn-danger") == 1
    )
    assert fresh(ad).state == ad.state
    fields = fields_for(name, ad)
    target = TRANSITIONS[name].moves[State(ad.state)][0]
    first = client.post(url, fields)
    assert (first.status_code, fresh(ad).state) == (302, target)
    events = ad.events.count()
    second = client.post(url, fields, follow=True)
    assert second.status_code == 200
    assert messages_of(second)[-1] == "That is done already. Here is where things stand."
    assert (fresh(ad).state, ad.events.count()) == (target, events)


@pytest.mark.parametrize("name", [t.name for t in HUMAN])
def test_strangers_get_404_and_the_wrong_side_a_sentence(name: str) -> None:
    ad, side = ready(name)
    for stranger in (make_sponsor().user, make_influencer().user):
        assert client_of(stranger).get(url_of(ad, name)).status_code == 404
        assert client_of(stranger).post(url_of(ad, name)).status_code == 404
    other = client_of(ad.user_of(side.other))
    if TRANSITIONS[name].may(Mover(side.other.value), State(ad.state)):
        return
    response = other.post(url_of(ad, name), fields_for(name, ad), follow=True)
    if ad.state == State.DRAFT:
        assert response.status_code == 404
    else:
        assert messages_of(response) == [f"Only the {side.value} can do this now."]
    assert fresh(ad).state == ad.state


@pytest.mark.parametrize("name", [t.name for t in HUMAN])
def test_a_transition_of_another_state_is_refused_in_words(name: str) -> None:
    ad = make_ad(State.COMPLETED)
    side = start_of(name)[1]
    client = client_of(ad.user_of(side))
    for response in (
        client.get(url_of(ad, name), follow=True),
        client.post(url_of(ad, name), {}, follow=True),
    ):
        assert response.redirect_chain == [(url_of(ad), 302)]
        assert len(messages_of(response)) == 1
    assert fresh(ad).state == State.COMPLETED


@pytest.mark.parametrize("name", ["accept", "decline", "counter"])
def test_an_answer_to_an_offer_that_changed_meanwhile_is_refused(name: str) -> None:
    ad = make_ad(State.OFFERED)
    counter(ad)  # offer 2
    fields = fields_for(name, ad) | {"answering": 1}
    response = client_of(ad.user_of(Side.SPONSOR)).post(url_of(ad, name), fields, follow=True)
    assert "The offer changed while you looked at it." in response.content.decode()
    assert (fresh(ad).state, ad.offers.count()) == (State.COUNTERED, 2)


def test_accepting_without_saying_which_offer_asks_again() -> None:
    ad = make_ad(State.OFFERED)
    response = client_of(ad.user_of(Side.INFLUENCER)).post(url_of(ad, "accept"), {})
    assert response.status_code == 200
    assert fresh(ad).state == State.OFFERED


def test_paying_without_money_leads_to_the_deposit_with_the_gap_filled_in() -> None:
    ad = make_ad(State.ACCEPTED)
    fill_wallet(ad.user_of(Side.SPONSOR), 10_000)
    response = client_of(ad.user_of(Side.SPONSOR)).post(url_of(ad, "fund"))
    assert response["Location"] == (f"/wallet/deposit/?amount_minor=35000&next=%2Fads%2F{ad.pk}%2F")
    assert fresh(ad).state == State.ACCEPTED


def test_a_hand_in_without_words_or_link_is_refused_and_what_was_typed_stays() -> None:
    ad = make_ad(State.ACTIVE)
    due = ad.deliverables.get()
    client, url = client_of(ad.user_of(Side.INFLUENCER)), url_of(ad, "submit")
    empty = client.post(url, {"note": "Here it comes."})
    assert empty.context["form"].errors == {
        f"text_{due.pk}": ["Write the draft here, or give a link to it or files."],
        f"caption_{due.pk}": ["Write the caption, beginning with its label."],
        "is_attested": ["Tick this to go on."],
    }
    assert "Here it comes." in empty.content.decode()
    fields = submit_fields(due) | {f"url_{due.pk}": "javascript:alert(1)"}
    wrong = client.post(url, fields)
    assert list(wrong.context["form"].errors) == [f"url_{due.pk}"]
    assert not Submission.objects.exists()


def test_foreign_deliverables_in_a_form_are_never_read() -> None:
    ad, foreign = make_ad(State.ACTIVE), make_ad(State.ACTIVE).deliverables.get()
    due = ad.deliverables.get()
    influencer = client_of(ad.user_of(Side.INFLUENCER))
    influencer.post(url_of(ad, "submit"), submit_fields(due) | {f"text_{foreign.pk}": "Not mine."})
    assert [s.deliverable for s in Submission.objects.all()] == [due]
    sponsor = client_of(ad.user_of(Side.SPONSOR))
    fields = {"deliverables": [foreign.pk], "reason": "Show the sole."}
    response = sponsor.post(url_of(ad, "request_changes"), fields)
    assert response.context["form"].errors == {
        "deliverables": ["That draft is not part of this ad. Choose from the list."]
    }
    assert fresh(ad).state == State.IN_REVIEW


def test_a_request_for_changes_names_drafts_and_reasons_while_rounds_last() -> None:
    ad = make_ad(State.IN_REVIEW)
    client, url = client_of(ad.user_of(Side.SPONSOR)), url_of(ad, "request_changes")
    response = client.post(url, {"reason": " "})
    assert set(response.context["form"].errors) == {"deliverables", "reason"}
    Ad.objects.filter(pk=ad.pk).update(rounds_used=2)
    response = client.get(url, follow=True)
    assert messages_of(response) == ["All 2 rounds of changes are used."]
    names = [button.name for button in response.context["room"].buttons]
    assert names == ["dispute", "approve"]


def test_live_links_are_web_addresses_one_for_each() -> None:
    ad = make_ad(State.APPROVED)
    due = ad.deliverables.get()
    client, url = client_of(ad.user_of(Side.INFLUENCER)), url_of(ad, "post_live")
    for link in ("", "not a link", "ftp://example.com/x", "https://" + "x" * 600 + ".com"):
        response = client.post(url, live_fields(due) | {f"link_{due.pk}": link})
        assert list(response.context["form"].errors) == [f"link_{due.pk}"]
    assert fresh(ad).state == State.APPROVED


def test_a_counter_offer_over_budget_is_refused_to_who_pays_and_free_to_who_asks() -> None:
    ad = make_ad(State.OFFERED)
    budget = ad.campaign.budget_minor
    above = f"{budget // 100 + 1}"
    fields = offer_fields(answering=1, price_minor=above, title=None)
    influencer = client_of(ad.user_of(Side.INFLUENCER))
    page = influencer.get(url_of(ad, "counter")).content.decode()
    assert "budget is free" not in page  # the sponsor's purse is not the influencer's to see
    assert influencer.post(url_of(ad, "counter"), fields).status_code == 302
    sponsor = client_of(ad.user_of(Side.SPONSOR))
    response = sponsor.post(url_of(ad, "counter"), fields | {"answering": "2"})
    assert list(response.context["form"].errors) == ["price_minor"]
    # What this ad holds of the budget already is free for it.
    response = sponsor.post(
        url_of(ad, "counter"),
        offer_fields(answering=2, price_minor=f"{budget // 100}", title=None),
    )
    assert (response.status_code, fresh(ad).committed_minor) == (302, budget)


def test_the_same_terms_are_no_counter_offer() -> None:
    ad = make_ad(State.OFFERED)
    client = client_of(ad.user_of(Side.INFLUENCER))
    page = client.get(url_of(ad, "counter"))
    form, items = page.context["form"], page.context["items"]
    fields = {field.html_name: field.value() or "" for field in form} | {"price_minor": "450"}
    fields |= {f.html_name: f.value() for f in items.management_form}
    fields |= {f.html_name: f.value() or "" for row in items for f in row if "DELETE" not in f.name}
    response = client.post(url_of(ad, "counter"), fields)
    assert "These are the terms on the table." in response.content.decode()
    assert ad.offers.count() == 1


def test_a_paused_campaign_takes_answers_away_and_says_why() -> None:
    ad = make_ad(State.OFFERED)
    type(ad.campaign).objects.filter(pk=ad.campaign_id).update(state="paused")
    client = client_of(ad.user_of(Side.INFLUENCER))
    page = client.get(url_of(ad))
    assert [button.name for button in page.context["room"].buttons] == ["decline"]
    assert "The campaign is paused." in page.content.decode()
    response = client.post(url_of(ad, "accept"), {"answering": 1}, follow=True)
    assert messages_of(response) == ["The campaign is paused. Nothing can be agreed in it now."]
