"""Documents, issued as the ledger issues them: with the release they are about."""

from datetime import datetime, timedelta
from uuid import uuid4

from django.utils import timezone

from accounts.models import User
from marketplace.ledger import actions
from marketplace.ledger.models import Document, Hold
from tests.factories.accounts import make_influencer, make_sponsor
from tests.factories.ledger import make_escrow


def release_to(
    payee: User,
    gross_minor: int = 45_000,
    *,
    payer: User | None = None,
    fee_bps: int = 1000,
    now: datetime | None = None,
    reference: str = "",
) -> Hold:
    """Release so much out of an escrow, less the fee; invoice and receipt are issued with it."""
    payer = payer or make_sponsor().user
    moment = now or timezone.now()
    return actions.release_escrow(
        escrow=make_escrow(gross_minor, payer=payer),
        payer=payer,
        payee=payee,
        gross_minor=gross_minor,
        fee_bps=fee_bps,
        reference=reference or f"test:{uuid4()}:release",
        clears_at=moment + timedelta(days=3),
        now=moment,
    )


def make_invoice(payee: User | None = None, gross_minor: int = 45_000) -> Document:
    """Return the invoice over the fee of a release to `payee`."""
    payee = payee or make_influencer().user
    release_to(payee, gross_minor)
    return Document.objects.of_user(payee).order_by("pk").last()  # type: ignore[return-value]


def make_receipt(payer: User, gross_minor: int = 45_000) -> Document:
    """Return the receipt over a release that `payer` paid for."""
    release_to(make_influencer().user, gross_minor, payer=payer)
    return Document.objects.of_user(payer).order_by("pk").last()  # type: ignore[return-value]
