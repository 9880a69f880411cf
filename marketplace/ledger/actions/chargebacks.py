"""Deposits that the payer's bank or the provider takes back, and gives back again."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from payments import PaymentStatus

from marketplace.kernel.errors import Refused
from marketplace.kernel.money import format_money
from marketplace.kernel.telling import tell

from ..debts import Repayment, owed_minor
from ..models import AccountKind, Deposit, Transfer, TransferKind
from .accounts import site_account, wallet_for
from .alerts import tell_of_debt
from .debts import gather, lock_holds
from .postings import Entry, post_transfer


def charge_back_deposit(
    *,
    deposit_id: int,
    total_minor: int | None = None,
    reason: str = "",
    now: datetime | None = None,
) -> Transfer | None:
    """Take out of the payer's money what the provider took back of a deposit.

    `total_minor` (minor units) is all that was taken back so far, None the whole deposit; only
    what is more than last time moves, so a repeated or older message moves nothing and returns
    None. The money comes from holds, then the wallet; the rest is owed. The payer gets a mail,
    and the moderators if something is owed. Raises Refused while the deposit is not credited.
    """
    moment = now or timezone.now()
    with transaction.atomic():
        deposit = _locked_credited(deposit_id)
        total = deposit.amount_minor if total_minor is None else total_minor
        more = min(total, deposit.amount_minor) - deposit.charged_back_minor
        if more <= 0:
            return None
        reference = _next_reference(deposit, "chargeback")
        external = site_account(AccountKind.EXTERNAL)
        wallet = gather(
            user=deposit.user,
            amount_minor=more,
            holds=lock_holds(deposit.user),
            others=[external],
            reference=reference,
            now=moment,
        )
        transfer = post_transfer(
            Entry(
                kind=TransferKind.CHARGEBACK,
                debit=wallet,
                credit=external,
                amount_minor=more,
                reference=reference,
            ),
            now=moment,
        )
        _set_charged_back(deposit, deposit.charged_back_minor + more, moment=moment)
        _tell(deposit, "deposit_charged_back", transfer, reason=reason)
        tell_of_debt(deposit.user, transfer)
        return transfer


def reinstate_deposit(
    *, deposit_id: int, total_minor: int = 0, now: datetime | None = None
) -> Transfer | None:
    """Put back into the payer's wallet what the provider gave back of a deposit taken back.

    `total_minor` (minor units) is what stays taken back. A repeat moves nothing and returns
    None. A debt is paid first. The payer gets a mail. Raises Refused while not credited.
    """
    moment = now or timezone.now()
    with transaction.atomic():
        deposit = _locked_credited(deposit_id)
        back = deposit.charged_back_minor - max(total_minor, 0)
        if back <= 0:
            return None
        transfer = post_transfer(
            Entry(
                kind=TransferKind.REINSTATE,
                debit=site_account(AccountKind.EXTERNAL),
                credit=wallet_for(deposit.user),
                amount_minor=back,
                reference=_next_reference(deposit, "reinstated"),
            ),
            now=moment,
        )
        _set_charged_back(deposit, deposit.charged_back_minor - back, moment=moment)
        _tell(deposit, "deposit_reinstated", transfer)
        return transfer


def _locked_credited(deposit_id: int) -> Deposit:
    """Return the deposit with its row locked; raise Refused if its money never came."""
    rows = Deposit.objects.select_for_update(of=("self",)).select_related("user")
    deposit: Deposit = rows.get(pk=deposit_id)
    if not deposit.is_credited:
        raise Refused("This deposit is not in the wallet, so it cannot be taken back.")
    return deposit


def _next_reference(deposit: Deposit, word: str) -> str:
    """Return a reference for the next time the provider takes or gives."""
    kinds = [TransferKind.CHARGEBACK, TransferKind.REINSTATE]
    earlier = Transfer.objects.filter(
        kind__in=kinds, reference__startswith=f"{deposit.reference}:"
    ).count()
    return f"{deposit.reference}:{word}:{earlier + 1}"


def _set_charged_back(deposit: Deposit, total_minor: int, *, moment: datetime) -> None:
    """Record what is taken back now; not by save(), which leaves these columns alone."""
    is_whole = total_minor == deposit.amount_minor
    deposit.charged_back_minor = total_minor
    deposit.charged_back_at = moment
    deposit.status = PaymentStatus.REFUNDED if is_whole else PaymentStatus.CONFIRMED
    Deposit.objects.filter(pk=deposit.pk).update(
        charged_back_minor=total_minor, charged_back_at=moment, status=deposit.status
    )


# Kind of mail → what happened to a deposit.
_NEWS = {
    "deposit_charged_back": "{amount} of your deposit was taken back.",
    "deposit_reinstated": "{amount} of your deposit is back in your wallet.",
}


def _tell(deposit: Deposit, mail_kind: str, transfer: Transfer, *, reason: str = "") -> None:
    """Tell the payer what happened and what they owe now."""
    owed = owed_minor(deposit.user)
    tell(
        user=deposit.user,
        mail_kind=mail_kind,
        text=_NEWS[mail_kind].format(amount=format_money(transfer.amount_minor)),
        url=reverse("ledger:wallet"),
        mail_context={
            "amount_minor": transfer.amount_minor,
            "deposit_minor": deposit.amount_minor,
            "owed_minor": owed,
            "repayment": Repayment(owed),
            "reason": reason,
        },
        dedup_key=f"{mail_kind}:{transfer.pk}",
        now=transfer.created_at,
    )
