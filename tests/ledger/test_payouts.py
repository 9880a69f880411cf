"""Every state of a payout against everything that can be done to it, and what holds it back."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.utils import timezone

from accounts.models import User
from marketplace.kernel.errors import Refused
from marketplace.kernel.mail.models import OutboxMail
from marketplace.ledger import actions, laws
from marketplace.ledger.errors import ReferenceConflict
from marketplace.ledger.models import Account, Payout, PayoutBatch, PayoutMethod
from tests.factories.accounts import make_moderator, make_user
from tests.factories.ledger import fill_wallet, make_batched, make_method, make_payout

pytestmark = pytest.mark.django_db

IBAN = "DE89370400440532013000"
SECOND = timedelta(seconds=1)


@pytest.fixture
def user() -> User:
    return make_user(role=User.Role.INFLUENCER)


def balances(user: User) -> dict[str, int]:
    return {a.kind: a.balance_minor for a in Account.objects.of_user(user)}


def suspend(user: User) -> None:
    user.suspended_at, user.suspension_reason = timezone.now(), "Spam"
    user.save()


def request(
    user: User,
    amount_minor: int,
    *,
    reference: str = "payout:1",
    method: PayoutMethod | None = None,
    now: datetime | None = None,
) -> Payout:
    return actions.request_payout(
        actor=user,
        amount_minor=amount_minor,
        method=method or make_method(user),
        reference=reference,
        now=now,
    )


# --- asking -----------------------------------------------------------------------------------


def test_a_request_takes_the_money_out_of_the_wallet(user: User) -> None:
    fill_wallet(user, 10_000)
    payout = request(user, 6_000)
    assert (payout.state, payout.amount_minor) == ("requested", 6_000)
    assert payout.destination == "Sample Person, 0000 1111"
    assert balances(user) == {"wallet": 4_000, "payout": 6_000}


def test_a_request_repeated_is_one_payout(user: User) -> None:
    fill_wallet(user, 10_000)
    first = request(user, 6_000)
    assert request(user, 6_000) == first
    assert balances(user) == {"wallet": 4_000, "payout": 6_000}
    with pytest.raises(ReferenceConflict):
        request(user, 2_000)
    other = make_user()
    fill_wallet(other, 10_000)
    with pytest.raises(ReferenceConflict):
        request(other, 6_000)


@pytest.mark.parametrize(
    ("amount", "message"),
    [
        (1_999, "Withdraw $20.00 or more at a time."),
        (10_001, "Your wallet holds $100.00. Withdraw that or less."),
    ],
)
def test_a_request_outside_the_limits_is_refused(user: User, amount: int, message: str) -> None:
    fill_wallet(user, 10_000)
    method = make_method(user)
    checks: list[Callable[[], object]] = [
        lambda: request(user, amount),
        lambda: actions.require_withdrawable(user=user, amount_minor=amount, method=method),
    ]
    for check in checks:
        with pytest.raises(Refused) as caught:
            check()
        assert str(caught.value) == message
    assert balances(user)["wallet"] == 10_000


def test_suspended_users_withdraw_nothing(user: User) -> None:
    fill_wallet(user, 10_000)
    make_method(user)
    suspend(user)
    with pytest.raises(Refused, match="suspended"):
        request(user, 5_000, method=user.payout_methods.get())


def test_money_goes_to_own_and_current_details_only(user: User) -> None:
    fill_wallet(user, 10_000)
    former, someone = make_method(user), make_method(make_user())
    make_method(user, iban=IBAN)
    for method in (former, someone):
        with pytest.raises(Refused, match="no longer in use"):
            request(user, 5_000, method=method)
    assert balances(user)["wallet"] == 10_000


# --- the hold on new details ------------------------------------------------------------------


def test_new_details_hold_a_payout_to_the_second(user: User) -> None:
    fill_wallet(user, 10_000)
    start = timezone.now()
    method = make_method(user, now=start, is_held=True)
    assert method.usable_at == start + timedelta(hours=24)
    payout = request(user, 5_000, method=method, now=start + SECOND)
    assert payout.not_before == start + timedelta(hours=24)
    moderator = make_moderator()
    with pytest.raises(Refused, match="held until later"):
        actions.make_batches(actor=moderator, payouts=[payout], now=payout.not_before - SECOND)
    [batch] = actions.make_batches(actor=moderator, payouts=[payout], now=payout.not_before)
    assert batch.payouts.get() == payout


def test_details_in_use_hold_nothing(user: User) -> None:
    fill_wallet(user, 10_000)
    payout = request(user, 5_000)
    assert payout.not_before == payout.requested_at


def test_what_was_asked_for_keeps_its_details_when_they_change(user: User) -> None:
    payout = make_payout(user)
    asked = payout.method
    make_method(user, iban=IBAN, is_held=True)
    payout.refresh_from_db()
    assert (payout.method, payout.destination) == (asked, "Sample Person, 0000 1111")
    assert actions.make_batches(actor=make_moderator(), payouts=[payout])
    assert not payout.method.is_usable(now=timezone.now())


# --- batches ----------------------------------------------------------------------------------


def test_a_batch_per_kind_takes_what_can_be_paid(user: User) -> None:
    other, account = make_payout(user), make_payout(make_user(), iban=IBAN)
    gone, suspended = make_payout(make_user()), make_payout(make_user())
    actions.cancel_payout(actor=gone.user, payout=gone)
    suspend(suspended.user)
    moderator = make_moderator()
    batches = actions.make_batches(actor=moderator, payouts=[other, account, gone, suspended])
    assert [(b.kind, list(b.payouts.all()), b.created_by) for b in batches] == [
        ("iban", [account], moderator),
        ("other", [other], moderator),
    ]
    assert sorted(Payout.objects.values_list("state", flat=True)) == [
        "cancelled",
        "in_batch",
        "in_batch",
        "requested",
    ]
    assert list(laws.check_all()) == []


def test_a_payout_is_in_one_batch_only(user: User) -> None:
    payout = make_batched(user)
    with pytest.raises(Refused, match="None of these payouts can be paid now"):
        actions.make_batches(actor=make_moderator(), payouts=[payout])
    assert PayoutBatch.objects.count() == 1


# --- every state, everything that can be done -------------------------------------------------


def in_state(state: str, user: User) -> Payout:
    """Return a payout of $50.00 in that state."""
    moderator = make_moderator()
    payout = make_payout(user)
    if state in ("in_batch", "paid"):
        actions.make_batches(actor=moderator, payouts=[payout])
    if state == "paid":
        actions.mark_payout_paid(actor=moderator, payout=payout)
    if state == "failed":
        actions.mark_payout_failed(actor=moderator, payout=payout, reason="No such account")
    if state == "cancelled":
        actions.cancel_payout(actor=user, payout=payout)
    payout.refresh_from_db()
    assert payout.state == state
    return payout


MOVES: dict[str, Callable[[User, Payout], Any]] = {
    "batch": lambda who, payout: actions.make_batches(actor=who, payouts=[payout]),
    "pay": lambda who, payout: actions.mark_payout_paid(actor=who, payout=payout),
    "fail": lambda who, payout: actions.mark_payout_failed(actor=who, payout=payout, reason="No"),
    "cancel": lambda who, payout: actions.cancel_payout(actor=payout.user, payout=payout),
}
# What each does in each state, and what wallet and payout account hold then; else: refused.
AFTER = {
    ("requested", "batch"): ("in_batch", 0, 5_000),
    ("requested", "fail"): ("failed", 5_000, 0),
    ("requested", "cancel"): ("cancelled", 5_000, 0),
    ("in_batch", "pay"): ("paid", 0, 0),
    ("in_batch", "fail"): ("failed", 5_000, 0),
    ("paid", "fail"): ("failed", 5_000, 0),
    ("cancelled", "cancel"): ("cancelled", 5_000, 0),
}


@pytest.mark.parametrize("move", MOVES)
@pytest.mark.parametrize("state", Payout.State.values)
def test_every_move_in_every_state(user: User, state: str, move: str) -> None:
    payout = in_state(state, user)
    before = (state, *(balances(user)[kind] for kind in ("wallet", "payout")))
    if (state, move) in AFTER:
        MOVES[move](make_moderator(), payout)
    else:
        with pytest.raises(Refused):
            MOVES[move](make_moderator(), payout)
    payout.refresh_from_db()
    after = (payout.state, *(balances(user)[kind] for kind in ("wallet", "payout")))
    assert after == AFTER.get((state, move), before)
    assert list(laws.check_all()) == []


def test_a_paid_payout_leaves_the_site_with_a_mail(user: User) -> None:
    payout = make_batched(user, 5_000)
    moderator = make_moderator()
    paid = actions.mark_payout_paid(actor=moderator, payout=payout)
    assert (paid.state, paid.settled_by) == ("paid", moderator)
    mail = OutboxMail.objects.get(kind="payout_paid")
    assert (mail.to, mail.subject) == (user.email, "$50.00 is on its way to your bank account")


def test_what_the_bank_sent_back_returns_with_the_reason(user: User) -> None:
    payout = in_state("paid", user)
    failed = actions.mark_payout_failed(
        actor=make_moderator(), payout=payout, reason="No such account"
    )
    assert (failed.state, failed.note) == ("failed", "No such account")
    assert "No such account" in OutboxMail.objects.get(kind="payout_failed").text


def test_a_payout_fails_for_a_reason(user: User) -> None:
    payout = make_payout(user)
    with pytest.raises(Refused, match="Say why"):
        actions.mark_payout_failed(actor=make_moderator(), payout=payout, reason=" ")


def test_taking_back_needs_no_mail(user: User) -> None:
    payout = make_payout(user)
    OutboxMail.objects.all().delete()
    actions.cancel_payout(actor=user, payout=payout)
    assert not OutboxMail.objects.exists()


def test_what_the_bank_has_paid_is_recorded_whoever_got_it(user: User) -> None:
    payout = make_batched(user, 5_000)
    assert payout.batch is not None
    actions.hand_out(batch=payout.batch)
    suspend(user)
    actions.mark_payout_paid(actor=make_moderator(), payout=payout)
    assert balances(user) == {"wallet": 0, "payout": 0}


def test_a_suspended_owner_is_not_paid_but_gets_the_money_back(user: User) -> None:
    moderator = make_moderator()
    payout = make_batched(user, 5_000)
    suspend(user)
    with pytest.raises(Refused, match="is suspended"):
        actions.mark_payout_paid(actor=moderator, payout=payout)
    actions.mark_payout_failed(actor=moderator, payout=payout, reason="Suspended")
    assert balances(user) == {"wallet": 5_000, "payout": 0}
