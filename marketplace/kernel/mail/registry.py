"""Every kind of mail the site writes, filled by the apps in AppConfig.ready()."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from marketplace.kernel.mail.topics import Required, Summary, Topic


@dataclass(frozen=True)
class MailKind:
    """One kind of mail. `why` says in its footer why it came, `sample` makes preview data.

    It belongs to a topic or summary, which people can leave, or is required.
    """

    kind: str
    why: str
    sample: Callable[[], dict[str, Any]]
    is_secret: bool
    topic: Topic | Summary | None = None
    required: Required | None = None


_kinds: dict[str, MailKind] = {}


def register_mail(
    kind: str,
    *,
    why: str,
    sample: Callable[[], dict[str, Any]],
    topic: Topic | Summary | None = None,
    required: Required | None = None,
    is_secret: bool = False,
) -> None:
    """Announce a kind of mail, which then has templates/emails/<kind>.{subject.txt,txt,html}.

    A kind names its `topic`, or without one why it is `required`, which `why` then tells as well.
    `is_secret` marks mails that carry a code: their text is removed soon after sending.
    Raises ValueError where the kind is taken, and for a required kind with a topic.
    """
    if kind in _kinds:
        raise ValueError(f"the mail kind {kind} is registered twice")
    if topic and required:
        raise ValueError(f"the mail kind {kind} is required, so nobody can choose about a topic")
    _kinds[kind] = MailKind(
        kind=kind,
        why=f"{why} {required.sentence}" if required else why,
        sample=sample,
        is_secret=is_secret,
        topic=topic,
        required=required,
    )


def mail_kind(kind: str) -> MailKind:
    """Return a registered kind. Raises LookupError for others."""
    try:
        return _kinds[kind]
    except KeyError as error:
        raise LookupError(f"no mail kind {kind} is registered") from error


def mail_kinds() -> list[MailKind]:
    """Return all kinds by name."""
    return sorted(_kinds.values(), key=lambda entry: entry.kind)
