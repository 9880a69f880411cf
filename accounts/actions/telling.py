"""Telling a user what a moderator decided: in the site and, because it is required, by mail."""

from accounts.models import AccountEvent
from marketplace.notifications.actions import notify


def tell(event: AccountEvent, *, mail_kind: str, text: str, url: str) -> None:
    """Write the notice and the mail about `event`, in the caller's transaction."""
    notify(
        user=event.user,
        kind=mail_kind,
        text=text,
        url=url,
        mail_kind=mail_kind,
        mail_context={"name": event.user.get_full_name(), "reason": event.reason},
        dedup_key=f"account-event:{event.pk}",
    )
