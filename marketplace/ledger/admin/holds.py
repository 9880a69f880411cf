"""Holds: a moderator may keep doubtful money from clearing."""

from django import forms
from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.template.response import TemplateResponse

from marketplace.kernel.console.asking import Question, ask_and_run

from .. import actions
from ..models import Hold
from .reading import ReadOnlyAdmin


class FreezeForm(forms.Form):
    """Why money is kept from clearing."""

    reason = forms.CharField(
        max_length=300, label="Why this money is frozen (the owner reads this)"
    )


FREEZE = Question(
    action="freeze",
    title="Freeze these holds?",
    text="Frozen money does not clear until it is unfrozen. Its owner sees your reason.",
    button="Freeze",
    done="Frozen",
    form_class=FreezeForm,
    template="admin/ask_about_money.html",
)
UNFREEZE = Question(
    action="unfreeze",
    title="Unfreeze these holds?",
    text="They clear at their date, or within minutes if that is past.",
    button="Unfreeze",
    done="Unfrozen",
    form_class=forms.Form,
    template="admin/ask_about_money.html",
)


@admin.register(Hold)
class HoldAdmin(ReadOnlyAdmin):
    """Released money that has not reached its wallet."""

    list_display = ["id", "owner", "amount", "clears_at", "cleared_at", "frozen_at", "frozen_by"]
    list_filter = [
        ("cleared_at", admin.EmptyFieldListFilter),
        ("frozen_at", admin.EmptyFieldListFilter),
    ]
    list_select_related = ["account__user", "frozen_by"]
    search_fields = ["account__user__email", "release__reference"]
    ordering = ["-id"]
    actions = ["freeze", "unfreeze"]

    def has_freeze_permission(self, request: HttpRequest) -> bool:
        """Whether this moderator may freeze and unfreeze."""
        return request.user.has_perm("ledger.change_hold")

    @admin.display(description="owner", ordering="account__user__email")
    def owner(self, obj: Hold) -> str:
        """Return whose money it is."""
        return str(obj.owner)

    @admin.action(description="Freeze", permissions=["freeze"])
    def freeze(self, request: HttpRequest, queryset: QuerySet[Hold]) -> TemplateResponse | None:
        """Keep the money from clearing."""

        def run(hold: Hold, reason: str) -> None:
            actions.freeze_hold(
                actor=request.user,  # type: ignore[arg-type]  # the admin lets nobody else in
                hold=hold,
                reason=reason,
            )

        return ask_and_run(self, request, queryset, FREEZE, run)

    @admin.action(description="Unfreeze", permissions=["freeze"])
    def unfreeze(self, request: HttpRequest, queryset: QuerySet[Hold]) -> TemplateResponse | None:
        """Let the money clear again."""

        def run(hold: Hold, reason: str) -> None:
            actions.unfreeze_hold(actor=request.user, hold=hold)  # type: ignore[arg-type]

        return ask_and_run(self, request, queryset, UNFREEZE, run)
