"""Contracts in the console: to read, and to stop by a dispute."""

from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from ads import actions
from ads.admin.disputes import dispute_url
from ads.admin.events import EventInline
from ads.admin.ratings import RatingInline
from ads.admin.reversing import ReversesPayments
from ads.forms.settling import ModeratorDisputeForm
from ads.models import Ad, Deliverable, Dispute, Offer
from ads.views.loading import SignedInRequest, blame
from marketplace.kernel.console.asking import ask
from marketplace.kernel.console.reading import ReadOnly
from marketplace.kernel.errors import Refused
from marketplace.kernel.money import format_money
from marketplace.ledger.fees import rate_text


class OfferInline(ReadOnly, admin.TabularInline):
    """The versions of the terms."""

    model = Offer
    fk_name = "ad"
    readonly_fields = (
        "number",
        "made_by",
        "price",
        "requirements",
        "usage_rights",
        "note",
        "sent_at",
    )
    fields = readonly_fields
    extra = 0
    can_delete = False

    @admin.display(description="price")
    def price(self, obj: Offer) -> str:
        """Return the price as money."""
        return format_money(obj.price_minor)


class DeliverableInline(ReadOnly, admin.TabularInline):
    """What is due."""

    model = Deliverable
    readonly_fields = ("position", "platform", "kind", "due_date", "posting_date", "needs_changes")
    fields = readonly_fields
    extra = 0
    can_delete = False


@admin.register(Ad)
class AdAdmin(ReversesPayments, ReadOnly, admin.ModelAdmin):
    """Contracts between campaigns and influencers."""

    list_display = [
        "title",
        "state",
        "sponsor",
        "influencer",
        "campaign",
        "price",
        "deadline_at",
        "is_late",
    ]
    list_filter = ["state", ("overdue_at", admin.EmptyFieldListFilter), "is_history", "created_at"]
    list_select_related = ["campaign__sponsor", "influencer", "current_offer"]
    search_fields = [
        "title",
        "campaign__title",
        "campaign__sponsor__display_name",
        "influencer__display_name",
        "influencer__handle__name",
    ]
    show_full_result_count = False
    ordering = ["-created_at", "-pk"]
    inlines = [OfferInline, DeliverableInline, EventInline, RatingInline]
    readonly_fields = (
        "title",
        "state",
        "disputes_of",
        "campaign",
        "sponsor",
        "influencer",
        "interest",
        "price",
        "fee",
        "kill_fee",
        "committed",
        "paid",
        "terms_hash",
        "created_at",
        "accepted_at",
        "funded_at",
        "state_entered_at",
        "deadline_at",
        "overdue_at",
        "ended_at",
        "is_history",
    )
    fields = readonly_fields

    def get_queryset(self, request: HttpRequest) -> QuerySet[Ad]:
        """Leave out drafts: until they are sent they are their sponsor's alone."""
        return super().get_queryset(request).exclude(state=Ad.State.DRAFT)

    def get_urls(self) -> list[URLPattern]:
        """Add the page that opens a dispute."""
        page = path(
            "<int:pk>/dispute/", self.admin_site.admin_view(self.dispute), name="ads_ad_dispute"
        )
        return [page, *super().get_urls()]

    @admin.display(description="disputes")
    def disputes_of(self, obj: Ad) -> SafeString | str:
        """Link to the ad's disputes, or to the page that opens one where the work is running."""
        found = [
            format_html('<a href="{}">{}</a>', dispute_url(dispute), dispute.get_state_display())
            for dispute in obj.disputes.all()
        ]
        if obj.is_running and not obj.is_history:
            url = reverse("admin:ads_ad_dispute", args=[obj.pk])
            found.append(format_html('<a href="{}">Open a dispute</a>', url))
        return format_html_join(", ", "{}", ((link,) for link in found)) or "none"

    def dispute(self, request: SignedInRequest, pk: int) -> HttpResponse:
        """Ask why, then stop a running ad by a dispute of the moderators."""
        if not request.user.has_perm("ads.change_dispute"):
            raise PermissionDenied
        ad = get_object_or_404(self.get_queryset(request), pk=pk)
        form = ModeratorDisputeForm(request.POST if request.method == "POST" else None)
        if form.is_valid():
            try:
                opened = actions.open_dispute(actor=request.user, ad=ad, **form.cleaned_data)
            except Refused as refusal:
                blame(form, refusal)
            else:
                return self._opened(request, opened)
        return ask(
            self,
            request,
            form,
            title=f"Open a dispute about {ad.title}",
            text=(
                "The work and its deadlines stand still, the escrow is locked, an open proposal "
                "lapses, and both sides are asked to answer. A moderator then settles it."
            ),
            button="Open the dispute and ask both sides",
            back_url=reverse("admin:ads_ad_change", args=[ad.pk]),
        )

    def _opened(self, request: HttpRequest, dispute: Dispute) -> HttpResponse:
        said = f"Opened a dispute: {dispute.get_reason_display()}."
        self.log_change(request, dispute.ad, said)
        self.log_addition(request, dispute, said)
        messages.success(request, "The dispute is open. Both sides are asked to answer.")
        return redirect(dispute_url(dispute))

    @admin.display(ordering="campaign__sponsor__display_name")
    def sponsor(self, obj: Ad) -> Any:
        """Return the sponsor."""
        return obj.campaign.sponsor

    @admin.display(ordering="current_offer__price_minor")
    def price(self, obj: Ad) -> str:
        """Return the agreed price, or the one on the table."""
        return format_money(obj.offered_price_minor)

    @admin.display(description="fee")
    def fee(self, obj: Ad) -> str:
        """Return the frozen fee rate."""
        return "not agreed yet" if obj.fee_bps is None else rate_text(obj.fee_bps)

    @admin.display(description="kill fee")
    def kill_fee(self, obj: Ad) -> str:
        """Return the frozen kill fee."""
        return "not agreed yet" if obj.kill_fee_minor is None else format_money(obj.kill_fee_minor)

    @admin.display(description="committed")
    def committed(self, obj: Ad) -> str:
        """Return what the ad holds of its campaign's budget."""
        return format_money(obj.committed_minor)

    @admin.display(description="overdue", boolean=True, ordering="overdue_at")
    def is_late(self, obj: Ad) -> bool:
        """Return whether the work is overdue."""
        return obj.is_overdue
