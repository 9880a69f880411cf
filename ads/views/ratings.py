"""Rating the other side after the end, and answering a rating once."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods

from ads.actions import rate_ad, reply_to_rating
from ads.forms import RatingForm, ReplyForm
from ads.room import Reader
from ads.views.loading import SignedInRequest, load_reader, tell_refused
from ads.views.rooms import show_room
from marketplace.kernel.errors import Refused


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def rate(request: SignedInRequest, pk: int) -> HttpResponse:
    """Take a rating; without one, lead to the box for it."""
    reader = load_reader(request, pk)
    if request.method != "POST":
        return redirect(_box(reader))
    form = RatingForm(request.POST, rated=reader.side.other)
    if not form.is_valid():
        return show_room(request, reader, rating_form=form)
    try:
        rating = rate_ad(actor=request.user, ad=reader.ad, **form.cleaned_data)
    except Refused as refusal:
        tell_refused(request, refusal)
    else:
        then = " A moderator reads it before it is published." if rating.is_held else ""
        messages.success(request, f"Your rating of {reader.other_name} is in.{then}")
    return redirect(_box(reader))


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def rating_reply(request: SignedInRequest, pk: int) -> HttpResponse:
    """Take the answer to the published rating about the reader; lead to the box."""
    reader = load_reader(request, pk)
    if request.method != "POST":
        return redirect(_box(reader))
    rating = reader.ad.ratings.published().filter(by_side=reader.side.other).first()
    if rating is None:
        messages.error(request, "There is no rating about you to answer yet.")
        return redirect(_box(reader))
    form = ReplyForm(request.POST)
    if not form.is_valid():
        return show_room(request, reader, reply_form=form)
    try:
        reply_to_rating(actor=request.user, rating=rating, text=form.cleaned_data["reply"])
    except Refused as refusal:
        tell_refused(request, refusal)
    else:
        messages.success(request, "Your answer stands under the rating.")
    return redirect(_box(reader))


def _box(reader: Reader) -> str:
    return f"{reader.ad.get_absolute_url()}#rating"
