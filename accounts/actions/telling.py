"""Telling a user what a moderator decided: in the site and, whatever the settings, by mail."""

from accounts.models import AccountEvent
from marketplace.kernel.mail import queue_mail
from marketplace.notifications.actions import notify


def tell(event: AccountEvent, *, mail_kind: str, text: str, url: str) -> None:
    """Write the notice and the mail about `event`, in the caller's transaction."""
    key = f"account-event:{event.pk}"
    notify(user=event.user, kind=mail_kind, text=text, url=url, dedup_key=key)
    queue_mail(
        kind=mail_kind,
        to=event.user.email,
        user=event.user,
        context={"name": event.user.get_full_name(), "reason": event.reason, "url": url},
        dedup_key=key,
    )
