"""How allauth speaks with the rest of the house."""

import base64
import hashlib
import uuid
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from cryptography.fernet import Fernet, InvalidToken
from django.conf import settings
from django.contrib.auth.models import AnonymousUser

from accounts.models import User
from marketplace.kernel.mail import queue_mail

# The purpose keeps this key apart from others that are derived from SECRET_KEY.
_PURPOSE = b"accounts.adapter: second factors at rest:"


class AccountAdapter(DefaultAccountAdapter):
    """Accounts: mails go through the outbox, in the site's own templates."""

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Queue allauth's mail `…/email/<name>` as the kind `account_<name>`."""
        name = template_prefix.rpartition("/")[2].removeprefix("account_")
        user = context.get("user") or User.objects.filter(email__iexact=email).first()
        queue_mail(
            kind=f"account_{name}",
            to=email,
            user=None if isinstance(user, AnonymousUser) else user,
            # Several kinds name the address in their text, and allauth gives it to few of them.
            context={"email": email}
            | {key: value for key, value in context.items() if key != "request"},
            dedup_key=f"allauth:{uuid.uuid4()}",
        )


class MfaAdapter(DefaultMFAAdapter):
    """Second factors: secrets are stored encrypted with a key derived from SECRET_KEY."""

    def encrypt(self, text: str) -> str:
        """Return `text` as a Fernet token."""
        return _ciphers()[0].encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        """Return the secret of a token written with SECRET_KEY or one of its fallbacks.

        Raises `cryptography.fernet.InvalidToken` where none of them wrote it.
        """
        token = encrypted_text.encode()
        for cipher in _ciphers():
            try:
                return cipher.decrypt(token).decode()
            except InvalidToken:
                continue
        raise InvalidToken


def _ciphers() -> list[Fernet]:
    keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    digests = [hashlib.sha256(_PURPOSE + key.encode()).digest() for key in keys]
    return [Fernet(base64.urlsafe_b64encode(digest)) for digest in digests]
