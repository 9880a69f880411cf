"""The account itself, how it is entered, its profile, and what was sent to it."""

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.contrib.admin.models import ACTION_FLAG_CHOICES, LogEntry
from django.db.models.functions import Coalesce

from accounts.models import (
    AccountEvent,
    Block,
    Channel,
    DeliverableKind,
    InfluencerProfile,
    Platform,
    RateCardItem,
    Signal,
    SponsorProfile,
    User,
)
from accounts.places import country_name
from accounts.registries import signal_kinds
from marketplace.exports.models import ExportJob
from marketplace.exports.tables import CURRENCY, Column, Source, Table, listed, money, words
from marketplace.kernel.mail.models import OutboxMail
from marketplace.notifications.models import Notification, NotificationPreference

SPONSOR, INFLUENCER = [User.Role.SPONSOR], [User.Role.INFLUENCER]
MEMBERS = [*SPONSOR, *INFLUENCER]

ACCOUNT = Table(
    name="account",
    about="Your account.",
    rows=lambda scope: User.objects.filter(pk=scope.user.pk),
    columns={
        "E-mail address": "email",
        "Role": words("role", User.Role),
        "Moderator": "is_staff",
        "Time zone": "time_zone",
        "Since": "date_joined",
        "Last sign-in": "last_login",
        "Terms": "terms_version",
        "Terms accepted": "terms_accepted_at",
        "Majority confirmed": "majority_confirmed_at",
        "Suspended": "suspended_at",
        "Reason of the suspension": "suspension_reason",
    },
)

ADDRESSES = Table(
    name="email_addresses",
    about="Your e-mail addresses, also one that waits to be confirmed.",
    rows=lambda scope: EmailAddress.objects.filter(user=scope.user),
    columns={"E-mail address": "email", "Confirmed": "verified", "In use": "primary"},
)

SESSIONS = Table(
    name="sessions",
    about="Where you are signed in.",
    rows=lambda scope: UserSession.objects.filter(user=scope.user),
    columns={
        "Signed in": "created_at",
        "Last seen": "last_seen_at",
        "Address": "ip",
        "Browser": "user_agent",
    },
)

SECOND_FACTORS = Table(
    name="second_factors",
    about="Your second factors, without their secrets.",
    rows=lambda scope: Authenticator.objects.filter(user=scope.user),
    columns={
        "Kind": words("type", Authenticator.Type),
        "Added": "created_at",
        "Last used": "last_used_at",
    },
)

_PROFILE: dict[str, str | Column] = {
    "Handle": "handle_id",
    "Name": "display_name",
    "Country": Column(("country",), country_name),
    "Description": "description",
    "Ratings": "rating_count",
    "Since": "created_at",
}

SPONSOR_PROFILE = Table(
    name="profile",
    about="Your public page, and whether it is verified.",
    roles=SPONSOR,
    rows=lambda scope: SponsorProfile.objects.filter(user=scope.user),
    columns=_PROFILE
    | {
        "Company": "company_name",
        "Industry": "industry",
        "Website": "website",
        "Verification": words("verification", SponsorProfile.Verification),
        "Verified": "verified_at",
    },
)

INFLUENCER_PROFILE = Table(
    name="profile",
    about="Your public page.",
    roles=INFLUENCER,
    rows=lambda scope: InfluencerProfile.objects.filter(user=scope.user),
    columns=_PROFILE
    | {
        "Category": "category__name",
        "Niche": "niche",
        "Languages": listed("languages"),
        "Picture": "avatar",
        "Earned on the platform before": money("past_earnings_minor"),
        "Currency": CURRENCY,
    },
)

CHANNELS = Table(
    name="channels",
    about="Your channels.",
    roles=INFLUENCER,
    rows=lambda scope: Channel.objects.filter(influencer__user=scope.user),
    columns={
        "Platform": words("platform", Platform),
        "Handle": "handle",
        "Address": "url",
        "Followers": "followers",
        "Average views": "average_views",
        "Engagement rate in percent": "engagement_rate",
    },
)

RATE_CARD = Table(
    name="rate_card",
    about="Your rate card.",
    roles=INFLUENCER,
    rows=lambda scope: RateCardItem.objects.filter(influencer__user=scope.user),
    columns={
        "Platform": words("platform", Platform),
        "Content": words("kind", DeliverableKind),
        "Price": money("price_minor"),
        "Currency": CURRENCY,
    },
)

DECISIONS = Table(
    name="decisions",
    about="What moderators decided about your account.",
    rows=lambda scope: AccountEvent.objects.filter(user=scope.user),
    columns={
        "Time": "created_at",
        "Decision": words("kind", AccountEvent.Kind),
        "Reason": "reason",
    },
)

SIGNALS = Table(
    name="signals",
    about="What was noted for the moderators about your messages, with your words.",
    rows=lambda scope: Signal.objects.filter(user=scope.user),
    columns={
        "Time": "created_at",
        "Kind": Column(("kind",), lambda kind: signal_kinds.get(kind, kind)),
        "Your words": "evidence__text",
        "Looked at": "reviewed_at",
    },
)

BLOCKS = Table(
    name="blocks",
    about="Whom you blocked.",
    roles=MEMBERS,
    rows=lambda scope: Block.objects.filter(blocker=scope.user).annotate(
        handle=Coalesce(
            "blocked__sponsor_profile__handle_id", "blocked__influencer_profile__handle_id"
        )
    ),
    columns={"Time": "created_at", "Handle": "handle"},
)

# Whatever can be chosen, now and later: the row has nothing else but whose it is.
_CHOICES = [
    field
    for field in NotificationPreference._meta.concrete_fields
    if not field.primary_key and not field.is_relation
]
PREFERENCES = Table(
    name="mail_preferences",
    about="Which mails you want, and when.",
    rows=lambda scope: NotificationPreference.objects.filter(user=scope.user),
    columns={
        str(field.verbose_name).removeprefix("is ").capitalize(): field.attname
        for field in _CHOICES
    },
)

NOTICES = Table(
    name="notifications",
    about="What was told to you in the site.",
    rows=lambda scope: Notification.objects.visible_to(scope.user),
    columns={"Time": "created_at", "Text": "text", "Page": "url", "Opened": "read_at"},
)

MAILS = Table(
    name="mails",
    # Not their text: it holds other people's words, and links that work without signing in.
    about="Which mails were sent to you. What they say is in the site.",
    rows=lambda scope: OutboxMail.objects.filter(user=scope.user),
    columns={
        "Time": "created_at",
        "To": "to",
        "Subject": "subject",
        "Sent": "sent_at",
    },
)

EXPORTS = Table(
    name="exports",
    about="The exports you asked for.",
    rows=lambda scope: ExportJob.objects.visible_to(scope.user),
    columns={
        "Time": "created_at",
        "What": words("kind", ExportJob.Kind),
        "From": "start_date",
        "Until": "end_date",
        "State": words("state", ExportJob.State),
    },
)

CONSOLE = Table(
    name="console",
    about="What you changed in the moderation console, without whom it was about.",
    roles=[""],
    rows=lambda scope: LogEntry.objects.filter(user=scope.user),
    columns={
        "Time": "action_time",
        "Did": Column(("action_flag",), lambda flag: str(dict(ACTION_FLAG_CHOICES)[flag])),
        "List": "content_type__model",
    },
)

PERSON: list[Source] = [
    ACCOUNT,
    ADDRESSES,
    SPONSOR_PROFILE,
    INFLUENCER_PROFILE,
    CHANNELS,
    RATE_CARD,
]
AROUND: list[Source] = [
    NOTICES,
    PREFERENCES,
    MAILS,
    DECISIONS,
    SIGNALS,
    BLOCKS,
    SESSIONS,
    SECOND_FACTORS,
    EXPORTS,
    CONSOLE,
]
