"""Signing up: a user comes into being together with its profile, or not at all."""

from dataclasses import asdict
from datetime import datetime, timedelta

from allauth.account.models import EmailAddress
from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.actions.figures import index_influencer
from accounts.details import ChannelFigures, InfluencerDetails, NewUser, SponsorDetails
from accounts.errors import AddressTaken, HandleTaken
from accounts.models import Handle, InfluencerProfile, SponsorProfile, User
from marketplace.kernel.errors import Refused
from marketplace.kernel.search import drop_document

# How long an unconfirmed sign-up keeps its address and its handle.
UNFINISHED_DAYS = 7


def register_sponsor(
    *, actor: None, new: NewUser, details: SponsorDetails, now: datetime | None = None
) -> User:
    """Create a user with a sponsor's profile, unverified, and return the user.

    The user stays invisible to others until the address is confirmed. Raises `HandleTaken`,
    `AddressTaken`, and `Refused` for a reserved handle.
    """
    now = now or timezone.now()
    with transaction.atomic():
        handle = _claim_handle(new.handle, now=now)
        user = _create_user(new, role=User.Role.SPONSOR, now=now)
        SponsorProfile.objects.create(user=user, handle=handle, created_at=now, **asdict(details))
    return user


def register_influencer(
    *,
    actor: None,
    new: NewUser,
    details: InfluencerDetails,
    channel: ChannelFigures,
    now: datetime | None = None,
) -> User:
    """Create a user with an influencer's profile and its first channel, and return the user.

    The user stays invisible to others until the address is confirmed. Raises `HandleTaken`,
    `AddressTaken`, and `Refused` for a reserved handle.
    """
    now = now or timezone.now()
    with transaction.atomic():
        handle = _claim_handle(new.handle, now=now)
        user = _create_user(new, role=User.Role.INFLUENCER, now=now)
        profile = InfluencerProfile.objects.create(
            user=user, handle=handle, created_at=now, **vars(details)
        )
        profile.channels.create(**asdict(channel))
        index_influencer(profile=profile)
    return user


def reserve_handle(*, actor: None, new: NewUser, now: datetime | None = None) -> None:
    """Treat a sign-up with a known address like any other, as far as a stranger can tell.

    The handle is taken for `UNFINISHED_DAYS`, and the password is hashed for the time it takes.
    """
    make_password(new.password)
    Handle.objects.get_or_create(name=new.handle, defaults={"created_at": now or timezone.now()})


def confirm_user(*, actor: User) -> None:
    """Make a user visible to others: the address has been confirmed."""
    User.objects.filter(pk=actor.pk).exclude(unconfirmed_since=None).update(unconfirmed_since=None)


def forget_unfinished_signups(*, actor: None = None, now: datetime | None = None) -> int:
    """Delete sign-ups that nobody confirmed for `UNFINISHED_DAYS`; return how many users went.

    Handles that were only reserved go after the same time, so that neither tells a stranger
    whether an address has an account.
    """
    before = (now or timezone.now()) - timedelta(days=UNFINISHED_DAYS)
    with transaction.atomic():
        users = list(User.objects.unfinished(before=before).select_for_update().order_by("pk"))
        for user in users:
            _forget(user)
        Handle.objects.unused().filter(created_at__lt=before).delete()
    return len(users)


def _claim_handle(name: str, *, now: datetime) -> Handle:
    if Handle.is_reserved(name):
        raise Refused("This handle is reserved. Choose another one.", field="handle")
    try:
        with transaction.atomic():
            return Handle.objects.create(name=name, created_at=now)
    except IntegrityError as error:
        raise HandleTaken from error


def _create_user(new: NewUser, *, role: str, now: datetime) -> User:
    try:
        with transaction.atomic():
            user = User.objects.create_user(
                new.email,
                new.password,
                role=role,
                time_zone=new.time_zone,
                date_joined=now,
                unconfirmed_since=now,
                terms_version=settings.TERMS_VERSION,
                terms_accepted_at=now,
                majority_confirmed_at=now,
            )
            EmailAddress.objects.create(user=user, email=user.email, primary=True)
    except IntegrityError as error:
        raise AddressTaken from error
    return user


def _forget(user: User) -> None:
    profile = user.profile
    if isinstance(profile, InfluencerProfile):
        drop_document(kind="influencer", object_id=profile.pk)
    if profile:
        profile.delete()
    user.delete()
