"""Holds: a moderator may keep doubtful money from clearing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from django import forms
from django.contrib import admin
from django.contrib.auth import get_user_model
from django.db.models import QuerySet
from django.http import HttpRequest
from django.template.response import TemplateResponse

from marketplace.kernel.console.asking import Question, ask_and_run
from marketplace.kernel.money import format_money

from .. import actions
from ..models import Hold
from .reading import ReadOnlyAdmin

if TYPE_CHECKING:
    from accounts.models import User

    from ..models.holds import HoldQuerySet


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


class PayerFilter(admin.SimpleListFilter):
    """Whose ads paid it: shown where an address asks for one user's, such as a mail's."""

    title = "who paid"
    parameter_name = "payer"

    def lookups(
        self, request: HttpRequest, model_admin: admin.ModelAdmin[Any]
    ) -> list[tuple[str, str]]:
        """Return the one user asked for, by mail address."""
        payer = self._payer()
        return [(str(payer.pk), payer.email)] if payer else []

    def has_output(self) -> bool:
        """Whether to narrow the list; also for a user who is not there, to nothing."""
        return self.value() is not None

    def queryset(self, request: HttpRequest, queryset: QuerySet[Hold]) -> QuerySet[Hold]:
        """Narrow the list to what the user's ads have paid."""
        payer = self._payer()
        holds = cast("HoldQuerySet", queryset)
        return holds.paid_by(payer) if payer else holds.none()

    def _payer(self) -> User | None:
        """Return the user whose key the address names, if there is one."""
        value = self.value() or ""
        if not (value.isascii() and value.isdigit() and len(value) < 19):
            return None
        return get_user_model().objects.filter(pk=int(value)).first()


@admin.register(Hold)
class HoldAdmin(ReadOnlyAdmin):
    """Released money that has not reached its wallet."""

    list_display = [
        *("id", "owner", "amount", "taken", "clears_at", "cleared_at", "reversed_at"),
        *("frozen_at", "frozen_by"),
    ]
    list_filter = [
        ("cleared_at", admin.EmptyFieldListFilter),
        ("frozen_at", admin.EmptyFieldListFilter),
        ("reversed_at", admin.EmptyFieldListFilter),
        PayerFilter,
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

    @admin.display(description="taken for debts", ordering="taken_minor")
    def taken(self, obj: Hold) -> str:
        """Return what paid a debt of the owner before it could clear."""
        if not obj.taken_minor:
            return self.get_empty_value_display()
        return format_money(obj.taken_minor)

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
