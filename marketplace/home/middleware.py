"""What holds for every answer of the site, whichever app gives it."""

from collections.abc import Callable
from http import HTTPStatus

from django.contrib.messages import get_messages
from django.contrib.messages.storage.base import BaseStorage
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.utils.cache import patch_cache_control


class BodilessHeadMiddleware:
    """Answers HEAD with the headers of GET and nothing else (RFC 9110, 9.3.2).

    Django leaves that to the server, and gunicorn warns of every body it has to drop.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer the request; the length that is told stays that of the whole page."""
        response = self.get_response(request)
        if request.method == "HEAD":
            if isinstance(response, StreamingHttpResponse):
                response.streaming_content = ()
            elif isinstance(response, HttpResponse):
                response.headers.setdefault("Content-Length", str(len(response.content)))
                response.content = b""
        return response


class KeptMessagesMiddleware:
    """Keeps for the next page what a page that failed was to say; stands inside Django's messages.

    Those count as read once a template was at them, also if it fails below; what the reader gets
    then, a page of the fault, shows none. "It is paid" must not be lost to a database that went
    away a moment later.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer the request; with a fault, nothing that waited has been said."""
        response = self.get_response(request)
        waiting = get_messages(request)
        if response.status_code >= HTTPStatus.INTERNAL_SERVER_ERROR and isinstance(
            waiting, BaseStorage
        ):
            waiting.used = False
        return response


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
