"""What is handed in: drafts, live links, and what should change about the drafts."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods

from ads import actions
from ads.forms import ChangesForm, LiveLinksForm, SubmitForm
from ads.hand_ins import checklist, label_rule, local_day
from ads.room import Reader
from ads.room.work import asked_changes, last_captions, round_words
from ads.views.loading import SignedInRequest, blame, load_reader
from ads.views.questions import cannot, show_question, turn_back
from marketplace.kernel.errors import Refused


@dataclass(frozen=True, slots=True)
class HandIn:
    """A transition whose page has a form with files.

    `form` builds the form from POST data and files, or from neither; `act` calls the action with
    the valid form; `done` is said afterwards.
    """

    name: str
    form: Callable[..., Form]
    act: Callable[[Reader, Any], object]
    done: str


def _carry_out(request: SignedInRequest, pk: int, page: HandIn) -> HttpResponse:
    """Ask for what is to be handed in, or hand it in; a refusal goes to its field."""
    reader = load_reader(request, pk)
    if reason := cannot(reader, page.name):
        return turn_back(request, reader, page.name, reason)
    posted = (request.POST, request.FILES) if request.method == "POST" else ()
    form = page.form(reader, *posted)
    if form.is_valid():
        try:
            page.act(reader, form)
        except Refused as refusal:
            blame(form, refusal)
        else:
            messages.success(request, reader.say(page.done))
            return redirect(reader.ad)
    return show_question(
        request,
        reader,
        page.name,
        form=form,
        changes=asked_changes(reader),
        rounds=round_words(reader) if page is SUBMIT else "",
    )


SUBMIT = HandIn(
    "submit",
    lambda r, *posted: SubmitForm(
        *posted,
        deliverables=r.to_hand_in,
        rule=label_rule(r.ad, r.now),
        checklist=checklist(r.ad),
        initial={f"caption_{pk}": caption for pk, caption in last_captions(r).items()},
    ),
    lambda r, form: actions.submit_work(
        actor=r.user,
        ad=r.ad,
        drafts=form.drafts(),
        files=form.uploads(),
        is_attested=form.cleaned_data["is_attested"],
        covered=form.cleaned_data.get("covered", ()),
        note=form.cleaned_data["note"],
    ),
    "Your drafts are in. {sponsor} reviews them.",
)
REQUEST_CHANGES = HandIn(
    "request_changes",
    lambda r, *posted: ChangesForm(
        *posted[:1], deliverables=r.deliverables, checklist=checklist(r.ad)
    ),
    lambda r, form: actions.request_changes(
        actor=r.user,
        ad=r.ad,
        deliverable_ids=form.cleaned_data["deliverables"],
        items=form.cleaned_data.get("items", ()),
        reason=form.cleaned_data["reason"],
    ),
    "{influencer} knows what should change.",
)
POST_LIVE = HandIn(
    "post_live",
    lambda r, *posted: LiveLinksForm(
        *posted, deliverables=r.deliverables, today=local_day(r.ad, r.now)
    ),
    lambda r, form: actions.post_live(
        actor=r.user,
        ad=r.ad,
        links=form.links(),
        screenshots=form.uploads(),
        is_attested=form.cleaned_data["is_attested"],
    ),
    "Your links are in. {sponsor} checks them.",
)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def submit(request: SignedInRequest, pk: int) -> HttpResponse:
    """Hand in drafts."""
    return _carry_out(request, pk, SUBMIT)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def request_changes(request: SignedInRequest, pk: int) -> HttpResponse:
    """Send drafts back with what should change."""
    return _carry_out(request, pk, REQUEST_CHANGES)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def post_live(request: SignedInRequest, pk: int) -> HttpResponse:
    """Hand in the live links."""
    return _carry_out(request, pk, POST_LIVE)
