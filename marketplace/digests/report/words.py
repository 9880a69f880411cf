"""Figures as a reader sees them: with their currency, their change, and how they came about."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from django.urls import reverse

from accounts.models import InfluencerProfile
from ads.figures import Figure
from marketplace.digests.report.figures import Figures, Reach
from marketplace.digests.report.work import AdRow
from marketplace.kernel.counting import counted
from marketplace.kernel.mail.wording import one_line
from marketplace.kernel.money import format_money

CPM = "price / views × 1,000"
CPE = "price / (likes + comments)"
# How the best were found, by whether likes and comments are known of them.
BY_CPE = f"The ads that cost least per like or comment: CPE is {CPE}."
BY_CPM = f"The ads that cost least per thousand views: CPM is {CPM}."


@dataclass(frozen=True, slots=True)
class Headline:
    """One figure: what it is, its value, how it changed, and how it came about."""

    label: str
    value: str
    change: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Best:
    """One of the ads that cost least for what they reached."""

    name: str
    title: str
    url: str
    paid: str
    cpe: str
    cpm: str
    engagements: str
    views: str

    @property
    def known(self) -> list[tuple[str, str]]:
        """Name and value of what is known, its costs first."""
        figures = (
            ("CPE", self.cpe),
            ("CPM", self.cpm),
            ("likes and comments", self.engagements),
            ("views", self.views),
        )
        return [(name, value) for name, value in figures if value]


def count_change(now: int, before: int, month: str) -> str:
    """Return "1 more than in September", "2 fewer …" or "as in September"."""
    if now == before:
        return f"as in {month}"
    word = "more" if now > before else "fewer"
    return f"{abs(now - before):,} {word} than in {month}"


def money_change(now: int | None, before: int | None, month: str) -> str:
    """Return "$450.00 more than in September", "… less …" or "as in September"; nothing where one
    of the two is not known. Amounts in minor units."""
    if now is None or before is None:
        return ""
    if now == before:
        return f"as in {month}"
    return f"{format_money(abs(now - before))} {'more' if now > before else 'less'} than in {month}"


def cost(minor: int | None) -> str:
    """Return a cost per something; nothing where it is not known."""
    return "" if minor is None else Figure("", minor, "").text


def count(reach: Reach) -> str:
    """Return how often something was counted; nothing where that is not known."""
    return f"{reach.count:,}" if reach else ""


def result_headlines(
    figures: Figures, before: Figures | None = None, month: str = ""
) -> Iterator[Headline]:
    """Yield what is known of the results, each with over how many ads; with `before` the change
    since `month`, where the same was known then."""
    earlier = before or Figures()
    for label, reach, old in (
        ("Views", figures.views, earlier.views),
        ("Likes and comments", figures.engagements, earlier.engagements),
        ("Clicks", figures.clicks, earlier.clicks),
    ):
        if reach:
            change = count_change(reach.count, old.count, month) if old else ""
            yield Headline(label, f"{reach.count:,}", change, _over(reach, figures.done))
    for label, formula, reach, minor, old_minor in (
        ("CPM", CPM, figures.views, figures.cpm_minor, earlier.cpm_minor),
        ("CPE", CPE, figures.engagements, figures.cpe_minor, earlier.cpe_minor),
    ):
        if minor is not None:
            change = money_change(minor, old_minor, month)
            yield Headline(label, cost(minor), change, f"{formula}, {_over(reach, figures.done)}")


def _over(reach: Reach, done: int) -> str:
    return f"over {reach.ads:,} of {counted(done, 'ad')} done"


def best_lines(rows: Iterable[AdRow], people: Mapping[int, str]) -> list[Best]:
    """Return the best ads in words; `people` are names by profile."""
    return [
        Best(
            name=one_line(people.get(row.influencer_id, "")),
            title=one_line(row.title),
            url=reverse("ads:detail", args=[row.pk]),
            paid=format_money((row.figures.engagements or row.figures.views).paid_minor),
            cpe=cost(row.figures.cpe_minor),
            cpm=cost(row.figures.cpm_minor),
            engagements=count(row.figures.engagements),
            views=count(row.figures.views),
        )
        for row in rows
    ]


def best_words(rows: Iterable[AdRow]) -> str:
    """Say by which measure the best were found."""
    return BY_CPE if any(row.figures.engagements.count for row in rows) else BY_CPM


def names_of(rows: Iterable[AdRow]) -> dict[int, str]:
    """Return what the influencers of these ads are called now, by profile. One query."""
    profiles = {row.influencer_id for row in rows}
    if not profiles:
        return {}
    found = InfluencerProfile.objects.filter(pk__in=profiles)
    return dict(found.values_list("pk", "display_name"))
