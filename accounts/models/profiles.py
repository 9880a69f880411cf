"""What both profiles share. Campaigns and ads belong to profiles, so that teams can come later."""

from decimal import Decimal

from django.db import models
from django.db.models import Case, F, GeneratedField, Q, When
from django.utils import timezone

from accounts.models.handles import Handle
from accounts.places import country_name, validate_country

# A rating gives 1 to 5 stars on each of so many axes.
RATING_AXES = 3


def rating_score() -> GeneratedField:
    """Return the column that sorts profiles by rating: the mean in thousandths, 0 for none."""
    return GeneratedField(
        expression=Case(
            When(
                rating_count__gt=0,
                then=F("rating_sum") * 1000 / (F("rating_count") * RATING_AXES),
            ),
            default=0,
        ),
        output_field=models.PositiveIntegerField(),
        db_persist=True,
    )


class Profile(models.Model):
    """What both profiles share."""

    handle = models.OneToOneField(Handle, on_delete=models.PROTECT, related_name="%(class)s")
    display_name = models.CharField(max_length=80)
    country = models.CharField(
        max_length=2,
        blank=True,
        validators=[validate_country],
        help_text="ISO 3166-1 code of two letters.",
    )
    description = models.TextField(max_length=2000, blank=True)
    # The stars of all axes and how many gave them: sums, so that an average is exact. Ratings
    # brought from elsewhere start them.
    rating_sum = models.PositiveIntegerField(default=0, editable=False)
    rating_count = models.PositiveIntegerField(default=0, editable=False)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.display_name

    @property
    def country_name(self) -> str:
        """The country's name in English; empty where none is given."""
        return country_name(self.country)

    @property
    def rating_average(self) -> Decimal | None:
        """Mean of all ratings on all axes, 1 to 5, with one decimal; None where there is none."""
        if not self.rating_count:
            return None
        given = self.rating_count * RATING_AXES
        return (Decimal(self.rating_sum) / given).quantize(Decimal("0.1"))


def rating_in_range() -> Q:
    """Return the condition that every rating was 1 to 5 on every axis."""
    count = F("rating_count")
    return Q(rating_sum__gte=RATING_AXES * count) & Q(rating_sum__lte=5 * RATING_AXES * count)


# Nobody else sees the profile of a user who is suspended, gone, or has not confirmed the address.
SEEN_BY_OTHERS = Q(user__suspended_at=None, user__is_active=True, user__unconfirmed_since=None)
