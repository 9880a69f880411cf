"""Deleting an account: what identifies a person goes; what others rely on stays."""

from datetime import datetime

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.db import transaction
from django.utils import timezone

from accounts.actions.profiles import drop_avatar_file
from accounts.errors import AccountInUse
from accounts.models import AccountEvent, Block, InfluencerProfile, SponsorProfile, User
from accounts.registries import deletion_blockers, deletion_cleaners
from marketplace.kernel.mail import queue_mail
from marketplace.kernel.search import drop_document
from marketplace.ledger.actions import forget_details

NOBODY = "Deleted account"


def reasons_against_deletion(user: User) -> list[str]:
    """Return sentences that say what is in the way of deleting the account; empty for nothing."""
    reasons = []
    if user.is_staff:
        reasons.append("You are a moderator. Another moderator has to end that first.")
    if user.is_suspended:
        reasons.append("Your account is suspended. That has to be settled first.")
    for blocker in deletion_blockers:
        reasons += blocker(user)
    return reasons


def delete_account(*, actor: User, now: datetime | None = None) -> None:
    """Anonymise the actor's account and end every way to sign in.

    Gone: address, name, texts, picture, channels, rate card, notices, second factors, sessions,
    blocks by and of the user, billing details, payout details that no money went to, exports, and
    what else upper apps registered.
    Kept: the handle (nobody else may use it), contracts, messages, money and where it was paid
    to, signals, moderators' decisions.
    A last mail goes to the old address. Raises `AccountInUse` with what is in the way.
    """
    now = now or timezone.now()
    with transaction.atomic():
        user = User.objects.select_for_update().get(pk=actor.pk)
        if reasons := reasons_against_deletion(user):
            raise AccountInUse(reasons)
        address, name = user.email, user.get_full_name()
        _empty_profile(user)
        _end_access(user)
        Block.objects.of(user.pk).delete()
        forget_details(user=user, now=now)
        for cleaner in deletion_cleaners:
            cleaner(user)
        user.email = f"deleted-{user.pk}@deleted.invalid"
        user.is_active = False
        user.anonymised_at = now
        user.time_zone = "UTC"
        user.set_unusable_password()
        user.save()
        AccountEvent.objects.create(
            user=user, actor=user, kind=AccountEvent.Kind.ANONYMISED, created_at=now
        )
        queue_mail(
            kind="account_deleted",
            to=address,
            context={"name": name},
            dedup_key=f"account-deleted:{user.pk}",
        )


def _empty_profile(user: User) -> None:
    profile = user.profile
    if profile is None:
        return
    profile.display_name = NOBODY
    profile.country = profile.description = ""
    if isinstance(profile, SponsorProfile):
        profile.company_name, profile.industry, profile.website = NOBODY, "", ""
    if isinstance(profile, InfluencerProfile):
        drop_avatar_file(profile)
        profile.avatar, profile.niche, profile.languages = "", "", []
        profile.top_followers, profile.lowest_price_minor = 0, None
        profile.channels.all().delete()
        profile.rate_card.all().delete()
        drop_document(kind="influencer", object_id=profile.pk)
    profile.save()


def _end_access(user: User) -> None:
    for session in UserSession.objects.filter(user=user):
        session.end()
    EmailAddress.objects.filter(user=user).delete()
    Authenticator.objects.filter(user=user).delete()
    user.notifications.all().delete()
    user.outbox_mails.all().delete()
