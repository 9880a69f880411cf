"""The request that the pages of the wallet get: somebody is signed in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import HttpRequest

if TYPE_CHECKING:
    from accounts.models import User


class SignedInRequest(HttpRequest):
    """A request behind `login_required`; for annotations only."""

    user: User
