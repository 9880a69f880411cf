"""Taking money out."""

from __future__ import annotations

from http import HTTPStatus

from allauth.core import ratelimit
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from marketplace.kernel.errors import Refused
from marketplace.kernel.money import format_money

from .. import actions
from ..forms import WithdrawForm
from ..models import Account, AccountKind, Payout
from .requests import SignedInRequest


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def withdraw(request: SignedInRequest) -> HttpResponse:
    """Ask how much, where to and for the password; or say what stands in the way."""
    balance_minor = _wallet_balance(request)
    obstacle = _obstacle(request, balance_minor)
    form = WithdrawForm(request.POST or None, user=request.user, balance_minor=balance_minor)
    status = HTTPStatus.OK
    if request.method == "POST" and (obstacle is None or obstacle == "balance"):
        if not ratelimit.consume(request, action="reauthenticate", user=request.user):
            form = WithdrawForm(user=request.user, balance_minor=balance_minor)
            obstacle, status = "tries", HTTPStatus.TOO_MANY_REQUESTS
        elif form.is_valid() and _requested(request, form):
            return redirect("ledger:wallet")
    context = {
        "form": form,
        "balance_minor": balance_minor,
        "least_minor": settings.MIN_PAYOUT_MINOR,
        "obstacle": obstacle,
    }
    return render(request, "ledger/withdraw.html", context, status=status)


def _wallet_balance(request: SignedInRequest) -> int:
    """Return what the user's wallet holds, in minor units."""
    return Account.objects.of_user(request.user).of_kind(AccountKind.WALLET).total_minor()


def _obstacle(request: SignedInRequest, balance_minor: int) -> str | None:
    """Return what keeps this user from withdrawing at all."""
    if request.user.is_suspended:
        return "suspended"
    if not request.user.has_usable_password():
        return "password"
    if balance_minor < settings.MIN_PAYOUT_MINOR:
        return "balance"
    return None


def _requested(request: SignedInRequest, form: WithdrawForm) -> bool:
    """Carry out a valid form; return whether the payout is under way."""
    amount_minor = form.cleaned_data["amount_minor"]
    try:
        actions.request_payout(
            actor=request.user,
            amount_minor=amount_minor,
            destination=form.cleaned_data["destination"],
            reference=f"payout:{form.cleaned_data['form_key']}",
        )
    except Refused as refusal:
        form.add_error("amount_minor", str(refusal))
        return False
    amount = format_money(amount_minor)
    messages.success(request, f"{amount} is on its way. You get a mail when it has been paid.")
    return True


@login_required
@require_POST
def withdraw_cancel(request: SignedInRequest, pk: int) -> HttpResponse:
    """Take back a withdrawal that has not been paid yet."""
    payout = get_object_or_404(Payout.objects.of_user(request.user), pk=pk)
    try:
        actions.cancel_payout(actor=request.user, payout=payout)
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        amount = format_money(payout.amount_minor)
        messages.success(request, f"{amount} is back in your wallet.")
    return redirect("ledger:wallet")
