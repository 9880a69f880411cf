"""Money where a test needs it, moved by the ledger's own actions."""

from datetime import datetime, timedelta
from uuid import uuid4

from django.utils import timezone

from accounts.models import User
from marketplace.ledger import actions
from marketplace.ledger.models import Account, Deposit, Hold, Payout
from tests.factories.accounts import make_user


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
    return actions.release_escrow(
        escrow=make_escrow(amount_minor),
        payee=payee,
        gross_minor=amount_minor,
        fee_bps=0,
        reference=reference or f"test:{uuid4()}:release",
        clears_at=clears_at or timezone.now() + timedelta(days=3),
    )


def make_payout(user: User, amount_minor: int = 5_000, **fields: str) -> Payout:
    """Return a payout under way, its money put into the wallet first."""
    fill_wallet(user, amount_minor)
    return actions.request_payout(
        actor=user,
        amount_minor=amount_minor,
        destination=fields.get("destination", "Sample Person, 0000 1111"),
        reference=fields.get("reference", f"payout:{uuid4()}"),
    )


def make_deposit(user: User, amount_minor: int = 50_000) -> Deposit:
    """Return a deposit that nobody has paid yet."""
    return actions.start_deposit(actor=user, amount_minor=amount_minor, form_key=uuid4())
