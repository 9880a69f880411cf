"""The public page of a sponsor."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_safe

from accounts.models import SponsorProfile
from accounts.registries import rendered_sections
from accounts.views.blocks import blocking_context


@require_safe
def sponsor_detail(request: HttpRequest, handle: str) -> HttpResponse:
    """Show a verified sponsor to everybody, an unverified one to itself and moderators."""
    if handle != handle.lower():
        return redirect("accounts:sponsor_detail", handle.lower())
    seen = SponsorProfile.objects.visible_to(request.user).exclude(
        user__anonymised_at__isnull=False
    )
    profile = get_object_or_404(seen.select_related("user"), handle_id=handle)
    context = {
        "profile": profile,
        "sections": rendered_sections(profile, request.user),
    } | blocking_context(profile, request.user)
    return render(request, "accounts/sponsor_detail.html", context)
