"""The messages of the contract room: writing, what is new, and finding what was said."""

from typing import cast

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from ads.actions import post_ad_message
from ads.forms.messages import AdMessageForm
from ads.models import Ad
from ads.room import Reader, Room
from ads.views.loading import SignedInRequest, blame, load_reader
from ads.views.rooms import note_reading, show_room
from ads.workflow import Side
from marketplace.kernel.errors import Refused
from marketplace.messaging.guard import ContactWarning
from marketplace.messaging.searching import search_thread
from marketplace.messaging.timeline import thread_mark

# htmx stops asking when it hears this.
STOP_POLLING = 286


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def messages_view(request: SignedInRequest, pk: int) -> HttpResponse:
    """Take a message; without one, find what was said, or lead to the timeline.

    htmx gets the timeline alone.
    """
    reader = load_reader(request, pk)
    timeline_url = f"{reader.ad.get_absolute_url()}#timeline"
    if request.method != "POST":
        query = request.GET.get("q", "").strip()
        return _search(request, reader, query) if query else redirect(timeline_url)
    form = AdMessageForm(request.POST, request.FILES, to=reader.other_name)
    is_sent = form.is_valid() and _post(reader, form)
    if getattr(request, "htmx", False):
        shown = None if is_sent else form
        return show_room(request, reader, message_form=shown, template="ads/_timeline.html")
    return redirect(timeline_url) if is_sent else show_room(request, reader, message_form=form)


def _post(reader: Reader, form: AdMessageForm) -> bool:
    """Send a valid message; return whether it was sent. A refusal or warning goes to the form."""
    try:
        post_ad_message(
            actor=reader.user,
            ad=reader.ad,
            body=form.cleaned_data["body"],
            files=form.cleaned_data["files"],
            links=form.cleaned_data["links"],
            is_warned=form.is_warned,
        )
    except ContactWarning as warning:
        form.hold_back(warning)
        return False
    except Refused as refusal:
        blame(form, refusal)
        return False
    return True


def _search(request: SignedInRequest, reader: Reader, query: str) -> HttpResponse:
    """Show where in the thread the words stand."""
    thread = Room(reader).thread
    if thread is None:
        raise Http404("Nothing was said yet.")
    hits = search_thread(
        thread=thread,
        reader=reader.user,
        query=query,
        after=request.GET.get("after"),
        people=[reader.ad.user_of(side) for side in Side],
    )
    context = {"ad": reader.ad, "hits": hits, "query": " ".join(hits.words)}
    return render(request, "ads/search.html", context)


@require_safe
def news(request: HttpRequest, pk: int) -> HttpResponse:
    """Answer the timeline's question whether anything changed: with its lines, or with nothing.

    `seen` is the mark of what the reader sees. Somebody who logged out meanwhile is not asked to
    log in inside the timeline.
    """
    if not request.user.is_authenticated:
        return HttpResponse(status=STOP_POLLING, headers={"HX-Reswap": "none"})
    threads = Ad.objects.visible_to(request.user).filter(pk=pk).values("thread")
    mark = thread_mark(threads, reader=request.user)
    if mark is None:
        raise Http404("There is no such thread for this reader.")
    if mark == request.GET.get("seen"):
        return HttpResponse(status=204)
    reader = load_reader(cast("SignedInRequest", request), pk)
    room = Room(reader)
    note_reading(room)
    return render(request, "ads/_lines.html", {"ad": reader.ad, "room": room, "reader": reader})
