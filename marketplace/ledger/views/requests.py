"""The request that the pages of the wallet get: somebody is signed in, and may be on the way."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import HttpRequest
from django.utils.http import url_has_allowed_host_and_scheme

if TYPE_CHECKING:
    from accounts.models import User


class SignedInRequest(HttpRequest):
    """A request behind `login_required`; for annotations only."""

    user: User


def next_page(request: HttpRequest) -> str:
    """Return the page of this site that `?next=` names, or an empty string."""
    target = request.GET.get("next", "")
    return target if url_has_allowed_host_and_scheme(target, allowed_hosts=None) else ""
