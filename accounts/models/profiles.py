"""The two profiles. Campaigns and ads belong to profiles, so that teams can come later."""

import re
from decimal import Decimal
from typing import TYPE_CHECKING

from django.conf import settings
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Case, F, GeneratedField, Q, Value, When
from django.db.models.functions import Coalesce, Lower
from django.urls import reverse
from django.utils import timezone

from accounts.models.catalogue import Category
from accounts.places import country_name, language_names, validate_country, validate_languages

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from accounts.models.users import User

HANDLE_PATTERN = r"^[a-z0-9][a-z0-9._-]{1,28}[a-z0-9]\Z"
# Where an influencer without a price stands when sorted by price: after everybody else.
PRICE_UNKNOWN = 2**62
# Words that would read as the site itself speaking, or as a page of it.
RESERVED_HANDLES = frozenset(
    """
    about account accounts admin administrator ads api billing campaigns contact dashboard deleted
    help influencer influencers legal login logout me moderator moderators new notifications parley
    payments press privacy root security settings signup sponsor sponsors staff static status
    support system team terms wallet www you
    """.split()  # noqa: SIM905 (a list of fifty lines would hide the words)
)


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

    # A handle without a profile was asked for in a sign-up that did not come about.
    created_at = models.DateTimeField(default=timezone.now, editable=False)

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


def rating_score() -> GeneratedField:
    """Return the column that sorts profiles by rating: the mean in thousandths, 0 for none."""
    return GeneratedField(
        expression=Case(
            When(rating_count__gt=0, then=F("rating_sum") * 1000 / F("rating_count")), default=0
        ),
        output_field=models.PositiveIntegerField(),
        db_persist=True,
    )


class Profile(models.Model):
    """What both profiles share."""

    handle = models.OneToOneField(Handle, on_delete=models.PROTECT, related_name="+")
    display_name = models.CharField(max_length=80)
    country = models.CharField(
        max_length=2,
        blank=True,
        validators=[validate_country],
        help_text="ISO 3166-1 code of two letters.",
    )
    description = models.TextField(max_length=2000, blank=True)
    # Sums, so that an average is exact; ratings brought from elsewhere start the sums.
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
        """Mean of all ratings, 1 to 5, with one decimal; None where there is none."""
        if not self.rating_count:
            return None
        return (Decimal(self.rating_sum) / self.rating_count).quantize(Decimal("0.1"))


# Nobody else sees the profile of a user who is suspended, gone, or has not confirmed the address.
SEEN_BY_OTHERS = Q(user__suspended_at=None, user__is_active=True, user__unconfirmed_since=None)


class SponsorProfileQuerySet(models.QuerySet["SponsorProfile"]):
    """Reads of sponsors."""

    def verified(self) -> "SponsorProfileQuerySet":
        """Return sponsors a moderator has approved."""
        return self.filter(verification=SponsorProfile.Verification.VERIFIED)

    def public(self) -> "SponsorProfileQuerySet":
        """Return sponsors that strangers may see: verified and not suspended."""
        return self.verified().filter(SEEN_BY_OTHERS)

    def visible_to(self, user: "User | AnonymousUser") -> "SponsorProfileQuerySet":
        """Return the public ones and the user's own; moderators see all."""
        if user.is_staff:
            return self
        return self.filter(
            Q(verification=SponsorProfile.Verification.VERIFIED) & SEEN_BY_OTHERS
            | Q(user_id=user.pk)
        )


class SponsorProfile(Profile):
    """A company or person that pays for content."""

    class Verification(models.TextChoices):
        UNVERIFIED = "unverified", "Unverified"
        VERIFIED = "verified", "Verified"
        REJECTED = "rejected", "Verification refused"

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="sponsor_profile"
    )
    company_name = models.CharField("company", max_length=120)
    industry = models.CharField(max_length=80)
    website = models.URLField(blank=True)
    verification = models.CharField(
        max_length=12, choices=Verification.choices, default=Verification.UNVERIFIED
    )
    verified_at = models.DateTimeField(null=True, blank=True)

    objects = SponsorProfileQuerySet.as_manager()

    class Meta:
        constraints = [
            # A verified sponsor knows since when, and only a verified one.
            models.CheckConstraint(
                condition=Q(verification="verified", verified_at__isnull=False)
                | (~Q(verification="verified") & Q(verified_at=None)),
                name="sponsorprofile_verified_has_moment",
            ),
            # Every rating is 1 to 5.
            models.CheckConstraint(
                condition=Q(rating_sum__gte=F("rating_count"))
                & Q(rating_sum__lte=5 * F("rating_count")),
                name="sponsorprofile_rating_in_range",
            ),
            # A country is a code of two capitals; which codes exist is the form's business.
            models.CheckConstraint(
                condition=Q(country="") | Q(country__regex=r"^[A-Z]{2}$"),
                name="sponsorprofile_country_is_code",
            ),
        ]
        indexes = [
            # The moderators' queue of sponsors to verify.
            models.Index(fields=["verification", "created_at"], name="sponsor_verification_queue"),
        ]

    def get_absolute_url(self) -> str:
        """Return the public page."""
        return reverse("accounts:sponsor_detail", args=[self.handle_id])

    @property
    def is_verified(self) -> bool:
        """Whether a moderator has approved this sponsor: only then may it publish and send."""
        return self.verification == self.Verification.VERIFIED


class InfluencerProfileQuerySet(models.QuerySet["InfluencerProfile"]):
    """Reads of influencers."""

    def public(self) -> "InfluencerProfileQuerySet":
        """Return influencers that others may find and see."""
        return self.filter(SEEN_BY_OTHERS)

    def visible_to(self, user: "User | AnonymousUser") -> "InfluencerProfileQuerySet":
        """Return the public ones and the user's own; moderators see all."""
        if user.is_staff:
            return self
        return self.filter(SEEN_BY_OTHERS | Q(user_id=user.pk))

    def in_price_order(self) -> "InfluencerProfileQuerySet":
        """Annotate `price_order`, which puts influencers without a price last."""
        return self.annotate(price_order=Coalesce("lowest_price_minor", Value(PRICE_UNKNOWN)))


class InfluencerProfile(Profile):
    """A creator who is paid for content."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="influencer_profile"
    )
    category = models.ForeignKey(Category, on_delete=models.PROTECT, related_name="influencers")
    niche = models.CharField(max_length=80, blank=True)
    languages = models.JSONField(
        default=list,
        blank=True,
        validators=[validate_languages],
        help_text="ISO 639-1 codes, such as en and de.",
    )
    avatar = models.ImageField(upload_to="avatars/", blank=True)
    # Derived from channels and rate card by `accounts.actions`, so that search stays one index.
    top_followers = models.PositiveBigIntegerField(default=0, editable=False)
    lowest_price_minor = models.PositiveBigIntegerField(null=True, editable=False)
    # What the platform's predecessor paid out: history, never wallet money.
    past_earnings_minor = models.PositiveBigIntegerField(default=0, editable=False)
    rating_score = rating_score()

    objects = InfluencerProfileQuerySet.as_manager()

    class Meta:
        constraints = [
            # Every rating is 1 to 5.
            models.CheckConstraint(
                condition=Q(rating_sum__gte=F("rating_count"))
                & Q(rating_sum__lte=5 * F("rating_count")),
                name="influencerprofile_rating_in_range",
            ),
            # A country is a code of two capitals; which codes exist is the form's business.
            models.CheckConstraint(
                condition=Q(country="") | Q(country__regex=r"^[A-Z]{2}$"),
                name="influencerprofile_country_is_code",
            ),
        ]
        indexes = [
            # Search, sorted by reach; the same inside one category.
            models.Index(fields=["-top_followers", "-id"], name="influencer_reach"),
            models.Index(fields=["category", "-top_followers"], name="influencer_category_reach"),
            models.Index(
                Coalesce("lowest_price_minor", Value(PRICE_UNKNOWN)), "id", name="influencer_price"
            ),
            models.Index(fields=["-rating_score", "-id"], name="influencer_rating"),
            models.Index(fields=["-created_at", "-id"], name="influencer_newest"),
        ]

    def get_absolute_url(self) -> str:
        """Return the public page."""
        return reverse("accounts:influencer_detail", args=[self.handle_id])

    @property
    def language_names(self) -> list[str]:
        """The names of the languages, in English."""
        return language_names(self.languages)

    @property
    def tier(self) -> str:
        """Size by followers of the largest channel: nano < 10k, micro < 100k, mid < 500k,
        macro < 1M, mega above."""
        for limit, name in ((10_000, "nano"), (100_000, "micro"), (500_000, "mid")):
            if self.top_followers < limit:
                return name
        return "macro" if self.top_followers < 1_000_000 else "mega"
