"""Blocking the other side: asked on its profile, listed in the settings."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.contrib.auth.models import AnonymousUser
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.actions import block_user, unblock_user
from accounts.models import Block, InfluencerProfile, SponsorProfile, User
from accounts.views.requests import SignedInRequest
from marketplace.kernel.errors import Refused
from marketplace.kernel.paging import keyset_page

Profile = InfluencerProfile | SponsorProfile


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def influencer_block(request: SignedInRequest, handle: str) -> HttpResponse:
    """Ask a sponsor whether to block an influencer; a POST blocks."""
    if not request.user.is_sponsor:
        raise Http404("Only sponsors block influencers.")
    seen = InfluencerProfile.objects.visible_to(request.user)
    return _block(request, get_object_or_404(seen.select_related("user"), handle_id=handle))


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def sponsor_block(request: SignedInRequest, handle: str) -> HttpResponse:
    """Ask an influencer whether to block a sponsor; a POST blocks."""
    if not request.user.is_influencer:
        raise Http404("Only influencers block sponsors.")
    seen = SponsorProfile.objects.visible_to(request.user)
    return _block(request, get_object_or_404(seen.select_related("user"), handle_id=handle))


def _block(request: SignedInRequest, profile: Profile) -> HttpResponse:
    if request.method != "POST":
        return render(request, "accounts/block.html", {"profile": profile})
    try:
        block_user(actor=request.user, user=profile.user)
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, f"{profile.display_name} is blocked and is not told.")
    return redirect(profile)


@login_required
@require_safe
def blocks(request: SignedInRequest) -> HttpResponse:
    """List whom the user has blocked."""
    own = request.user.blocks_made.select_related(
        "blocked__influencer_profile", "blocked__sponsor_profile"
    )
    page = keyset_page(own, order=("-created_at", "-id"), after=request.GET.get("after"))
    return render(request, "accounts/blocks.html", {"page": page})


@login_required
@require_POST
def unblock(request: SignedInRequest, pk: int) -> HttpResponse:
    """Take one of the user's blocks back; leads to the profile where it came from there."""
    own = request.user.blocks_made.select_related("blocked")
    user = get_object_or_404(own, pk=pk).blocked
    unblock_user(actor=request.user, user=user)
    messages.success(request, f"{user.get_full_name()} is unblocked.")
    if request.POST.get("back") == "profile" and user.profile:
        return redirect(user.profile)
    return redirect("accounts:blocks")


def blocking_context(profile: Profile, reader: User | AnonymousUser) -> dict[str, object]:
    """Return what a public profile says to the other side about blocking it."""
    if reader.is_anonymous or {reader.role, profile.user.role} != set(User.Role.values):
        return {}
    block = Block.objects.filter(blocker_id=reader.pk, blocked_id=profile.user_id).first()
    return {"may_block": True, "own_block": block}
