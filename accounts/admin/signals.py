"""Signals: what rules noticed about users, for a moderator to look at."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.template.response import TemplateResponse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from accounts.actions import review_signal
from accounts.models import Signal
from accounts.registries import signal_kinds
from accounts.views.requests import SignedInRequest
from marketplace.kernel.console.asking import NoteForm, Question, ask_and_run
from marketplace.kernel.console.reading import ReadOnly
from marketplace.messaging.guard import marked, phrases_from_json


class KindFilter(admin.SimpleListFilter):
    """The kinds of the registry."""

    title = "kind"
    parameter_name = "kind"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        """Return the kinds with their words."""
        return sorted(signal_kinds.items(), key=lambda item: item[1])

    def queryset(self, request: HttpRequest, queryset: QuerySet[Signal]) -> QuerySet[Signal]:
        """Narrow the list to the chosen kind."""
        return queryset.filter(kind=self.value()) if self.value() else queryset


class ReviewedFilter(admin.SimpleListFilter):
    """Open or reviewed."""

    title = "review"
    parameter_name = "review"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        """Return the two states."""
        return [("open", "Open"), ("reviewed", "Reviewed")]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Signal]) -> QuerySet[Signal]:
        """Narrow the list to the chosen state."""
        if self.value() not in ("open", "reviewed"):
            return queryset
        return queryset.filter(reviewed_at__isnull=self.value() == "open")


@admin.register(Signal)
class SignalAdmin(ReadOnly, admin.ModelAdmin):
    """Signals with their evidence. They are reviewed, and never changed."""

    list_display = ["created_at", "words", "user", "evidence_text", "place", "state"]
    list_display_links = ["created_at"]
    list_filter = [ReviewedFilter, KindFilter, "created_at"]
    list_select_related = ["user", "reviewed_by"]
    search_fields = ["user__email", "note"]
    date_hierarchy = "created_at"
    ordering = ["-created_at", "-pk"]
    actions = ["review"]
    fields = [
        "user",
        "words",
        "evidence_text",
        "place",
        "created_at",
        "reviewed_at",
        "reviewed_by",
        "note",
    ]
    readonly_fields = ["words", "evidence_text", "place"]

    def has_review_permission(self, request: HttpRequest) -> bool:
        """Reviewing is what moderators may do with a signal."""
        return bool(request.user.has_perm("accounts.change_signal"))

    @admin.display(description="kind", ordering="kind")
    def words(self, signal: Signal) -> str:
        """Return the kind in words."""
        return signal_kinds.get(signal.kind, signal.kind)

    @admin.display(description="evidence")
    def evidence_text(self, signal: Signal) -> SafeString:
        """Return the text with its phrases marked, or each piece of evidence by its name."""
        evidence = signal.evidence
        if "text" in evidence and "phrases" in evidence:
            return marked(evidence["text"], phrases_from_json(evidence["phrases"]))
        return format_html_join("", "<p><strong>{}</strong>: {}</p>", evidence.items())

    @admin.display(description="where")
    def place(self, signal: Signal) -> SafeString | str:
        """Link to the page that shows where it happened."""
        words = signal.evidence.get("where") or "Open"
        return format_html('<a href="{}">{}</a>', signal.url, words) if signal.url else "–"

    @admin.display(description="review", ordering="reviewed_at")
    def state(self, signal: Signal) -> str:
        """Return who reviewed it, with what note."""
        if not signal.is_reviewed:
            return "Open"
        return f"{signal.reviewed_by}: {signal.note}" if signal.note else str(signal.reviewed_by)

    @admin.action(description="Mark as reviewed, with a note", permissions=["review"])
    def review(self, request: SignedInRequest, rows: QuerySet[Signal]) -> TemplateResponse | None:
        """Ask what the moderator made of them, then mark them."""
        return ask_and_run(
            self,
            request,
            rows,
            Question(
                action="review",
                title="Mark as reviewed",
                button="Mark as reviewed",
                done="Reviewed",
                form_class=NoteForm,
            ),
            lambda signal, note: review_signal(actor=request.user, signal=signal, note=note),
        )
