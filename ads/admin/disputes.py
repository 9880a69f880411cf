"""Disputes in the console: everything both sides gave, and the moderators' answers to it."""

from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import F
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.timesince import timesince

from ads import actions
from ads.admin.dossier import Dossier, shares_of
from ads.forms.settling import (
    ModeratorStatementForm,
    ModeratorWithdrawalForm,
    SettlementForm,
)
from ads.models import Attachment, Dispute
from ads.views.files import file_response
from ads.views.loading import SignedInRequest
from ads.workflow import Mover
from marketplace.kernel.console.asking import ask
from marketplace.kernel.console.reading import ReadOnly
from marketplace.kernel.errors import Refused
from marketplace.kernel.form_keys import key_input
from marketplace.kernel.money import format_money
from marketplace.ledger.once import Answer
from marketplace.ledger.views.once import do_once, sent_once

RELATED = (
    *("ad__campaign__sponsor__user", "ad__influencer__user", "ad__amendment"),
    *("ad__thread", "settled_by", "opener"),
)


@admin.register(Dispute)
class DisputeAdmin(ReadOnly, admin.ModelAdmin):
    """Disputes, the open ones first and the oldest of them on top."""

    list_display = ["title", "about", "opened_by", "age", "answers", "time_to_answer", "outcome"]
    list_filter = [
        "state",
        ("answered_at", admin.EmptyFieldListFilter),
        ("alerted_at", admin.EmptyFieldListFilter),
        "reason",
        "opened_by",
    ]
    list_select_related = ["ad"]
    search_fields = [
        "ad__title",
        "ad__campaign__sponsor__display_name",
        "ad__influencer__display_name",
    ]
    show_full_result_count = False
    ordering = [F("closed_at").desc(nulls_first=True), "created_at", "pk"]

    def has_settle_permission(self, request: HttpRequest) -> bool:
        """Whether this moderator may open, answer and settle disputes."""
        return bool(request.user.has_perm("ads.change_dispute"))

    def get_urls(self) -> list[URLPattern]:
        """Add the pages of one dispute."""
        pages = {
            "settle": sent_once(self.settle),
            "statement": self.state,
            "withdraw": self.withdraw,
        }
        own = [
            path(
                f"<int:pk>/{name}/",
                self.admin_site.admin_view(view),
                name=f"ads_dispute_{name}",
            )
            for name, view in pages.items()
        ]
        file_page = path(
            "<int:pk>/files/<int:file_pk>/",
            self.admin_site.admin_view(self.file),
            name="ads_dispute_file",
        )
        return [*own, file_page, *super().get_urls()]

    @admin.display(description="ad", ordering="ad__title")
    def title(self, obj: Dispute) -> str:
        """Return which contract it is about."""
        return obj.ad.title

    @admin.display(description="about", ordering="reason")
    def about(self, obj: Dispute) -> str:
        """Return what it is about."""
        return obj.get_reason_display()

    @admin.display(description="open for", ordering="created_at")
    def age(self, obj: Dispute) -> str:
        """Return how long it was or has been open."""
        return timesince(obj.created_at, obj.closed_at or timezone.now(), depth=1)

    @admin.display(description="answers", ordering="answered_at")
    def answers(self, obj: Dispute) -> str:
        """Return whether everybody who was asked has said something."""
        return "complete" if obj.answered_at else "missing"

    @admin.display(description="time to answer", ordering="alerted_at")
    def time_to_answer(self, obj: Dispute) -> str:
        """Return until when answers are asked, or that the time has passed."""
        if obj.alerted_at:
            return "over"
        if not obj.is_open or obj.ad.deadline_at is None:
            return ""
        return f"until {timezone.localtime(obj.ad.deadline_at):%-d %b %Y}"

    @admin.display(description="outcome", ordering="state")
    def outcome(self, obj: Dispute) -> str:
        """Return how it ended."""
        if obj.share_minor is None:
            return obj.get_state_display()
        price = format_money(obj.ad.price_minor or 0)
        return f"{format_money(obj.share_minor)} of {price} released"

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """Show the whole dispute instead of a form."""
        if request.method not in ("GET", "HEAD") or not self.has_view_permission(request):
            raise PermissionDenied
        if not (object_id.isascii() and object_id.isdigit() and len(object_id) < 19):
            raise Http404
        return self._page(request, self._load(int(object_id)), ModeratorStatementForm())

    def _load(self, pk: int) -> Dispute:
        return get_object_or_404(Dispute.objects.select_related(*RELATED), pk=pk)

    def _page(
        self, request: HttpRequest, dispute: Dispute, form: ModeratorStatementForm
    ) -> TemplateResponse:
        may_settle = dispute.is_open and self.has_settle_permission(request)
        user: Any = request.user
        context = {
            **self.admin_site.each_context(request),
            "title": f"Dispute about {dispute.ad.title}",
            "opts": self.opts,
            "dispute": dispute,
            "dossier": Dossier(dispute, user, before=request.GET.get("before")),
            "may_settle": may_settle,
            "may_withdraw": may_settle and dispute.opened_by == Mover.MODERATOR,
            "form": form,
        }
        return TemplateResponse(request, "admin/ads/dispute.html", context)

    def _open_for(self, request: HttpRequest, pk: int) -> Dispute:
        """Return the dispute for a moderator who may end it."""
        if not self.has_settle_permission(request):
            raise PermissionDenied
        return self._load(pk)

    def _closed(self, request: HttpRequest, dispute: Dispute) -> HttpResponse:
        messages.error(request, "This dispute has ended already.")
        return redirect(dispute_url(dispute))

    def state(self, request: SignedInRequest, pk: int) -> HttpResponse:
        """Add a moderator's statement; without one, lead to the dispute."""
        dispute = self._open_for(request, pk)
        if request.method != "POST":
            return redirect(dispute_url(dispute))
        form = ModeratorStatementForm(request.POST)
        if not form.is_valid():
            return self._page(request, dispute, form)
        text = form.cleaned_data["text"]
        try:
            actions.add_statement(actor=request.user, ad=dispute.ad, text=text)
        except Refused as refusal:
            messages.error(request, str(refusal))
        else:
            self.log_change(request, dispute, f"Made a statement. {text}")
            messages.success(request, "Both sides have your statement.")
        return redirect(dispute_url(dispute))

    def withdraw(self, request: SignedInRequest, pk: int) -> HttpResponse:
        """Ask why, then end a dispute that a moderator opened; the work goes on."""
        dispute = self._open_for(request, pk)
        if not dispute.is_open:
            return self._closed(request, dispute)
        form = ModeratorWithdrawalForm(request.POST if request.method == "POST" else None)
        if form.is_valid():
            reason = form.cleaned_data["reason"]
            try:
                actions.withdraw_dispute(actor=request.user, ad=dispute.ad, reason=reason)
            except Refused as refusal:
                messages.error(request, str(refusal))
            else:
                self.log_change(request, dispute, f"Withdrew the dispute. {reason}")
                messages.success(request, "The dispute is withdrawn. The work goes on.")
            return redirect(dispute_url(dispute))
        return ask(
            self,
            request,
            form,
            title=f"Withdraw the dispute about {dispute.ad.title}",
            text="The ad goes on where it stood, with the time it had left. Nothing is paid out.",
            button="Withdraw the dispute",
            back_url=dispute_url(dispute),
        )

    def settle(self, request: SignedInRequest, pk: int) -> HttpResponse:
        """Ask how it ends, show what that means in money, then settle."""
        dispute = self._open_for(request, pk)
        if not dispute.is_open:
            return self._closed(request, dispute)
        form = SettlementForm(request.POST if request.method == "POST" else None, dispute=dispute)
        is_valid = form.is_valid() and "back" not in request.POST
        if is_valid and "confirmed" in request.POST:
            try:
                return do_once(request, lambda: self._settle(request, dispute, form))
            except Refused as refusal:
                messages.error(request, str(refusal))
                return redirect(dispute_url(dispute))
        context = {
            **self.admin_site.each_context(request),
            "title": f"Settle the dispute about {dispute.ad.title}",
            "opts": self.opts,
            "dispute": dispute,
            "form": form,
            "shares": shares_of(dispute.ad, form.share) if is_valid else None,
            "form_key": key_input(request),
        }
        return TemplateResponse(request, "admin/ads/settle.html", context)

    def _settle(self, request: SignedInRequest, dispute: Dispute, form: SettlementForm) -> Answer:
        share_minor, reason = form.share, form.cleaned_data["reason"]
        actions.settle_dispute(
            actor=request.user, ad=dispute.ad, share_minor=share_minor, reason=reason
        )
        price = format_money(dispute.ad.price_minor or 0)
        done = f"{format_money(share_minor)} of {price} released"
        self.log_change(request, dispute, f"Settled: {done}. {reason}")
        said = f"The dispute is settled: {done}. Both sides are told."
        return Answer(said, dispute_url(dispute))

    def file(self, request: HttpRequest, pk: int, file_pk: int) -> HttpResponseBase:
        """Hand a moderator a file of the contract that is in dispute."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        files = Attachment.objects.filter(ad__disputes__pk=pk)
        return file_response(request, get_object_or_404(files, pk=file_pk))


def dispute_url(dispute: Dispute) -> str:
    """Return the dispute's page in the console."""
    return reverse("admin:ads_dispute_change", args=[dispute.pk])
