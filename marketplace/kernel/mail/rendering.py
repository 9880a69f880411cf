"""From a kind and its data to subject, text and HTML."""

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.template import Context, Engine

from marketplace.kernel.mail import wording
from marketplace.kernel.mail.registry import MailKind

# What lists of mails show of a subject, and what fits into one line of a header (RFC 5322, 2.1.1).
SUBJECT_CHARS = 78
# What people write at length, by its name in the contexts. Everything else is one line: a name
# with a line break could go on as if the platform spoke.
WRITTEN = frozenset({"body", "message", "note", "reason"})


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

    The templates get `context` and site_name, site_url, why, topic, unsubscribe_url and, but for
    that of the subject itself, mail_subject. A `topic` in `context` is that of this one mail,
    where the kind serves several.
    """
    values = {
        "topic": kind.topic,
        **{name: _as_line(name, value) for name, value in context.items()},
        "site_name": settings.SITE_NAME,
        "site_url": settings.SITE_URL,
        "why": kind.why,
        "unsubscribe_url": unsubscribe_url,
    }
    stem = f"emails/{kind.kind}"
    subject = one_line(_render(f"{stem}.subject.txt", values, autoescape=False))
    values["mail_subject"] = subject
    return RenderedMail(
        subject=subject,
        text=wording.tidy(_render(f"{stem}.txt", values, autoescape=False)),
        html=_render(f"{stem}.html", values, autoescape=True).strip(),
    )


def one_line(subject: str) -> str:
    """Return `subject` as a header may have it: one line, not too long."""
    return wording.shorten_subject(wording.one_line(subject), SUBJECT_CHARS)


def absolute_url(path_or_url: str) -> str:
    """Return a path of this site as a full address; leave full addresses alone."""
    return settings.SITE_URL + path_or_url if path_or_url.startswith("/") else path_or_url


def _as_line(name: str, value: Any) -> Any:
    if name in WRITTEN:
        return value
    if isinstance(value, list):
        return [_as_line("", item) for item in value]
    # Not of a topic or another choice: those are texts that know more.
    return wording.one_line(value) if type(value) is str else value


def _render(name: str, values: dict[str, Any], *, autoescape: bool) -> str:
    # Plain text must not turn "Tom & Ann" into "Tom &amp; Ann", hence the bare context.
    template = Engine.get_default().get_template(name)
    return wording.without_turns(template.render(Context(values, autoescape=autoescape)))
