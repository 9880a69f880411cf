"""Probes for whoever keeps the site running."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from marketplace.home import readiness


@require_safe
@never_cache
def healthz(request: HttpRequest) -> HttpResponse:
    """Say that the process answers; asks neither database nor Redis."""
    return HttpResponse("ok", content_type="text/plain")


@require_safe
@never_cache
def readyz(request: HttpRequest) -> JsonResponse:
    """Say how each part is doing; 503 when one is down or something due waits for too long."""
    checks = readiness.check_all(now=timezone.now())
    is_ready = all(check.is_ok for check in checks.values())
    body = {
        "status": "ready" if is_ready else "not ready",
        "checks": {name: check.as_json() for name, check in checks.items()},
    }
    return JsonResponse(body, status=200 if is_ready else 503)
