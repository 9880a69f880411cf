"""The wallet: what there is, what is on its way, and every movement so far."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from django.contrib.auth.decorators import login_required
from django.db.models import Exists
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from .. import describe
from ..debts import Repayment
from ..forms import PastDayForm
from ..models import Account, AccountKind, BillingDetails, Document, Hold, Payout
from ..past import balances_at, end_of_day
from ..statement import statement_page
from .requests import SignedInRequest

if TYPE_CHECKING:
    from accounts.models import User


@login_required
@require_safe
def wallet(request: SignedInRequest) -> HttpResponse:
    """Show the user's money: now or, with `?on=2026-11-03`, as of the end of that day."""
    form = PastDayForm(request.GET if request.GET.get("on") else None)
    if form.is_valid() and form.cleaned_data["on"] != timezone.localdate():
        return _wallet_on(request, form)
    accounts = {account.kind: account for account in Account.objects.of_user(request.user)}
    minor = {kind: account.balance_minor for kind, account in accounts.items()}
    own_wallet = accounts.get(AccountKind.WALLET)
    # What an account without money has to show is known without asking.
    has_paid = own_wallet is not None and own_wallet.debits_minor > 0
    funded = Account.objects.escrows_funded_by(request.user)
    context = {
        **_figures(minor),
        "repayment": Repayment(-minor.get(AccountKind.RECEIVABLE, 0)),
        "escrow_minor": funded.total_minor() if has_paid else 0,
        "holds": _holds_with_subjects(request.user) if minor.get(AccountKind.HOLD) else [],
        "payouts": _payouts_under_way(request.user) if minor.get(AccountKind.PAYOUT) else [],
        "statement": statement_page(own_wallet, after=request.GET.get("after"))
        if own_wallet
        else None,
        "needs_details": request.user.is_influencer and _is_billed_by_name(request.user),
        "day_form": form,
        "now": timezone.now(),
    }
    return render(request, "ledger/wallet.html", context)


def _figures(minor: dict[str, int]) -> dict[str, int]:
    """Return what the page says of each of the user's accounts, from balances by kind."""
    return {
        "balance_minor": minor.get(AccountKind.WALLET, 0),
        "hold_minor": minor.get(AccountKind.HOLD, 0),
        "payout_minor": minor.get(AccountKind.PAYOUT, 0),
        "owed_minor": -minor.get(AccountKind.RECEIVABLE, 0),
    }


def _holds_with_subjects(user: User) -> list[tuple[Hold, describe.Subject | None]]:
    """Return the user's waiting holds, soonest first, each with what it was released for."""
    waiting = Hold.objects.of_user(user).waiting().select_related("release")
    holds = list(waiting.order_by("clears_at", "pk"))
    subjects = describe.subjects(hold.release.reference for hold in holds)
    return [(hold, subjects.get(hold.release.reference)) for hold in holds]


def _payouts_under_way(user: User) -> list[Payout]:
    """Return the user's payouts that are not settled yet, oldest first."""
    return list(Payout.objects.of_user(user).under_way().order_by("requested_at"))


def _is_billed_by_name(user: User) -> bool:
    """Whether documents were issued to the user, who never said whom they are made out to."""
    details = BillingDetails.objects.filter(user=user)
    return Document.objects.of_user(user).filter(~Exists(details)).exists()


def _wallet_on(request: SignedInRequest, form: PastDayForm) -> HttpResponse:
    """Show the user's money as of the end of the day that the form names."""
    day: date = form.cleaned_data["on"]
    moment = end_of_day(day, timezone.get_current_timezone())
    own = Account.objects.of_user(request.user)
    accounts = {account.pk: account for account in own}
    then = balances_at(own, moment)
    escrows = balances_at(Account.objects.escrows_funded_by(request.user), moment)
    wallets = [account for account in accounts.values() if account.kind == AccountKind.WALLET]
    context: dict[str, Any] = {
        **_figures({account.kind: then.get(pk, 0) for pk, account in accounts.items()}),
        "escrow_minor": sum(escrows.values()),
        "statement": statement_page(wallets[0], after=request.GET.get("after"), until=moment)
        if wallets
        else None,
        "day": day,
        "day_form": form,
    }
    return render(request, "ledger/wallet_past.html", context)
