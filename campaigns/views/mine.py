"""A sponsor's own campaigns."""

from django.db.models import Count, Q
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from campaigns.models import Campaign
from campaigns.views.gates import MemberRequest, sponsors_only
from marketplace.kernel.paging import keyset_page

# Tab → its words and the states it shows.
TABS = {
    "running": ("Running", ["published", "paused"]),
    "drafts": ("Drafts", ["draft"]),
    "closed": ("Closed", ["closed"]),
}


@sponsors_only
@require_safe
def campaign_mine(request: MemberRequest) -> HttpResponse:
    """List the sponsor's campaigns by state, with budget and what waits in each."""
    own = Campaign.objects.owned_by(request.user)
    counts = own.aggregate(
        **{name: Count("pk", filter=Q(state__in=states)) for name, (_, states) in TABS.items()}
    )
    shown = request.GET.get("state", "")
    if shown not in TABS:
        # Whoever has only drafts wants to see them.
        shown = next((name for name in TABS if counts[name]), "running")
    page = keyset_page(
        own.filter(state__in=TABS[shown][1])
        .select_related("sponsor__user", "category")
        .defer("description", "goals")
        .with_work()
        .with_budget(),
        order=("-created_at", "-id"),
        after=request.GET.get("after"),
    )
    context = {
        "page": page,
        "shown": shown,
        "has_any": any(counts.values()),
        "tabs": [(name, words, counts[name]) for name, (words, _) in TABS.items()],
    }
    return render(request, "campaigns/mine.html", context)
