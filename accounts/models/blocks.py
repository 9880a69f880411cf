"""Who wants nothing more to do with whom."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone


class BlockQuerySet(models.QuerySet["Block"]):
    """Reads of blocks."""

    def of(self, user_id: int) -> "BlockQuerySet":
        """Return those the user made, and those made against the user."""
        return self.filter(Q(blocker_id=user_id) | Q(blocked_id=user_id))

    def between(self, one_id: int, other_id: int) -> "BlockQuerySet":
        """Return those that stand between two users, whoever made them."""
        return self.filter(
            Q(blocker_id=one_id, blocked_id=other_id) | Q(blocker_id=other_id, blocked_id=one_id)
        )


class Block(models.Model):
    """One user's wish to make no new agreement with another. Nobody is told of it."""

    blocker = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="blocks_made"
    )
    blocked = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="blocks_met"
    )
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = BlockQuerySet.as_manager()

    class Meta:
        constraints = [
            # Blocking twice is blocking once.
            models.UniqueConstraint(fields=["blocker", "blocked"], name="block_unique"),
            # Nobody blocks oneself.
            models.CheckConstraint(condition=~Q(blocker=F("blocked")), name="block_of_another"),
        ]

    def __str__(self) -> str:
        return f"Block {self.pk}"


def is_blocked_between(one_id: int, other_id: int) -> bool:
    """Whether either of two users has blocked the other."""
    return Block.objects.between(one_id, other_id).exists()
