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
from ads.workflow import OPEN, TERMINAL, Side, State
from marketplace.kernel.paging import keyset_page

PAGE = 20
BY_DEADLINE = ("deadline_at", "pk")
MAX_CAMPAIGNS = 100


@dataclass(frozen=True, slots=True)
class Group:
    """One tab: ads that fulfil a condition, in an order of its own."""

    name: str
    word: str
    condition: Q
    order: tuple[str, ...]
    count: int = 0


def groups_of(side: Side) -> list[Group]:
    """Return the tabs of one side, in the order a day's work takes them."""
    acts_by = f"{side.value}_acts_by"
    running = Q(state__in=[s for s in State if s in OPEN and s is not State.DRAFT])
    found = [
        Group("turn", "Your turn", Q(**{f"{acts_by}__isnull": False}), (acts_by, "pk")),
        Group("waiting", "Waiting for others", running & Q(**{acts_by: None}), BY_DEADLINE),
    ]
    if side is Side.SPONSOR:
        found.append(Group("drafts", "Drafts", Q(state=State.DRAFT), ("-created_at", "-pk")))
    ended = Q(state__in=[s for s in State if s in TERMINAL])
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
    campaign = _chosen(request, "campaign", tally)
    state = _chosen(request, "state", tally)
    chosen = {name: row[name] for name, row in (("campaign", campaign), ("state", state)) if row}
    groups = _counted(groups_of(side), [row for row in tally if row.items() >= chosen.items()])
    group = _chosen_group(request, groups)
    page = keyset_page(
        loaded(mine.filter(group.condition, **chosen), side, request.user.pk),
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
        "campaigns": "" if campaign else _options("All campaigns", _campaigns(tally)),
        "states": "" if state else _options("All states", _states(tally, group)),
        "kept": [(name, chosen[name]) for name in chosen],
        "chips": _chips(campaign, state),
    }
    return render(request, "ads/list.html", context)


def _chosen(
    request: SignedInRequest, name: str, tally: list[dict[str, Any]]
) -> dict[str, Any] | None:
    """Return a row with the value asked for, if the reader has ads with it."""
    return next((row for row in tally if str(row[name]) == request.GET.get(name)), None)


def _chips(campaign: dict[str, Any] | None, state: dict[str, Any] | None) -> list[tuple[str, str]]:
    """Return what is chosen, to be taken away again."""
    chips = [("campaign", campaign["campaign__title"])] if campaign else []
    return [*chips, ("state", State(state["state"]).label)] if state else chips


def _tally(ads: QuerySet[Ad], groups: list[Group]) -> list[dict[str, Any]]:
    """Return how many ads each group has in each campaign and state, in one query."""
    wanted = {group.name: Count("pk", filter=group.condition) for group in groups}
    rows = ads.order_by("campaign__title", "campaign").values(
        "campaign", "campaign__title", "state"
    )
    return [dict(row) for row in rows.annotate(**wanted)]


def _campaigns(tally: list[dict[str, Any]]) -> list[tuple[Any, str]]:
    """Return the campaigns to choose from, by title."""
    return list({row["campaign"]: row["campaign__title"] for row in tally}.items())[:MAX_CAMPAIGNS]


def _states(tally: list[dict[str, Any]], group: Group) -> list[tuple[Any, str]]:
    """Return the states that the group's ads are in, in the order of an ad's life."""
    found = {row["state"] for row in tally if row[group.name]}
    return [(state.value, state.label) for state in State if state in found]


def _options(everything: str, named: list[tuple[Any, str]]) -> SafeString | str:
    """Return what there is to choose from, nothing where there is no choice; a template takes
    ten times as long for a hundred."""
    if len(named) < 2:
        return ""
    options = [("", everything), *named]
    return format_html_join("", '<option value="{}">{}</option>', options)


def _counted(groups: list[Group], tally: list[dict[str, Any]]) -> list[Group]:
    """Return the groups with how many ads each has."""
    return [replace(group, count=sum(row[group.name] for row in tally)) for group in groups]


def _chosen_group(request: SignedInRequest, groups: list[Group]) -> Group:
    """Return the tab asked for, else the first that has something in it."""
    asked = request.GET.get("show")
    by_name = {group.name: group for group in groups}
    return by_name.get(asked or "") or next((g for g in groups if g.count), groups[0])


def _tab_url(request: SignedInRequest, group: Group) -> str:
    """Return the address of a tab; the campaign chosen stays, the state belongs to its tab."""
    query = request.GET.copy()
    for name in ("after", "state"):
        query.pop(name, None)
    query["show"] = group.name
    return f"?{query.urlencode()}"
