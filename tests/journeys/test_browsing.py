"""The watchers of all journeys see what they are there to see."""

from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.journeys.browsing import person
from tests.journeys.test_crawl import Document, kind_of
from tests.servers import Site

pytestmark = pytest.mark.journey


def test_what_the_content_policy_forbids_fails_a_journey(
    browser: Browser, live_site: Site, tmp_path: Path
) -> None:
    with (
        pytest.raises(AssertionError, match="Content Security Policy"),
        person(browser, live_site, "careless", pictures=tmp_path) as somebody,
    ):
        somebody.open("/")
        somebody.page.evaluate("document.body.setAttribute('style', 'color: red')")
        somebody.page.wait_for_timeout(200)
    assert (tmp_path / "careless.png").is_file()


def test_a_script_that_breaks_fails_a_journey(
    browser: Browser, live_site: Site, tmp_path: Path
) -> None:
    with (
        pytest.raises(AssertionError, match="nonesuch is not defined"),
        person(browser, live_site, "unlucky", pictures=tmp_path) as somebody,
    ):
        somebody.open("/")
        somebody.page.evaluate("() => { setTimeout(() => nonesuch(), 0) }")
        somebody.page.wait_for_timeout(200)


def test_a_page_is_told_what_it_lacks() -> None:
    page = Document('<h1>One</h1><h1>Two</h1><p style="x" onclick="y"><script>z</script>')
    assert page.problems() == [
        "inline p style",
        "inline p onclick",
        "inline <script>",
        "2 h1",
        "no language",
        "no title",
    ]


def test_pages_that_differ_in_numbers_and_names_are_of_one_kind() -> None:
    assert kind_of("/ads/7/?before=12") == kind_of("/ads/8/?before=99")
    assert kind_of("/influencers/mira/") == kind_of("/influencers/ben/")
    assert kind_of("/ads/7/") != kind_of("/ads/7/edit/")
