"""Payouts: a moderator pays them outside this site and confirms here."""

from django import forms
from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.template.response import TemplateResponse

from marketplace.kernel.console.asking import Question, ask_and_run

from .. import actions
from ..models import Payout
from .reading import ReadOnlyAdmin


class FailureForm(forms.Form):
    """Why a payout failed."""

    reason = forms.CharField(max_length=300, label="Why the payment failed (the owner reads this)")


PAID = Question(
    action="mark_paid",
    title="Mark these payouts as paid?",
    text="Do this after the money has left the bank. Each owner gets a mail.",
    button="Mark as paid",
    done="Marked as paid",
    form_class=forms.Form,
    template="admin/ask_about_money.html",
)
FAILED = Question(
    action="mark_failed",
    title="Mark these payouts as failed?",
    text="The money goes back into each wallet, and its owner gets a mail with your reason.",
    button="Mark as failed and return the money",
    done="Marked as failed",
    form_class=FailureForm,
    template="admin/ask_about_money.html",
)


@admin.register(Payout)
class PayoutAdmin(ReadOnlyAdmin):
    """Withdrawals, the oldest unpaid first."""

    list_display = [
        "id",
        "user",
        "amount",
        "destination",
        "state",
        "owner_is_suspended",
        "requested_at",
        "settled_at",
    ]
    list_filter = ["state"]
    list_select_related = ["user"]
    search_fields = ["user__email", "destination", "reference"]
    ordering = ["requested_at"]
    actions = ["mark_paid", "mark_failed"]

    def has_settle_permission(self, request: HttpRequest) -> bool:
        """Whether this moderator may say how payouts ended."""
        return request.user.has_perm("ledger.change_payout")

    @admin.display(description="suspended", boolean=True)
    def owner_is_suspended(self, obj: Payout) -> bool:
        """Whether the owner is suspended, which keeps the payout from being paid."""
        return obj.user.is_suspended

    @admin.action(description="Mark as paid", permissions=["settle"])
    def mark_paid(
        self, request: HttpRequest, queryset: QuerySet[Payout]
    ) -> TemplateResponse | None:
        """Confirm that the money has left."""

        def run(payout: Payout, reason: str) -> None:
            actions.mark_payout_paid(actor=request.user, payout=payout)  # type: ignore[arg-type]

        return ask_and_run(self, request, queryset, PAID, run)

    @admin.action(description="Mark as failed", permissions=["settle"])
    def mark_failed(
        self, request: HttpRequest, queryset: QuerySet[Payout]
    ) -> TemplateResponse | None:
        """Return the money to the wallets."""

        def run(payout: Payout, reason: str) -> None:
            actions.mark_payout_failed(
                actor=request.user,  # type: ignore[arg-type]  # the admin lets nobody else in
                payout=payout,
                reason=reason,
            )

        return ask_and_run(self, request, queryset, FAILED, run)
