"""Billing details: whom documents are made out to."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.forms.models import model_to_dict
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from marketplace.kernel.errors import Refused

from .. import actions
from ..forms import BillingForm
from ..models import BillingDetails
from .requests import SignedInRequest


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def billing(request: SignedInRequest) -> HttpResponse:
    """Ask for what invoices and receipts say of the user."""
    details = BillingDetails.objects.filter(user=request.user).first()
    initial = model_to_dict(details, exclude=["user"]) if details else {}
    form = BillingForm(request.POST if request.method == "POST" else None, initial=initial)
    if form.is_valid():
        try:
            saved = actions.save_billing_details(actor=request.user, **form.cleaned_data)
        except Refused as refusal:
            form.add_error(refusal.field, str(refusal))
        else:
            messages.success(
                request,
                "Your billing details are saved. They stand on every document from now on."
                if saved
                else "Your billing details are removed. Documents name you by your profile's name.",
            )
            return redirect("ledger:documents")
    return render(request, "ledger/billing.html", {"form": form})
