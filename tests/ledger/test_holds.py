from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.models import User
from marketplace.kernel.errors import Refused
from marketplace.kernel.mail.models import OutboxMail
from marketplace.ledger import actions, laws, tasks
from marketplace.ledger.errors import ReferenceConflict
from marketplace.ledger.models import Account, AccountKind, Hold
from tests.factories.accounts import make_moderator, make_user
from tests.factories.ledger import make_escrow, make_hold
from tests.ledger.damage import drop_triggers

pytestmark = pytest.mark.django_db


@pytest.fixture
def payee() -> User:
    return make_user(role=User.Role.INFLUENCER)


def balances(user: User) -> dict[str, int]:
    return {a.kind: a.balance_minor for a in Account.objects.of_user(user)}


def test_a_release_splits_into_fee_and_hold(payee: User) -> None:
    escrow = make_escrow(45_009)
    clears_at = timezone.now() + timedelta(days=3)
    hold = actions.release_escrow(
        escrow=escrow,
        payer=make_user(),
        payee=payee,
        gross_minor=45_009,
        fee_bps=1000,
        reference="ad:7:release",
        clears_at=clears_at,
    )
    fees = actions.site_account(AccountKind.FEES)
    escrow.refresh_from_db()
    assert (escrow.balance_minor, fees.balance_minor) == (0, 4_500)
    assert (hold.amount_minor, hold.clears_at) == (40_509, clears_at)
    assert hold.release.reference == "ad:7:release:net"
    assert balances(payee) == {"hold": 40_509}


def test_a_release_repeated_moves_money_once(payee: User) -> None:
    escrow = make_escrow(1_000)
    values = {
        "escrow": escrow,
        "payer": make_user(),
        "payee": payee,
        "gross_minor": 600,
        "fee_bps": 1000,
        "reference": "ad:7:release",
        "clears_at": timezone.now(),
    }
    first = actions.release_escrow(**values)
    assert actions.release_escrow(**values) == first
    escrow.refresh_from_db()
    assert escrow.balance_minor == 400
    with pytest.raises(ReferenceConflict):
        actions.release_escrow(**(values | {"gross_minor": 700}))


def test_a_release_of_nothing_for_the_payee_is_an_error(payee: User) -> None:
    with pytest.raises(ValueError, match="nothing is left"):
        actions.release_escrow(
            escrow=make_escrow(1_000),
            payer=make_user(),
            payee=payee,
            gross_minor=600,
            fee_bps=10_000,
            reference="ad:7:release",
            clears_at=timezone.now(),
        )


def test_a_due_hold_clears_into_the_wallet_with_a_mail(payee: User) -> None:
    now = timezone.now()
    hold = make_hold(payee, 40_500, clears_at=now)
    assert tasks.clear_holds() == 1
    hold.refresh_from_db()
    assert hold.clearing is not None
    assert hold.clearing.reference == f"hold:{hold.pk}:clear"
    assert balances(payee) == {"hold": 0, "wallet": 40_500}
    mail = OutboxMail.objects.get(kind="hold_cleared")
    assert (mail.to, mail.subject) == (payee.email, "$405.00 has cleared into your wallet")
    assert list(laws.check_all()) == []


def test_clearing_runs_twice_safely(payee: User) -> None:
    make_hold(payee, 500, clears_at=timezone.now())
    assert [tasks.clear_holds(), tasks.clear_holds()] == [1, 0]
    assert balances(payee) == {"hold": 0, "wallet": 500}


def test_holds_wait_for_their_moment(payee: User) -> None:
    now = timezone.now()
    make_hold(payee, 500, clears_at=now + timedelta(hours=1))
    assert actions.clear_due_holds(now=now) == 0
    assert actions.clear_due_holds(now=now + timedelta(hours=1)) == 1


def test_one_broken_hold_does_not_keep_the_others(
    payee: User, caplog: pytest.LogCaptureFixture
) -> None:
    now = timezone.now()
    broken = make_hold(payee, 500, clears_at=now)
    make_hold(make_user(), 300, clears_at=now)
    drop_triggers("ledger_hold")
    Hold.objects.filter(pk=broken.pk).update(amount_minor=9_999)
    assert actions.clear_due_holds(now=now) == 1
    assert f"Hold {broken.pk} did not clear" in caplog.text
    assert balances(payee)["hold"] == 500


def test_a_frozen_hold_waits_until_it_is_unfrozen(payee: User) -> None:
    now = timezone.now()
    moderator = make_moderator()
    hold = make_hold(payee, 500, clears_at=now)
    actions.freeze_hold(actor=moderator, hold=hold, reason=" Stolen card ")
    hold.refresh_from_db()
    assert (hold.frozen_by, hold.frozen_reason) == (moderator, "Stolen card")
    assert actions.clear_due_holds(now=now) == 0
    actions.unfreeze_hold(actor=moderator, hold=hold)
    assert actions.clear_due_holds(now=now) == 1


def test_freezing_is_refused_when_it_makes_no_sense(payee: User) -> None:
    moderator = make_moderator()
    hold = make_hold(payee, 500, clears_at=timezone.now())
    with pytest.raises(Refused, match="not frozen"):
        actions.unfreeze_hold(actor=moderator, hold=hold)
    with pytest.raises(Refused, match="Say why"):
        actions.freeze_hold(actor=moderator, hold=hold, reason="  ")
    actions.freeze_hold(actor=moderator, hold=hold, reason="Stolen card")
    with pytest.raises(Refused, match="frozen already"):
        actions.freeze_hold(actor=moderator, hold=hold, reason="Stolen card")
    actions.unfreeze_hold(actor=moderator, hold=hold)
    actions.clear_due_holds()
    with pytest.raises(Refused, match="already reached the wallet"):
        actions.freeze_hold(actor=moderator, hold=hold, reason="Stolen card")
