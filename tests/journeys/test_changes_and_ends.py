"""A running ad changes and ends: proposals with and without scripts, and a dispute."""

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from tests.factories.files import picture_bytes
from tests.journeys import contracts, rooms
from tests.journeys.browsing import Person, log_in, person
from tests.servers import Site

pytestmark = pytest.mark.journey

LAMPS = "A lamp you can take apart"
SCRIPTED, PLAIN, TEA = "A lamp among ferns", "A lamp among leeks", "A pot for two"
PAIRS = {SCRIPTED: "glasshouse.girl", PLAIN: "rust.and.root"}


@pytest.fixture(scope="module")
def addresses(live_site: Site) -> dict[str, str]:
    """Ads that are paid for, one for each story."""
    return rooms.begin(
        live_site,
        *((title, LAMPS, handle, 500, "active") for title, handle in PAIRS.items()),
        (TEA, "Second flush, first cup", "crumbandco", 300, "active"),
    )


@pytest.fixture
def seats(browser: Browser, live_site: Site, tmp_path: Path) -> Iterator["Seats"]:
    """Browsers for as many as a story needs."""
    with ExitStack() as stack:
        yield Seats(browser, live_site, tmp_path, stack)


class Seats:
    """Seats people at browsers of their own."""

    def __init__(self, browser: Browser, site: Site, pictures: Path, stack: ExitStack) -> None:
        self.browser, self.site, self.pictures, self.stack = browser, site, pictures, stack

    def seat(self, email: str, **options: object) -> Person:
        """Log somebody in."""
        name = email.partition("@")[0]
        somebody = self.stack.enter_context(
            person(self.browser, self.site, name, pictures=self.pictures, **options)
        )
        log_in(somebody, email)
        return somebody


@pytest.mark.parametrize("title", [SCRIPTED, PLAIN])
def test_both_agree_on_a_higher_price_and_then_on_the_end(
    title: str, seats: Seats, addresses: dict[str, str]
) -> None:
    options = {"java_script_enabled": title == SCRIPTED}
    sponsor = seats.seat("lumenhaus@example.com", **options)
    influencer = seats.seat(f"{PAIRS[title]}@example.com", **options)
    room = addresses[title]
    before = rooms.wallet(sponsor)
    propose_more(sponsor, room)
    assert rooms.wallet(sponsor) == before - 60_00
    accept_more(influencer, room)
    sponsor.open(room)
    sponsor.reads("$560.00")
    assert "$560.00" in rooms.read_contract(sponsor)
    propose_end(sponsor, room)
    accept_end(influencer, room)
    sponsor.open(room)
    contracts.turn_says(sponsor, "You both agreed to cancel")
    assert rooms.wallet(sponsor) == before + 400_00
    assert rooms.held(influencer) == 90_00


def propose_more(sponsor: Person, room: str) -> None:
    """Propose a higher price; the second page says what it costs, and its button pays."""
    sponsor.open(room)
    sponsor.follow("Propose a change")
    sponsor.is_at("Propose a change")
    sponsor.fill_in({"Price": "560", "Why": "It takes one more evening."})
    sponsor.press("See what changes")
    sponsor.is_at("What your proposal changes")
    sponsor.reads("$60.00 leaves your wallet for the escrow now.")
    expect(sponsor.main().locator("ins").filter(has_text="$560.00")).to_be_visible()
    sponsor.press("Propose it and pay $60.00 into escrow")
    sponsor.reads("has your proposal to change the terms.")


def accept_more(influencer: Person, room: str) -> None:
    """Read the proposal and accept it."""
    influencer.open(room)
    influencer.reads("It takes one more evening.", "Lumenhaus has paid $60.00 on top")
    influencer.follow("Accept $560.00 ($504.00 for you)")
    influencer.is_at("Accept the changed terms")
    influencer.press("Accept $560.00 ($504.00 for you)")
    expect(influencer.main().locator("#proposal")).to_have_count(0)


def propose_end(sponsor: Person, room: str) -> None:
    """Propose to cancel; the page says who gets what before the click."""
    sponsor.open(room)
    sponsor.follow("Propose to cancel")
    sponsor.reads("so the agreed kill fee of $100.00 is owed.", "$90.00", "$10.00", "$460.00")
    sponsor.fill_in({"Why": "The lamp is not made any more."})
    sponsor.press("Propose to cancel")
    sponsor.reads("has your proposal to cancel.")


def accept_end(influencer: Person, room: str) -> None:
    """Accept the end."""
    influencer.open(room)
    influencer.reads("The lamp is not made any more.")
    words = "Accept: $90.00 to you, $460.00 back to Lumenhaus"
    influencer.follow(words)
    influencer.is_at("Accept cancelling")
    influencer.press(words)
    contracts.turn_says(influencer, "You both agreed to cancel")


def test_a_dispute_is_answered_and_settled_by_a_split(
    seats: Seats, addresses: dict[str, str]
) -> None:
    sponsor = seats.seat("kettlefolk@example.com")
    influencer = seats.seat("crumbandco@example.com")
    moderator = seats.seat("moderator@example.com")
    room, before = addresses[TEA], rooms.wallet(sponsor)
    open_dispute(influencer, room)
    answer_dispute(sponsor, room)
    settle(moderator)
    for somebody in (sponsor, influencer):
        somebody.open(room)
        somebody.reads("A part was done and is paid.", "$162.00", "$18.00", "$120.00")
    assert rooms.wallet(sponsor) == before + 120_00
    assert rooms.held(influencer) == 162_00


def open_dispute(influencer: Person, room: str) -> None:
    """Open a dispute with a picture; without words it is refused at the field."""
    influencer.open(room)
    influencer.follow("Open a dispute")
    influencer.press("Open the dispute")
    rooms.refused_at(influencer, "What happened", "Fill this in.")
    influencer.fill_in({"Something else": True, "What happened": "The pot came without a lid."})
    rooms.choose_file(influencer, "Evidence (optional)", "Lid.png", "image/png", picture_bytes())
    influencer.press("Open the dispute")
    contracts.turn_says(influencer, "Kettle & Folk")
    expect(
        influencer.main().locator("#dispute").get_by_role("img", name="Lid.webp")
    ).to_be_visible()


def answer_dispute(sponsor: Person, room: str) -> None:
    """Answer as the side that is asked."""
    sponsor.open(room)
    contracts.turn_says(sponsor, "Your turn")
    sponsor.reads("The pot came without a lid.")
    sponsor.fill_in({"How you see it": "We sent the lid on the same day."})
    sponsor.press("Send statement")
    sponsor.is_told("Your statement is with the dispute. It cannot be changed.")


def settle(moderator: Person) -> None:
    """Find the dispute in the queue, look at its evidence, and split the price."""
    moderator.open("/admin/ads/dispute/?state__exact=open")
    with moderator.page.expect_navigation():
        moderator.main().get_by_role("link", name=TEA).click()
    moderator.is_at(f"Dispute about {TEA}")
    moderator.reads("The pot came without a lid.", "We sent the lid on the same day.")
    evidence = moderator.main().get_by_role("link", name="Lid.webp").get_attribute("href")
    assert moderator.context.request.get(evidence or "").headers["content-type"] == "image/webp"
    moderator.follow("Settle it")
    reason = "A part was done and is paid."
    moderator.fill_in({"Split it": True, "Reason:": reason})
    moderator.press("See who gets what")
    expect(moderator.main().get_by_text("Enter a part:")).to_be_visible()
    moderator.main().get_by_label("To Ellie Warren, before the fee").fill("180")
    moderator.press("See who gets what")
    for amount in ("$162.00", "$18.00", "$120.00"):
        expect(moderator.main().get_by_role("cell", name=amount, exact=True)).to_be_visible()
    moderator.press("Settle it so")
    moderator.reads(reason)
