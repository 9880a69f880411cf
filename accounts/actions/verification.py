"""Moderators decide whether a sponsor is who it says it is."""

from datetime import datetime

from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from accounts.actions.telling import tell
from accounts.models import AccountEvent, SponsorProfile, User
from marketplace.kernel.errors import Refused


def verify_sponsor(*, actor: User, profile: SponsorProfile, now: datetime | None = None) -> None:
    """Let a sponsor publish and send; records the decision and tells the sponsor.

    Raises `Refused` where it is verified already, or the account is deleted or unconfirmed.
    """
    now = now or timezone.now()
    with transaction.atomic():
        profile = _lock(profile)
        if profile.is_verified:
            raise Refused(f"{profile} is verified already.")
        profile.verification = SponsorProfile.Verification.VERIFIED
        profile.verified_at = now
        profile.save(update_fields=["verification", "verified_at"])
        event = AccountEvent.objects.create(
            user=profile.user, actor=actor, kind=AccountEvent.Kind.VERIFIED, created_at=now
        )
        tell(
            event,
            mail_kind="sponsor_verified",
            text="You are verified: you can publish campaigns and send offers.",
            url=reverse("campaigns:mine"),
        )


def refuse_verification(
    *, actor: User, profile: SponsorProfile, reason: str, now: datetime | None = None
) -> None:
    """Refuse to verify a sponsor, or take a verification back, and tell the sponsor why.

    The sponsor can still draft. Raises `Refused` without a reason, where it was refused already,
    or where the account is deleted or unconfirmed.
    """
    now = now or timezone.now()
    with transaction.atomic():
        profile = _lock(profile)
        if not reason.strip():
            raise Refused("Give a reason: the sponsor reads it.")
        if profile.verification == SponsorProfile.Verification.REJECTED:
            raise Refused(f"{profile} was refused already.")
        profile.verification = SponsorProfile.Verification.REJECTED
        profile.verified_at = None
        profile.save(update_fields=["verification", "verified_at"])
        event = AccountEvent.objects.create(
            user=profile.user,
            actor=actor,
            kind=AccountEvent.Kind.REJECTED,
            reason=reason.strip(),
            created_at=now,
        )
        tell(
            event,
            mail_kind="sponsor_refused",
            text="Your verification was refused. The mail and your profile say why.",
            url=reverse("accounts:profile_edit"),
        )


def _lock(profile: SponsorProfile) -> SponsorProfile:
    """Return the row, locked. Raises `Refused` for a deleted or unconfirmed account."""
    locked = SponsorProfile.objects.select_for_update(of=("self",)).select_related("user")
    profile = locked.get(pk=profile.pk)
    if profile.user.anonymised_at:
        raise Refused("This account was deleted by its owner.")
    if profile.user.unconfirmed_since:
        raise Refused(f"{profile} has not confirmed its e-mail address yet.")
    return profile
