"""Ratings in the console: read, and where a dispute's losing side wrote them, released or not."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.template.response import TemplateResponse

from ads.actions import keep_rating_hidden, release_rating
from ads.models import Rating
from ads.views.loading import SignedInRequest
from marketplace.kernel.console.asking import Question, ask_and_run
from marketplace.kernel.console.reading import ReadOnly


class RatingInline(ReadOnly, admin.TabularInline):
    """How each side found the other."""

    model = Rating
    readonly_fields = (
        *("by_side", "quality_stars", "communication_stars", "timeliness_stars", "text"),
        *("private_note", "created_at", "published_at", "is_held", "review_reason", "reply"),
    )
    fields = readonly_fields
    extra = 0
    can_delete = False


class HeldFilter(admin.SimpleListFilter):
    """Whether a moderator has to read the rating first, and has."""

    title = "held"
    parameter_name = "held"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        """Return the choices."""
        return [("waiting", "Waits for a decision"), ("hidden", "Kept hidden")]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Rating]) -> QuerySet[Rating]:
        """Narrow the list."""
        ratings = Rating.objects.all()
        match self.value():
            case "waiting":
                return queryset.filter(pk__in=ratings.awaiting_review())
            case "hidden":
                return queryset.filter(pk__in=ratings.kept_hidden())
        return queryset


@admin.register(Rating)
class RatingAdmin(ReadOnly, admin.ModelAdmin):
    """What both sides wrote about each other, with their notes to the moderators."""

    list_display = [
        *("created_at", "ad", "by_side", "mean", "text", "private_note"),
        *("is_held", "published_at"),
    ]
    list_filter = [HeldFilter, "by_side", ("published_at", admin.EmptyFieldListFilter)]
    list_select_related = ["ad"]
    search_fields = ["ad__title", "text"]
    show_full_result_count = False
    ordering = ["-created_at", "-pk"]
    actions = ["release", "keep_hidden"]

    def has_decide_permission(self, request: HttpRequest) -> bool:
        """Whether this moderator may decide about held ratings."""
        return bool(request.user.has_perm("ads.change_rating"))

    @admin.display(description="stars")
    def mean(self, obj: Rating) -> str:
        """Return the mean of the three axes, and each."""
        return f"{obj.stars:.1f} ({', '.join(map(str, obj.axes))})"

    @admin.action(description="Release, with a reason", permissions=["decide"])
    def release(self, request: SignedInRequest, rows: QuerySet[Rating]) -> TemplateResponse | None:
        """Ask for the reason, then let the ratings appear like any other."""
        return ask_and_run(
            self,
            request,
            rows,
            Question(
                action="release",
                title="Release held ratings",
                button="Release",
                done="Released",
            ),
            lambda rating, reason: release_rating(actor=request.user, rating=rating, reason=reason),
        )

    @admin.action(description="Keep hidden, with a reason", permissions=["decide"])
    def keep_hidden(
        self, request: SignedInRequest, rows: QuerySet[Rating]
    ) -> TemplateResponse | None:
        """Ask for the reason, then leave the ratings unpublished."""
        return ask_and_run(
            self,
            request,
            rows,
            Question(
                action="keep_hidden",
                title="Keep held ratings hidden",
                button="Keep hidden",
                done="Kept hidden",
            ),
            lambda rating, reason: keep_rating_hidden(
                actor=request.user, rating=rating, reason=reason
            ),
        )
