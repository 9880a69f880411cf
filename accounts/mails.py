"""The mails of this app, each with a sample for the preview.

Kinds that begin with `account_` are written by allauth through `accounts.adapter`.
"""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from marketplace.kernel.mail import register_mail
from marketplace.kernel.mail.topics import Required

WHY_YOU = "You get this mail because it is about your account."
WHY_ADDRESS = "You get this mail because somebody entered this address on our site."

_CODES = (
    "account_email_confirmation",
    "account_email_confirmation_signup",
    "account_login_code",
    "account_password_reset_code",
)
# Notices that somebody changed how the account is entered, with what allauth adds to each.
_NOTICES: dict[str, dict[str, str]] = {
    "account_email_changed": {"from_email": "old@example.com", "to_email": "new@example.com"},
    "account_email_deleted": {"deleted_email": "old@example.com"},
    "account_password_changed": {},
    "account_password_reset": {},
    "account_password_set": {},
    "account_recovery_codes_generated": {},
    "account_totp_activated": {},
    "account_totp_deactivated": {},
    "account_webauthn_added": {},
    "account_webauthn_removed": {},
}
_DECISIONS = {
    "sponsor_verified": "",
    "sponsor_refused": "The company's register entry could not be found.",
    "user_suspended": "Two sponsors report follower counts that the channels do not show.",
    "user_reinstated": "The figures were corrected.",
}


def register() -> None:
    """Announce every kind to the kernel."""
    account, decisions = Required.ACCOUNT, Required.DECISIONS
    for kind in _CODES:
        sample = _sample(code="7F4K-2Q")
        register_mail(kind, why=WHY_ADDRESS, required=account, sample=sample, is_secret=True)
    for kind in ("account_already_exists", "account_unknown_account"):
        register_mail(kind, why=WHY_ADDRESS, required=account, sample=_sample())
    for kind, more in _NOTICES.items():
        register_mail(kind, why=WHY_YOU, required=account, sample=_sample(**_WHERE, **more))
    for kind, reason in _DECISIONS.items():
        sample = _sample(name="Nord Coffee", reason=reason, url="/dashboard/")
        register_mail(kind, why=WHY_YOU, required=decisions, sample=sample)
    sample = _sample(name="Nord Coffee")
    register_mail("account_deleted", why=WHY_YOU, required=account, sample=sample)


_WHERE: dict[str, Any] = {
    "ip": "203.0.113.7",
    "user_agent": "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0",
    "timestamp": datetime(2026, 11, 21, 9, 12, tzinfo=UTC),
}


def _sample(**context: Any) -> Callable[[], dict[str, Any]]:
    return lambda: {"email": "mira@example.com", **context}
