"""The moderators' view of campaigns: read everything, flag and unflag, change nothing else."""

from typing import Any, cast

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html, format_html_join
from django.utils.http import urlencode
from django.utils.safestring import SafeString

from accounts.models import User
from campaigns import actions
from campaigns.content import changes
from campaigns.forms.flags import FlagForm
from campaigns.models import Campaign, CampaignVersion, Interest
from marketplace.kernel.console.reading import ReadOnly
from marketplace.kernel.errors import Refused
from marketplace.kernel.money import format_money


class CampaignVersionInline(ReadOnly, admin.TabularInline):
    """What the campaign said over time."""

    model = CampaignVersion
    fields = ("number", "said", "actor", "created_at")
    readonly_fields = fields
    extra = 0
    can_delete = False

    @admin.display(description="What it said")
    def said(self, version: CampaignVersion) -> SafeString:
        """Show the content line by line."""
        lines = [(change.label, change.after) for change in changes({}, version.content)]
        return format_html_join("", "<p><strong>{}</strong>: {}</p>", lines)


@admin.register(Campaign)
class CampaignAdmin(ReadOnly, admin.ModelAdmin):
    """Campaigns, with their flags."""

    list_display = [
        "title",
        "sponsor",
        "state",
        "open_to",
        "flag",
        "budget",
        "committed",
        "start_date",
        "end_date",
    ]
    list_filter = ("state", "visibility", ("flagged_at", admin.EmptyFieldListFilter), "category")
    list_select_related = ["sponsor"]
    search_fields = ["title", "sponsor__display_name", "sponsor__company_name"]
    date_hierarchy = "created_at"
    ordering = ["-created_at", "-pk"]
    actions = ["flag_chosen", "unflag_chosen"]
    inlines = [CampaignVersionInline]
    exclude = ["budget_minor"]
    readonly_fields = [
        "flag_link",
        "state",
        "flagged_at",
        "flag_reason",
        "standing",
        "published_at",
        "closed_at",
        "created_at",
        "updated_at",
    ]

    class Media:
        # The budget's bar.
        css = {"all": ["css/meter.css"]}

    def get_urls(self) -> list[URLPattern]:
        """Add the page that asks for a reason."""
        page = path(
            "flag/", self.admin_site.admin_view(self.flag_page), name="campaigns_campaign_flag"
        )
        return [page, *super().get_urls()]

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Only a campaign nothing refers to may go; never several at once."""
        if obj is None or obj.versions.exists() or obj.interests.exists() or obj.ads.exists():
            return False
        return admin.ModelAdmin.has_delete_permission(self, request, obj)

    def has_flag_permission(self, request: HttpRequest) -> bool:
        """Flagging is what moderators may change about a campaign."""
        return request.user.has_perm("campaigns.change_campaign")

    @admin.display(description="Flag", ordering="flagged_at")
    def flag(self, campaign: Campaign) -> str:
        """Show the flag as a word."""
        return "Flagged" if campaign.is_flagged else ""

    @admin.display(description="Visibility", ordering="visibility")
    def open_to(self, campaign: Campaign) -> str:
        """Show the visibility in one word."""
        return campaign.visibility.capitalize()

    @admin.display(ordering="budget_minor")
    def budget(self, campaign: Campaign) -> str:
        """Show the budget as money."""
        return format_money(campaign.budget_minor)

    @admin.display(ordering="committed_minor")
    def committed(self, campaign: Campaign) -> str:
        """Show what ads hold as money."""
        return format_money(campaign.committed_minor)

    @admin.display(description="Budget")
    def standing(self, campaign: Campaign) -> SafeString:
        """Show what has become of the budget, as its sponsor sees it."""
        budget = Campaign.objects.with_budget().get(pk=campaign.pk).budget
        return render_to_string("campaigns/_budget.html", {"budget": budget})

    @admin.display(description="Flag")
    def flag_link(self, campaign: Campaign) -> SafeString:
        """Lead to the page that flags, or say that the list lifts flags."""
        if campaign.is_flagged:
            words = "Flagged. Lift the flag with the action of the list."
            return format_html('{} <a href="{}">To the list</a>', words, _list_of(campaign))
        url = f"{reverse('admin:campaigns_campaign_flag')}?{urlencode({'ids': campaign.pk})}"
        return format_html('<a href="{}">Flag this campaign</a>', url)

    @admin.action(description="Flag the chosen campaigns, with a reason", permissions=["flag"])
    def flag_chosen(self, request: HttpRequest, queryset: QuerySet) -> HttpResponse:
        """Ask for the reason on a page of its own."""
        ids = ",".join(str(pk) for pk in queryset.values_list("pk", flat=True))
        return redirect(f"{reverse('admin:campaigns_campaign_flag')}?{urlencode({'ids': ids})}")

    @admin.action(description="Lift the flag of the chosen campaigns", permissions=["flag"])
    def unflag_chosen(self, request: HttpRequest, queryset: QuerySet) -> None:
        """Lift flags; campaigns without one are named."""
        for campaign in queryset:
            try:
                actions.unflag_campaign(actor=cast("User", request.user), campaign=campaign)
            except Refused as refusal:
                messages.error(request, f"{campaign}: {refusal}")
            else:
                messages.success(request, f"{campaign}: the flag is lifted.")

    def flag_page(self, request: HttpRequest) -> HttpResponse:
        """Ask why, say what will happen, flag on POST."""
        if not self.has_flag_permission(request):
            raise PermissionDenied
        ids = [text for text in request.GET.get("ids", "").split(",") if _is_id(text)]
        campaigns = Campaign.objects.filter(pk__in=ids).select_related("sponsor").order_by("pk")
        form = FlagForm(request.POST or None)
        if request.method == "POST" and form.is_valid():
            self._flag(request, campaigns, form.cleaned_data["reason"])
            return redirect("admin:campaigns_campaign_changelist")
        context = {
            **self.admin_site.each_context(request),
            "title": "Flag campaigns",
            "opts": self.model._meta,
            "campaigns": campaigns,
            "form": form,
        }
        return render(request, "admin/campaigns/flag.html", context)

    def _flag(self, request: HttpRequest, campaigns: QuerySet, reason: str) -> None:
        for campaign in campaigns:
            try:
                actions.flag_campaign(
                    actor=cast("User", request.user), campaign=campaign, reason=reason
                )
            except Refused as refusal:
                messages.error(request, f"{campaign}: {refusal}")
            else:
                messages.success(request, f"{campaign} is flagged and its sponsor is told.")


@admin.register(Interest)
class InterestAdmin(ReadOnly, admin.ModelAdmin):
    """Who applied where, and what became of it."""

    list_display = ["campaign", "influencer", "state", "price", "created_at", "answered_at"]
    list_filter = ["state"]
    list_select_related = ["campaign", "influencer"]
    search_fields = ["campaign__title", "influencer__display_name"]
    date_hierarchy = "created_at"
    ordering = ["-created_at", "-pk"]
    exclude = ["proposed_price_minor"]
    readonly_fields = ["price", "state", "created_at", "answered_at"]

    @admin.display(description="Proposed price", ordering="proposed_price_minor")
    def price(self, interest: Interest) -> str:
        """Show the price as money."""
        price = interest.proposed_price_minor
        return format_money(price) if price else "open to an offer"


def _list_of(campaign: Campaign) -> str:
    query = urlencode({"q": campaign.title, "flagged_at__isempty": "0"})
    return f"{reverse('admin:campaigns_campaign_changelist')}?{query}"


def _is_id(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) < 19
