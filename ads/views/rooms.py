"""The contract room."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from ads.forms import RatingForm, ReplyForm, StatementForm
from ads.forms.messages import AdMessageForm
from ads.room import Reader, Room
from ads.views.loading import SignedInRequest, load_reader
from marketplace.messaging.actions import mark_read
from marketplace.notifications.actions import mark_read_about


@login_required
@require_safe
def detail(request: SignedInRequest, pk: int) -> HttpResponse:
    """Show the contract room and note that its messages were read."""
    return show_room(request, load_reader(request, pk))


def show_room(
    request: SignedInRequest,
    reader: Reader,
    *,
    message_form: AdMessageForm | None = None,
    rating_form: RatingForm | None = None,
    reply_form: ReplyForm | None = None,
    statement_form: StatementForm | None = None,
    template: str = "ads/detail.html",
) -> HttpResponse:
    """Render the room, with forms that were refused where there are any."""
    room = Room(reader, before=request.GET.get("before"))
    note_reading(room)
    context: dict[str, Any] = {
        "room": room,
        "ad": reader.ad,
        "reader": reader,
        "message_form": _message_form(room, message_form),
        "rating_form": rating_form or RatingForm(rated=reader.side.other),
        "reply_form": reply_form or ReplyForm(),
        "statement_form": _statement_form(room, statement_form),
    }
    return render(request, template, context)


def note_reading(room: Room) -> None:
    """Note that the reader has seen what is shown, and what notices say of it.

    Writes only where something is new. Some notices come without a line in the timeline, such as
    a rating's; those of the interest that became this ad lead to a conversation that went on here.
    """
    actor, ad, timeline = room.reader.user, room.ad, room.timeline
    if room.thread and timeline and timeline.has_news:
        mark_read(actor=actor, thread=room.thread, up_to=timeline.last_message)
    if timeline and timeline.is_past:
        return  # what is new is not shown
    urls = [ad.get_absolute_url()]
    if ad.interest_id:
        urls.append(reverse("campaigns:interest_detail", args=[ad.campaign_id, ad.interest_id]))
    mark_read_about(actor=actor, urls=urls)


def _message_form(room: Room, refused: AdMessageForm | None) -> AdMessageForm | None:
    """Return the form under the timeline, or None where nobody can write."""
    if not room.can_write:
        return None
    return refused or AdMessageForm(to=room.reader.other_name)


def _statement_form(room: Room, refused: StatementForm | None) -> StatementForm | None:
    """Return the form under a dispute, or None where none is open."""
    return refused or StatementForm() if room.ad.is_disputed else None
