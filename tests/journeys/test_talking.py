"""Both sides talk in a contract room: new lines come by themselves, and nothing typed is lost."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, expect

from tests.factories.files import pdf_bytes, picture_bytes
from tests.journeys.browsing import Person, log_in_as, person
from tests.servers import Site

pytestmark = pytest.mark.journey


@pytest.fixture
def both(browser: Browser, live_site: Site, tmp_path: Path) -> Iterator[tuple[Person, Person]]:
    """Both sides of an open ad of the demo, each in front of its room."""
    with (
        person(browser, live_site, "sponsor", pictures=tmp_path) as sponsor,
        person(browser, live_site, "influencer", pictures=tmp_path) as influencer,
    ):
        log_in_as(sponsor, "sponsor")
        log_in_as(influencer, "influencer")
        room = shared_room(sponsor, influencer)
        for somebody in (sponsor, influencer):
            somebody.open(room)
        yield sponsor, influencer


def shared_room(sponsor: Person, influencer: Person) -> str:
    """Return the address of a room both may enter."""
    rooms = [open_rooms(somebody) for somebody in (sponsor, influencer)]
    return min(rooms[0] & rooms[1])


def open_rooms(somebody: Person) -> set[str]:
    """Return the addresses of a person's ads that go on."""
    found = set()
    for tab in ("turn", "waiting"):
        somebody.open(f"/ads/?show={tab}")
        links = somebody.main().locator(".entry-title a")
        found |= {link.get_attribute("href") or "" for link in links.all()}
    return found


def field(somebody: Person) -> Locator:
    """Return the field for a message."""
    return somebody.main().locator("#id_body")


def say(somebody: Person, text: str) -> None:
    """Send a message; the timeline alone is exchanged."""
    field(somebody).fill(text)
    somebody.main().get_by_role("button", name="Send message", exact=True).click()
    expect(bubble(somebody, text)).to_be_visible()
    expect(field(somebody)).to_have_value("")


def bubble(somebody: Person, text: str) -> Locator:
    """Return what was said last with these words."""
    return somebody.main().locator(".bubble").filter(has_text=text).last


def look(somebody: Person) -> None:
    """Come back to the page, which asks for news at once instead of after 15 seconds."""
    somebody.page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")


def test_a_new_message_appears_and_what_is_being_typed_stays(both: tuple[Person, Person]) -> None:
    sponsor, influencer = both
    field(influencer).fill("Half a sen")
    field(influencer).focus()
    say(sponsor, "Could you film at dawn")
    expect(bubble(influencer, "Could you film at dawn")).to_be_visible()  # by the clock
    expect(field(influencer)).to_have_value("Half a sen")
    expect(field(influencer)).to_be_focused()
    influencer.page.keyboard.type("tence")
    expect(field(influencer)).to_have_value("Half a sentence")
    look(sponsor)
    line = sponsor.main().locator(".is-mine").filter(has_text="Could you film at dawn").last
    expect(line).to_contain_text("read")


def test_files_arrive_and_open(both: tuple[Person, Person]) -> None:
    sponsor, influencer = both
    sponsor.main().locator("#id_files").set_input_files(
        [
            {"name": "Route map.png", "mimeType": "image/png", "buffer": picture_bytes()},
            {"name": "Brief.pdf", "mimeType": "application/pdf", "buffer": pdf_bytes()},
        ]
    )
    say(sponsor, "The route and the brief")
    look(influencer)
    arrived = bubble(influencer, "The route and the brief")
    picture = arrived.get_by_role("img", name="Route map.webp")
    expect(picture).to_be_visible()
    picture.scroll_into_view_if_needed()
    expect(picture).to_have_js_property("naturalWidth", 40)
    with influencer.page.expect_download() as download:
        arrived.get_by_role("link", name="Brief.pdf").click()
    assert download.value.suggested_filename == "Brief.pdf"


def test_a_page_nobody_looks_at_asks_for_nothing(both: tuple[Person, Person]) -> None:
    sponsor, _ = both
    asked: list[str] = []
    sponsor.page.on("request", lambda request: asked.append(request.url))
    sponsor.page.wait_for_load_state("networkidle")
    asked.clear()
    hide = "Object.defineProperty(document, 'hidden', {value: %s, configurable: true})"
    sponsor.page.evaluate(hide % "true")
    sponsor.page.evaluate("htmx.trigger(document.querySelector('[data-news]'), 'look')")
    sponsor.page.wait_for_timeout(300)
    assert asked == []
    sponsor.page.evaluate(hide % "false")
    with sponsor.page.expect_response("**/messages/news/**") as answer:
        look(sponsor)
    assert answer.value.status == 204


def test_what_was_said_is_found_and_shown_in_its_place(both: tuple[Person, Person]) -> None:
    sponsor, _ = both
    say(sponsor, "Mind the Wolkenbruch on Friday")
    sponsor.main().get_by_label("Search these messages").fill("wolkenbruch")
    sponsor.press("Search")
    expect(sponsor.main().locator("mark").first).to_have_text("Wolkenbruch")
    with sponsor.page.expect_navigation():
        sponsor.main().locator(".entry-title a").first.click()
    expect(bubble(sponsor, "Mind the Wolkenbruch on Friday")).to_be_in_viewport()
