"""Paying in: how much, the provider's part, and the way back."""

from __future__ import annotations

import logging
from http import HTTPStatus
from urllib.error import URLError
from urllib.parse import urlencode
from uuid import UUID

from allauth.core import ratelimit
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.cache import cache
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods
from payments import PaymentError, RedirectNeeded
from payments.core import provider_factory

from marketplace.kernel.errors import Refused
from marketplace.kernel.money import format_money

from .. import actions
from ..forms import DepositForm
from ..limits import nearest_deposit_minor
from ..models import Deposit
from ..once import Answer
from .once import do_once, sent_once
from .requests import SignedInRequest, next_page

logger = logging.getLogger(__name__)

# Where the visitor goes after paying, by token of the deposit, kept in the session.
NEXT_KEY = "deposit_next"
SECONDS_BETWEEN_QUESTIONS = 10


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@sent_once
def deposit(request: SignedInRequest) -> HttpResponse:
    """Ask how much; then hand over to the payment.

    `?amount_minor=` fills the form in and `?next=` names the page to return to. Who starts too
    many is told to wait, and keeps what they typed.
    """
    if request.method != "POST":
        form = DepositForm(initial={"amount_minor": _asked_amount(request)})
        return render(request, "ledger/deposit.html", {"form": form})
    form = DepositForm(request.POST)
    status = HTTPStatus.OK
    if form.is_valid():
        if not ratelimit.consume(request, action="deposit", user=request.user):
            form.add_error(None, "You started many deposits within an hour. Try again later.")
            status = HTTPStatus.TOO_MANY_REQUESTS
        else:
            try:
                return do_once(request, lambda: _start(request, form))
            except Refused as refusal:
                form.add_error("amount_minor", str(refusal))
    return render(request, "ledger/deposit.html", {"form": form}, status=status)


def _start(request: SignedInRequest, form: DepositForm) -> Answer:
    """Start the deposit of a valid form; its payment says the rest."""
    started = actions.start_deposit(
        actor=request.user,
        amount_minor=form.cleaned_data["amount_minor"],
        form_key=form.cleaned_data["form_key"],
    )
    _remember_next(request, started)
    return Answer(message="", url=reverse("ledger:deposit_pay", args=[started.token]))


def _asked_amount(request: SignedInRequest) -> int | None:
    """Return the deposit (minor units) that covers what the address asks for, if it does."""
    asked = request.GET.get("amount_minor", "")
    if not (asked.isascii() and asked.isdigit() and len(asked) < 19):
        return None
    return nearest_deposit_minor(int(asked))


def _remember_next(request: SignedInRequest, started: Deposit) -> None:
    """Keep where to go after this deposit, if that is a page of this site."""
    if target := next_page(request):
        request.session[NEXT_KEY] = {started.token: target}


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def deposit_pay(request: SignedInRequest, token: UUID) -> HttpResponse:
    """Let the provider take the payment: on its own site or, in a demo, on this page.

    A plain GET may begin the payment at the provider: beginning it again is the same payment.
    """
    payment = get_object_or_404(Deposit.objects.of_user(request.user), token=str(token))
    if payment.is_over:
        return redirect("ledger:deposit_return", token=token)
    if payment.variant not in settings.PAYMENT_VARIANTS:
        messages.error(request, "This payment cannot be finished any more. Start a new one.")
        return _start_anew(request, payment)
    try:
        form = payment.get_form(data=request.POST or None)
    except RedirectNeeded as needed:
        return redirect(str(needed))
    except (PaymentError, URLError):
        logger.exception("Deposit %s: the provider failed", payment.pk)
        messages.error(
            request, "The payment service did not answer. Nothing was charged; try again later."
        )
        return _start_anew(request, payment)
    return render(request, "ledger/deposit_pay.html", {"deposit": payment, "form": form})


def _start_anew(request: SignedInRequest, payment: Deposit) -> HttpResponse:
    """Go back to the form, filled in with this payment's amount and way back."""
    query = {"amount_minor": str(payment.amount_minor)}
    if target := _remembered_next(request, payment):
        query["next"] = target
    return redirect(f"{reverse('ledger:deposit')}?{urlencode(query)}")


def _remembered_next(request: SignedInRequest, payment: Deposit) -> str | None:
    """Return where to go after this payment, if the visitor came from somewhere."""
    remembered: dict[str, str] = request.session.get(NEXT_KEY, {})
    return remembered.get(payment.token)


@login_required
@require_GET
def deposit_return(request: SignedInRequest, token: UUID) -> HttpResponse:
    """Say how the payment ended and go on to where the visitor came from.

    `?left=yes` is the address for those who turn back on the provider's page.
    """
    payment = get_object_or_404(Deposit.objects.of_user(request.user), token=str(token))
    _ask_provider(payment)
    amount = format_money(payment.amount_minor)
    if payment.is_credited:
        messages.success(request, f"{amount} is in your wallet.")
    elif payment.is_over:
        messages.error(
            request, f"The payment of {amount} did not go through. Nothing was charged; try again."
        )
    elif "left" in request.GET:
        messages.info(request, f"You left before paying {amount}. Nothing was charged.")
    else:
        messages.info(
            request,
            f"The payment of {amount} is not confirmed yet. "
            "It appears in your wallet as soon as it is.",
        )
    return redirect(_remembered_next(request, payment) or reverse("ledger:wallet"))


def _ask_provider(payment: Deposit) -> None:
    """Ask the provider how an open payment stands, in case its callback is late.

    The callback comes all the same, so a provider that does not answer is no trouble, and who
    reloads the page has it asked once in a while.
    """
    if payment.is_over or payment.variant not in settings.PAYMENT_VARIANTS:
        return
    if not cache.add(f"deposit_asked:{payment.pk}", 1, timeout=SECONDS_BETWEEN_QUESTIONS):
        return
    try:
        provider_factory(payment.variant, payment).status(payment)
    except PaymentError:
        logger.warning("Deposit %s: the provider did not say", payment.pk, exc_info=True)
