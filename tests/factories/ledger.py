"""Money where a test needs it, moved by the ledger's own actions."""

from datetime import datetime, timedelta
from uuid import uuid4

from django.conf import settings
from django.utils import timezone
from payments import PaymentStatus

from accounts.models import User
from marketplace.ledger import actions
from marketplace.ledger.models import Account, Deposit, Hold, Payout, PayoutMethod
from tests.factories.accounts import make_moderator, make_user


def fill_wallet(user: User, amount_minor: int) -> Account:
    """Put `amount_minor` into the user's wallet and return the wallet as it is then."""
    actions.post_opening_balance(
        user=user, amount_minor=amount_minor, reference=f"opening:{uuid4()}"
    )
    return actions.wallet_for(user)


def make_escrow(amount_minor: int, *, payer: User | None = None) -> Account:
    """Return an escrow that holds `amount_minor`, paid in by `payer` or by somebody."""
    payer = payer or make_user(role=User.Role.SPONSOR)
    fill_wallet(payer, amount_minor)
    escrow = actions.open_escrow()
    actions.fund_escrow(
        payer=payer, escrow=escrow, amount_minor=amount_minor, reference=f"test:{uuid4()}:fund"
    )
    return escrow


def make_hold(
    payee: User,
    amount_minor: int,
    *,
    clears_at: datetime | None = None,
    reference: str | None = None,
) -> Hold:
    """Return a hold of `amount_minor` (no fee taken), due in three days unless told otherwise."""
    payer = make_user(role=User.Role.SPONSOR)
    return actions.release_escrow(
        escrow=make_escrow(amount_minor, payer=payer),
        payer=payer,
        payee=payee,
        gross_minor=amount_minor,
        fee_bps=0,
        reference=reference or f"test:{uuid4()}:release",
        clears_at=clears_at or timezone.now() + timedelta(days=3),
    )


def make_method(
    user: User, *, iban: str = "", now: datetime | None = None, is_held: bool = False
) -> PayoutMethod:
    """Return the user's payout method, an account without IBAN unless one is given.

    It is usable at once unless `is_held`.
    """
    moment = now or timezone.now()
    before = timedelta() if is_held else timedelta(hours=settings.PAYOUT_METHOD_HOLD_HOURS)
    return actions.set_payout_method(
        actor=user,
        kind=PayoutMethod.Kind.IBAN if iban else PayoutMethod.Kind.OTHER,
        holder="Sample Person",
        iban=iban,
        details="" if iban else "0000 1111",
        now=moment - before,
    )


def make_payout(
    user: User, amount_minor: int = 5_000, *, reference: str = "", iban: str = ""
) -> Payout:
    """Return a payout under way, its money put into the wallet first."""
    fill_wallet(user, amount_minor)
    return actions.request_payout(
        actor=user,
        amount_minor=amount_minor,
        method=make_method(user, iban=iban),
        reference=reference or f"payout:{uuid4()}",
    )


def make_batched(user: User, amount_minor: int = 5_000, *, iban: str = "") -> Payout:
    """Return a payout that is being paid."""
    payout = make_payout(user, amount_minor, iban=iban)
    actions.make_batches(actor=make_moderator(), payouts=[payout])
    payout.refresh_from_db()
    return payout


def make_deposit(user: User, amount_minor: int = 50_000) -> Deposit:
    """Return a deposit that nobody has paid yet."""
    return actions.start_deposit(actor=user, amount_minor=amount_minor, form_key=uuid4())


def make_debt(user: User, amount_minor: int = 35_000) -> Deposit:
    """Return a deposit that was spent, then taken back: the user owes it."""
    deposit = make_deposit(user, amount_minor)
    deposit.change_status(PaymentStatus.CONFIRMED)
    actions.fund_escrow(
        payer=user,
        escrow=actions.open_escrow(),
        amount_minor=amount_minor,
        reference=f"test:{uuid4()}:fund",
    )
    actions.charge_back_deposit(deposit_id=deposit.pk)
    return Deposit.objects.get(pk=deposit.pk)
