"""Reads of ads."""

from datetime import datetime
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Case, Q, Value, When

from ads.workflow import ON_DEADLINE, OPEN, Side, State

if TYPE_CHECKING:
    from accounts.models import User
    from ads.models.ads import Ad  # noqa: F401  (names the model for readers)

TIMED_STATES = tuple(ON_DEADLINE)
OPEN_STATES = tuple(s for s in State if s in OPEN)


def _asked(side: Side) -> Q:
    """Return the condition that `side` is asked for something."""
    asked = Q(**{f"{side.value}_acts_by__isnull": False})
    return asked | Q(state=State.DRAFT) if side is Side.SPONSOR else asked


class AdQuerySet(models.QuerySet["Ad"]):
    """Reads of ads."""

    def visible_to(self, user: "User") -> "AdQuerySet":
        """Return the ads the user is a party of. A draft is its sponsor's alone.

        A user acts on one side, so one side is asked for: either of two would read every ad.
        """
        if user.is_sponsor:
            return self.filter(campaign__sponsor__user_id=user.pk)
        if user.is_influencer:
            return self.filter(influencer__user_id=user.pk).exclude(state=State.DRAFT)
        return self.none()

    def open(self) -> "AdQuerySet":
        """Return ads that are not over."""
        return self.filter(state__in=OPEN_STATES)

    def waiting_for(self, side: Side) -> "AdQuerySet":
        """Return ads in which that side is asked for something; drafts wait for their sponsor."""
        return self.filter(_asked(Side(side)))

    def due(self, now: datetime) -> "AdQuerySet":
        """Return ads whose deadline has passed and has not been carried out."""
        return self.filter(deadline_at__lte=now, overdue_at=None, state__in=TIMED_STATES)

    def by_turn(self, side: Side) -> "AdQuerySet":
        """Order by whose turn it is (the side's own first, then the other's, then ended ads),
        within that by the nearest deadline."""
        return self.annotate(
            turn_rank=Case(
                When(_asked(Side(side)), then=Value(0)),
                When(state__in=OPEN_STATES, then=Value(1)),
                default=Value(2),
            )
        )
