"""The contract room, its messages and its rating."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from ads.actions import post_ad_message, rate_ad
from ads.forms import RatingForm, StatementForm
from ads.room import Reader, Room
from ads.views.loading import SignedInRequest, blame, load_reader, tell_refused
from marketplace.kernel.errors import Refused
from marketplace.messaging.actions import mark_read
from marketplace.messaging.forms import MessageForm
from marketplace.messaging.guard import ContactWarning


@login_required
@require_safe
def detail(request: SignedInRequest, pk: int) -> HttpResponse:
    """Show the contract room and note that its messages were read."""
    return show_room(request, load_reader(request, pk))


def show_room(
    request: SignedInRequest,
    reader: Reader,
    *,
    message_form: MessageForm | None = None,
    rating_form: RatingForm | None = None,
    statement_form: StatementForm | None = None,
    template: str = "ads/detail.html",
) -> HttpResponse:
    """Render the room, with forms that were refused where there are any."""
    room = Room(reader, before=request.GET.get("before"))
    _mark_read(room)
    context: dict[str, Any] = {
        "room": room,
        "ad": reader.ad,
        "reader": reader,
        "message_form": _message_form(room, message_form),
        "rating_form": rating_form or RatingForm(rated=reader.side.other),
        "statement_form": _statement_form(room, statement_form),
    }
    return render(request, template, context)


def _mark_read(room: Room) -> None:
    """Note that the reader has seen what is shown; writes only where something is new."""
    if room.thread and room.timeline and room.timeline.has_news:
        last = room.timeline.last_message
        mark_read(actor=room.reader.user, thread=room.thread, up_to=last)


def _message_form(room: Room, refused: MessageForm | None) -> MessageForm | None:
    """Return the form under the timeline, or None where nobody can write."""
    if not room.can_write:
        return None
    return refused or MessageForm(to=room.reader.other_name)


def _statement_form(room: Room, refused: StatementForm | None) -> StatementForm | None:
    """Return the form under a dispute, or None where none is open."""
    return refused or StatementForm() if room.ad.is_disputed else None


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def messages_view(request: SignedInRequest, pk: int) -> HttpResponse:
    """Take a message; without one, lead to the timeline. htmx gets the timeline alone."""
    reader = load_reader(request, pk)
    timeline_url = f"{reader.ad.get_absolute_url()}#timeline"
    if request.method != "POST":
        return redirect(timeline_url)
    form = MessageForm(request.POST, to=reader.other_name)
    is_sent = form.is_valid() and _post(reader, form)
    if getattr(request, "htmx", False):
        shown = None if is_sent else form
        return show_room(request, reader, message_form=shown, template="ads/_timeline.html")
    return redirect(timeline_url) if is_sent else show_room(request, reader, message_form=form)


def _post(reader: Reader, form: MessageForm) -> bool:
    """Send a valid message; return whether it was sent. A refusal or warning goes to the form."""
    try:
        post_ad_message(
            actor=reader.user,
            ad=reader.ad,
            body=form.cleaned_data["body"],
            is_warned=form.is_warned,
        )
    except ContactWarning as warning:
        form.hold_back(warning)
        return False
    except Refused as refusal:
        blame(form, refusal)
        return False
    return True


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def rate(request: SignedInRequest, pk: int) -> HttpResponse:
    """Take a rating; without one, lead to the box for it."""
    reader = load_reader(request, pk)
    box_url = f"{reader.ad.get_absolute_url()}#rating"
    if request.method != "POST":
        return redirect(box_url)
    form = RatingForm(request.POST, rated=reader.side.other)
    if not form.is_valid():
        return show_room(request, reader, rating_form=form)
    try:
        rate_ad(actor=request.user, ad=reader.ad, **form.cleaned_data)
    except Refused as refusal:
        tell_refused(request, refusal)
    else:
        messages.success(request, f"Your rating of {reader.other_name} is in.")
    return redirect(box_url)
