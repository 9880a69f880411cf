"""The calendar feed, and the page on which its address is made, renewed and revoked."""

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from ads.actions import renew_feed, revoke_feed
from ads.calendar import calendar_of, reader_of, token_of
from ads.models import CalendarFeed
from ads.views.loading import SignedInRequest


@require_safe
@never_cache
def calendar(request: HttpRequest) -> HttpResponse:
    """Hand out the feed whose token the address carries; a calendar program has no login."""
    user = reader_of(request.GET.get("token", ""))
    if user is None:
        raise Http404("This calendar address is not valid any more.")
    response = HttpResponse(calendar_of(user, now=timezone.now()), "text/calendar; charset=utf-8")
    response["Content-Disposition"] = 'inline; filename="deadlines.ics"'
    # The address is a secret: pages it might be opened from must not learn it, nor search engines.
    response["Referrer-Policy"] = "no-referrer"
    response["X-Robots-Tag"] = "noindex"
    return response


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def calendar_feed(request: SignedInRequest) -> HttpResponse:
    """Show the feed's address; make a new one, or none."""
    if not request.user.role:
        raise Http404("Moderators have no ads of their own.")
    if request.method == "POST":
        return _change(request)
    feed = CalendarFeed.objects.filter(user=request.user).first()
    address = ""
    if feed is not None:
        query = urlencode({"token": token_of(feed)})
        address = f"{settings.SITE_URL}{reverse('ads:calendar')}?{query}"
    return render(request, "ads/calendar_feed.html", {"feed": feed, "address": address})


def _change(request: SignedInRequest) -> HttpResponse:
    if request.POST.get("revoke"):
        revoke_feed(actor=request.user)
        messages.success(request, "The calendar is off. Its address stopped working.")
    else:
        renew_feed(actor=request.user)
        messages.success(request, "Here is the address of your calendar. Keep it to yourself.")
    return redirect("ads:calendar_feed")
