"""Users: who they are, how they stand, and suspending them."""

from typing import Any, ClassVar

from django.contrib import admin
from django.contrib.auth.admin import UserAdmin as DjangoUserAdmin
from django.contrib.auth.forms import AdminUserCreationForm
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse

from accounts.actions import reinstate_user, suspend_user
from accounts.admin.events import AccountEventInline
from accounts.models import User
from accounts.views.requests import SignedInRequest
from marketplace.kernel.console.asking import Question, ask_and_run

# Granting these is for superusers: a moderator must not make itself one.
RIGHTS = ["is_staff", "is_superuser", "groups", "user_permissions"]


MOMENTS = [
    "date_joined",
    "last_login",
    "terms_version",
    "terms_accepted_at",
    "majority_confirmed_at",
    "unconfirmed_since",
    "anonymised_at",
]


class NewModeratorForm(AdminUserCreationForm):
    """Sponsors and influencers sign up; only moderators are made here."""

    class Meta:
        model = User
        fields = ["email"]

    def clean_email(self) -> str:
        """Keep addresses in small letters."""
        return str(self.cleaned_data["email"]).lower()

    def save(self, commit: bool = True) -> User:  # noqa: FBT001, FBT002  # Django's signature
        """Make the user a moderator."""
        self.instance.is_staff = True
        user: User = super().save(commit=commit)
        return user


@admin.register(User)
class UserAdmin(DjangoUserAdmin):
    """All users. Identity and state are read-only: actions change them, with a reason."""

    add_form = NewModeratorForm
    add_fieldsets = [
        (None, {"classes": ["wide"], "fields": ["email", "password1", "password2"]}),
    ]
    list_display = ["email", "name", "role", "state", "is_staff", "date_joined"]
    list_filter = [
        "role",
        ("suspended_at", admin.EmptyFieldListFilter),
        ("unconfirmed_since", admin.EmptyFieldListFilter),
        ("anonymised_at", admin.EmptyFieldListFilter),
        "is_staff",
        "date_joined",
    ]
    list_select_related = ["sponsor_profile", "influencer_profile"]
    search_fields = [
        "email",
        "sponsor_profile__display_name",
        "sponsor_profile__handle__name",
        "influencer_profile__display_name",
        "influencer_profile__handle__name",
    ]
    ordering = ["-date_joined", "-pk"]
    actions = ["suspend", "reinstate"]
    inlines = [AccountEventInline]
    filter_horizontal = ["groups", "user_permissions"]
    fieldsets = [
        (None, {"fields": ["email", "password", "role", "name", "time_zone"]}),
        ("State", {"fields": ["state", "suspended_at", "suspension_reason"]}),
        ("Rights", {"fields": [*RIGHTS]}),
        (
            "Moments",
            {"fields": [*MOMENTS]},
        ),
    ]
    _facts: ClassVar[list[str]] = [
        "email",
        "role",
        "name",
        "time_zone",
        "state",
        "suspended_at",
        "suspension_reason",
        *MOMENTS,
    ]

    def get_readonly_fields(self, request: HttpRequest, obj: User | None = None) -> list[str]:
        """Return every fact, and for all but superusers the rights too."""
        if obj is None:
            return []
        return self._facts if request.user.is_superuser else [*self._facts, *RIGHTS]

    def get_inlines(self, request: HttpRequest, obj: User | None = None) -> list[Any]:
        """Return the decisions, once there is a user."""
        return self.inlines if obj else []

    def has_change_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        """Moderators do not change each other, nor each other's password."""
        may_change: bool = super().has_change_permission(request, obj)
        if obj is None or request.user.is_superuser:
            return may_change
        return may_change and not obj.is_staff and not obj.is_superuser

    def has_delete_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        """Users delete their own account; moderators suspend."""
        return False

    def user_change_password(
        self,
        request: HttpRequest,
        id: str,  # noqa: A002  # Django's signature
        form_url: str = "",
    ) -> HttpResponse:
        """Let superusers set a password; a moderator who could would sign in as the user."""
        if not request.user.is_superuser:
            raise PermissionDenied("Only a superuser sets somebody's password.")
        response: HttpResponse = super().user_change_password(request, id, form_url)
        return response

    @admin.display(description="name")
    def name(self, user: User) -> str:
        """Return the name others see."""
        return str(user.profile) if user.profile else "–"

    @admin.display(description="state")
    def state(self, user: User) -> str:
        """Return how the account stands, in a word."""
        if user.anonymised_at:
            return "Deleted"
        if user.is_suspended:
            return "Suspended"
        if not user.is_active:
            return "Inactive"
        return "Unconfirmed" if user.unconfirmed_since else "In good standing"

    @admin.action(description="Suspend, with a reason", permissions=["change"])
    def suspend(self, request: SignedInRequest, rows: QuerySet[User]) -> TemplateResponse | None:
        """Ask for the reason, then suspend."""
        return ask_and_run(
            self,
            request,
            rows,
            Question(
                action="suspend",
                title="Suspend users",
                button="Suspend",
                done="Suspended",
            ),
            lambda user, reason: suspend_user(actor=request.user, user=user, reason=reason),
        )

    @admin.action(description="Reinstate, with a reason", permissions=["change"])
    def reinstate(self, request: SignedInRequest, rows: QuerySet[User]) -> TemplateResponse | None:
        """Ask for the reason, then reinstate."""
        return ask_and_run(
            self,
            request,
            rows,
            Question(
                action="reinstate",
                title="Reinstate users",
                button="Reinstate",
                done="Reinstated",
            ),
            lambda user, reason: reinstate_user(actor=request.user, user=user, reason=reason),
        )
