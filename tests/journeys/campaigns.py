"""Campaigns and interests, up to the offer."""

from playwright.sync_api import expect

from tests.journeys.browsing import Person


def draft_campaign(sponsor: Person, content: dict[str, object]) -> None:
    """Write a campaign; it is a draft that only the sponsor sees."""
    sponsor.go_to("Campaigns")
    sponsor.follow("New campaign")
    sponsor.fill_in(content)
    sponsor.press("Save draft")
    sponsor.is_at(str(content["Title"]))
    sponsor.reads("Draft")


def publish_campaign(sponsor: Person, title: str) -> None:
    """Publish the campaign from its page."""
    sponsor.go_to("Campaigns")
    sponsor.follow(title)
    sponsor.press("Publish campaign")
    sponsor.is_told("The campaign is published.")


def find_campaign(influencer: Person, words: str, title: str) -> None:
    """Search for a campaign and open it."""
    influencer.go_to("Campaigns")
    influencer.main().get_by_role("searchbox", name="Search").fill(words)
    influencer.press("Search")
    expect(influencer.main().get_by_role("listitem").filter(has_text=title)).to_have_count(1)
    influencer.follow(title)
    influencer.is_at(title)


def show_interest(influencer: Person, sponsor_name: str, *, message: str, price: str) -> None:
    """Apply to the campaign whose page is open."""
    influencer.follow("Show interest")
    influencer.fill_in({"Message to the sponsor": message, "Your price (optional)": price})
    influencer.press(f"Send to {sponsor_name}")


def read_interest(sponsor: Person, influencer_name: str, *, message: str) -> None:
    """Open an interest from the dashboard: words, figures and all."""
    sponsor.go_to("Dashboard")
    section = sponsor.main().get_by_role("region", name="Interest in your campaigns")
    with sponsor.page.expect_navigation():
        section.get_by_role("link", name=influencer_name).click()
    sponsor.is_at(influencer_name)
    sponsor.reads(message, "48.2k", "$400.00")


def write(somebody: Person, body: str) -> None:
    """Send a message in the thread whose page is open, and see it there."""
    somebody.main().get_by_label("Message", exact=False).last.fill(body)
    somebody.main().get_by_role("button", name="Send message", exact=True).click()
    bubble = somebody.main().get_by_role("listitem").filter(has_text=body)
    expect(bubble).to_have_count(1)
    expect(bubble).to_contain_text("You,")


def open_unread(somebody: Person, other: str, *, count: int) -> None:
    """Follow the dashboard's link to a conversation with `count` unread messages."""
    somebody.go_to("Dashboard")
    section = somebody.main().get_by_role("region", name="Unread messages")
    expect(section.get_by_role("listitem")).to_contain_text([f"{count} unread"])
    with somebody.page.expect_navigation():
        section.get_by_role("link", name=other).click()
