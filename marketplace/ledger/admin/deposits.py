"""Deposits: a moderator records what a bank took back, where no provider says so by itself."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html_join
from django.utils.safestring import SafeString

from marketplace.kernel.console.asking import ask
from marketplace.kernel.errors import Refused
from marketplace.kernel.form_keys import key_input
from marketplace.kernel.forms import PlainForm
from marketplace.kernel.money import MoneyField, format_money

from .. import actions
from ..models import Deposit, Transfer
from ..once import Answer
from ..views.once import do_once, sent_once
from .reading import ReadOnlyAdmin

if TYPE_CHECKING:
    from collections.abc import Callable


class TakenBackForm(PlainForm, forms.Form):
    """How much of a deposit is taken back altogether, and why."""

    total_minor = MoneyField(label="Taken back altogether")
    reason = forms.CharField(
        max_length=300,
        required=False,
        label="Why",
        help_text="The payer reads this in the mail.",
    )

    def __init__(self, *args: Any, deposit: Deposit, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        amount, before = deposit.amount_minor, deposit.charged_back_minor
        self.fields["total_minor"] = MoneyField(
            label="Taken back altogether",
            min_minor=before + 1,
            max_minor=amount,
            initial=amount,
            help_text=f"Of {format_money(amount)}; recorded so far: {format_money(before)}.",
        )


class GivenBackForm(PlainForm, forms.Form):
    """How much of a deposit stays taken back."""

    def __init__(self, *args: Any, deposit: Deposit, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        before = deposit.charged_back_minor
        self.fields["total_minor"] = MoneyField(
            label="Stays taken back",
            max_minor=max(before - 1, 0),
            initial=0,
            help_text=f"Of {format_money(before)}; zero where all was given back.",
        )


@admin.register(Deposit)
class DepositAdmin(ReadOnlyAdmin):
    """Payments from outside."""

    list_display = [
        *("id", "created", "user", "amount", "variant", "status", "credited_at", "taken_back"),
    ]
    list_filter = ["status", "variant", ("charged_back_at", admin.EmptyFieldListFilter)]
    list_select_related = ["user"]
    search_fields = ["user__email", "token", "transaction_id"]
    ordering = ["-id"]
    fields = [
        *("user", "amount", "currency", "variant", "status", "message", "token", "transaction_id"),
        *("created", "modified", "credited_at", "taken_back", "charged_back_at", "record"),
    ]

    def has_record_permission(self, request: HttpRequest) -> bool:
        """Whether this moderator may say that a payment was taken or given back."""
        return bool(request.user.has_perm("ledger.change_deposit"))

    def get_urls(self) -> list[URLPattern]:
        """Add the two pages that record."""
        pages = {"take_back": self.take_back, "give_back": self.give_back}
        own = [
            path(
                f"<int:pk>/{name}/",
                self.admin_site.admin_view(sent_once(view)),
                name=f"ledger_deposit_{name}",
            )
            for name, view in pages.items()
        ]
        return [*own, *super().get_urls()]

    @admin.display(description="taken back", ordering="charged_back_minor")
    def taken_back(self, obj: Deposit) -> str:
        """Return what the payer's bank or the provider took back, if they did."""
        if not obj.charged_back_minor:
            return self.get_empty_value_display()
        return format_money(obj.charged_back_minor)

    @admin.display(description="record")
    def record(self, obj: Deposit) -> SafeString:
        """Link to what can be recorded of this deposit, if anything can."""
        links = []
        if obj.is_credited and obj.charged_back_minor < obj.amount_minor:
            links.append(("take_back", "That the payment was taken back"))
        if obj.charged_back_minor:
            links.append(("give_back", "That it was given back"))
        if not links:
            return self.get_empty_value_display()
        return format_html_join(
            ", ",
            '<a href="{}">{}</a>',
            (
                (reverse(f"admin:ledger_deposit_{name}", args=[obj.pk]), words)
                for name, words in links
            ),
        )

    def take_back(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Ask how much a bank or provider took back; it leaves the payer's money."""
        deposit = self._load(request, pk)
        form = TakenBackForm(request.POST or None, deposit=deposit)

        def run() -> Answer:
            transfer = actions.charge_back_deposit(deposit_id=deposit.pk, **form.cleaned_data)
            reason = form.cleaned_data["reason"]
            return self._recorded(request, deposit, transfer, f"taken back. {reason}".strip())

        return self._page(
            request,
            form,
            deposit,
            run,
            title=f"Record that {deposit} was taken back",
            text=(
                "The amount leaves what is on hold, then the wallet, then withdrawals that are in "
                "no batch yet. What is missing then is owed and paid by whatever comes in next. "
                "The payer gets a mail."
            ),
            button="Record that it was taken back",
        )

    def give_back(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Ask how much stays taken back; the rest returns to the payer's wallet."""
        deposit = self._load(request, pk)
        form = GivenBackForm(request.POST or None, deposit=deposit)

        def run() -> Answer:
            transfer = actions.reinstate_deposit(deposit_id=deposit.pk, **form.cleaned_data)
            return self._recorded(request, deposit, transfer, "given back.")

        return self._page(
            request,
            form,
            deposit,
            run,
            title=f"Record that {deposit} was given back",
            text="The amount returns to the wallet and pays what its owner owes first.",
            button="Record that it was given back",
        )

    def _load(self, request: HttpRequest, pk: int) -> Deposit:
        """Return the deposit for a moderator who may record."""
        if not self.has_record_permission(request):
            raise PermissionDenied
        return get_object_or_404(Deposit.objects.select_related("user"), pk=pk)

    def _page(
        self,
        request: HttpRequest,
        form: forms.Form,
        deposit: Deposit,
        run: Callable[[], Answer],
        **words: str,
    ) -> HttpResponse:
        """Show the form, or carry it out."""
        if request.method == "POST" and form.is_valid():
            try:
                return do_once(request, run)
            except Refused as refusal:
                form.add_error(None, str(refusal))
        back_url = _url_of(deposit)
        return ask(self, request, form, back_url=back_url, form_key=key_input(request), **words)

    def _recorded(
        self, request: HttpRequest, deposit: Deposit, transfer: Transfer | None, what: str
    ) -> Answer:
        """Log what was recorded and say so."""
        if transfer is None:
            raise Refused("This was recorded before; nothing moved.")
        done = f"{format_money(transfer.amount_minor)} of {deposit} {what}"
        self.log_change(request, deposit, f"Recorded: {done}")
        return Answer(f"Recorded: {done}", _url_of(deposit))


def _url_of(deposit: Deposit) -> str:
    return reverse("admin:ledger_deposit_change", args=[deposit.pk])
