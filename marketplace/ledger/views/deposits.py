"""Paying in: how much, the provider's part, and the way back."""

from __future__ import annotations

import logging
from urllib.error import URLError
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_GET, require_http_methods
from payments import PaymentError, RedirectNeeded

from marketplace.kernel.errors import Refused
from marketplace.kernel.money import format_money

from .. import actions
from ..forms import DepositForm
from ..limits import MAX_DEPOSIT_MINOR, MIN_DEPOSIT_MINOR
from ..models import Deposit
from .requests import SignedInRequest

logger = logging.getLogger(__name__)

# Where the visitor goes after paying, by token of the deposit, kept in the session.
NEXT_KEY = "deposit_next"


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def deposit(request: SignedInRequest) -> HttpResponse:
    """Ask how much; then hand over to the payment.

    `?amount_minor=` fills the form in and `?next=` names the page to return to.
    """
    if request.method == "POST":
        form = DepositForm(request.POST)
        if form.is_valid():
            try:
                started = actions.start_deposit(
                    actor=request.user,
                    amount_minor=form.cleaned_data["amount_minor"],
                    form_key=form.cleaned_data["form_key"],
                )
            except Refused as refusal:
                form.add_error("amount_minor", str(refusal))
            else:
                _remember_next(request, started)
                return redirect("ledger:deposit_pay", token=started.token)
    else:
        form = DepositForm(initial={"amount_minor": _asked_amount(request)})
    return render(request, "ledger/deposit.html", {"form": form})


def _asked_amount(request: SignedInRequest) -> int | None:
    """Return the amount (minor units) the address asks for, raised to the least deposit."""
    asked = request.GET.get("amount_minor", "")
    if not (asked.isascii() and asked.isdigit() and len(asked) <= len(str(MAX_DEPOSIT_MINOR))):
        return None
    return max(int(asked), MIN_DEPOSIT_MINOR)


def _remember_next(request: SignedInRequest, started: Deposit) -> None:
    """Keep where to go after this deposit, if that is a page of this site."""
    target = request.GET.get("next", "")
    if url_has_allowed_host_and_scheme(target, allowed_hosts=None):
        request.session[NEXT_KEY] = {started.token: target}


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def deposit_pay(request: SignedInRequest, token: UUID) -> HttpResponse:
    """Let the provider take the payment: on its own site or, in a demo, on this page."""
    payment = get_object_or_404(Deposit.objects.of_user(request.user), token=str(token))
    if payment.is_over:
        return redirect("ledger:deposit_return", token=token)
    try:
        form = payment.get_form(data=request.POST or None)
    except RedirectNeeded as needed:
        return redirect(str(needed))
    except (PaymentError, URLError):
        logger.exception("Deposit %s: the provider failed", payment.pk)
        messages.error(
            request, "The payment service did not answer. Nothing was charged; try again later."
        )
        return redirect("ledger:deposit")
    return render(request, "ledger/deposit_pay.html", {"deposit": payment, "form": form})


@login_required
@require_GET
def deposit_return(request: SignedInRequest, token: UUID) -> HttpResponse:
    """Say how the payment ended and go on to where the visitor came from."""
    payment = get_object_or_404(Deposit.objects.of_user(request.user), token=str(token))
    amount = format_money(payment.amount_minor)
    if payment.is_credited:
        messages.success(request, f"{amount} is in your wallet.")
    elif payment.is_over:
        messages.error(
            request, f"The payment of {amount} did not go through. Nothing was charged; try again."
        )
    else:
        messages.info(
            request,
            f"The payment of {amount} is not confirmed yet. "
            "It appears in your wallet as soon as it is.",
        )
    remembered: dict[str, str] = request.session.get(NEXT_KEY, {})
    return redirect(remembered.get(str(token), reverse("ledger:wallet")))
