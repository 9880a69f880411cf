"""The pages anybody may read."""

from decimal import Decimal

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from marketplace.home.contact import contact_address
from marketplace.ledger.fees import split_fee

# What the landing page's worked example pays after a counter-offer, in minor units.
EXAMPLE_MINOR = 45_000
EXAMPLE_BEFORE_MINOR = 40_000


@require_safe
def landing(request: HttpRequest) -> HttpResponse:
    """Say what the site is for. Whoever is signed in goes to work instead."""
    if request.user.is_authenticated:
        return redirect("home:dashboard")
    fee_minor, net_minor = split_fee(EXAMPLE_MINOR, settings.FEE_BPS)
    example = {
        "before_minor": EXAMPLE_BEFORE_MINOR,
        "price_minor": EXAMPLE_MINOR,
        "fee_minor": fee_minor,
        "net_minor": net_minor,
        "parts": [("To the influencer", net_minor, "pine"), ("Fee", fee_minor, "gold")],
    }
    return render(request, "home/landing.html", {"example": example} | _conditions())


@require_safe
def terms(request: HttpRequest) -> HttpResponse:
    """The rules both sides agree to when they sign up."""
    return render(request, "home/terms.html", {"version": settings.TERMS_VERSION} | _conditions())


@require_safe
def privacy(request: HttpRequest) -> HttpResponse:
    """What is stored about whom, why and for how long."""
    values = {"version": settings.TERMS_VERSION, "contact": contact_address()}
    return render(request, "home/privacy.html", values)


@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    """Let search engines see the front door and the public profiles, and nothing of an account."""
    closed = ("home:dashboard", "ads:list", "ledger:wallet", "notifications:list", "admin:index")
    lines = ["User-agent: *", *(f"Disallow: {reverse(name)}" for name in closed)]
    lines += ["Disallow: /accounts/", "Disallow: /settings/", "Disallow: /dev/", ""]
    return HttpResponse("\n".join(lines), content_type="text/plain")


def _conditions() -> dict[str, object]:
    """Return the numbers of this installation that the texts state."""
    return {
        "fee_percent": f"{(Decimal(settings.FEE_BPS) / 100).normalize():f}",
        "offer_days": settings.OFFER_DAYS,
        "funding_days": settings.FUNDING_DAYS,
        "review_days": settings.REVIEW_DAYS,
        "live_check_days": settings.LIVE_CHECK_DAYS,
        "overdue_hours": settings.OVERDUE_CANCEL_HOURS,
        "hold_days": settings.HOLD_DAYS,
        "rating_days": settings.RATING_DAYS,
        "contact": contact_address(),
    }
