"""Finding campaigns, and keeping an eye on some."""

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.safestring import SafeString
from django.views.decorators.http import require_safe

from accounts.catalogue import offered_categories
from campaigns import actions
from campaigns.forms import BrowseForm
from campaigns.forms.browsing import SHOWN
from campaigns.models import Campaign
from campaigns.rows import COLUMNS, campaign_row
from campaigns.views.gates import MemberRequest, influencers_only
from marketplace.kernel.fragments import render_each
from marketplace.kernel.paging import KeysetPage, keyset_page


@login_required
@require_safe
def campaign_list(request: MemberRequest) -> HttpResponse:
    """Browse public campaigns; influencers also those they saved or are interested in."""
    form = BrowseForm(request.GET or None)
    campaigns = form.found_by(request.user).as_seen_by(request.user)
    page = keyset_page(
        campaigns.select_related("sponsor", "category").only(*COLUMNS),
        order=form.order,
        after=request.GET.get("after"),
    )
    shown = form.asked().get("show") or ""
    tabs = [(name, words, name == shown) for name, words in SHOWN.items()]
    context = {
        "form": form,
        "fields": form.rendered(options=offered_categories()),
        "page": page,
        "rows": _rows(request, page),
        "chips": form.chips(),
        "shown": shown,
        "tabs": tabs if request.user.is_influencer else [],
    }
    return render(request, "campaigns/list.html", context)


def _rows(request: MemberRequest, page: KeysetPage[Campaign]) -> list[SafeString]:
    """Render the page's rows with the reader's marks."""
    may_save, this_year = request.user.is_influencer, timezone.localdate().year
    rows = [campaign_row(one, may_save=may_save, this_year=this_year) for one in page]
    return render_each("campaigns/_row.html", rows)


@influencers_only
def campaign_save(request: MemberRequest, pk: int) -> HttpResponse:
    """Save a campaign, or take it off the list: `is_saved` says which, without it it changes."""
    campaigns = Campaign.objects.visible_to(request.user).as_seen_by(request.user)
    campaign = get_object_or_404(campaigns, pk=pk)
    if request.method != "POST":
        return redirect("campaigns:detail", pk)
    wanted = request.POST.get("is_saved", "" if campaign.is_saved else "1") == "1"
    change = actions.save_campaign if wanted else actions.unsave_campaign
    change(actor=request.user, campaign=campaign)
    if request.htmx:  # type: ignore[attr-defined]  # set by django-htmx's middleware
        campaign.is_saved = wanted
        return render(request, "campaigns/_save_button.html", {"campaign": campaign})
    return redirect(_back(request) or campaign.get_absolute_url())


def _back(request: MemberRequest) -> str:
    """Return the page of this site the form came from, or an empty string."""
    url = request.POST.get("next", "")
    return url if url_has_allowed_host_and_scheme(url, {request.get_host()}) else ""
