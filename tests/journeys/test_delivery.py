"""Work is handed in, sent back by the checklist, goes live, is counted and rated by both."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from tests.factories.files import picture_bytes
from tests.journeys import contracts, rooms
from tests.journeys.browsing import Person, log_in, person
from tests.servers import Site

pytestmark = pytest.mark.journey

TITLE, HELD_BACK = "One pot, one pour", "A tin on the train"
CAMPAIGN = "Second flush, first cup"
POUR, LABEL = "Pour it by hand.", "Show the label of the tea."


@pytest.fixture(scope="module")
def addresses(live_site: Site) -> dict[str, str]:
    """An ad that is paid for, and one that is only offered."""
    return rooms.begin(
        live_site,
        (TITLE, CAMPAIGN, "tomas.kitchen", 400, "active"),
        (HELD_BACK, CAMPAIGN, "plain.plates", 200, "offered"),
    )


@pytest.fixture
def sponsor(browser: Browser, live_site: Site, tmp_path: Path) -> Iterator[Person]:
    with person(browser, live_site, "sponsor", pictures=tmp_path) as somebody:
        log_in(somebody, "kettlefolk@example.com")
        yield somebody


@pytest.fixture
def influencer(browser: Browser, live_site: Site, tmp_path: Path) -> Iterator[Person]:
    with person(browser, live_site, "influencer", pictures=tmp_path) as somebody:
        log_in(somebody, "tomas.kitchen@example.com")
        yield somebody


def test_from_a_caption_without_its_label_to_the_answered_rating(
    sponsor: Person, influencer: Person, addresses: dict[str, str]
) -> None:
    room = addresses[TITLE]
    hand_in(influencer, room)
    send_back(sponsor, room)
    hand_in_again(influencer, room)
    sponsor.open(room)
    sponsor.press("Approve the draft")
    go_live(influencer, room)
    sponsor.open(room)
    expect(sponsor.main().get_by_role("img", name="Live.webp")).to_be_visible()
    sponsor.press("Release $400.00 ($360.00 to Tomas Ribeiro)")
    enter_results(influencer, room)
    sponsor.open(room)
    sponsor.reads("12,000", "CPM")
    both_rate_and_one_answers(sponsor, influencer, room)


def hand_in(influencer: Person, room: str) -> None:
    """Forget the label first; then hand in with a file and a tick."""
    influencer.open(room)
    influencer.follow("Hand in 1 draft")
    influencer.fill_in(
        {"Draft in words (optional)": "Steam over a pot.", "Caption": "Tea at nine."}
    )
    influencer.main().get_by_label("I attest that each live post").check()
    influencer.press("Hand in 1 draft")
    rooms.refused_at(influencer, "Caption", "Put “Ad” at the beginning of the caption")
    influencer.fill_in({"Caption": "#ad Tea at nine.", POUR: True})
    rooms.choose_file(influencer, "Files (optional)", "Pot.png", "image/png", picture_bytes())
    influencer.press("Hand in 1 draft")
    contracts.turn_says(influencer, "reviews 1 draft")
    expect(influencer.main().get_by_role("img", name="Pot.webp")).to_be_visible()


def send_back(sponsor: Person, room: str) -> None:
    """Ask for changes with nothing but an item of the checklist."""
    sponsor.open(room)
    ticks = sponsor.main().locator(".work-ticks li")
    expect(ticks.filter(has_text=POUR).get_by_label("Covered:")).to_be_visible()
    expect(ticks.filter(has_text=LABEL).get_by_label("Not ticked:")).to_be_visible()
    sponsor.follow("Ask for changes")
    sponsor.reads("This uses round 1 of 2")
    sponsor.fill_in({LABEL: True})
    sponsor.press("Send back for changes")


def hand_in_again(influencer: Person, room: str) -> None:
    """Read what is missing and hand in again."""
    influencer.open(room)
    influencer.reads("From the checklist", LABEL, "Round 1 of 2")
    influencer.follow("Hand in 1 draft")
    influencer.fill_in(
        {
            "Draft in words (optional)": "The label in the first second.",
            "Caption": "#ad Tea at nine.",
            POUR: True,
            LABEL: True,
        }
    )
    influencer.main().get_by_label("I attest that each live post").check()
    influencer.press("Hand in 1 draft")
    contracts.turn_says(influencer, "reviews 1 draft")


def go_live(influencer: Person, room: str) -> None:
    """Send the live link with a screenshot."""
    influencer.open(room)
    influencer.follow("Send 1 live link")
    influencer.fill_in({"Link to the live post": "https://instagram.example.com/p/9"})
    rooms.choose_file(influencer, "Screenshot (optional)", "Live.png", "image/png", picture_bytes())
    influencer.main().get_by_label("I attest that each live post").check()
    influencer.press("Send 1 live link")
    contracts.turn_says(influencer, "Kettle & Folk")


def enter_results(influencer: Person, room: str) -> None:
    """Say what the post reached."""
    influencer.open(room)
    contracts.turn_says(influencer, "The work is done and paid")
    influencer.follow("Enter results")
    influencer.press("Send results")
    expect(influencer.main().locator("[aria-invalid=true]").first).to_be_visible()
    influencer.fill_in({"Views (optional)": "12000", "Likes (optional)": "640"})
    influencer.press("Send results")
    influencer.reads("12,000", "640")


def both_rate_and_one_answers(sponsor: Person, influencer: Person, room: str) -> None:
    """Rate on three axes each; the influencer answers what it reads."""
    sponsor.open(room)
    good = {"Quality of the work": "5 – excellent", "On time": "3 – fine"}
    contracts.rate(sponsor, axes=good | {"Communication": "4 – good"}, text="Well poured.")
    influencer.open(room)
    expect(influencer.main().get_by_text("Well poured.")).to_have_count(0)
    axes = ("Clear brief and fair review", "Communication", "Prompt answers and approval")
    contracts.rate(influencer, axes=dict.fromkeys(axes, "4 – good"), text="A short brief.")
    contracts.sees_rating(influencer, stars="4.0", text="Well poured.")
    influencer.main().locator("summary").filter(has_text="Answer this rating").click()
    influencer.fill_in({"Your answer": "The second pot was on time."})
    influencer.press("Publish answer")
    sponsor.open(room)
    sponsor.reads("A short brief.", "The second pot was on time.")
    sponsor.open("/influencers/tomas.kitchen/")
    sponsor.reads("Well poured.", "The second pot was on time.")


def test_a_message_with_an_address_waits_until_its_author_has_read_the_warning(
    sponsor: Person, addresses: dict[str, str], browser: Browser, live_site: Site, tmp_path: Path
) -> None:
    sponsor.open(addresses[HELD_BACK])
    body = sponsor.main().get_by_role("textbox", name=re.compile("^Message to "))
    send = sponsor.main().get_by_role("button", name="Send message", exact=True)
    lines = sponsor.main().locator("#timeline .bubble")
    body.fill("Write to tea@kettlefolk.example.com instead")
    send.click()
    sponsor.reads("Not sent yet: this looks like")
    expect(sponsor.main().locator(".held-back mark")).to_have_text("tea@kettlefolk.example.com")
    expect(body).to_have_value("Write to tea@kettlefolk.example.com instead")
    body.fill("The brief is attached to the offer")
    send.click()
    expect(lines.last).to_contain_text("The brief is attached to the offer")
    body.fill("Or call tea@kettlefolk.example.com")
    send.click()
    sponsor.main().get_by_role("button", name="Send anyway", exact=True).click()
    expect(lines.last).to_contain_text("Or call tea@kettlefolk.example.com")
    with person(browser, live_site, "moderator", pictures=tmp_path) as moderator:
        log_in(moderator, "moderator@example.com")
        moderator.open("/admin/accounts/signal/")
        moderator.reads(HELD_BACK)
