"""Where work begins: one page per role."""

from collections.abc import Callable
from typing import TYPE_CHECKING, cast

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.models import InfluencerProfile, SponsorProfile
from marketplace.home.contact import contact_address
from marketplace.home.dashboards.influencer import influencer_dashboard
from marketplace.home.dashboards.moderator import moderator_dashboard
from marketplace.home.dashboards.sponsor import sponsor_dashboard

if TYPE_CHECKING:
    from accounts.models import User


# How the page of each role is collected, and its template.
BOARDS: dict[str, tuple[Callable[["User"], object], str]] = {
    "sponsor": (sponsor_dashboard, "home/dashboard_sponsor.html"),
    "influencer": (influencer_dashboard, "home/dashboard_influencer.html"),
}


@login_required
@require_safe
def dashboard(request: HttpRequest) -> HttpResponse:
    """Show the dashboard of the reader's role; without a profile, what to do about that."""
    user = cast("User", request.user)
    if user.is_staff:
        board: object = moderator_dashboard()
        return render(request, "home/dashboard_moderator.html", {"board": board})
    contact = contact_address()
    if user.role not in BOARDS:
        return render(request, "home/dashboard_member.html", {"contact": contact})
    collect, template = BOARDS[user.role]
    try:
        board = collect(user)
    except (SponsorProfile.DoesNotExist, InfluencerProfile.DoesNotExist):
        return render(request, "home/dashboard_member.html", {"contact": contact})
    return render(request, template, {"board": board, "contact": contact})
