"""Moderators suspend and reinstate users. A suspension ends no session: the user reads why."""

from datetime import datetime

from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from accounts.actions.telling import tell
from accounts.models import AccountEvent, User
from marketplace.kernel.errors import Refused


def suspend_user(*, actor: User, user: User, reason: str, now: datetime | None = None) -> None:
    """Suspend a sponsor or influencer; records the reason and tells the user.

    Work that is funded runs on. Raises `Refused` without a reason, for moderators, for deleted
    accounts and where the user is suspended already.
    """
    now = now or timezone.now()
    with transaction.atomic():
        user = _lock(user, reason)
        if user.is_staff:
            raise Refused("Moderators are not suspended. Take away their staff status instead.")
        if user.is_suspended:
            raise Refused(f"{user} is suspended already.")
        user.suspended_at = now
        user.suspension_reason = reason.strip()
        user.save(update_fields=["suspended_at", "suspension_reason"])
        event = _record(user, actor, AccountEvent.Kind.SUSPENDED, reason, now)
        tell(
            event,
            mail_kind="user_suspended",
            text="Your account is suspended. The mail says why and what you can do.",
            url=reverse("home:dashboard"),
        )


def reinstate_user(*, actor: User, user: User, reason: str, now: datetime | None = None) -> None:
    """End a suspension; records the reason and tells the user.

    Raises `Refused` without a reason and where the user is not suspended.
    """
    now = now or timezone.now()
    with transaction.atomic():
        user = _lock(user, reason)
        if not user.is_suspended:
            raise Refused(f"{user} is not suspended.")
        user.suspended_at = None
        user.suspension_reason = ""
        user.save(update_fields=["suspended_at", "suspension_reason"])
        event = _record(user, actor, AccountEvent.Kind.REINSTATED, reason, now)
        tell(
            event,
            mail_kind="user_reinstated",
            text="Your account is reinstated. Everything works as before.",
            url=reverse("home:dashboard"),
        )


def _lock(user: User, reason: str) -> User:
    if not reason.strip():
        raise Refused("Give a reason: the user reads it.")
    user = User.objects.select_for_update().get(pk=user.pk)
    if user.anonymised_at:
        raise Refused("This account was deleted by its owner.")
    return user


def _record(user: User, actor: User, kind: str, reason: str, now: datetime) -> AccountEvent:
    return AccountEvent.objects.create(
        user=user, actor=actor, kind=kind, reason=reason.strip(), created_at=now
    )
