"""Renders a piece of a template with the components loaded."""

from dataclasses import dataclass
from datetime import UTC, datetime

from django.template import Context, Template

NOW = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)  # a Saturday


@dataclass(frozen=True)
class Profile:
    """Stands in for a profile of an app above."""

    display_name: str = "Mira Okafor"
    handle_id: str = "mira"
    is_verified: bool = False
    avatar: str = ""

    def get_absolute_url(self) -> str:
        return "/influencers/mira/"


def show(source: str, **context: object) -> str:
    """Render a template that has the components loaded."""
    return Template("{% load parley %}" + source).render(Context(context))
