"""The main pages against the rules of WCAG 2 A and AA, wide and narrow, light and dark."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urljoin

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

from tests.journeys.browsing import log_in_as, person
from tests.servers import Site

pytestmark = pytest.mark.journey

WIDE, NARROW = {"width": 1280, "height": 900}, {"width": 390, "height": 844}
RULES = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"],
    "resultTypes": ["violations"],
}
# The admin fades from light to dark; half way no contrast is right.
UNTIL_COLOURS_SETTLE = "() => Promise.all(document.getAnimations().map(moving => moving.finished))"
WHOLE_WIDTH = "[document.scrollingElement.scrollWidth, window.innerWidth]"

VISITOR = [
    "/",
    "/accounts/login/",
    "/accounts/signup/",
    "/accounts/signup/sponsor/",
    "/accounts/signup/influencer/",
    "/accounts/password/reset/",
    "/influencers/",
    "/influencers/mira.okafor/",
    "/sponsors/northbeam/",
    "/campaigns/",
    "/terms/",
    "/privacy/",
    "/no-such-page/",
]
SETTINGS = [
    "/settings/profile/",
    "/settings/notifications/",
    "/settings/data/",
    "/settings/blocks/",
    "/exports/",
    "/accounts/email/",
    "/accounts/password/change/",
    "/accounts/2fa/",
    "/accounts/sessions/",
]
SHARED = [
    "/dashboard/",
    "/ads/",
    "/ads/calendar/",
    "/wallet/",
    "/wallet/deposit/",
    "/wallet/withdraw/",
    "/wallet/payout-details/",
    "/wallet/payouts/",
]
RUNNING = "ad: waiting: Three days in the Karwendel"
PAGES = {
    "visitor": VISITOR,
    "sponsor": [
        *SHARED,
        "/campaigns/mine/",
        "/campaigns/new/",
        "campaign: Autumn trail shoes",
        "interests: Autumn trail shoes",
        "/influencers/?platform=instagram",
        "/influencers/mira.okafor/",
        "ad: turn: Two trail videos",
        "ad: turn: Two trail videos > request-changes/",
        "ad: turn: One pair, three borders",
        "ad: turn: One pair, three borders >> Accept and pay $60.00 more into escrow",
        "ad: turn: First trail at forty",
        "ad: waiting: Heel to heel",
        RUNNING,
        f"{RUNNING} > proposals/",
        f"{RUNNING} > proposals/?kind=amendment",
        f"{RUNNING} > proposals/?kind=cancellation",
        f"{RUNNING} > dispute/",
        f"{RUNNING} > duplicate/",
        f"{RUNNING} > messages/?q=shoes",
        "ad: ended: Three runs in June",
        "ad: ended: One wet hill",
        "/influencers/mira.okafor/block/",
        "/notifications/",
        *SETTINGS,
    ],
    "influencer": [
        *SHARED,
        "/campaigns/",
        "campaign: Autumn trail shoes",
        "/campaigns/?show=saved",
        "ad: turn: Resoled after 900 km",
        "ad: turn: Linen above the tree line",
        "ad: turn: Lamp light at the hut",
        "ad: turn: Fitted, then frozen",
        "ad: turn: Fitted, then frozen > submit/",
        "ad: waiting: Two trail videos",
        "ad: ended: Three runs in June",
        "ad: ended: Three runs in June > results/",
        "ad: ended: Sunrise by night bus",
        "/notifications/",
        *SETTINGS,
    ],
    "moderator": [
        "/dashboard/",
        "/campaigns/",
        "/notifications/",
        "/admin/",
        "/admin/accounts/sponsorprofile/",
        "/admin/kernel/scheduledjob/",
        "/admin/kernel/jobrun/",
        "/admin/ledger/payout/",
        "/admin/ledger/payoutbatch/",
        "/admin/ledger/document/",
        "/admin/ads/dispute/",
        "console: /admin/ads/dispute/: Heel to heel",
        "console: /admin/ads/dispute/: Heel to heel > ../settle/",
        "console: /admin/ads/ad/?q=One+pair: One pair, three borders",
        "/admin/accounts/signal/",
        "/admin/ads/rating/?is_held__exact=1",
    ],
}


@dataclass(frozen=True)
class View:
    """One way of looking at a page. Dark changes colours only, so only these are checked again."""

    name: str
    size: dict[str, int]
    scheme: str
    options: dict[str, Any]


COLOURS = {"runOnly": {"type": "rule", "values": ["color-contrast"]}}
VIEWS = [
    View("wide", WIDE, "light", RULES),
    View("wide, dark", WIDE, "dark", COLOURS),
    View("narrow, dark", NARROW, "dark", COLOURS),
    View("narrow", NARROW, "light", RULES),
]


@pytest.mark.parametrize("role", PAGES)
def test_main_pages_keep_the_rules(
    role: str, browser: Browser, live_site: Site, tmp_path: Path
) -> None:
    # The checker's script comes from outside the page, which the site's policy forbids.
    with person(
        browser, live_site, role, pictures=tmp_path, bypass_csp=True, reduced_motion="reduce"
    ) as somebody:
        if role != "visitor":
            log_in_as(somebody, role)
        found = [line for name in PAGES[role] for line in broken_rules(somebody.page, name)]
        somebody.problems[:] = [p for p in somebody.problems if "/no-such-page/" not in p]
    assert found == []


def broken_rules(page: Page, name: str) -> Iterator[str]:
    """Open a page and yield what breaks a rule in one of the views."""
    page.goto(address(page, name))
    page.evaluate(Axe().axe_script)
    for view in VIEWS:
        page.set_viewport_size(view.size)
        page.emulate_media(color_scheme=view.scheme)
        page.evaluate(UNTIL_COLOURS_SETTLE)
        result = page.evaluate("options => axe.run(document, options)", view.options)
        for rule in result["violations"]:
            where = "; ".join(node["html"][:120] for node in rule["nodes"][:3])
            yield f"{name} [{view.name}] {rule['id']} ({len(rule['nodes'])}): {where}"
        whole, visible = page.evaluate(WHOLE_WIDTH)
        if whole != visible:
            yield f"{name} [{view.name}] scrolls sideways: {whole} of {visible} pixels"


def address(page: Page, name: str) -> str:
    """Return the address of a page that PAGES names by what the demo calls it.

    "ad: turn: A title > tail" is the ad of that title under that tab, and what follows its
    address; after ">>" stands the link to follow there.
    """
    if name.startswith("/"):
        return name
    kind, _, title = name.partition(": ")
    title, _, follow = title.partition(" >> ")
    title, _, tail = title.partition(" > ")
    if kind == "ad":
        group, _, title = title.partition(": ")
        page.goto(f"/ads/?show={group}")
    elif kind == "console":
        listed, _, title = title.partition(": ")
        page.goto(listed)
    else:
        page.goto(f"/campaigns/?q={title}")
    if kind == "interests":
        tail = "interests/"
    found = urljoin(href(page, title), tail)
    if not follow:
        return found
    page.goto(found)
    return href(page, follow)


def href(page: Page, words: str) -> str:
    """Return where the link in the page's main part leads that says exactly `words`."""
    link = page.get_by_role("main").get_by_role("link", name=words, exact=True)
    return link.first.get_attribute("href") or ""
