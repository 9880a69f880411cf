"""Taking money out, and what became of it."""

from __future__ import annotations

from dataclasses import dataclass
from http import HTTPStatus

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from marketplace.kernel.components.times import exact
from marketplace.kernel.errors import Refused
from marketplace.kernel.money import format_money
from marketplace.kernel.paging import keyset_page

from .. import actions
from ..debts import Repayment, owed_minor
from ..forms import Means, WithdrawForm, means_of
from ..least_payout import LESS, least_payout_minor
from ..models import Account, AccountKind, Payout, PayoutMethod
from ..once import Answer
from .once import do_once, sent_once
from .proof import blame, prove, require_fresh_passkey
from .requests import SignedInRequest


@dataclass(frozen=True, slots=True)
class Standing:
    """What a user may take out, where it goes, and how they show who they are."""

    is_suspended: bool
    balance_minor: int
    least_minor: int
    owed_minor: int
    method: PayoutMethod | None
    means: Means

    @property
    def repayment(self) -> Repayment:
        """The deposit that a debt asks for."""
        return Repayment(self.owed_minor)

    @property
    def obstacle(self) -> str:
        """What keeps this user from withdrawing at all, if anything does."""
        obstacles = {
            "suspended": self.is_suspended,
            "debt": self.owed_minor > 0,
            "balance": self.balance_minor < self.least_minor,
            "method": self.method is None,
            "proof": self.means.is_none,
        }
        return next((name for name, is_there in obstacles.items() if is_there), "")


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@sent_once
def withdraw(request: SignedInRequest) -> HttpResponse:
    """Ask how much, and for the password or a code; or say what stands in the way.

    `?all=yes` fills in all there is.
    """
    standing = _standing(request)
    status = HTTPStatus.OK
    initial = {"amount_minor": standing.balance_minor} if "all" in request.GET else {}
    form = WithdrawForm(
        request.POST or None,
        initial=initial,
        user=request.user,
        means=standing.means,
        balance_minor=standing.balance_minor,
        least_minor=standing.least_minor,
    )
    if request.method == "POST" and form.is_valid():
        try:
            return do_once(request, lambda: _requested(request, form))
        except Refused as refusal:
            status = blame(form, refusal)
    elif request.method != "POST" and not (standing.obstacle or standing.means.in_form):
        require_fresh_passkey(request)
    context = {
        "form": form,
        "standing": standing,
        "less": LESS,
        "is_held": standing.method and not standing.method.is_usable(now=timezone.now()),
    }
    return render(request, "ledger/withdraw.html", context, status=status)


def _standing(request: SignedInRequest) -> Standing:
    """Look up how the user stands."""
    balance = Account.objects.of_user(request.user).of_kind(AccountKind.WALLET).total_minor()
    return Standing(
        is_suspended=request.user.is_suspended,
        balance_minor=balance,
        least_minor=least_payout_minor(request.user, balance_minor=balance),
        owed_minor=owed_minor(request.user),
        method=PayoutMethod.objects.of_user(request.user).current().first(),
        means=means_of(request.user),
    )


def _requested(request: SignedInRequest, form: WithdrawForm) -> Answer:
    """Carry out a valid form. What stands in the way is said before a code is used up."""
    amount_minor = form.cleaned_data["amount_minor"]
    method = _method_shown(request)
    actions.require_withdrawable(user=request.user, amount_minor=amount_minor, method=method)
    prove(request, form)
    payout = actions.request_payout(
        actor=request.user,
        amount_minor=amount_minor,
        method=method,
        reference=f"payout:{form.cleaned_data['form_key']}",
    )
    held = ""
    if payout.not_before > payout.requested_at:
        until = exact(payout.not_before)
        held = f" Your payout details are new, so it is not paid before {until}."
    return Answer(
        message=f"{format_money(amount_minor)} is on its way.{held} "
        "You get a mail when it has been paid.",
        url=reverse("ledger:wallet"),
    )


def _method_shown(request: SignedInRequest) -> PayoutMethod:
    """Return the payout details that the page showed; raise Refused if there are none such."""
    shown = request.POST.get("method", "")
    own = PayoutMethod.objects.of_user(request.user)
    if shown.isascii() and shown.isdigit() and len(shown) < 19:
        method = own.filter(pk=int(shown)).first()
        if method is not None:
            return method
    raise Refused("These payout details are no longer in use. Check them, then try again.")


@login_required
@require_safe
def payouts(request: SignedInRequest) -> HttpResponse:
    """Show every withdrawal so far, and what became of each."""
    page = keyset_page(
        Payout.objects.of_user(request.user),
        order=("-requested_at", "-pk"),
        after=request.GET.get("after"),
    )
    return render(request, "ledger/payouts.html", {"page": page, "now": timezone.now()})


@login_required
@require_POST
@sent_once
def withdraw_cancel(request: SignedInRequest, pk: int) -> HttpResponse:
    """Take back a withdrawal that is not being paid yet. Doing it twice is doing it once."""
    payout = get_object_or_404(Payout.objects.of_user(request.user), pk=pk)
    try:
        return do_once(request, lambda: _taken_back(request, payout))
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect("ledger:wallet")


def _taken_back(request: SignedInRequest, payout: Payout) -> Answer:
    """Put the money back."""
    actions.cancel_payout(actor=request.user, payout=payout)
    amount = format_money(payout.amount_minor)
    return Answer(message=f"{amount} is back in your wallet.", url=reverse("ledger:wallet"))
