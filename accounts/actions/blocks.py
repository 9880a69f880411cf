"""Blocking: who wants no new agreement with whom. Nobody is told of it."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from accounts.models import Block, User, is_blocked_between
from marketplace.kernel.errors import Refused


def block_user(*, actor: User, user: User, now: datetime | None = None) -> Block:
    """Keep `user` and the actor from new interests, offers and messages; running ads go on.

    Blocking again changes nothing and returns the block there is. Tells nobody. Raises Refused
    for oneself, for moderators on either side and for deleted accounts.
    """
    if actor.pk == user.pk:
        raise Refused("You cannot block yourself.")
    if user.is_staff:
        raise Refused("Moderators cannot be blocked.")
    if actor.is_staff:
        raise Refused("Moderators block nobody. Suspend the account instead.")
    if user.anonymised_at:
        raise Refused("This account was deleted by its owner.")
    with transaction.atomic():
        block, _ = Block.objects.get_or_create(
            blocker=actor, blocked=user, defaults={"created_at": now or timezone.now()}
        )
    return block


def unblock_user(*, actor: User, user: User) -> None:
    """Take the actor's block of `user` back; does nothing where there is none. Tells nobody.

    A block that `user` made stays.
    """
    with transaction.atomic():
        Block.objects.filter(blocker=actor, blocked=user).delete()


def check_not_blocked(*, actor: User, other: User) -> None:
    """Raise Refused where either has blocked the other, without telling who did."""
    if is_blocked_between(actor.pk, other.pk):
        raise Refused(
            f"You and {other.get_full_name()} cannot make new agreements with each other."
        )
