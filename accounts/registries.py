"""What upper apps add to accounts, filled in their AppConfig.ready()."""

from collections.abc import Callable

from django.contrib.auth.models import AnonymousUser

from accounts.models import InfluencerProfile, SponsorProfile, User

Profile = SponsorProfile | InfluencerProfile
# Returns sentences that say what is in the way of deleting the user's account.
DeletionBlocker = Callable[[User], list[str]]
# Removes what else identifies the user, inside the transaction that deletes the account.
DeletionCleaner = Callable[[User], None]
# Returns the HTML of one section below a public profile for this reader, or None for nothing.
ProfileSection = Callable[[Profile, User | AnonymousUser], str | None]

# The kinds of signals, with the words moderators read.
signal_kinds: dict[str, str] = {}
deletion_blockers: list[DeletionBlocker] = []
deletion_cleaners: list[DeletionCleaner] = []
profile_sections: list[ProfileSection] = []


def register_deletion_blocker(blocker: DeletionBlocker) -> None:
    """Let `blocker` speak up before an account is deleted. Registering twice counts once."""
    if blocker not in deletion_blockers:
        deletion_blockers.append(blocker)


def register_deletion_cleaner(cleaner: DeletionCleaner) -> None:
    """Let `cleaner` remove its part of a deleted account. Registering twice counts once."""
    if cleaner not in deletion_cleaners:
        deletion_cleaners.append(cleaner)


def register_profile_section(section: ProfileSection) -> None:
    """Show what `section` returns on public profiles. Registering twice counts once."""
    if section not in profile_sections:
        profile_sections.append(section)


def register_signal_kind(kind: str, words: str) -> None:
    """Announce a kind of signal. Raises ValueError where the name stands for other words."""
    if signal_kinds.setdefault(kind, words) != words:
        raise ValueError(f"a kind of signal called {kind} exists")


def rendered_sections(profile: Profile, user: User | AnonymousUser) -> list[str]:
    """Return the sections that have something to show, in the order they were registered."""
    return [html for section in profile_sections if (html := section(profile, user))]
