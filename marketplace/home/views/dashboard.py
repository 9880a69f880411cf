"""Where work begins: one page per role."""

from typing import TYPE_CHECKING, cast

from django.contrib.auth.decorators import login_required
from django.core.exceptions import ObjectDoesNotExist
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from marketplace.home.contact import contact_address
from marketplace.home.dashboards.influencer import influencer_dashboard
from marketplace.home.dashboards.moderator import moderator_dashboard
from marketplace.home.dashboards.sponsor import sponsor_dashboard

if TYPE_CHECKING:
    from accounts.models import User


@login_required
@require_safe
def dashboard(request: HttpRequest) -> HttpResponse:
    """Show the dashboard of the reader's role."""
    user = cast("User", request.user)
    contact = {"contact": contact_address()}
    if user.is_staff:
        board = moderator_dashboard()
        return render(request, "home/dashboard_moderator.html", {"board": board})
    try:
        if user.is_sponsor:
            context = {"board": sponsor_dashboard(user)} | contact
            return render(request, "home/dashboard_sponsor.html", context)
        if user.is_influencer:
            context = {"board": influencer_dashboard(user)} | contact
            return render(request, "home/dashboard_influencer.html", context)
    except ObjectDoesNotExist:
        pass
    return render(request, "home/dashboard_member.html", contact)
