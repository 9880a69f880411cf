"""Profiles: the queue of sponsors to verify, and influencers with their figures."""

from typing import Any

from django.contrib import admin
from django.db.models import Model, QuerySet
from django.forms import ModelForm
from django.http import HttpRequest
from django.template.response import TemplateResponse

from accounts.actions import index_influencer, refuse_verification, verify_sponsor
from accounts.models import Channel, InfluencerProfile, RateCardItem, SponsorProfile
from accounts.views.requests import SignedInRequest
from marketplace.kernel.console.asking import Question, ask_and_run, run_each
from marketplace.kernel.console.reading import ReadOnly
from marketplace.kernel.money import format_money


class ProfileAdmin(admin.ModelAdmin):
    """What both profiles share: texts can be corrected, everything else is read."""

    list_select_related = ["user"]
    search_fields = ["handle__name", "display_name", "user__email"]
    ordering = ["-created_at", "-pk"]

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Profiles come from signing up."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Users delete their own account."""
        return False

    @admin.display(description="rating")
    def rating(self, profile: Any) -> str:
        """Return average and number of ratings."""
        return f"{profile.rating_average} ({profile.rating_count})" if profile.rating_count else "–"


@admin.register(SponsorProfile)
class SponsorProfileAdmin(ProfileAdmin):
    """Sponsors; filtered by “Unverified” it is the verification queue."""

    list_display = [
        "display_name",
        "handle_id",
        "company_name",
        "country",
        "website",
        "verification",
        "created_at",
    ]
    list_filter = ["verification", "country", "created_at"]
    search_fields = [*ProfileAdmin.search_fields, "company_name"]
    actions = ["verify", "refuse"]
    fields = [
        "user",
        "handle",
        "verification",
        "verified_at",
        "display_name",
        "company_name",
        "industry",
        "country",
        "website",
        "description",
        "rating",
        "created_at",
    ]
    readonly_fields = [
        "user",
        "handle",
        "verification",
        "verified_at",
        "country",
        "website",
        "rating",
        "created_at",
    ]

    @admin.action(description="Verify", permissions=["change"])
    def verify(self, request: SignedInRequest, rows: QuerySet[SponsorProfile]) -> None:
        """Let the sponsors publish and send."""
        run_each(
            self,
            request,
            rows,
            lambda profile, _reason: verify_sponsor(actor=request.user, profile=profile),
            done="Verified",
        )

    @admin.action(description="Refuse verification, with a reason", permissions=["change"])
    def refuse(
        self, request: SignedInRequest, rows: QuerySet[SponsorProfile]
    ) -> TemplateResponse | None:
        """Ask for the reason, then refuse or take back."""
        return ask_and_run(
            self,
            request,
            rows,
            Question(
                action="refuse",
                title="Refuse verification",
                button="Refuse verification",
                done="Refused",
            ),
            lambda profile, reason: refuse_verification(
                actor=request.user, profile=profile, reason=reason
            ),
        )


class ChannelInline(ReadOnly, admin.TabularInline):
    """The channels, as the influencer states them."""

    model = Channel
    fields = ["platform", "handle", "url", "followers", "average_views", "engagement_rate"]
    extra = 0


class RateCardInline(ReadOnly, admin.TabularInline):
    """The rate card."""

    model = RateCardItem
    fields = ["platform", "kind", "price"]
    readonly_fields = ["price"]
    extra = 0

    @admin.display(description="price")
    def price(self, item: RateCardItem) -> str:
        """Return the price as money."""
        return format_money(item.price_minor)


@admin.register(InfluencerProfile)
class InfluencerProfileAdmin(ProfileAdmin):
    """Influencers and the figures they state."""

    list_display = [
        "display_name",
        "handle_id",
        "category",
        "top_followers",
        "rating",
        "created_at",
    ]
    list_filter = ["category", "country", "created_at"]
    list_select_related = ["user", "category"]
    inlines = [ChannelInline, RateCardInline]
    fields = [
        "user",
        "handle",
        "display_name",
        "category",
        "niche",
        "description",
        "avatar",
        "country",
        "languages",
        "top_followers",
        "rating",
        "created_at",
    ]
    readonly_fields = [
        "user",
        "handle",
        "avatar",
        "country",
        "languages",
        "top_followers",
        "rating",
        "created_at",
    ]

    def save_model(
        self,
        request: HttpRequest,
        obj: InfluencerProfile,
        form: ModelForm,
        change: bool,  # noqa: FBT001  # Django's signature
    ) -> None:
        """Save the corrected texts, with search following; the admin opened the transaction."""
        super().save_model(request, obj, form, change)
        index_influencer(profile=obj)
