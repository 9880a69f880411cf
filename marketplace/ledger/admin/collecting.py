"""Fees that the operator takes home: moved at the bank, recorded here."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast
from uuid import uuid4

from django import forms
from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from marketplace.kernel.console.asking import ask
from marketplace.kernel.errors import Refused
from marketplace.kernel.form_keys import key_input, sent_key
from marketplace.kernel.forms import PlainForm
from marketplace.kernel.money import MoneyField, format_money

from .. import actions
from ..actions import site_account
from ..models import Account, AccountKind
from ..once import Answer
from ..views.once import do_once, sent_once

if TYPE_CHECKING:
    from accounts.models import User

    Base = admin.ModelAdmin[Any]
else:
    Base = object


class CollectForm(PlainForm, forms.Form):
    """How much was moved to the operator's own account."""

    def __init__(self, *args: Any, held_minor: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["amount_minor"] = MoneyField(
            label="Amount moved",
            min_minor=1,
            initial=max(held_minor, 0) or None,
            help_text=f"The fee account holds {format_money(held_minor)}.",
        )


class CollectsFees(Base):
    """Mixin for the accounts' pages: the fee account leads to the page that records."""

    def get_urls(self) -> list[URLPattern]:
        """Add the page."""
        view = self.admin_site.admin_view(sent_once(self.collect))
        return [path("collect/", view, name="ledger_account_collect"), *super().get_urls()]

    @admin.display(description="record")
    def record(self, obj: Account) -> SafeString | str:
        """Link to what can be recorded of this account."""
        if obj.kind != AccountKind.FEES:
            return ""
        url = reverse("admin:ledger_account_collect")
        return format_html('<a href="{}">That fees were collected</a>', url)

    def collect(self, request: HttpRequest) -> HttpResponse:
        """Ask how much was moved, then take it out of the fee account."""
        if not request.user.has_perm("ledger.change_account"):
            raise PermissionDenied
        fees = site_account(AccountKind.FEES)
        form = CollectForm(request.POST or None, held_minor=fees.balance_minor)
        if request.method == "POST" and form.is_valid():
            try:
                return do_once(request, lambda: self._collect(request, fees, form))
            except Refused as refusal:
                form.add_error("amount_minor", str(refusal))
        return ask(
            self,
            request,
            form,
            title="Record that fees were collected",
            text="Do this after the money has reached your own account. Nobody is mailed.",
            button="Record the collected fees",
            back_url=_url_of(fees),
            form_key=key_input(request),
        )

    def _collect(self, request: HttpRequest, fees: Account, form: CollectForm) -> Answer:
        transfer = actions.collect_fees(
            actor=cast("User", request.user),
            amount_minor=form.cleaned_data["amount_minor"],
            form_key=sent_key(request) or uuid4(),
        )
        done = f"Recorded: {format_money(transfer.amount_minor)} of fees collected."
        self.log_change(request, fees, done)
        return Answer(done, _url_of(fees))


def _url_of(fees: Account) -> str:
    return reverse("admin:ledger_account_change", args=[fees.pk])
