"""Staff set up a second factor before they see the admin."""

from collections.abc import Callable

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

# Recovery codes alone are no second factor: they replace a lost one.
FACTORS = [Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN]
MESSAGE = "Moderators sign in with a second step. Set it up here, then open the console again."


class StaffMfaMiddleware:
    """Leads staff without a second factor to set one up; a demo site does without."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer the request, or lead a moderator to the set-up page instead."""
        if self._needs_factor(request):
            messages.warning(request, MESSAGE)
            return redirect("mfa_index")
        return self.get_response(request)

    def _needs_factor(self, request: HttpRequest) -> bool:
        if settings.DEMO or not request.path.startswith(reverse("admin:index")):
            return False
        if request.path == reverse("admin:logout"):
            return False
        if not request.user.is_authenticated or not request.user.is_staff:
            return False
        return not Authenticator.objects.filter(user_id=request.user.pk, type__in=FACTORS).exists()
