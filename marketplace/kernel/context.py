"""What every page's frame shows: brand, navigation, counters.

Apps above the kernel fill the counters through `register_chrome` in `AppConfig.ready()`.
Nothing is asked before a template uses it, so a page without navigation costs no query; a page
with it costs one, because providers answer with questions that are asked together. Every page
asks the same ones, so their SQL is built once: that takes longer than the database's answer.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, TypeAlias

from django.conf import settings
from django.contrib.auth import get_user_model
from django.db import connection
from django.db.models import Count, IntegerField, OuterRef, QuerySet, Subquery, Value
from django.db.models.expressions import Combinable
from django.db.models.functions import Coalesce
from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import cached_property

# A function of a module, the same one at each request: its answer in SQL is kept. It names the
# reader as `READER`, never by id.
Question: TypeAlias = Callable[[], Combinable]
Provider: TypeAlias = Callable[[HttpRequest], Mapping[str, int | Question]]
READER = OuterRef("pk")

# What providers may answer: a misspelt name would silently show nothing.
COUNTERS = frozenset(
    {"ads_waiting", "unread_messages", "unread_notifications", "wallet_balance_minor"}
)

_providers: list[Provider] = []


def register_chrome(provider: Provider) -> None:
    """Add a function that answers with some of `COUNTERS` for a signed-in user's request.

    Money is in minor units. A provider registered twice is kept once.
    """
    if provider not in _providers:
        _providers.append(provider)


def count_of(rows: QuerySet[Any]) -> Combinable:
    """Return an expression for the number of `rows`, to be asked for together with others."""
    counted = rows.order_by().annotate(all_rows=Value(1)).values("all_rows")
    return _or_zero(counted.annotate(total=Count("pk")).values("total"))


def value_of(rows: QuerySet[Any], field: str) -> Combinable:
    """Return an expression for `field` of the one row in `rows`, 0 where there is none."""
    return _or_zero(rows.order_by().values(field)[:1])


@lru_cache(maxsize=100)
def _statement(questions: tuple[Question, ...]) -> tuple[str, tuple[Any, ...]]:
    """Return the SQL that answers `questions`, and its parameters but for the reader's id."""
    asked = {f"answer_{place}": question() for place, question in enumerate(questions)}
    rows = get_user_model()._default_manager.filter(pk=0).values(**asked)
    sql, parameters = rows.order_by().query.sql_with_params()
    return sql, parameters[:-1]  # the condition on the reader comes last


def ask(questions: tuple[Question, ...], reader_id: int) -> tuple[int, ...]:
    """Return the answers to `questions` for the user with that id, in one query."""
    sql, parameters = _statement(questions)
    with connection.cursor() as cursor:
        cursor.execute(sql, (*parameters, reader_id))
        answers: tuple[int, ...] = cursor.fetchone()
    return answers


def _or_zero(rows: QuerySet[Any]) -> Combinable:
    return Coalesce(Subquery(rows, output_field=IntegerField()), 0)


@dataclass(frozen=True)
class NavItem:
    """One place of the main navigation; `section` is the path all of its pages begin with."""

    label: str
    icon: str
    url: str
    section: str
    counter: str = ""
    is_tab: bool = True


# role: (label, icon, URL name, section, counter, whether the phone's tab bar has it)
_PLACES: dict[str, list[tuple[str, str, str, str, str, bool]]] = {
    "sponsor": [
        ("Dashboard", "house", "home:dashboard", "/dashboard/", "", True),
        ("Campaigns", "megaphone", "campaigns:mine", "/campaigns/", "", True),
        ("Influencers", "people", "accounts:influencer_list", "/influencers/", "", False),
        ("Ads", "briefcase", "ads:list", "/ads/", "ads_waiting", True),
        ("Wallet", "wallet2", "ledger:wallet", "/wallet/", "", True),
    ],
    "influencer": [
        ("Dashboard", "house", "home:dashboard", "/dashboard/", "", True),
        ("Campaigns", "megaphone", "campaigns:list", "/campaigns/", "", True),
        ("Ads", "briefcase", "ads:list", "/ads/", "ads_waiting", True),
        ("Wallet", "wallet2", "ledger:wallet", "/wallet/", "", True),
    ],
    "moderator": [
        ("Dashboard", "house", "home:dashboard", "/dashboard/", "", True),
        ("Moderation", "shield-check", "admin:index", "/admin/", "", True),
    ],
    "member": [("Dashboard", "house", "home:dashboard", "/dashboard/", "", True)],
    "visitor": [
        ("Find influencers", "people", "accounts:influencer_list", "/influencers/", "", True)
    ],
}


class Chrome:
    """The frame of one page, worked out as its template asks."""

    def __init__(self, request: HttpRequest) -> None:
        self._request = request

    @cached_property
    def role(self) -> str:
        """Which navigation this reader gets; a key of `_PLACES`."""
        user = self._request.user
        if not user.is_authenticated:
            return "visitor"
        if user.is_staff:
            return "moderator"
        return user.role or "member"

    @cached_property
    def nav(self) -> list[NavItem]:
        """The reader's places, in order."""
        return [
            NavItem(label, icon, reverse(name), section, counter, is_tab)
            for label, icon, name, section, counter, is_tab in _PLACES[self.role]
        ]

    @cached_property
    def counters(self) -> dict[str, int]:
        """What the providers say; empty for visitors."""
        user = self._request.user
        if not user.is_authenticated:
            return {}
        merged: dict[str, Any] = {}
        for provider in _providers:
            answer = provider(self._request)
            if unknown := set(answer) - COUNTERS:
                raise LookupError(f"not a counter of the page frame: {', '.join(sorted(unknown))}")
            merged.update(answer)
        asked = {name: value for name, value in merged.items() if callable(value)}
        if asked:
            answers = ask(tuple(asked.values()), user.pk)
            merged |= zip(asked, answers, strict=True)
        return merged

    @cached_property
    def here(self) -> str:
        """The section the current page belongs to, or an empty string."""
        path = self._request.path
        return next((item.section for item in self.nav if path.startswith(item.section)), "")


def chrome(request: HttpRequest) -> dict[str, Any]:
    """Context processor: the brand, whether this is a demo, and the lazy frame."""
    return {
        "site_name": settings.SITE_NAME,
        "is_demo": settings.DEMO,
        "chrome": Chrome(request),
    }
