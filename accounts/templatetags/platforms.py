"""`{% load platforms %}`: a platform's icon and name from its stored value."""

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from accounts.models import Platform
from marketplace.kernel.components.icons import icon

register = template.Library()

ICONS = {
    Platform.INSTAGRAM: "instagram",
    Platform.YOUTUBE: "youtube",
    Platform.TIKTOK: "tiktok",
    Platform.FACEBOOK: "facebook",
    Platform.X: "twitter-x",
    Platform.TWITCH: "twitch",
    Platform.LINKEDIN: "linkedin",
    Platform.PINTEREST: "pinterest",
    Platform.PODCAST: "mic",
    Platform.BLOG: "journal-text",
}


@register.simple_tag
def platform_icon(platform: str) -> SafeString:
    """Draw the platform's icon, read aloud as its name. Raises ValueError for unknown ones."""
    known = Platform(platform)
    return icon(ICONS[known], label=known.label)


@register.simple_tag
def platform(value: str) -> SafeString:
    """Show the platform's icon and name. Raises ValueError for unknown ones."""
    known = Platform(value)
    return format_html('<span class="with-icon">{} {}</span>', icon(ICONS[known]), known.label)
