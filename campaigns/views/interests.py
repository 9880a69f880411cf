"""Interests: applying, and the pages on which both sides talk about it."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from campaigns import actions
from campaigns.forms import DeclineForm, InterestForm
from campaigns.models import Campaign, Interest
from campaigns.views.gates import MemberRequest, influencers_only, sponsors_only
from marketplace.kernel.errors import Refused
from marketplace.kernel.paging import keyset_page
from marketplace.messaging.actions import mark_read
from marketplace.messaging.forms import MessageForm
from marketplace.messaging.guard import ContactWarning
from marketplace.messaging.timeline import read_timeline
from marketplace.notifications.actions import mark_read_about

AUTHORS = ("author__sponsor_profile", "author__influencer_profile")


@influencers_only
def interest_show(request: MemberRequest, pk: int) -> HttpResponse:
    """Apply to a campaign: message and price."""
    campaign = get_object_or_404(
        Campaign.objects.visible_to(request.user).select_related("sponsor__user", "category"),
        pk=pk,
    )
    form = InterestForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            interest = actions.show_interest(
                actor=request.user,
                campaign=campaign,
                is_warned=form.is_warned,
                **form.cleaned_data,
            )
        except ContactWarning as warning:
            form.hold_back(warning)
        except Refused as refusal:
            field = refusal.field if refusal.field in form.fields else None
            form.add_error(field, str(refusal))
        else:
            messages.success(request, f"{campaign.sponsor.display_name} has your message.")
            return redirect(interest)
    return render(request, "campaigns/interest.html", {"form": form, "campaign": campaign})


@influencers_only
def interest_withdraw(request: MemberRequest, pk: int) -> HttpResponse:
    """Take one's own interest back."""
    own = Interest.objects.filter(campaign_id=pk, influencer__user_id=request.user.pk)
    interest = own.order_by("-pk").first()
    if interest is None:
        get_object_or_404(Campaign.objects.visible_to(request.user), pk=pk)
        messages.error(request, "You have not shown interest in this campaign.")
        return redirect("campaigns:detail", pk)
    if request.method == "POST":
        try:
            actions.withdraw_interest(actor=request.user, interest=interest)
        except Refused as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, "Your interest is withdrawn.")
    return redirect(interest)


@sponsors_only
@require_safe
def interest_list(request: MemberRequest, pk: int) -> HttpResponse:
    """Show the sponsor who would like to work in a campaign, with figures."""
    campaign = get_object_or_404(
        Campaign.objects.owned_by(request.user).select_related("sponsor__user"), pk=pk
    )
    shown = "answered" if request.GET.get("state") == "answered" else "open"
    interests = Interest.objects.filter(campaign=campaign)
    interests = interests.open() if shown == "open" else interests.answered()
    page = keyset_page(
        interests.with_unread(request.user)
        .select_related("influencer__category")
        .prefetch_related("influencer__channels"),
        order=("-created_at", "-id"),
        after=request.GET.get("after"),
    )
    for interest in page:
        interest.campaign = campaign
    context = {"campaign": campaign, "page": page, "shown": shown}
    return render(request, "campaigns/interests.html", context)


@login_required
def interest_detail(request: MemberRequest, pk: int, interest_pk: int) -> HttpResponse:
    """Show one interest with its conversation to both sides; a POST is a message."""
    interest = _load(request, pk, interest_pk)
    is_sponsor = interest.campaign.sponsor.user_id == request.user.pk
    other = interest.influencer if is_sponsor else interest.campaign.sponsor
    form = MessageForm(request.POST or None, to=other.display_name)
    if request.method == "POST" and form.is_valid():
        try:
            actions.post_interest_message(
                actor=request.user,
                interest=interest,
                body=form.cleaned_data["body"],
                is_warned=form.is_warned,
            )
        except ContactWarning as warning:
            form.hold_back(warning)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            return redirect(f"{interest.get_absolute_url()}#conversation")
    context = _conversation(request, interest, is_sponsor=is_sponsor) | {
        "is_sponsor": is_sponsor,
        "other": other,
        "message_form": form if interest.state == Interest.State.OPEN else None,
    }
    return render(request, "campaigns/interest_detail.html", context)


def _conversation(
    request: MemberRequest, interest: Interest, *, is_sponsor: bool
) -> dict[str, Any]:
    """Return the interest with its thread, which counts as read from now on."""
    timeline = read_timeline(
        thread=interest.thread,
        reader=request.user,
        before=request.GET.get("before"),
        author_related=AUTHORS,
    )
    mark_read(actor=request.user, thread=interest.thread, up_to=timeline.last_message)
    if not timeline.is_past:
        mark_read_about(actor=request.user, urls=[interest.get_absolute_url()])
    visible = Campaign.objects.visible_to(request.user).filter(pk=interest.campaign_id)
    ad = getattr(interest, "ad", None)  # made by the floor above
    return {
        "interest": interest,
        "campaign": interest.campaign,
        "channels": interest.influencer.channels.all(),
        "may_open_campaign": is_sponsor or visible.exists(),
        # A draft is its sponsor's alone.
        "ad": ad if ad and (is_sponsor or ad.state != "draft") else None,
        "timeline": timeline,
        "message_url": interest.get_absolute_url(),
        "ad_url": ad.get_absolute_url()
        if ad
        else f"{reverse('ads:create')}?interest={interest.pk}",
    }


@sponsors_only
def interest_decline(request: MemberRequest, pk: int, interest_pk: int) -> HttpResponse:
    """Turn an influencer down, with a reason."""
    interest = _load(request, pk, interest_pk)
    form = DeclineForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.decline_interest(
                actor=request.user, interest=interest, reason=form.cleaned_data["decline_reason"]
            )
        except Refused as refusal:
            messages.error(request, str(refusal))
        else:
            name = interest.influencer.display_name
            messages.success(request, f"{name} is told that it is a no.")
        return redirect("campaigns:interests", pk)
    context = {"form": form, "interest": interest, "campaign": interest.campaign}
    return render(request, "campaigns/interest_decline.html", context)


def _load(request: MemberRequest, pk: int, interest_pk: int) -> Interest:
    """Return one of the user's interests; anything else is a 404."""
    interests = Interest.objects.visible_to(request.user).select_related(
        "campaign__sponsor__user", "influencer__user", "influencer__category", "thread"
    )
    return get_object_or_404(interests, campaign_id=pk, pk=interest_pk)
