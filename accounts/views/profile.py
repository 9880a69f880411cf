"""The settings page of one's own profile."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from accounts.actions import update_influencer_profile, update_sponsor_profile
from accounts.forms.figures import channel_rows, price_rows
from accounts.forms.profile import InfluencerProfileForm, SponsorProfileForm
from accounts.models import AccountEvent, InfluencerProfile, SponsorProfile
from accounts.views.requests import SignedInRequest
from marketplace.kernel.errors import Refused

SAVED = "Your profile is saved."


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def profile_edit(request: SignedInRequest) -> HttpResponse:
    """Show and save the profile of the user's role."""
    profile = request.user.profile
    if isinstance(profile, SponsorProfile):
        return _edit_sponsor(request, profile)
    if isinstance(profile, InfluencerProfile):
        return _edit_influencer(request, profile)
    raise Http404("Moderators have no profile.")


def _edit_sponsor(request: SignedInRequest, profile: SponsorProfile) -> HttpResponse:
    form = SponsorProfileForm(request.POST or None, profile=profile)
    if request.method == "POST" and form.is_valid():
        try:
            update_sponsor_profile(
                actor=request.user,
                profile=profile,
                details=form.details(),
                time_zone=form.cleaned_data["time_zone"],
            )
        except Refused as error:
            form.add_error(error.field, str(error))
        else:
            messages.success(request, SAVED)
            return redirect("accounts:profile_edit")
    decisions = request.user.account_events.filter(kind=AccountEvent.Kind.REJECTED)
    return _page(request, profile, form=form, refusal=decisions.first())


def _edit_influencer(request: SignedInRequest, profile: InfluencerProfile) -> HttpResponse:
    posted = request.POST if request.method == "POST" else None
    form = InfluencerProfileForm(posted, request.FILES or None, profile=profile)
    channels, prices = channel_rows(profile, posted), price_rows(profile, posted)
    if posted is not None and all([form.is_valid(), channels.is_valid(), prices.is_valid()]):
        try:
            update_influencer_profile(
                actor=request.user,
                profile=profile,
                details=form.details(),
                time_zone=form.cleaned_data["time_zone"],
                channels=channels.figures(),
                prices=prices.prices(),
                avatar=form.cleaned_data["avatar"],
                remove_avatar=form.cleaned_data.get("remove_avatar", False),
            )
        except Refused as error:
            form.add_error(error.field, str(error))
        else:
            messages.success(request, SAVED)
            return redirect("accounts:profile_edit")
    return _page(request, profile, form=form, channels=channels, prices=prices)


def _page(
    request: SignedInRequest, profile: SponsorProfile | InfluencerProfile, **more: Any
) -> HttpResponse:
    role = request.user.role
    context = {"profile": profile} | more
    return render(request, f"accounts/profile_edit_{role}.html", context)
