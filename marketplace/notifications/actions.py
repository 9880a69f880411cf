"""Every write to notices and preferences."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from marketplace.kernel import mail
from marketplace.kernel.people import Person
from marketplace.notifications.models import Notification, NotificationPreference
from marketplace.notifications.tokens import TOPICS, Subscription, unsubscribe_url


def notify(
    *,
    user: Person,
    kind: str,
    text: str,
    url: str,
    mail_kind: str | None = None,
    mail_context: dict[str, Any] | None = None,
    dedup_key: str,
    now: datetime | None = None,
) -> None:
    """Tell `user` something in the site and, where `mail_kind` is given and wanted, by mail.

    `url` is a path of this site. The mail's templates also get text and url. A `dedup_key` that
    was used before does nothing. Raises ValueError for an address elsewhere.
    """
    if not url.startswith("/") or url.startswith("//"):
        raise ValueError(f"a notice leads to a path of this site, not to {url}")
    with transaction.atomic():
        _, is_new = Notification.objects.get_or_create(
            dedup_key=dedup_key,
            defaults={
                "user_id": user.pk,
                "kind": kind,
                "text": text[:300],
                "url": url,
                "created_at": now or timezone.now(),
            },
        )
        if not is_new or mail_kind is None:
            return
        if not NotificationPreference.objects.of(user).is_instant_on:
            return
        mail.queue_mail(
            kind=mail_kind,
            to=user.email,
            context={"user": user, "text": text, "url": url} | (mail_context or {}),
            dedup_key=f"notice:{dedup_key}",
            user=user,
            unsubscribe_url=unsubscribe_url(user=user, topic="instant"),
        )


def mark_read(*, actor: Person, notification: Notification, now: datetime | None = None) -> None:
    """Note when `actor` first opened a notice of their own; others' notices stay as they are."""
    with transaction.atomic():
        own = Notification.objects.visible_to(actor).unread()
        own.filter(pk=notification.pk).update(read_at=now or timezone.now())


def mark_read_about(*, actor: Person, url: str, now: datetime | None = None) -> int:
    """Note that `actor` has seen what the page at the path `url` tells; return how many were new.

    Notices lead to the page itself or to a place on it.
    """
    with transaction.atomic():
        own = Notification.objects.visible_to(actor).unread()
        about = own.filter(Q(url=url) | Q(url__startswith=f"{url}#"))
        return about.update(read_at=now or timezone.now())


def mark_all_read(*, actor: Person, now: datetime | None = None) -> int:
    """Note that `actor` has seen every notice; return how many were new."""
    with transaction.atomic():
        own = Notification.objects.visible_to(actor).unread()
        return own.update(read_at=now or timezone.now())


def save_preference(
    *,
    actor: Person,
    digest_hour: int,
    is_instant_on: bool,
    is_digest_on: bool,
    is_monthly_on: bool,
) -> NotificationPreference:
    """Store which mails `actor` wants; `digest_hour` is 0 to 23 on their own clock."""
    with transaction.atomic():
        preference = NotificationPreference.objects.of(actor)
        preference.digest_hour = digest_hour
        preference.is_instant_on = is_instant_on
        preference.is_digest_on = is_digest_on
        preference.is_monthly_on = is_monthly_on
        preference.save()
    return preference


def end_subscription(*, subscription: Subscription) -> None:
    """Switch off the mails a token names. The token itself is the permission."""
    switch, _ = TOPICS[subscription.topic]
    with transaction.atomic():
        preference, _ = NotificationPreference.objects.get_or_create(user_id=subscription.user_id)
        setattr(preference, switch, False)
        preference.save(update_fields=[switch])
