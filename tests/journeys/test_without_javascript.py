"""Every page works with scripts switched off, and the way in with the keyboard alone."""

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from tests.journeys import campaigns, contracts, signing_up
from tests.journeys.browsing import PASSWORD, Person, log_in_as, person
from tests.servers import Site

pytestmark = pytest.mark.journey

TWO_ITEMS: list[dict[str, object]] = [
    {"What": "Post", "Platform": "Instagram", "How many": 2, "Stays live for (days)": 30},
    {"What": "Story", "Platform": "TikTok", "How many": 1, "Stays live for (days)": 3},
]


@pytest.fixture
def plain(browser: Browser, live_site: Site, tmp_path: Path) -> Iterator[Person]:
    """Somebody whose browser runs no script."""
    with person(
        browser, live_site, "plain", pictures=tmp_path, java_script_enabled=False
    ) as somebody:
        yield somebody


def start_offer(sponsor: Person, handle: str) -> None:
    """Begin an offer on an influencer's page and choose the campaign."""
    sponsor.open(f"/influencers/{handle}/")
    sponsor.follow("Make an offer")
    campaign = sponsor.main().get_by_label("Which campaign is it for", exact=True)
    option = campaign.locator("option").filter(has_text="Repair, don't replace")
    campaign.select_option(value=option.get_attribute("value"))
    sponsor.press("Continue")


def today() -> date:
    return datetime.now(UTC).date()


def test_an_influencer_signs_up(plain: Person) -> None:
    signing_up.sign_up(
        plain,
        "influencer",
        email="noa@noscript.example.com",
        profile=signing_up.influencer_profile(name="Noa Script", handle="noa.script"),
    )
    plain.is_at("Noa Script")


def test_a_sponsor_drafts_an_offer_with_two_lines(plain: Person) -> None:
    log_in_as(plain, "sponsor")
    start_offer(plain, "slow.miles")
    plain.fill_in({"Title": "Soles on a night train", "Price": "510.50", "Requirements": "Walk."})
    contracts.fill_items(plain, TWO_ITEMS, today=today())
    plain.press("Save draft")
    plain.is_told("The draft is saved. Only you see it until you send it.")
    work = plain.main().get_by_role("region", name="Deliverables")
    expect(work.get_by_role("rowheader")).to_contain_text(["2 × Post", "Story"])
    expect(plain.main().get_by_role("button", name="Send offer of $510.50")).to_be_visible()


def test_an_offer_with_wrong_lines_says_so_at_the_fields(plain: Person) -> None:
    log_in_as(plain, "sponsor")
    start_offer(plain, "gran.tempo")
    contracts.fill_items(plain, TWO_ITEMS, today=today())
    line = contracts.item_line(plain, 2)
    plain.fill_in({"How many": 0, "Goes live": today()}, within=line)
    plain.press("Save draft")
    expect(line.get_by_label("How many", exact=True)).to_have_attribute("aria-invalid", "true")
    expect(line.get_by_label("Goes live", exact=True)).to_have_accessible_description(
        re.compile("It cannot go live before its draft is due. Choose that day or a later one.$")
    )


def test_an_influencer_writes_and_hands_in_a_draft(plain: Person) -> None:
    log_in_as(plain, "influencer")
    contracts.open_ad(plain, "Your turn", "A flask on the summit")
    campaigns.write(plain, "No script was needed for this.")
    contracts.submit(
        plain, "Hand in 1 draft", drafts=["Steam over a tin cup."], note="", label="#ad"
    )
    contracts.turn_says(plain, "reviews 1 draft")
    plain.reads("Steam over a tin cup.")


def test_menus_open_without_scripts(plain: Person) -> None:
    log_in_as(plain, "influencer")
    menu = plain.page.get_by_role("banner").locator("details.menu")
    menu.locator("summary").click()
    menu.get_by_role("button", name="Log out").click()
    expect(plain.page.get_by_role("banner").get_by_role("link", name="Log in")).to_be_visible()


def test_a_link_out_of_a_mail_leads_to_its_place_after_logging_in(plain: Person) -> None:
    plain.open("/notifications/#inbox")
    plain.main().get_by_role("textbox", name=re.compile("^E-?mail")).fill("sponsor@example.com")
    plain.fill_in({"Password": PASSWORD})
    plain.press("Log in")
    expect(plain.page).to_have_url(re.compile("/notifications/#inbox$"))


def test_the_keyboard_alone_logs_in(browser: Browser, live_site: Site, tmp_path: Path) -> None:
    with person(browser, live_site, "keys", pictures=tmp_path) as keys:
        keys.open("/accounts/login/")
        keyboard = keys.page.keyboard
        keyboard.press("Tab")
        expect(keys.page.get_by_role("link", name="Skip to content")).to_be_focused()
        keyboard.press("Enter")
        keyboard.press("Tab")
        expect(keys.main().get_by_role("textbox", name=re.compile("^E-?mail"))).to_be_focused()
        keyboard.type("sponsor@example.com")
        keyboard.press("Tab")
        expect(keys.page.get_by_role("link", name="Forgot your password?")).to_be_focused()
        keyboard.press("Tab")
        expect(keys.main().get_by_label("Password", exact=True)).to_be_focused()
        keyboard.type(PASSWORD)
        keyboard.press("Enter")
        # The form keeps the place in the address, here the one skipped to.
        expect(keys.page).to_have_url(re.compile("/dashboard/#content$"))
