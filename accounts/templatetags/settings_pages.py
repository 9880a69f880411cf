"""`{% load settings_pages %}`: the tabs of the settings pages."""

from typing import NamedTuple

from django import template
from django.template import Context
from django.urls import reverse

register = template.Library()

PLACES = (
    ("accounts:profile_edit", "Profile"),
    ("account_email", "E-mail address"),
    ("account_change_password", "Password"),
    ("mfa_index", "Two-step sign-in"),
    ("usersessions_list", "Sessions"),
    ("notifications:settings", "Notifications"),
    ("accounts:blocks", "Blocked"),
    ("accounts:data", "Your data"),
)
# Moderators have no profile, and block nobody.
MEMBERS_ONLY = {"accounts:profile_edit", "accounts:blocks"}


class Place(NamedTuple):
    """One tab."""

    url: str
    label: str
    is_here: bool


@register.simple_tag(takes_context=True)
def settings_places(context: Context) -> list[Place]:
    """Return the settings pages of the reader."""
    request = context["request"]
    is_member = bool(request.user.role)
    names = [place for place in PLACES if is_member or place[0] not in MEMBERS_ONLY]
    urls = [(reverse(name), label) for name, label in names]
    return [Place(url, label, request.path.startswith(url)) for url, label in urls]
