"""The contract room: from the draft of an offer to the rating."""

from datetime import date, timedelta

from playwright.sync_api import Locator, expect

from tests.journeys.browsing import Person


def turn_into_ad(
    sponsor: Person, *, title: str, price: str, items: list[dict[str, object]], today: date
) -> None:
    """Make the interest whose page is open into an ad, and send the offer."""
    sponsor.follow("Turn into an ad")
    sponsor.fill_in({"Title": title, "Price": price})
    fill_items(sponsor, items, today=today)
    sponsor.press("Save draft")
    sponsor.is_told("The draft is saved. Only you see it until you send it.")


def fill_items(somebody: Person, items: list[dict[str, object]], *, today: date) -> None:
    """Fill the offer's lines: drafts due in 10 days, live in 14."""
    for number, item in enumerate(items, start=1):
        unfold_line(somebody, number)
        line = item_line(somebody, number)
        days = {"Draft due": today + timedelta(days=10), "Goes live": today + timedelta(days=14)}
        somebody.fill_in(item | days, within=line)


def unfold_line(somebody: Person, number: int) -> None:
    """Open a line of the offer's form that nobody has filled in yet."""
    words = f"Add deliverable {number}"
    folded = somebody.main().locator("details:not([open]) > summary", has_text=words)
    if folded.count():
        folded.click()


def item_line(somebody: Person, number: int) -> Locator:
    """Return one line of the offer's form."""
    return somebody.main().get_by_role("group", name=f"Deliverable {number}", exact=True)


def counter(influencer: Person, *, price: str, note: str) -> None:
    """Answer the offer with another price."""
    influencer.follow("Make a counter-offer")
    influencer.fill_in({"Price": price, "Message with the offer (optional)": note})
    influencer.press("Send counter-offer")


def open_waiting_ad(somebody: Person, title: str) -> None:
    """Go to the ads that wait for this person and open one."""
    somebody.go_to("Ads")
    somebody.follow(title)
    somebody.is_at(title)


def open_ad(somebody: Person, tab: str, title: str) -> None:
    """Find an ad under one tab of the person's ads, and open it."""
    somebody.go_to("Ads")
    tabs = somebody.page.get_by_role("navigation", name="Ads by turn")
    with somebody.page.expect_navigation():
        tabs.get_by_role("link", name=tab).click()
    somebody.follow(title)
    somebody.is_at(title)


def turn_says(somebody: Person, text: str) -> None:
    """Check the box that says whose turn it is."""
    expect(somebody.main().locator("section.turn")).to_contain_text(text)


def submit(influencer: Person, button: str, *, drafts: list[str], note: str, label: str) -> None:
    """Hand in a draft for each deliverable, in their order, captioned as `label` and its words."""
    influencer.follow(button)
    fields = influencer.main().get_by_label("Draft in words (optional)", exact=True)
    captions = influencer.main().get_by_label("Caption", exact=True)
    expect(fields).to_have_count(len(drafts))
    for number, draft in enumerate(drafts):
        fields.nth(number).fill(draft)
        captions.nth(number).fill(f"{label} {draft}")
    influencer.main().get_by_label("I attest that each live post").check()
    influencer.fill_in({"Note to the sponsor (optional)": note})
    influencer.press(button)


def request_changes(sponsor: Person, *, draft: str, reason: str) -> None:
    """Send one draft back."""
    sponsor.follow("Ask for changes")
    sponsor.fill_in({draft: True, "What should change (optional)": reason})
    sponsor.press("Send back for changes")


def post_live(influencer: Person, button: str, *, links: list[str]) -> None:
    """Hand in the live link of every deliverable."""
    influencer.follow(button)
    fields = influencer.main().get_by_label("Link to the live post", exact=True)
    expect(fields).to_have_count(len(links))
    for number, link in enumerate(links):
        fields.nth(number).fill(link)
    influencer.main().get_by_label("I attest that each live post").check()
    influencer.press(button)


def rate(somebody: Person, *, axes: dict[str, str], text: str) -> None:
    """Rate the other side in the room whose page is open."""
    for axis, stars in axes.items():
        group = somebody.main().get_by_role("group", name=axis)
        group.get_by_label(stars, exact=True).check()
    somebody.fill_in({"In your words (optional)": text})
    somebody.press("Send rating")


def sees_rating(somebody: Person, *, stars: str, text: str) -> None:
    """Check that the room shows a rating of so many stars with these words."""
    given = somebody.main().locator(".given-rating").filter(has_text=text)
    expect(given.locator(".stars").first).to_have_text(f"{stars} of 5 stars")
