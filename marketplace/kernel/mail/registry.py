"""Every kind of mail the site writes, filled by the apps in AppConfig.ready()."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class MailKind:
    """One kind of mail. `why` is the sentence in its footer, `sample` makes preview data."""

    kind: str
    why: str
    sample: Callable[[], dict[str, Any]]
    is_secret: bool


_kinds: dict[str, MailKind] = {}


def register_mail(
    kind: str, *, why: str, sample: Callable[[], dict[str, Any]], is_secret: bool = False
) -> None:
    """Announce a kind of mail, which then has templates/emails/<kind>.{subject.txt,txt,html}.

    `is_secret` marks mails that carry a code: their text is removed soon after sending.
    Raises ValueError where the kind is taken.
    """
    if kind in _kinds:
        raise ValueError(f"the mail kind {kind} is registered twice")
    _kinds[kind] = MailKind(kind=kind, why=why, sample=sample, is_secret=is_secret)


def mail_kind(kind: str) -> MailKind:
    """Return a registered kind. Raises LookupError for others."""
    try:
        return _kinds[kind]
    except KeyError as error:
        raise LookupError(f"no mail kind {kind} is registered") from error


def mail_kinds() -> list[MailKind]:
    """Return all kinds by name."""
    return sorted(_kinds.values(), key=lambda entry: entry.kind)
