"""My ads, by whose turn it is."""

from dataclasses import dataclass, replace
from typing import Any

from django.contrib.auth.decorators import login_required
from django.db.models import Count, Q, QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.views.decorators.http import require_safe

from ads.counters import tell_turns
from ads.models import Ad
from ads.room.reader import Reader
from ads.rows import ad_row, loaded
from ads.views.loading import SignedInRequest
from ads.workflow import TERMINAL, TURN, Side, State
from marketplace.kernel.paging import keyset_page

PAGE = 20
MAX_CAMPAIGNS = 100


@dataclass(frozen=True, slots=True)
class Group:
    """One tab: ads in some states, in an order of its own."""

    name: str
    word: str
    states: tuple[State, ...]
    order: tuple[str, ...]
    count: int = 0


def groups_of(side: Side) -> list[Group]:
    """Return the tabs of one side, in the order a day's work takes them."""
    mine = tuple(s for s, turn in TURN.items() if turn is side and s is not State.DRAFT)
    theirs = tuple(s for s, turn in TURN.items() if turn is side.other and s is not State.DRAFT)
    by_deadline = ("deadline_at", "pk")
    found = [
        Group("turn", "Your turn", mine, by_deadline),
        Group("waiting", "Waiting for others", theirs, by_deadline),
    ]
    if side is Side.SPONSOR:
        found.append(Group("drafts", "Drafts", (State.DRAFT,), ("-created_at", "-pk")))
    ended = tuple(s for s in State if s in TERMINAL)
    return [*found, Group("ended", "Ended", ended, ("-ended_at", "-pk"))]


@login_required
@require_safe
def ad_list(request: SignedInRequest) -> HttpResponse:
    """Show my ads in tabs: my turn first, then waiting, drafts, ended."""
    if not request.user.role:
        raise Http404("Moderators see ads in the console.")
    side = Side(request.user.role)
    mine = Ad.objects.visible_to(request.user)
    tally = _tally(mine, groups_of(side))
    tell_turns(request, sum(row["turn"] for row in tally))
    chosen = next((r for r in tally if str(r["campaign"]) == request.GET.get("campaign")), None)
    groups = _counted(groups_of(side), [chosen] if chosen else tally)
    group = _chosen_group(request, groups)
    ads = mine.filter(state__in=group.states)
    if chosen:
        ads = ads.filter(campaign=chosen["campaign"])
    page = keyset_page(
        loaded(ads, side, request.user.pk),
        order=group.order,
        after=request.GET.get("after"),
        size=PAGE,
    )
    now = timezone.now()
    context = {
        "side": side,
        "tabs": [(_tab_url(request, g), g.word, g.count, g is group) for g in groups],
        "group": group,
        "page": page,
        "rows": [ad_row(Reader(ad=ad, user=request.user, side=side, now=now)) for ad in page],
        "options": "" if chosen or len(tally) < 2 else _options(tally[:MAX_CAMPAIGNS]),
        "chips": [("campaign", chosen["campaign__title"])] if chosen else [],
    }
    return render(request, "ads/list.html", context)


def _tally(ads: QuerySet[Ad], groups: list[Group]) -> list[dict[str, Any]]:
    """Return how many ads each group has in each campaign, in one query."""
    wanted = {group.name: Count("pk", filter=Q(state__in=group.states)) for group in groups}
    by_campaign = ads.order_by("campaign__title", "campaign").values("campaign", "campaign__title")
    return [dict(row) for row in by_campaign.annotate(**wanted)]


def _options(tally: list[dict[str, Any]]) -> SafeString:
    """Return the campaigns to choose from; a template takes ten times as long for a hundred."""
    named = ((row["campaign"], row["campaign__title"]) for row in tally)
    return format_html_join("", '<option value="{}">{}</option>', [("", "All campaigns"), *named])


def _counted(groups: list[Group], tally: list[dict[str, Any]]) -> list[Group]:
    """Return the groups with how many ads each has."""
    return [replace(group, count=sum(row[group.name] for row in tally)) for group in groups]


def _chosen_group(request: SignedInRequest, groups: list[Group]) -> Group:
    """Return the tab asked for, else the first that has something in it."""
    asked = request.GET.get("show")
    by_name = {group.name: group for group in groups}
    return by_name.get(asked or "") or next((g for g in groups if g.count), groups[0])


def _tab_url(request: SignedInRequest, group: Group) -> str:
    """Return the address of a tab; the campaign chosen stays."""
    query = request.GET.copy()
    query.pop("after", None)
    query["show"] = group.name
    return f"?{query.urlencode()}"
