"""Contracts in the console: to read, and to stop by a dispute."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from ads.admin.events import EventInline
from ads.admin.ratings import RatingInline
from ads.models import Ad, Deliverable, Offer
from campaigns.admin import ReadOnly
from marketplace.kernel.money import format_money


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
class AdAdmin(ReadOnly, admin.ModelAdmin):
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
        "campaign",
        "sponsor",
        "influencer",
        "interest",
        "price",
        "fee",
        "kill_fee",
        "committed",
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
        return "not agreed yet" if obj.fee_bps is None else f"{obj.fee_bps / 100:g} %"

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
