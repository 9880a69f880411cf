"""Every state × transition × actor: exactly what the table allows succeeds, all else changes
nothing."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.db import transaction

from accounts.actions import suspend_user
from accounts.models import User
from ads import actions
from ads.models import Ad
from ads.terms import Draft
from ads.workflow import TRANSITIONS, Mover, State
from marketplace.kernel.errors import Refused
from marketplace.ledger.actions import post_opening_balance
from marketplace.ledger.laws import check_all
from marketplace.ledger.models import Transfer
from tests.factories.accounts import make_influencer, make_moderator, make_sponsor
from tests.factories.ads import PRICE_MINOR, make_ad, make_terms

pytestmark = pytest.mark.django_db

# Transition → the action with arguments that leave only state and actor to refuse.
Act = Callable[[Ad, User | None], Any]
ACTS: dict[str, Act] = {
    "send": lambda ad, actor: actions.send_offer(actor=actor, ad=ad),
    "counter": lambda ad, actor: actions.counter_offer(
        actor=actor, ad=ad, terms=make_terms(price_minor=47_000), answering=latest(ad)
    ),
    "accept": lambda ad, actor: actions.accept_offer(actor=actor, ad=ad, answering=latest(ad)),
    "decline": lambda ad, actor: actions.decline_offer(actor=actor, ad=ad, answering=latest(ad)),
    "withdraw": lambda ad, actor: actions.withdraw_offer(actor=actor, ad=ad),
    "fund": lambda ad, actor: actions.fund_ad(actor=actor, ad=ad),
    "submit": lambda ad, actor: actions.submit_work(
        actor=actor, ad=ad, drafts={item.pk: Draft(text="Cut") for item in items(ad)}
    ),
    "request_changes": lambda ad, actor: actions.request_changes(
        actor=actor, ad=ad, deliverable_ids=[item.pk for item in items(ad)], reason="Darker"
    ),
    "approve": lambda ad, actor: actions.approve_work(actor=actor, ad=ad),
    "post_live": lambda ad, actor: actions.post_live(
        actor=actor, ad=ad, links={item.pk: "https://example.com/p" for item in items(ad)}
    ),
    "reject_live": lambda ad, actor: actions.reject_live(actor=actor, ad=ad, reason="No label"),
    "complete": lambda ad, actor: actions.complete_ad(actor=actor, ad=ad),
    "cancel": lambda ad, actor: actions.cancel_ad(actor=actor, ad=ad),
}


def latest(ad: Ad) -> int:
    return ad.offers.count()


def items(ad: Ad) -> list[Any]:
    return list(ad.deliverables.all())


@contextmanager
def undone() -> Iterator[None]:
    """Take back whatever the block wrote."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def fingerprint(ad: Ad) -> tuple[Any, ...]:
    """Return all of an ad that a refused move must leave alone."""
    row = Ad.objects.values().get(pk=ad.pk)
    return (row, ad.events.count(), ad.offers.count(), Transfer.objects.count())


def outcome(name: str, ad: Ad, actor: User | None) -> str:
    """Return the state the move leads to, or "refused", and prove that refusals leave no trace."""
    before = fingerprint(ad)
    with undone():
        try:
            # The savepoint stands in for the caller's transaction that a refusal ends.
            with transaction.atomic():
                moved = ACTS[name](ad, actor)
        except Refused:
            assert fingerprint(ad) == before
            return "refused"
        assert list(check_all()) == []
        return str(moved.state)


def actors_of(ad: Ad) -> dict[str, tuple[User | None, Mover | None]]:
    """Return everybody who might try, and how each appears in the table."""
    return {
        "sponsor": (ad.campaign.sponsor.user, Mover.SPONSOR),
        "influencer": (ad.influencer.user, Mover.INFLUENCER),
        "other sponsor": (make_sponsor().user, None),
        "other influencer": (make_influencer().user, None),
        "moderator": (make_moderator(), None),
        "system": (None, Mover.SYSTEM),
    }


def ready(state: State) -> Ad:
    """Return an ad in `state` whose sponsor has money to fund it."""
    ad = make_ad(state)
    post_opening_balance(
        user=ad.campaign.sponsor.user, amount_minor=2 * PRICE_MINOR, reference="test:purse"
    )
    return ad


@pytest.mark.parametrize("state", list(State))
def test_exactly_what_the_table_allows_succeeds(state: State) -> None:
    ad = ready(state)
    seen, expected = {}, {}
    for who, (actor, mover) in actors_of(ad).items():
        for name in ACTS:
            transition = TRANSITIONS[name]
            allowed = mover is not None and transition.may(mover, state)
            expected[who, name] = str(transition.moves[state]) if allowed else "refused"
            seen[who, name] = outcome(name, ad, actor)
    assert seen == expected


@pytest.mark.parametrize("state", list(State))
@pytest.mark.parametrize("who", ["sponsor", "influencer"])
def test_with_a_suspended_party_nothing_new_is_agreed_or_paid(state: State, who: str) -> None:
    ad = ready(state)
    party = ad.campaign.sponsor.user if who == "sponsor" else ad.influencer.user
    suspend_user(actor=make_moderator(), user=party, reason="Fake followers")
    blocked = {"send", "counter", "accept", "fund"}
    for actor, mover in (
        (ad.campaign.sponsor.user, Mover.SPONSOR),
        (ad.influencer.user, Mover.INFLUENCER),
    ):
        for name in ACTS:
            transition = TRANSITIONS[name]
            allowed = transition.may(mover, state) and name not in blocked
            result = str(transition.moves[state]) if allowed else "refused"
            assert outcome(name, ad, actor) == result, (mover, name)


def test_the_matrix_covers_the_table() -> None:
    # These two have conditions of their own: tests/ads/actions/test_ending.py, test_timers.py.
    assert set(TRANSITIONS) - set(ACTS) == {"expire", "cancel_overdue"}
