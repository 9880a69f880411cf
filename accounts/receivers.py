"""What accounts hear from Django and allauth."""

from typing import Any

from accounts.actions import confirm_user


def on_email_confirmed(email_address: Any, **_signal: Any) -> None:
    """The code arrived: the user's address is real."""
    confirm_user(actor=email_address.user)


def on_login(user: Any, **_signal: Any) -> None:
    """Nobody signs in with an unconfirmed address, so whoever does has a confirmed one."""
    confirm_user(actor=user)
