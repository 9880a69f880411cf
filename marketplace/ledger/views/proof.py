"""Asking once more who it is, before money leaves or goes elsewhere."""

from __future__ import annotations

from http import HTTPStatus

from allauth.account.internal.flows import reauthentication
from allauth.core import ratelimit

from marketplace.kernel.errors import Refused

from ..forms import ProofForm
from .requests import SignedInRequest


class TooManyTriesError(Refused):
    """Somebody is guessing."""

    def __init__(self) -> None:
        super().__init__("Too many tries. Wait a minute, then send the form again.")


def require_fresh_passkey(request: SignedInRequest) -> None:
    """Send who has nothing to type to the passkey's page, unless they were there just now.

    allauth brings them back, and a form that was sent is sent again then.
    """
    reauthentication.raise_if_reauthentication_required(request, app="marketplace.ledger")


def prove(request: SignedInRequest, form: ProofForm) -> None:
    """Raise Refused unless the form's sender has shown who they are; tries are counted."""
    if form.means.is_none:
        raise Refused("Set a password first: this form asks for it.")
    if not form.means.in_form:
        require_fresh_passkey(request)
        return
    if not ratelimit.consume(request, action="reauthenticate", user=request.user):
        raise TooManyTriesError
    form.prove()


def blame(form: ProofForm, refusal: Refused) -> HTTPStatus:
    """Show the refusal at its field, or above the form; return the answer's status."""
    form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
    is_guessed = isinstance(refusal, TooManyTriesError)
    return HTTPStatus.TOO_MANY_REQUESTS if is_guessed else HTTPStatus.OK
