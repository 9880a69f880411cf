"""The request of a page behind `login_required`, for the type checker."""

from django.http import HttpRequest

from accounts.models import User


class SignedInRequest(HttpRequest):
    """A request whose user is known to be signed in."""

    user: User
