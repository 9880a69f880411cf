"""The outbox in the moderation console: read, and send again what was given up."""

from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest

from marketplace.kernel.counting import counted
from marketplace.kernel.errors import Refused
from marketplace.kernel.jobs import admin as jobs_admin  # noqa: F401  # registers itself
from marketplace.kernel.mail.actions import resend_mail
from marketplace.kernel.mail.models import OutboxMail


class StateFilter(admin.SimpleListFilter):
    """Sent, waiting or given up."""

    title = "state"
    parameter_name = "state"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        """Return the choices."""
        return [("failed", "Given up"), ("waiting", "Waiting"), ("sent", "Sent")]

    def queryset(
        self, request: HttpRequest, queryset: QuerySet[OutboxMail]
    ) -> QuerySet[OutboxMail]:
        """Narrow the list."""
        conditions: dict[str | None, dict[str, Any]] = {
            "failed": {"failed_at__isnull": False},
            "waiting": {"sent_at": None, "failed_at": None},
            "sent": {"sent_at__isnull": False},
        }
        return queryset.filter(**conditions.get(self.value(), {}))


@admin.register(OutboxMail)
class OutboxMailAdmin(admin.ModelAdmin):
    """Read only. The text of mails that carry a code stays hidden: it would sign anybody in."""

    list_display = ("created_at", "to", "subject", "kind", "shown_state", "attempts")
    list_filter = (StateFilter, "kind")
    search_fields = ("to", "subject")
    list_select_related = ()
    show_full_result_count = False
    ordering = ("-created_at", "-pk")
    actions = ("send_again",)
    fields = (
        "kind",
        "to",
        "user",
        "subject",
        "shown_text",
        "shown_attachments",
        "shown_state",
        "created_at",
        "due_at",
        "sent_at",
        "failed_at",
        "attempts",
        "last_error",
        "message_id",
        "dedup_key",
    )
    readonly_fields = fields

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Mails are written by their causes."""
        return False

    def has_resend_permission(self, request: HttpRequest) -> bool:
        """Whoever may change mails may send them again, which is the only change there is."""
        return request.user.has_perm("kernel.change_outboxmail")

    def has_change_permission(self, request: HttpRequest, obj: OutboxMail | None = None) -> bool:
        """What was written stays as it was written."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: OutboxMail | None = None) -> bool:
        """The outbox is a record."""
        return False

    @admin.display(description="state")
    def shown_state(self, mail: OutboxMail) -> str:
        """Say where the mail is."""
        return "given up" if mail.state == "failed" else mail.state

    @admin.display(description="text")
    def shown_text(self, mail: OutboxMail) -> str:
        """Return the text part, unless it is or was secret, or is gone."""
        if mail.is_secret:
            return "Hidden, because it carries a code."
        return "Removed, because it is old." if mail.emptied_at else mail.text

    @admin.display(description="attachments")
    def shown_attachments(self, mail: OutboxMail) -> str:
        """Name the files that go out with the mail."""
        return ", ".join(mail.attachments.values_list("name", flat=True)) or "None"

    @admin.action(description="Send again what was given up", permissions=["resend"])
    def send_again(self, request: HttpRequest, queryset: QuerySet[OutboxMail]) -> None:
        """Give the chosen mails a fresh start."""
        count = 0
        for mail in queryset:
            try:
                resend_mail(actor=request.user, mail=mail)  # type: ignore[arg-type]  # staff
                count += 1
            except Refused as refusal:
                self.message_user(request, f"{mail}: {refusal}", messages.ERROR)
        if count:
            text = f"{counted(count, 'mail')} will be sent again."
            self.message_user(request, text, messages.SUCCESS)
