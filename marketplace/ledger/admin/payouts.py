"""Payouts: gathered into batches, paid outside this site, confirmed here."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone

from marketplace.kernel.console.asking import Question
from marketplace.kernel.counting import counted

from .. import actions
from ..models import Payout, PayoutBatch
from ..once import Answer
from .once import RunsOnce
from .reading import ReadOnlyAdmin


class FailureForm(forms.Form):
    """Why a payout failed."""

    reason = forms.CharField(max_length=300, label="Why the payment failed (the owner reads this)")


BATCH = Question(
    action="make_batch",
    title="Make a batch of these payouts?",
    text="What can be paid now goes into a batch, one for accounts with IBAN and one for all "
    "others; the rest is left out. Owners cannot take back what is in a batch.",
    button="Make the batch",
    done="Made",
    form_class=forms.Form,
    template="admin/ask_about_money.html",
)
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
    text="For what could not be paid, or what the bank has sent back. The money returns to each "
    "wallet, and its owner gets a mail with your reason. Make sure the bank does not pay it later.",
    button="Mark as failed and return the money",
    done="Marked as failed",
    form_class=FailureForm,
    template="admin/ask_about_money.html",
)


class PayableFilter(admin.SimpleListFilter):
    """Whether a payout could go into a batch at this moment."""

    title = "readiness"
    parameter_name = "payable"

    def lookups(
        self, request: HttpRequest, model_admin: admin.ModelAdmin[Any]
    ) -> list[tuple[str, str]]:
        """Return the two halves of what is requested."""
        return [("now", "Now"), ("later", "Not yet: held, or the owner is suspended or owes")]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Payout]) -> QuerySet[Payout]:
        """Narrow the list to one of them."""
        payable = Payout.objects.payable(now=timezone.now())
        if self.value() == "now":
            return queryset.filter(pk__in=payable)
        if self.value() == "later":
            return queryset.filter(state=Payout.State.REQUESTED).exclude(pk__in=payable)
        return queryset


@admin.register(Payout)
class PayoutAdmin(RunsOnce, ReadOnlyAdmin):
    """Withdrawals, the oldest first."""

    list_display = [
        "id",
        "user",
        "amount",
        "destination",
        "state",
        "not_before",
        "owner_is_suspended",
        "batch",
        "requested_at",
        "settled_at",
    ]
    list_filter = [PayableFilter, "state", "method__kind"]
    list_select_related = ["user", "batch"]
    search_fields = ["user__email", "destination", "reference"]
    ordering = ["requested_at"]
    actions = ["make_batch", "mark_paid", "mark_failed"]

    def has_batch_permission(self, request: HttpRequest) -> bool:
        """Whether this moderator may gather payouts into a batch."""
        return request.user.has_perm("ledger.add_payoutbatch")

    def has_settle_permission(self, request: HttpRequest) -> bool:
        """Whether this moderator may say how payouts ended."""
        return request.user.has_perm("ledger.change_payout")

    @admin.display(description="suspended", boolean=True)
    def owner_is_suspended(self, obj: Payout) -> bool:
        """Whether the owner is suspended, which keeps the payout from being paid."""
        return obj.user.is_suspended

    @admin.action(description="Make a batch of these", permissions=["batch"])
    def make_batch(self, request: HttpRequest, queryset: QuerySet[Payout]) -> HttpResponse | None:
        """Gather what can be paid now into one batch per kind of payout details."""

        def do(reason: str) -> Answer:
            made = actions.make_batches(
                actor=request.user,  # type: ignore[arg-type]  # the admin lets nobody else in
                payouts=queryset,
            )
            asked = len(request.POST.getlist(ACTION_CHECKBOX_NAME))
            return self._made(request, made, asked=asked)

        return self.ask_and_do_once(request, queryset, BATCH, do)

    def _made(self, request: HttpRequest, made: list[PayoutBatch], *, asked: int) -> Answer:
        """Log the batches, say what is in each and how much was left out, and lead there."""
        counts = [batch.payouts.count() for batch in made]
        told = []
        for batch, count in zip(made, counts, strict=True):
            self.log_addition(request, batch, f"Made of {counted(count, 'payout')}.")
            told.append(f"{batch}: {counted(count, 'payout')}.")
        if left := max(asked - sum(counts), 0):
            payouts = counted(left, "payout")
            told.append(
                f"Left out: {payouts} held until later, settled, or of suspended or owing users."
            )
        url = reverse("admin:ledger_payoutbatch_changelist")
        if len(made) == 1:
            url = reverse("admin:ledger_payoutbatch_change", args=[made[0].pk])
        return Answer(" ".join(told), url)

    @admin.action(description="Mark as paid", permissions=["settle"])
    def mark_paid(self, request: HttpRequest, queryset: QuerySet[Payout]) -> HttpResponse | None:
        """Confirm that the money has left."""

        def run(payout: Payout, reason: str) -> None:
            actions.mark_payout_paid(actor=request.user, payout=payout)  # type: ignore[arg-type]

        return self.ask_and_run_once(request, queryset, PAID, run, lock=actions.lock_payouts)

    @admin.action(description="Mark as failed", permissions=["settle"])
    def mark_failed(self, request: HttpRequest, queryset: QuerySet[Payout]) -> HttpResponse | None:
        """Return the money to the wallets."""

        def run(payout: Payout, reason: str) -> None:
            actions.mark_payout_failed(
                actor=request.user,  # type: ignore[arg-type]  # the admin lets nobody else in
                payout=payout,
                reason=reason,
            )

        return self.ask_and_run_once(request, queryset, FAILED, run, lock=actions.lock_payouts)
