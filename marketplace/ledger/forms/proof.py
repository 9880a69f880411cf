"""Proof that it is still the owner of the account who asks: the password, or a second factor."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, cast

from allauth.mfa.base.forms import ReauthenticateForm
from allauth.mfa.models import Authenticator
from django import forms

from marketplace.kernel.errors import Refused

if TYPE_CHECKING:
    from accounts.models import User


@dataclass(frozen=True, slots=True)
class Means:
    """How a user can prove who they are: in the form itself, or on the passkey's own page."""

    has_password: bool
    has_code: bool
    has_passkey: bool

    @property
    def in_form(self) -> bool:
        """Whether there is something to type."""
        return self.has_password or self.has_code

    @property
    def is_none(self) -> bool:
        """Whether there is nothing at all, as after signing in by mailed codes only."""
        return not (self.in_form or self.has_passkey)


def means_of(user: User) -> Means:
    """Return how the user can prove who they are. Costs one query."""
    factors = Authenticator.objects.filter(user_id=user.pk)
    kinds = set(factors.values_list("type", flat=True))
    has_password = user.has_usable_password()
    has_app = Authenticator.Type.TOTP in kinds
    # Recovery codes are few: who has a passkey and no password is asked for that instead.
    may_recover = has_password and Authenticator.Type.RECOVERY_CODES in kinds
    return Means(
        has_password=has_password,
        has_code=has_app or may_recover,
        has_passkey=Authenticator.Type.WEBAUTHN in kinds,
    )


class ProofField(forms.CharField):
    """A proof; where it is one of two, neither is needed alone and neither is called optional."""

    is_one_of_two = False


class ProofForm(forms.Form):
    """Mixin that asks for the password or a code; a form without either has no such field.

    Whether what was typed is right is looked at last, by `prove`.
    """

    password = ProofField(
        label="Your password",
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )
    code = ProofField(
        label="Code from your authenticator app",
        max_length=40,
        help_text="Or one of your recovery codes. Each code counts once.",
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "inputmode": "numeric"}),
    )

    def __init__(self, *args: Any, user: User, means: Means, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user
        self.means = means
        password = cast("ProofField", self.fields["password"])
        code = cast("ProofField", self.fields["code"])
        if means.has_password and means.has_code:
            password.label = "Your password, or a code below"
            for field in (password, code):
                field.is_one_of_two, field.required = True, False
        if not means.has_password:
            del self.fields["password"]
        if not means.has_code:
            del self.fields["code"]

    def clean(self) -> dict[str, Any]:
        """Ask for one of the two, at the field that comes first."""
        cleaned = super().clean() or {}
        is_one_of_two = self.means.has_password and self.means.has_code
        is_given = cleaned.get("password") or cleaned.get("code") or self.has_error("code")
        if is_one_of_two and not is_given:
            self.add_error("password", "Type your password, or a code in the next field.")
        return cleaned

    def prove(self) -> None:
        """Raise Refused, pinned to its field, unless what was typed is the user's.

        A code is used up by this, so it comes after everything else has been looked at.
        """
        if code := self.cleaned_data.get("code"):
            self._use_code(code)
        elif not self.user.check_password(self.cleaned_data.get("password", "")):
            raise Refused("This is not your password. Type it again.", field="password")

    def _use_code(self, code: str) -> None:
        """Let allauth look at the code: it counts wrong ones, and takes none twice."""
        form = ReauthenticateForm(data={"code": code}, user=self.user)
        if form.is_valid():
            form.save()
            return
        if form.has_error("code", "incorrect_code"):
            raise Refused(
                "This code is wrong, or was used before. Wait for the next one.", field="code"
            )
        raise Refused("Too many wrong codes. Wait five minutes, then try again.", field="code")
