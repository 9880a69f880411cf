"""Drafting and changing a campaign."""

from datetime import date

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from campaigns import actions
from campaigns.forms import CampaignForm
from campaigns.models import Campaign
from campaigns.views.gates import MemberRequest, sponsors_only
from marketplace.kernel.errors import Refused


@sponsors_only
def campaign_create(request: MemberRequest) -> HttpResponse:
    """Write a new campaign; it starts as a draft."""
    form = CampaignForm(request.POST or None, today=_today(request))
    if request.method == "POST" and form.is_valid():
        try:
            campaign = actions.create_campaign(actor=request.user, content=form.content())
        except Refused as refusal:
            form.add_error(refusal.field, str(refusal))
        else:
            messages.success(request, "The draft is saved. Only you see it until you publish it.")
            return redirect(campaign)
    return render(request, "campaigns/create.html", {"form": form})


@sponsors_only
def campaign_edit(request: MemberRequest, pk: int) -> HttpResponse:
    """Change a campaign that is not closed."""
    campaign = get_object_or_404(
        Campaign.objects.owned_by(request.user).select_related("sponsor__user", "category"), pk=pk
    )
    if campaign.state == Campaign.State.CLOSED:
        messages.error(request, "The campaign is closed and stays as it is.")
        return redirect(campaign)
    form = CampaignForm(request.POST or None, today=_today(request), campaign=campaign)
    if request.method == "POST" and form.is_valid():
        try:
            actions.update_campaign(actor=request.user, campaign=campaign, content=form.content())
        except Refused as refusal:
            form.add_error(refusal.field, str(refusal))
        else:
            messages.success(request, "The campaign is saved.")
            return redirect(campaign)
    return render(request, "campaigns/edit.html", {"form": form, "campaign": campaign})


def _today(request: MemberRequest) -> date:
    """Return the day it is for the sponsor."""
    return timezone.now().astimezone(request.user.zone).date()
