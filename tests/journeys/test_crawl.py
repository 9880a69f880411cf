"""Every link of every role's pages: nothing broken, nothing missing, nothing changed by reading."""

import re
from collections import Counter, deque
from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import parse_qs, urljoin, urlsplit

import pytest
from playwright.sync_api import APIResponse, Browser

from tests.journeys.browsing import log_in_as, person
from tests.servers import Site

pytestmark = pytest.mark.journey

MOST_PAGES = 400
FEWEST_PAGES = 40  # fewer, and the walk itself is broken
# Pages that differ only in numbers, names or values are one kind; so many of each are read.
MOST_OF_A_KIND = 8
# Kinds of pages that some link must lead to, beside all that any link leads to.
REACHED = {
    "visitor": {"/influencers/…?[]"},
    "sponsor": {"/ads/0/duplicate/?[]"},
    "influencer": {"/ads/0/results/?[]", "/ads/0/submit/?[]"},
    "moderator": {"/admin/ads/dispute/0/settle/?[]", "/admin/accounts/signal/?[]"},
}
BOTH_SIDES = {
    "/ads/calendar/?[]",
    "/ads/0/contract.pdf?[]",
    "/ads/0/files/0/?[]",
    "/ads/0/dispute/?[]",
    "/ads/0/proposals/?['kind']",
    "/ads/0/proposals/0/accept/?[]",
    "/settings/blocks/?[]",
}
# Counts what reading must not add to. The scheduled jobs may add to it, so they wait an hour, and
# what they have begun has {seconds} to end.
COUNT_ROWS = """
import time
from collections import Counter
from datetime import timedelta
from django.utils import timezone
from django_q.models import Schedule
from ads.models import AdEvent
from marketplace.kernel.models import OutboxMail
from marketplace.ledger.models import Transfer
in_an_hour = timezone.now() + timedelta(hours=1)
Schedule.objects.exclude(name="heartbeat").update(next_run=in_an_hour)
time.sleep({seconds})
mails = Counter(OutboxMail.objects.order_by("pk").values_list("kind", flat=True))
print(AdEvent.objects.count(), Transfer.objects.count(), sorted(mails.items()))
"""
MARKUP = re.compile(r"</?(a|span|strong|p|svg)\b[^>]*>")
SHOWS_SOURCE = {"script", "style", "pre", "code"}
LINKS = {"a": "href", "link": "href", "img": "src", "script": "src", "use": "href"}


@dataclass
class Document(HTMLParser):
    """What matters of one page."""

    text: str
    links: list[str] = field(default_factory=list)
    headings: int = 0
    language: str = ""
    title: str = ""
    wrong: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__()
        self._tag = ""
        self.feed(self.text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note links, headings, and what the content policy would not run."""
        values = {name: value or "" for name, value in attrs}
        self._tag = tag
        self.headings += tag == "h1"
        if tag == "html":
            self.language = values.get("lang", "")
        if link := values.get(LINKS.get(tag, "")):
            self.links.append(link)
        is_data = values.get("type", "").endswith("json")
        if tag == "style" or (tag == "script" and "src" not in values and not is_data):
            self.wrong.append(f"inline <{tag}>")
        self.wrong += [
            f"inline {tag} {name}" for name in values if name == "style" or name[:2] == "on"
        ]

    def handle_data(self, data: str) -> None:
        """Note the first title (images may have titles of their own), and markup escaped twice."""
        if self._tag == "title" and not self.title:
            self.title = data.strip()
        if self._tag not in SHOWS_SOURCE and MARKUP.search(data):
            self.wrong.append(f"markup shown as text: {data.strip()[:60]}")

    def problems(self) -> list[str]:
        """Return what every page has and this one lacks."""
        found = list(dict.fromkeys(self.wrong))
        if self.headings != 1:
            found.append(f"{self.headings} h1")
        return found + [f"no {name}" for name in ("language", "title") if not getattr(self, name)]


@pytest.mark.parametrize("role", ["visitor", "sponsor", "influencer", "moderator"])
def test_every_link_leads_to_a_whole_page(
    role: str, browser: Browser, live_site: Site, tmp_path: Path
) -> None:
    with person(browser, live_site, role, pictures=tmp_path) as somebody:
        if role != "visitor":
            log_in_as(somebody, role)
        before = live_site.manage("shell", "-c", COUNT_ROWS.format(seconds=2))
        crawl = Crawl(live_site.url)
        while (path := crawl.next()) is not None:
            crawl.read(path, somebody.context.request.get(path))
        after = live_site.manage("shell", "-c", COUNT_ROWS.format(seconds=0))
    assert crawl.problems == []
    assert crawl.pages > FEWEST_PAGES
    is_party = role in ("sponsor", "influencer")
    assert (REACHED[role] | (BOTH_SIDES if is_party else set())) - set(crawl.kinds) == set()
    assert after == before


class Crawl:
    """A walk through a site, from its entrance, along its links."""

    def __init__(self, home: str) -> None:
        self.home = home
        self.pages = 0
        self.problems: list[str] = []
        self._queue = deque(["/", "/dashboard/"])
        self._met = dict.fromkeys(self._queue, "the entrance")  # address: page that has the link
        self.kinds: Counter[str] = Counter()

    def next(self) -> str | None:
        """Return the next address, or None at the end."""
        return self._queue.popleft() if self._queue and self.pages < MOST_PAGES else None

    def read(self, path: str, response: APIResponse) -> None:
        """Judge one answer and queue the links in it."""
        self.pages += 1
        if response.status >= 400:
            self.problems.append(f"{path}: {response.status}, linked on {self._met[path]}")
            return
        if not response.headers.get("content-type", "").startswith("text/html"):
            return
        document = Document(response.text())
        self.problems += [f"{path}: {problem}" for problem in document.problems()]
        for link in document.links:
            self._meet(urljoin(response.url, link), on=path)

    def _meet(self, address: str, *, on: str) -> None:
        """Queue an address of this site, unless it or enough of its kind were met before."""
        parts = urlsplit(address)
        path = f"{parts.path}?{parts.query}" if parts.query else parts.path
        is_ours = f"{parts.scheme}://{parts.netloc}" == self.home
        # Mails to others lead to pages of others, samples nowhere; a mail's own HTML is no page.
        is_mailed = on.startswith("/dev/mails/") and not path.startswith("/dev/mails/")
        is_mail = re.match(r"/dev/.*/html/$", parts.path)
        if not is_ours or path in self._met or is_mailed or is_mail:
            return
        self._met[path] = on
        kind = kind_of(path)
        self.kinds[kind] += 1
        if self.kinds[kind] <= MOST_OF_A_KIND:
            self._queue.append(path)


def kind_of(path: str) -> str:
    """Return an address with its numbers, handles and values left out."""
    parts = urlsplit(path)
    shape = re.sub(r"\d+", "0", parts.path)
    shape = re.sub(r"^/(influencers|sponsors|unsubscribe|static|media)/.+", r"/\1/…", shape)
    return f"{shape}?{sorted(parse_qs(parts.query))}"
