"""People: avatars and name lines, for users and profiles alike."""

import hashlib
import unicodedata
from functools import lru_cache
from typing import Any

from django.utils.html import format_html
from django.utils.safestring import SafeString

from marketplace.kernel.components.badges import TONES
from marketplace.kernel.components.icons import icon

SIZES = frozenset({"sm", "md", "lg", "xl"})
PIXELS = {"sm": 26, "md": 36, "lg": 56, "xl": 96}
# Rust is left out: a face must not look like an alarm.
AVATAR_TONES = ("good", "turn", "wait", "plum", "still")


def _profile_of(subject: Any) -> Any:
    """Return the profile of a user, or `subject` itself where it is one already."""
    return getattr(subject, "profile", None) if hasattr(subject, "get_full_name") else subject


def _name_of(subject: Any) -> str:
    profile = _profile_of(subject)
    return str(profile.display_name if profile else subject.get_full_name())


def initials(name: str) -> str:
    """Return up to two capital letters that stand for a name; "?" where it has no letters."""
    words = [word for word in name.replace(".", " ").split() if word[0].isalnum()]
    chosen = words if len(words) < 2 else [words[0], words[-1]]
    letters = "".join(unicodedata.normalize("NFC", word)[0] for word in chosen)
    return letters.upper()[:2] or "?"


def avatar_tone(seed: str) -> str:
    """Return the tone that belongs to a handle: the same on every page and every day."""
    digest = hashlib.blake2b(seed.lower().encode(), digest_size=1).digest()
    return AVATAR_TONES[digest[0] % len(AVATAR_TONES)]


def avatar(subject: Any, *, size: str = "md") -> SafeString:
    """Show a profile's or a user's picture, or drawn initials. The name stands beside it."""
    if size not in SIZES:
        raise LookupError(f"no avatar size called {size!r}")
    profile = _profile_of(subject)
    picture = getattr(profile, "avatar", None)
    if picture:
        return format_html(
            '<img class="avatar avatar-{}" src="{}" alt="" width="{}" height="{}" loading="lazy">',
            size,
            picture.url,
            PIXELS[size],
            PIXELS[size],
        )
    name = _name_of(subject)
    return _drawn(name, seed=str(profile.handle_id) if profile else name, size=size)


@lru_cache(maxsize=2000, typed=True)
def _drawn(name: str, *, seed: str, size: str) -> SafeString:
    """Draw initials: the same for the same name and seed, on every page."""
    return format_html(
        '<span class="avatar avatar-{} tone-{}" aria-hidden="true">{}</span>',
        size,
        avatar_tone(seed),
        initials(name),
    )


def event_icon(name: str, *, tone: str = "still") -> SafeString:
    """Show an icon in an avatar's place: what the system did, in a timeline."""
    if tone not in TONES:
        raise LookupError(f"no tone called {tone!r}")
    return format_html(
        '<span class="avatar tone-{}" aria-hidden="true">{}</span>', tone, icon(name)
    )


def person(
    profile: Any, *, more: str | None = None, size: str = "md", link: bool = True
) -> SafeString:
    """Show a profile as one line: picture, name, seal, and `more` (the handle if not given)."""
    seal = (
        format_html('<span class="seal">{}</span>', icon("patch-check", label="Verified"))
        if getattr(profile, "is_verified", False)
        else ""
    )
    inner = format_html(
        '{}<span class="person-text"><span class="person-name">{}{}</span>'
        '<span class="person-more">{}</span></span>',
        avatar(profile, size=size),
        profile.display_name,
        seal,
        f"@{profile.handle_id}" if more is None else more,
    )
    if link:
        return format_html('<a class="person" href="{}">{}</a>', profile.get_absolute_url(), inner)
    return format_html('<span class="person">{}</span>', inner)
