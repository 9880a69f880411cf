"""From a kind and its data to subject, text and HTML."""

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.template import Context, Engine

from marketplace.kernel.mail.registry import MailKind

SUBJECT_CHARS = 255


@dataclass(frozen=True)
class RenderedMail:
    """What a mail says."""

    subject: str
    text: str
    html: str


def render_mail(
    kind: MailKind, context: dict[str, Any], *, unsubscribe_url: str | None = None
) -> RenderedMail:
    """Render the three templates of `kind`. Times are told in the zone that is active.

    The templates get `context` and site_name, site_url, why and unsubscribe_url.
    """
    values = {
        **context,
        "site_name": settings.SITE_NAME,
        "site_url": settings.SITE_URL,
        "why": kind.why,
        "unsubscribe_url": unsubscribe_url,
    }
    stem = f"emails/{kind.kind}"
    return RenderedMail(
        subject=one_line(_render(f"{stem}.subject.txt", values, autoescape=False)),
        text=_render(f"{stem}.txt", values, autoescape=False).strip() + "\n",
        html=_render(f"{stem}.html", values, autoescape=True),
    )


def one_line(subject: str) -> str:
    """Return `subject` without line breaks, which a header must not have."""
    return " ".join(subject.split())[:SUBJECT_CHARS]


def absolute_url(path_or_url: str) -> str:
    """Return a path of this site as a full address; leave full addresses alone."""
    return settings.SITE_URL + path_or_url if path_or_url.startswith("/") else path_or_url


def _render(name: str, values: dict[str, Any], *, autoescape: bool) -> str:
    # Plain text must not turn "Tom & Ann" into "Tom &amp; Ann", hence the bare context.
    return Engine.get_default().get_template(name).render(Context(values, autoescape=autoescape))
