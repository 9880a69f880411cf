"""Error pages in the site's look. They must not fail because of what brought them up."""

import sys

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import RequestDataTooBig, TooManyFilesSent
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse, HttpResponseServerError
from django.shortcuts import render
from django.template import TemplateDoesNotExist, loader


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """400: the request itself is malformed. The exception is not shown: it may quote it.

    413 where a form brings more than is taken, which people do without knowing.
    """
    if isinstance(exception, RequestDataTooBig | TooManyFilesSent):
        limit = str(settings.MAX_REQUEST_BYTES // 1_000_000)
        return _page(request, "413.html", {"limit_mb": limit}, status=413)
    return _page(request, "400.html", status=400)


def permission_denied(request: HttpRequest, exception: Exception) -> HttpResponse:
    """403, with the reason if the view gave one."""
    return _page(request, "403.html", {"reason": str(exception)}, status=403)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """404: nothing is here, or nothing for this reader; the page does not say which."""
    return _page(request, "404.html", status=404)


def server_error(request: HttpRequest) -> HttpResponse:
    """500, from a template that asks nothing: no user, no database, no cache.

    503 where the database is away or kept waiting too long: there, sending it again helps.
    """
    if _is_passing(sys.exc_info()[1]):
        return unavailable(request)
    try:
        template = loader.get_template("500.html")
    except TemplateDoesNotExist:
        return HttpResponseServerError("The site has a fault. Try again in a minute.")
    return HttpResponseServerError(template.render())


def _is_passing(fault: BaseException | None) -> bool:
    """Whether it is the database's trouble of the moment, which SQLite tells from mistakes in SQL
    only by a name."""
    if not isinstance(fault, OperationalError | InterfaceError):
        return False
    name: str = getattr(fault.__cause__, "sqlite_errorname", "SQLITE_BUSY")
    return name.startswith("SQLITE_BUSY")


def unavailable(request: HttpRequest) -> HttpResponse:
    """503: a part of the site is away for a moment; a template that asks nothing, as for 500."""
    content = loader.get_template("503.html").render()
    return HttpResponse(content, status=503, headers={"Retry-After": "60"})


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403 for a form whose token is missing or old, with what to do about it."""
    return _page(request, "home/csrf_failure.html", status=403)


def _page(
    request: HttpRequest, template: str, context: dict[str, str] | None = None, *, status: int
) -> HttpResponse:
    """Render a page of the site, also for a request refused before anybody asked who sent it."""
    if not hasattr(request, "user"):
        request.user = AnonymousUser()
    return render(request, template, context, status=status)
