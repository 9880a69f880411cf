"""Finding influencers, and the page of one."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_safe

from accounts.catalogue import offered_categories
from accounts.forms.search import InfluencerSearchForm
from accounts.models import InfluencerProfile
from accounts.registries import rendered_sections
from accounts.rows import COLUMNS, influencer_row
from accounts.views.blocks import blocking_context
from marketplace.kernel.fragments import render_each
from marketplace.kernel.paging import keyset_page


@require_safe
def influencer_list(request: HttpRequest) -> HttpResponse:
    """Search influencers. Filters that make no sense are told at their field and left out."""
    form = InfluencerSearchForm(request.GET)
    found = form.narrowed(InfluencerProfile.objects.public())
    platform = form.valid().get("platform")
    found = found.select_related("category").with_top_channel(on=platform).in_price_order()
    page = keyset_page(
        found.only(*COLUMNS),
        order=form.order(),
        after=request.GET.get("after"),
    )
    context = {
        "form": form,
        "fields": form.rendered(options=offered_categories()),
        "page": page,
        "rows": render_each("accounts/_row.html", [influencer_row(one) for one in page]),
        "chips": form.chips(),
        "platform": platform,
    }
    return render(request, "accounts/influencer_list.html", context)


@require_safe
def influencer_detail(request: HttpRequest, handle: str) -> HttpResponse:
    """Show the public profile of an influencer."""
    if handle != handle.lower():
        return redirect("accounts:influencer_detail", handle.lower())
    seen = InfluencerProfile.objects.visible_to(request.user).exclude(
        user__anonymised_at__isnull=False
    )
    profile = get_object_or_404(seen.select_related("category", "user"), handle_id=handle)
    context = {
        "profile": profile,
        "channels": profile.channels.all(),
        "prices": profile.rate_card.all(),
        "sections": rendered_sections(profile, request.user),
    } | blocking_context(profile, request.user)
    return render(request, "accounts/influencer_detail.html", context)
