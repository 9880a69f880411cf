"""After the posts went live: what they reached, and whether they are still up."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from ads import actions
from ads.actions.results import check_open
from ads.deadlines import local_day
from ads.forms import LiveCheckForm, ResultsForm
from ads.models import LiveCheck
from ads.room import Room
from ads.room.questions import Question
from ads.views.loading import SignedInRequest, blame, load_reader, tell_refused
from marketplace.kernel.errors import Refused


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def results(request: SignedInRequest, pk: int) -> HttpResponse:
    """Ask what the posts reached beside what is known, and take it."""
    reader = load_reader(request, pk)
    try:
        check_open(reader.ad, request.user)
    except Refused as refusal:
        tell_refused(request, refusal)
        return redirect(reader.ad)
    room = Room(reader)
    if not room.can_enter_results:
        tell_refused(request, Refused("Nothing has gone live, so there are no results."))
        return redirect(reader.ad)
    posted = (request.POST, request.FILES) if request.method == "POST" else ()
    today = local_day(reader.ad, reader.now)
    form = ResultsForm(*posted, deliverables=reader.deliverables, today=today)
    if form.is_valid():
        try:
            actions.enter_results(
                actor=request.user, ad=reader.ad, results=form.results(), files=form.proofs()
            )
        except Refused as refusal:
            blame(form, refusal)
        else:
            messages.success(request, reader.say("Your results are in. {sponsor} is told."))
            return redirect(f"{reader.ad.get_absolute_url()}#work")
    context = {"ad": reader.ad, "reader": reader, "room": room, "form": form}
    return render(request, "ads/results.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def live_check(request: SignedInRequest, pk: int, day: int) -> HttpResponse:
    """Take the answer whether the posts are still up; without one, lead to the question."""
    reader = load_reader(request, pk)
    check = get_object_or_404(LiveCheck, ad=reader.ad, day=day)
    box_url = f"{reader.ad.get_absolute_url()}#live"
    if request.method != "POST":
        return redirect(box_url)
    form = LiveCheckForm(request.POST)
    if form.is_valid():
        try:
            actions.answer_live_check(
                actor=request.user,
                ad=reader.ad,
                day=check.day,
                is_up=form.is_up,
                note=form.cleaned_data["note"],
            )
        except Refused as refusal:
            if not refusal.field:
                tell_refused(request, refusal)
                return redirect(box_url)
            blame(form, refusal)
        else:
            messages.success(request, reader.say("Your answer is in. {sponsor} is told."))
            return redirect(box_url)
    question = Question(
        title=f"After {check.day} days: posts that are down",
        consequence=reader.say("{sponsor} reads your answer. It cannot be changed."),
        button="Say what is down",
        kind="primary",
    )
    context = {"ad": reader.ad, "question": question, "action_url": request.path, "form": form}
    return render(request, "ads/question.html", context)
