"""Every state × transition × actor: exactly what the table allows succeeds, all else changes
nothing."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction
from django.test import Client
from django.utils import timezone

from accounts.actions import suspend_user
from accounts.models import User
from ads import actions
from ads.actions.escrow import commit, share_out
from ads.actions.moves import moving
from ads.models import Ad, Dispute, Proposal
from ads.workflow import ON_DEADLINE, RUNNING, TRANSITIONS, Mover, State
from marketplace.kernel.errors import Refused
from marketplace.ledger.actions import post_opening_balance
from marketplace.ledger.laws import check_all
from marketplace.ledger.models import Transfer
from tests.factories.accounts import make_influencer, make_moderator, make_sponsor
from tests.factories.ads import PRICE_MINOR, hand_in_as, make_ad, make_terms, post_as

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
    "expire": lambda ad, actor: by_the_door("expire", ad, actor, lambda ad, _: commit(ad, 0)),
    "fund": lambda ad, actor: actions.fund_ad(actor=actor, ad=ad),
    "submit": lambda ad, actor: hand_in_as(actor, ad),
    "request_changes": lambda ad, actor: actions.request_changes(
        actor=actor, ad=ad, deliverable_ids=[item.pk for item in items(ad)], reason="Darker"
    ),
    "approve": lambda ad, actor: actions.approve_work(actor=actor, ad=ad),
    "post_live": lambda ad, actor: post_as(actor, ad),
    "reject_live": lambda ad, actor: actions.reject_live(actor=actor, ad=ad, reason="No label"),
    "complete": lambda ad, actor: actions.complete_ad(actor=actor, ad=ad),
    "cancel": lambda ad, actor: actions.cancel_ad(actor=actor, ad=ad),
    "cancel_overdue": lambda ad, actor: cancel_late(ad, actor),  # noqa: PLW0108  # defined below
    "cancel_agreed": lambda ad, actor: by_the_door(
        "cancel_agreed", ad, actor, lambda ad, now: share_out(ad, 9_000, now=now)
    ),
    "dispute": lambda ad, actor: (
        actions.open_dispute(
            actor=actor, ad=ad, reason=Dispute.Reason.OTHER, text="It is not right"
        ).ad
    ),
    "withdraw_dispute": lambda ad, actor: actions.withdraw_dispute(actor=actor, ad=ad),
    "settle": lambda ad, actor: actions.settle_dispute(
        actor=actor, ad=ad, share_minor=PRICE_MINOR // 3, reason="As I see it"
    ),
}
# Whom the table names for several reasons, and only one of them holds for the ads made here.
OPENER = {"withdraw_dispute": Mover.SPONSOR}


def by_the_door(name: str, ad: Ad, actor: User | None, effect: Callable[..., object]) -> Ad:
    """Take a transition that no action offers to people, through the door all actions use."""
    with moving(name, actor=actor, ad=ad) as move:
        effect(move.ad, move.now)
    return move.ad


def cancel_late(ad: Ad, actor: User | None) -> Ad:
    """Cancel the ad as if it had been overdue for a week."""
    now = timezone.now()
    late = [state for state, name in ON_DEADLINE.items() if name is None and state in RUNNING]
    Ad.objects.filter(pk=ad.pk, state__in=late).update(overdue_at=now - timedelta(days=7))
    return actions.cancel_overdue(actor=actor, ad=ad, now=now)


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
    disputes = list(Dispute.objects.filter(ad=ad).values())
    proposals = list(Proposal.objects.filter(ad=ad).values())
    counts = ad.events.count(), ad.offers.count(), Transfer.objects.count()
    return row, disputes, proposals, counts


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


def expected(name: str, state: State, mover: Mover | None, *, blocked: frozenset[str]) -> str:
    """Return what the table says: the first state it leads to, or "refused"."""
    transition = TRANSITIONS[name]
    allowed = mover is not None and transition.may(mover, state) and name not in blocked
    if OPENER.get(name, mover) is not mover:
        allowed = False
    return str(transition.moves[state][0]) if allowed else "refused"


def actors_of(ad: Ad) -> dict[str, tuple[User | None, Mover | None]]:
    """Return everybody who might try, and how each appears in the table."""
    return {
        "sponsor": (ad.campaign.sponsor.user, Mover.SPONSOR),
        "influencer": (ad.influencer.user, Mover.INFLUENCER),
        "other sponsor": (make_sponsor().user, None),
        "other influencer": (make_influencer().user, None),
        "moderator": (make_moderator(), Mover.MODERATOR),
        "system": (None, Mover.SYSTEM),
    }


def ready(state: State) -> Ad:
    """Return an ad in `state` whose sponsor has money to fund it; a dispute is the sponsor's."""
    ad = make_ad(state)
    post_opening_balance(
        user=ad.campaign.sponsor.user, amount_minor=2 * PRICE_MINOR, reference="test:purse"
    )
    return ad


@pytest.mark.parametrize("state", list(State))
def test_exactly_what_the_table_allows_succeeds(state: State) -> None:
    ad = ready(state)
    seen, wanted = {}, {}
    for who, (actor, mover) in actors_of(ad).items():
        for name in ACTS:
            wanted[who, name] = expected(name, state, mover, blocked=frozenset())
            seen[who, name] = outcome(name, ad, actor)
    assert seen == wanted


@pytest.mark.parametrize("state", list(State))
@pytest.mark.parametrize("who", ["sponsor", "influencer"])
def test_with_a_suspended_party_nothing_new_is_agreed_or_paid(state: State, who: str) -> None:
    ad = ready(state)
    party = ad.campaign.sponsor.user if who == "sponsor" else ad.influencer.user
    suspend_user(actor=make_moderator(), user=party, reason="Fake followers")
    blocked = frozenset({"send", "counter", "accept", "fund"})
    for actor, mover in (
        (ad.campaign.sponsor.user, Mover.SPONSOR),
        (ad.influencer.user, Mover.INFLUENCER),
    ):
        for name in ACTS:
            result = expected(name, state, mover, blocked=blocked)
            assert outcome(name, ad, actor) == result, (mover, name)


@pytest.mark.parametrize("state", list(State))
def test_nobody_from_outside_gets_through_any_door_of_the_site(state: State) -> None:
    ad = ready(state)
    before = fingerprint(ad)
    # A moderator settles through a form of the console, or through an address of its own.
    doors = {name: f"/ads/{ad.pk}/{name.replace('_', '-')}/" for name in TRANSITIONS}
    del doors["expire"]
    for name, url in doors.items():
        assert Client().post(url).headers["Location"] == f"/accounts/login/?next={url}", name
        for stranger in (make_sponsor().user, make_influencer().user):
            client = Client()
            client.force_login(stranger)
            assert client.post(url).status_code == 404, name
    assert fingerprint(ad) == before


def test_the_matrix_covers_the_table() -> None:
    assert set(ACTS) == set(TRANSITIONS)
