"""Shows times in the reader's zone."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils import timezone


class UserTimeZoneMiddleware:
    """Activates the signed-in user's time zone for the request."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer the request with the reader's zone as the current one."""
        user = request.user
        with timezone.override(user.zone if user.is_authenticated else None):
            return self.get_response(request)
