"""Every write to notices and preferences."""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from marketplace.kernel import mail
from marketplace.kernel.mail.registry import mail_kind as find_kind
from marketplace.kernel.mail.topics import Topic
from marketplace.kernel.people import Person
from marketplace.notifications import subscriptions
from marketplace.notifications.models import Notification, NotificationPreference
from marketplace.notifications.tokens import Subscription, unsubscribe_url
from marketplace.notifications.topics import Choice


def notify(
    *,
    user: Person,
    kind: str,
    text: str,
    url: str,
    mail_kind: str | None = None,
    mail_context: dict[str, Any] | None = None,
    dedup_key: str,
    topic: Topic | None = None,
    now: datetime | None = None,
) -> None:
    """Tell `user` something in the site and, where `mail_kind` is given and wanted, by mail.

    The topic is that of the mail kind, or `topic` where the kind serves several or there is no
    mail. Whoever chose it at once gets the mail now, whoever chose daily reads it in the next
    digest; a kind without a topic is required and always sent. Nothing about a topic is mailed
    to who is gone or has not confirmed the address.

    `url` is a path of this site. The mail's templates also get text and url. A `dedup_key` that
    was used before does nothing. Raises ValueError for an address elsewhere and for a topic with
    a required kind, LookupError for a mail kind that is not registered.
    """
    if not url.startswith("/") or url.startswith("//"):
        raise ValueError(f"a notice leads to a path of this site, not to {url}")
    about = _topic_of(mail_kind, topic)
    with transaction.atomic():
        is_mailed = mail_kind is not None and (about is None or _is_at_once(user, about))
        _, is_new = Notification.objects.get_or_create(
            dedup_key=dedup_key,
            defaults={
                "user_id": user.pk,
                "kind": kind,
                "topic": about or "",
                "text": text[:300],
                "url": url,
                "is_mailed": is_mailed,
                "created_at": now or timezone.now(),
            },
        )
        if is_new and is_mailed and mail_kind:
            mail.queue_mail(
                kind=mail_kind,
                to=user.email,
                context={"user": user, "text": text, "url": url, "topic": about}
                | (mail_context or {}),
                dedup_key=f"notice:{dedup_key}",
                user=user,
                unsubscribe_url=unsubscribe_url(user=user, topic=about) if about else None,
            )


def _topic_of(mail_kind: str | None, topic: Topic | None) -> Topic | None:
    """Return what a notice is about; None where the mail about it is required."""
    registered = find_kind(mail_kind) if mail_kind else None
    if registered and registered.required and topic:
        raise ValueError(f"the mail {mail_kind} is required, so nobody can choose about {topic}")
    if topic or registered is None:
        return topic
    return registered.topic if isinstance(registered.topic, Topic) else None


def _is_at_once(user: Person, topic: Topic) -> bool:
    return user.is_reachable and NotificationPreference.objects.of(user).is_at_once(topic)


def mark_read(*, actor: Person, notification: Notification, now: datetime | None = None) -> None:
    """Note when `actor` first opened a notice of their own; others' notices stay as they are."""
    with transaction.atomic():
        own = Notification.objects.visible_to(actor).unread()
        own.filter(pk=notification.pk).update(read_at=now or timezone.now())


def mark_read_about(*, actor: Person, urls: Collection[str], now: datetime | None = None) -> int:
    """Note that `actor` has seen what the pages at the paths `urls` tell; return how many notices
    were new.

    Notices lead to a page itself or to a place on it. Writes nothing where nothing was new, so
    that looking at a page again locks no row.
    """
    about = Q(pk__in=[])
    for url in urls:
        about |= Q(url=url) | Q(url__startswith=f"{url}#")
    told = Notification.objects.visible_to(actor).unread().filter(about)
    if not told.exists():
        return 0
    with transaction.atomic():
        return told.update(read_at=now or timezone.now())


def mark_all_read(*, actor: Person, now: datetime | None = None) -> int:
    """Note that `actor` has seen every notice; return how many were new."""
    with transaction.atomic():
        own = Notification.objects.visible_to(actor).unread()
        return own.update(read_at=now or timezone.now())


def save_preference(
    *,
    actor: Person,
    is_mail_on: bool,
    choices: Mapping[Topic, Choice],
    is_digest_on: bool,
    digest_hour: int,
    is_monthly_on: bool | None = None,
) -> NotificationPreference:
    """Store which mails `actor` wants; `digest_hour` is 0 to 23 on their own clock.

    A topic that `choices` leaves out stays as it is, and so does the monthly report with None,
    for those who are not asked about it.
    """
    changes: dict[str, Any] = {topic.value: choice.value for topic, choice in choices.items()}
    changes |= {
        "is_mail_on": is_mail_on,
        "is_digest_on": is_digest_on,
        "digest_hour": digest_hour,
    }
    if is_monthly_on is not None:
        changes["is_monthly_on"] = is_monthly_on
    with transaction.atomic():
        preference = NotificationPreference.objects.of(actor)
        for name, value in changes.items():
            setattr(preference, name, value)
        preference.save(update_fields=list(changes))
    return preference


def end_subscription(*, subscription: Subscription) -> str:
    """End the mails a token names. The token itself is the permission.

    Returns the word with which `resume_subscription` takes it back. Ending what has ended
    changes nothing.
    """
    with transaction.atomic():
        preference = _locked(subscription)
        word = subscriptions.before(preference, subscription.topic)
        preference.save(update_fields=subscriptions.end(preference, subscription.topic))
    return word


def resume_subscription(*, subscription: Subscription, word: str) -> NotificationPreference:
    """Send the mails a token names again, as `word` of `end_subscription` says.

    Raises ValueError for a word that says nothing about them.
    """
    with transaction.atomic():
        preference = _locked(subscription)
        changed = subscriptions.take_back(preference, subscription.topic, word)
        preference.save(update_fields=changed)
    return preference


def _locked(subscription: Subscription) -> NotificationPreference:
    rows = NotificationPreference.objects
    rows.get_or_create(user_id=subscription.user_id)
    return rows.select_for_update().get(user_id=subscription.user_id)
