"""The namespace that sponsors and influencers share."""

import re

from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils import timezone

HANDLE_PATTERN = r"^[a-z0-9][a-z0-9._-]{1,28}[a-z0-9]\Z"
# Words that would read as the site itself speaking, or as a page of it.
RESERVED_HANDLES = frozenset(
    """
    about account accounts admin administrator ads api billing campaigns contact dashboard deleted
    help influencer influencers legal login logout me moderator moderators new notifications parley
    payments press privacy root security settings signup sponsor sponsors staff static status
    support system team terms wallet www you
    """.split()  # noqa: SIM905 (a list of fifty lines would hide the words)
)


class HandleQuerySet(models.QuerySet["Handle"]):
    """Reads of handles."""

    def unused(self) -> "HandleQuerySet":
        """Return handles without a profile: asked for in sign-ups that did not come about."""
        return self.filter(sponsorprofile=None, influencerprofile=None)


class Handle(models.Model):
    """One name in the namespace that sponsors and influencers share.

    The primary key is the handle itself, so a profile's `handle_id` is its text without a join.
    """

    name = models.CharField(
        max_length=30,
        primary_key=True,
        validators=[
            RegexValidator(
                HANDLE_PATTERN,
                "Use 3 to 30 small letters, digits, dots, hyphens or underscores, "
                "starting and ending with a letter or digit.",
            )
        ],
    )

    created_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = HandleQuerySet.as_manager()

    class Meta:
        constraints = [
            # Case-insensitive uniqueness: only the small form can be stored.
            models.CheckConstraint(condition=Q(name=Lower("name")), name="handle_is_lower"),
        ]

    def __str__(self) -> str:
        return self.name

    @staticmethod
    def is_reserved(name: str) -> bool:
        """Whether `name` is kept for the site, however it is punctuated."""
        return re.sub(r"[._-]", "", name.lower()) in RESERVED_HANDLES
