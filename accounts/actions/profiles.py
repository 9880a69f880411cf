"""Changing a profile, and counting ratings on it."""

from collections.abc import Sequence
from typing import Any

from django.core.files.base import ContentFile
from django.db import transaction
from django.db.models import F

from accounts.actions.figures import save_channels, save_rate_card
from accounts.details import ChannelFigures, InfluencerDetails, Price, SponsorDetails
from accounts.models import InfluencerProfile, SponsorProfile, User
from accounts.models.profiles import RATING_AXES
from marketplace.kernel.errors import Refused


def update_sponsor_profile(
    *, actor: User, profile: SponsorProfile, details: SponsorDetails, time_zone: str
) -> SponsorProfile:
    """Save what a sponsor says about itself and return the profile.

    Raises `Refused` where a verified sponsor changes its company: a moderator verified that name.
    """
    with transaction.atomic():
        profile = SponsorProfile.objects.select_for_update().get(pk=profile.pk)
        if profile.is_verified and details.company_name != profile.company_name:
            raise Refused(
                "Moderators verified this company name. Ask them to change it.",
                field="company_name",
            )
        _assign(profile, vars(details))
        profile.save(update_fields=list(vars(details)))
        _set_time_zone(actor, time_zone)
    return profile


def update_influencer_profile(
    *,
    actor: User,
    profile: InfluencerProfile,
    details: InfluencerDetails,
    time_zone: str,
    channels: Sequence[ChannelFigures],
    prices: Sequence[Price],
    avatar: "ContentFile[bytes] | None" = None,
    remove_avatar: bool = False,
) -> InfluencerProfile:
    """Save what an influencer says about itself, its channels and rate card; return the profile.

    Search, reach and lowest price follow. `avatar` is a cleaned picture (`accounts.avatars`)
    that replaces the old one; the old file goes once the change is certain. Raises `Refused`
    where a channel or price is listed twice or there are too many.
    """
    with transaction.atomic():
        profile = InfluencerProfile.objects.select_for_update().get(pk=profile.pk)
        _assign(profile, vars(details))
        fields = list(vars(details))
        if avatar or remove_avatar:
            drop_avatar_file(profile)
            profile.avatar = avatar or ""
            fields.append("avatar")
        profile.save(update_fields=fields)
        save_channels(actor=actor, profile=profile, channels=channels)
        save_rate_card(actor=actor, profile=profile, prices=prices)
        _set_time_zone(actor, time_zone)
    return profile


def add_rating(*, profile: SponsorProfile | InfluencerProfile, axes: Sequence[int]) -> None:
    """Count one more rating, 1 to 5 stars on each axis, on a profile in the caller's transaction.

    Raises ValueError for any other number of stars or axes.
    """
    if len(axes) != RATING_AXES or not all(1 <= stars <= 5 for stars in axes):
        raise ValueError(f"A rating has 1 to 5 stars on {RATING_AXES} axes, not {axes}.")
    type(profile).objects.filter(pk=profile.pk).update(
        rating_sum=F("rating_sum") + sum(axes), rating_count=F("rating_count") + 1
    )


def drop_avatar_file(profile: InfluencerProfile) -> None:
    """Delete the file of the profile's avatar once the transaction is certain."""
    storage, name = profile.avatar.storage, profile.avatar.name
    if name:
        transaction.on_commit(lambda: storage.delete(name))


def _set_time_zone(user: User, time_zone: str) -> None:
    user.time_zone = time_zone
    user.save(update_fields=["time_zone"])


def _assign(profile: SponsorProfile | InfluencerProfile, values: dict[str, Any]) -> None:
    for name, value in values.items():
        setattr(profile, name, value)
