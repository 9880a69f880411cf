"""What holds for every answer of the site, whichever app gives it."""

import logging
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils.cache import patch_cache_control
from redis import RedisError

from marketplace.home.views.errors import unavailable

logger = logging.getLogger(__name__)


class PrivatePagesMiddleware:
    """Keeps pages of signed-in readers out of shared caches, and out of sight after log-out."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer the request; a view that names its own caching keeps it."""
        was_signed_in = request.user.is_authenticated
        response = self.get_response(request)
        if was_signed_in and not response.has_header("Cache-Control"):
            patch_cache_control(response, private=True, no_cache=True)
        if was_signed_in and not request.user.is_authenticated:
            # The next person at this browser must not step back to the last one's wallet.
            response["Clear-Site-Data"] = '"cache"'
        return response


class UncountedMiddleware:
    """Says in words that nobody can sign in while tries cannot be counted, instead of failing."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer the request."""
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Answer 503 where the cache that counts rate limits is away."""
        if not isinstance(exception, RedisError):
            return None
        logger.error("%s was refused because Redis does not answer: %s", request.path, exception)
        return unavailable(request)
