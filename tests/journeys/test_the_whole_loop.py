"""The main story: from two people signing up to money withdrawn, on real parts."""

from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import Browser, expect

from tests.journeys import campaigns, contracts, money, signing_up
from tests.journeys.browsing import Person, log_in_as, person
from tests.servers import Site

pytestmark = pytest.mark.journey

SPONSOR, SPONSOR_MAIL = "Tentpole", "ida@tentpole.example.com"
INFLUENCER, INFLUENCER_MAIL = "Lena Portage", "lena@portage.example.com"
CAMPAIGN = "A tent on every lake"
# What a German sponsor’s captions begin with.
LABEL = "Werbung."
AD = "Two nights on Canoe Lake"
ITEMS: list[dict[str, object]] = [
    {"What": "Short video", "Platform": "YouTube", "How many": 1, "Stays live for (days)": 60},
    {"What": "Story", "Platform": "Instagram", "How many": 1, "Stays live for (days)": 2},
]
BERLIN, TORONTO = ZoneInfo("Europe/Berlin"), ZoneInfo("America/Toronto")


@dataclass(frozen=True)
class Cast:
    """Everybody in the story, each at a browser of their own, and the site they meet on."""

    site: Site
    sponsor: Person
    influencer: Person
    moderator: Person

    @property
    def both(self) -> tuple[Person, Person]:
        """The two sides."""
        return self.sponsor, self.influencer


@pytest.fixture
def cast(browser: Browser, live_site: Site, tmp_path: Path) -> Iterator[Cast]:
    """Seat everybody; at the end nobody may have met an error."""
    zones = {"sponsor": BERLIN, "influencer": TORONTO, "moderator": UTC}
    with ExitStack() as seats:
        people = {
            name: seats.enter_context(
                person(browser, live_site, name, pictures=tmp_path, timezone_id=str(zone))
            )
            for name, zone in zones.items()
        }
        yield Cast(live_site, **people)


def test_from_two_sign_ups_to_money_withdrawn(cast: Cast) -> None:
    both_sign_up(cast)
    sponsor_is_verified_and_publishes(cast)
    influencer_shows_interest(cast)
    questions_come_before_the_offer(cast)
    offer_is_countered_and_accepted(cast)
    sponsor_pays_into_escrow(cast)
    both_write_and_see_what_is_unread(cast)
    work_is_sent_back_once_and_approved(cast)
    work_goes_live_and_is_paid(cast)
    money.let_hold_end(cast.site, INFLUENCER_MAIL)  # the worker looks twice a minute
    both_rate_blindly(cast)
    sponsor_gets_the_monthly_report(cast)
    hold_clears_and_money_is_withdrawn(cast)
    money.ledger_holds(cast.site)


def both_sign_up(cast: Cast) -> None:
    signing_up.sign_up(
        cast.sponsor,
        "sponsor",
        email=SPONSOR_MAIL,
        profile=signing_up.sponsor_profile(name=SPONSOR, handle="tentpole"),
    )
    cast.sponsor.reads("A moderator still has to verify you.")
    signing_up.sign_up(
        cast.influencer,
        "influencer",
        email=INFLUENCER_MAIL,
        profile=signing_up.influencer_profile(name=INFLUENCER, handle="lena.portage"),
    )
    cast.influencer.reads("Nothing waits for you right now.")


def sponsor_is_verified_and_publishes(cast: Cast) -> None:
    today = datetime.now(BERLIN).date()
    campaigns.draft_campaign(
        cast.sponsor,
        {
            "Title": CAMPAIGN,
            "Brief": "Pitch our tent by the water and show how long it takes, uncut.",
            "Goals": "People believe that two can carry it.",
            "Category": "Outdoor",
            "YouTube": True,
            "Instagram": True,
            "Budget": "5,000.00",
            "Starts": today,
            "Ends": today + timedelta(days=60),
        },
    )
    expect(cast.sponsor.main().get_by_role("button", name="Publish campaign")).to_have_count(0)
    log_in_as(cast.moderator, "moderator")
    signing_up.verify_in_the_console(cast.moderator, SPONSOR)
    cast.sponsor.mail("verified", to=SPONSOR_MAIL)
    campaigns.publish_campaign(cast.sponsor, CAMPAIGN)


def influencer_shows_interest(cast: Cast) -> None:
    campaigns.find_campaign(cast.influencer, "tent lake", CAMPAIGN)
    cast.influencer.reads("Pitch our tent by the water", "$5,000.00")
    campaigns.show_interest(cast.influencer, SPONSOR, message="I paddle in on Friday.", price="400")
    campaigns.read_interest(cast.sponsor, INFLUENCER, message="I paddle in on Friday.")


def questions_come_before_the_offer(cast: Cast) -> None:
    campaigns.write(cast.sponsor, "Could you also film the portage?")
    campaigns.open_unread(cast.influencer, SPONSOR, count=1)
    campaigns.write(cast.influencer, "Yes, as a story.")
    campaigns.open_unread(cast.sponsor, INFLUENCER, count=1)
    cast.sponsor.reads("Yes, as a story.")


def offer_is_countered_and_accepted(cast: Cast) -> None:
    sponsor, influencer = cast.both
    today = datetime.now(TORONTO).date()
    contracts.turn_into_ad(sponsor, title=AD, price="450", items=ITEMS, today=today)
    sponsor.press("Send offer of $450.00")
    contracts.turn_says(sponsor, f"{INFLUENCER} can answer your offer of $450.00")
    contracts.open_waiting_ad(influencer, AD)
    contracts.turn_says(influencer, f"Answer the offer of $450.00 from {SPONSOR}")
    influencer.reads("Could you also film the portage?")  # the thread moved on with the interest
    expect(
        influencer.main().get_by_role("button", name="Accept $450.00 ($405.00 for you)")
    ).to_be_visible()
    contracts.counter(influencer, price="500", note="The story is a second day of work.")
    contracts.open_waiting_ad(sponsor, AD)
    sponsor.reads("The story is a second day of work.")
    sponsor.press("Accept at $500.00")
    contracts.turn_says(sponsor, "Pay $500.00 into escrow")


def sponsor_pays_into_escrow(cast: Cast) -> None:
    sponsor = cast.sponsor
    money.pay_in(sponsor, asked="$500.00", amount="620", as_money="$620.00")
    sponsor.is_at(AD)
    sponsor.press("Pay $500.00 into escrow")
    contracts.turn_says(sponsor, f"{INFLUENCER} hands in")
    money.wallet_says(
        sponsor,
        balance="$120.00",
        statement=[
            (f"Moved into escrow: {AD}", "−$500.00", "$120.00"),
            ("Deposit", "+$620.00", "$620.00"),
        ],
    )


def both_write_and_see_what_is_unread(cast: Cast) -> None:
    sponsor, influencer = cast.both
    contracts.open_waiting_ad(influencer, AD)
    unread_before = sponsor.unread()
    campaigns.write(influencer, "The tent has arrived.")
    campaigns.write(influencer, "It fits the bow.")
    assert sponsor.unread() == unread_before + 2
    campaigns.open_unread(sponsor, INFLUENCER, count=2)
    sponsor.reads("The tent has arrived.", "It fits the bow.")
    assert sponsor.unread() == unread_before
    sponsor.reads("You have read everything.")
    contracts.open_ad(sponsor, "Waiting for others", AD)
    campaigns.write(sponsor, "Wonderful. Mind the poles.")
    influencer.page.reload()
    influencer.reads("Wonderful. Mind the poles.")


def work_is_sent_back_once_and_approved(cast: Cast) -> None:
    sponsor, influencer = cast.both
    drafts = ["First light, tent up in four minutes.", "Twelve seconds of portage."]
    contracts.open_waiting_ad(influencer, AD)
    contracts.submit(
        influencer, "Hand in 2 drafts", drafts=drafts, note="Sound is rough.", label=LABEL
    )
    contracts.open_waiting_ad(sponsor, AD)
    sponsor.reads(*drafts)
    contracts.request_changes(
        sponsor, draft="2. Story on Instagram", reason="Show the label of the tent."
    )
    contracts.open_waiting_ad(influencer, AD)
    influencer.reads("Show the label of the tent.")
    contracts.submit(
        influencer, "Hand in 1 draft", drafts=["With the label."], note="", label=LABEL
    )
    contracts.open_waiting_ad(sponsor, AD)
    sponsor.reads("With the label.", drafts[0])
    sponsor.press("Approve both drafts")
    contracts.turn_says(sponsor, f"{INFLUENCER} posts the work")


def work_goes_live_and_is_paid(cast: Cast) -> None:
    sponsor, influencer = cast.both
    links = ["https://youtube.example.com/w/1", "https://instagram.example.com/s/2"]
    contracts.open_waiting_ad(influencer, AD)
    contracts.post_live(influencer, "Send 2 live links", links=links)
    contracts.open_waiting_ad(sponsor, AD)
    for link in links:
        expect(sponsor.main().get_by_role("link", name=link)).to_have_attribute("href", link)
    sponsor.press(f"Release $500.00 ($450.00 to {INFLUENCER})")
    contracts.turn_says(sponsor, "The work is done and paid")
    money.wallet_says(influencer, balance="$0.00", statement=[])
    assert money.held(influencer) == "$450.00"


def both_rate_blindly(cast: Cast) -> None:
    sponsor, influencer = cast.both
    contracts.rate(
        sponsor,
        axes={
            "Quality of the work": "5 – excellent",
            "Communication": "5 – excellent",
            "On time": "4 – good",
        },
        text="Calm water, calm work.",
    )
    contracts.open_ad(influencer, "Ended", AD)
    expect(influencer.main().get_by_text("Calm water, calm work.")).to_have_count(0)
    contracts.rate(
        influencer,
        axes={
            "Clear brief and fair review": "4 – good",
            "Communication": "4 – good",
            "Prompt answers and approval": "4 – good",
        },
        text="A brief that fits on a paddle.",
    )
    contracts.sees_rating(influencer, stars="4.7", text="Calm water, calm work.")
    sponsor.page.reload()
    contracts.sees_rating(sponsor, stars="4.0", text="A brief that fits on a paddle.")


def hold_clears_and_money_is_withdrawn(cast: Cast) -> None:
    influencer, moderator = cast.influencer, cast.moderator
    cleared = (f"Earnings cleared: {AD}", "+$450.00", "$450.00")
    money.wait_for_balance(influencer, "$450.00")
    money.wallet_says(influencer, balance="$450.00", statement=[cleared])
    money.say_where_to_pay(influencer, balance="$450.00", password=signing_up.NEW_PASSWORD)
    money.let_details_age(cast.site, INFLUENCER_MAIL)
    money.withdraw(
        influencer, amount="400", password=signing_up.NEW_PASSWORD, wrong="a tin of red paint"
    )
    influencer.is_told("$400.00 is on its way. You get a mail when it has been paid.")
    money.confirm_payout(moderator, email=INFLUENCER_MAIL, amount="$400.00")
    assert "$400.00" in influencer.mail("$400.00", to=INFLUENCER_MAIL)
    withdrawn = ("Withdrawal: to Lena Portage, CA00 0000 0000", "−$400.00", "$50.00")
    money.wallet_says(influencer, balance="$50.00", statement=[withdrawn, cleared])


def sponsor_gets_the_monthly_report(cast: Cast) -> None:
    now = datetime.now(BERLIN)
    next_month = (now.replace(day=1) + timedelta(days=32)).replace(day=1, hour=22)
    said = cast.site.manage("send_digests", "--kind", "monthly", "--at", next_month.isoformat())
    assert said.endswith("queued\n")
    report = cast.sponsor.mail(f"Your {now:%B}: 1 ad done, $500.00 spent", to=SPONSOR_MAIL)
    for line in (
        "Ads done: 1 (",
        "Spent, fees included: $500.00 (",
        f"In escrow at the end of {now:%B}: $0.00",
        "Budget used: $500.00 of $5,000.00",
        f"{CAMPAIGN} (published)",
        "1 ad done, $500.00 spent, $0.00 in escrow, $4,500.00 of $5,000.00 left",
    ):
        assert line in report, line
