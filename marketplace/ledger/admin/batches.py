"""Batches of payouts: downloaded for the bank, then marked as paid."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import Count, Q, QuerySet, Sum
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import URLPattern, path

from marketplace.kernel.console.asking import Question
from marketplace.kernel.errors import Refused
from marketplace.kernel.money import format_money
from marketplace.kernel.spreadsheets import csv_response

from .. import actions
from ..actions import HandedOut
from ..batch_files import table
from ..models import Payout, PayoutBatch
from ..sepa import transfer_file, why_no_file
from .once import RunsOnce
from .reading import ReadOnlyAdmin

BEING_PAID = Q(payouts__state=Payout.State.IN_BATCH)

BATCH_PAID = Question(
    action="mark_paid",
    title="Mark these batches as paid?",
    text="Do this after the bank has paid them. Every payout that is still being paid counts as "
    "paid then, and its owner gets a mail. Mark those that failed first.",
    button="Mark the whole batch as paid",
    done="Marked as paid",
    form_class=forms.Form,
    template="admin/ledger/ask_about_batches.html",
)


class SettledFilter(admin.SimpleListFilter):
    """Whether the bank's answer on a batch is known in full."""

    title = "settled"
    parameter_name = "settled"

    def lookups(
        self, request: HttpRequest, model_admin: admin.ModelAdmin[Any]
    ) -> list[tuple[str, str]]:
        """Return the two halves."""
        return [("no", "Not yet"), ("yes", "Yes")]

    def queryset(
        self, request: HttpRequest, queryset: QuerySet[PayoutBatch]
    ) -> QuerySet[PayoutBatch]:
        """Narrow the list to one of them."""
        is_open = Q(pk__in=Payout.objects.filter(state=Payout.State.IN_BATCH).values("batch"))
        if self.value() == "no":
            return queryset.filter(is_open)
        if self.value() == "yes":
            return queryset.exclude(is_open)
        return queryset


@admin.register(PayoutBatch)
class PayoutBatchAdmin(RunsOnce, ReadOnlyAdmin):
    """Batches, the newest first; each with its payouts and its files."""

    list_display = ["__str__", "kind", "count", "total", "open", "created_by", "created_at"]
    list_filter = [SettledFilter, "kind"]
    list_select_related = ["created_by"]
    search_fields = ["payouts__user__email"]
    ordering = ["-id"]
    fields = ["kind", "count", "total", "open", "created_by", "created_at", "handed_out_at"]
    actions = ["mark_paid"]
    change_form_template = "admin/ledger/batch.html"

    def get_queryset(self, request: HttpRequest) -> QuerySet[PayoutBatch]:
        """Count and add up what is in each batch."""
        batches: QuerySet[PayoutBatch] = super().get_queryset(request)
        return batches.annotate(
            payout_count=Count("payouts"),
            open_count=Count("payouts", filter=BEING_PAID),
            total_minor=Sum("payouts__amount_minor", default=0),
        )

    def get_urls(self) -> list[URLPattern]:
        """Add the files of a batch."""
        pages = {"csv": self.csv, "sepa": self.sepa}
        own = [
            path(
                f"<int:pk>/{name}/",
                self.admin_site.admin_view(view),
                name=f"ledger_payoutbatch_{name}",
            )
            for name, view in pages.items()
        ]
        return [*own, *super().get_urls()]

    def has_settle_permission(self, request: HttpRequest) -> bool:
        """Whether this moderator may see whole account numbers, and say that a batch is paid."""
        return request.user.has_perm("ledger.change_payoutbatch")

    @admin.display(description="payouts", ordering="payout_count")
    def count(self, obj: Any) -> int:
        """Return how many payouts are in the batch."""
        return int(obj.payout_count)

    @admin.display(description="total", ordering="total_minor")
    def total(self, obj: Any) -> str:
        """Return the sum of them, failed ones too."""
        return format_money(obj.total_minor)

    @admin.display(description="still being paid", ordering="open_count")
    def open(self, obj: Any) -> int:
        """Return how many wait for the bank's answer."""
        return int(obj.open_count)

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """Show the batch with its payouts and, to who may pay it, whole account numbers."""
        batch = self.get_object(request, object_id)
        context = dict(extra_context or {})
        if isinstance(batch, PayoutBatch):
            payouts = batch.payouts.select_related("user", "method").order_by("pk")
            context |= {
                "title": str(batch),
                "payouts": payouts,
                "payable": set(batch.payouts.in_good_standing().values_list("pk", flat=True)),
                "may_pay": self.has_settle_permission(request),
                "why_no_sepa": why_no_file(batch),
            }
        return super().change_view(request, object_id, form_url, context)

    def csv(self, request: HttpRequest, pk: int) -> HttpResponseBase:
        """Send the batch as a table."""

        def made(batch: PayoutBatch) -> tuple[HttpResponseBase, HandedOut]:
            handed = actions.hand_out(batch=batch)
            name = f"payout-batch-{batch.pk}.csv"
            # The bank's machines read it.
            rows = table(handed.payouts)
            return csv_response(rows, filename=name, has_bom=False), handed

        return self._file(request, pk, made, "Downloaded as CSV.")

    def sepa(self, request: HttpRequest, pk: int) -> HttpResponseBase:
        """Send the batch as a SEPA credit transfer."""

        def made(batch: PayoutBatch) -> tuple[HttpResponseBase, HandedOut]:
            content, handed = transfer_file(batch)
            response = HttpResponse(content, content_type="application/xml; charset=utf-8")
            name = f"payout-batch-{batch.pk}.xml"
            response["Content-Disposition"] = f'attachment; filename="{name}"'
            response["Cache-Control"] = "private, no-store"
            return response, handed

        return self._file(request, pk, made, "Downloaded as SEPA XML.")

    def _file(
        self,
        request: HttpRequest,
        pk: int,
        made: Callable[[PayoutBatch], tuple[HttpResponseBase, HandedOut]],
        done: str,
    ) -> HttpResponseBase:
        """Send a file. The first one settles what the batch holds, so it is asked for by a form;
        if payouts were put back for it, the batch's page says which before anything is paid."""
        batch = self._batch_to_pay(request, pk)
        page = redirect("admin:ledger_payoutbatch_change", batch.pk)
        if request.method != "POST" and batch.handed_out_at is None:
            messages.info(request, "The first download settles what is paid. Start it here.")
            return page
        try:
            response, handed = made(batch)
        except Refused as refusal:
            messages.error(request, str(refusal))
            return page
        if handed.put_back:
            told = f"Put back to wait for another batch: {', '.join(handed.put_back)}."
            self.log_change(request, batch, told)
            is_left = handed.batch.handed_out_at is not None
            others = "The files name the others. Download one now."
            rest = others if is_left else "Nothing of this batch is left to be paid."
            messages.warning(request, f"{told} {rest}")
            return page
        self.log_change(request, batch, done)
        return response

    def _batch_to_pay(self, request: HttpRequest, pk: int) -> PayoutBatch:
        """Return the batch, for moderators who pay; a file holds whole account numbers."""
        if not self.has_settle_permission(request):
            raise PermissionDenied
        return get_object_or_404(PayoutBatch, pk=pk)

    @admin.action(description="Mark the whole batch as paid", permissions=["settle"])
    def mark_paid(
        self, request: HttpRequest, queryset: QuerySet[PayoutBatch]
    ) -> HttpResponse | None:
        """Confirm that the bank has paid all that is still being paid."""

        def run(batch: PayoutBatch, reason: str) -> None:
            actions.mark_batch_paid(actor=request.user, batch=batch)  # type: ignore[arg-type]

        return self.ask_and_run_once(request, queryset, BATCH_PAID, run, lock=actions.lock_batches)
