"""Where payouts go."""

from __future__ import annotations

from http import HTTPStatus

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from marketplace.kernel.components.times import exact
from marketplace.kernel.errors import Refused

from .. import actions
from ..forms import PayoutMethodForm, means_of
from ..models import Payout, PayoutMethod
from ..once import Answer
from .once import do_once, sent_once
from .proof import blame, prove, require_fresh_passkey
from .requests import SignedInRequest, next_page


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@sent_once
def payout_method(request: SignedInRequest) -> HttpResponse:
    """Show where withdrawals go, and ask for other details. `?next=` names the page to go on to."""
    current = PayoutMethod.objects.of_user(request.user).current().first()
    means = means_of(request.user)
    obstacle = "suspended" if request.user.is_suspended else "proof" if means.is_none else ""
    form = PayoutMethodForm(
        request.POST or None, initial=_initial(request, current), user=request.user, means=means
    )
    status = HTTPStatus.OK
    if request.method == "POST" and form.is_valid():
        try:
            return do_once(request, lambda: _saved(request, form, current))
        except Refused as refusal:
            status = blame(form, refusal)
    elif request.method != "POST" and not (obstacle or means.in_form):
        require_fresh_passkey(request)
    context = {
        "form": form,
        "current": current,
        "is_held": current and not current.is_usable(now=timezone.now()),
        "held_hours": settings.PAYOUT_METHOD_HOLD_HOURS,
        "has_waiting": Payout.objects.of_user(request.user).under_way().exists(),
        "obstacle": obstacle,
    }
    return render(request, "ledger/payout_method.html", context, status=status)


def _initial(request: SignedInRequest, current: PayoutMethod | None) -> dict[str, str]:
    """Return what the form begins with; account numbers are not shown again."""
    if current is None:
        return {"kind": PayoutMethod.Kind.IBAN, "holder": request.user.get_full_name()}
    return {"kind": current.kind, "holder": current.holder}


def _saved(request: SignedInRequest, form: PayoutMethodForm, before: PayoutMethod | None) -> Answer:
    """Carry out a valid form, say from when the details count, and go on."""
    prove(request, form)
    values = form.cleaned_data
    method = actions.set_payout_method(
        actor=request.user,
        kind=values["kind"],
        holder=values["holder"],
        iban=values["iban"],
        bic=values["bic"],
        details=values["details"],
    )
    message = (
        f"Saved. Money goes to {method.label} from {exact(method.usable_at)} on. "
        "A mail tells you of the change."
    )
    if method == before:
        message = "These are the details you have. Nothing changed."
    return Answer(message=message, url=next_page(request) or reverse("ledger:wallet"))
