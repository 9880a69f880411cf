"""Contract rooms that journeys begin in: ads brought to a state by the site's own actions."""

import io
import json
import re

from playwright.sync_api import expect
from pypdf import PdfReader

from tests.journeys.browsing import Person
from tests.servers import Site

# Makes one ad per line of `wanted` and prints where their rooms are.
BEGIN = """
import json
from datetime import timedelta
from django.utils import timezone
from accounts.models import InfluencerProfile
from ads import actions
from ads.terms import ItemTerms, OfferTerms
from campaigns.models import Campaign
today, rooms = timezone.now().date(), {{}}
for title, campaign, handle, price, state in json.loads({wanted!r}):
    campaign = Campaign.objects.get(title=campaign)
    influencer = InfluencerProfile.objects.get(handle=handle)
    sponsor = campaign.sponsor.user
    terms = OfferTerms(
        price_minor=price * 100, kill_fee_minor=price * 20,
        requirements="- Show the label of the tea.\\n- Pour it by hand.",
        items=(ItemTerms("instagram", "post", 1, today + timedelta(days=9),
                         today + timedelta(days=12), 30),),
    )
    ad = actions.create_draft(
        actor=sponsor, campaign=campaign, influencer=influencer, title=title, terms=terms,
    )
    actions.send_offer(actor=sponsor, ad=ad)
    if state == "active":
        actions.accept_offer(actor=influencer.user, ad=ad, answering=1)
        actions.fund_ad(actor=sponsor, ad=ad)
    rooms[title] = ad.get_absolute_url()
print(json.dumps(rooms))
"""
Wanted = tuple[str, str, str, int, str]


def begin(site: Site, *wanted: Wanted) -> dict[str, str]:
    """Make ads (title, campaign, influencer's handle, price, state) and return their addresses."""
    said = site.manage("shell", "-c", BEGIN.format(wanted=json.dumps(wanted)))
    rooms: dict[str, str] = json.loads(said.splitlines()[-1])
    return rooms


def wallet(somebody: Person) -> int:
    """Return what the person's wallet holds, in cents."""
    somebody.open("/wallet/")
    panel = somebody.main().get_by_role("region", name="In your wallet", exact=True)
    return _cents(panel.inner_text())


def held(somebody: Person) -> int:
    """Return what is on hold for the person, in cents."""
    somebody.open("/wallet/")
    term = somebody.main().locator("dl.stats div").filter(has_text="On hold")
    return _cents(term.get_by_role("definition").inner_text())


def _cents(text: str) -> int:
    amount = re.search(r"\$([\d,]+\.\d\d)", text)
    assert amount, text
    return int(amount[1].replace(",", "").replace(".", ""))


def read_contract(somebody: Person) -> str:
    """Follow the link to the contract on paper and return its words in one line."""
    link = somebody.main().get_by_role("link", name="Contract as PDF", exact=True)
    answer = somebody.context.request.get(link.get_attribute("href") or "")
    assert answer.headers["content-type"] == "application/pdf"
    pages = PdfReader(io.BytesIO(answer.body())).pages
    return " ".join(" ".join(page.extract_text() for page in pages).split())


def choose_file(somebody: Person, label: str, name: str, kind: str, data: bytes) -> None:
    """Choose a file for a field."""
    field = somebody.main().get_by_label(label, exact=True)
    field.set_input_files([{"name": name, "mimeType": kind, "buffer": data}])


def refused_at(somebody: Person, label: str, text: str) -> None:
    """Check that a field says what is wrong with it."""
    field = somebody.main().get_by_label(label, exact=True)
    expect(field).to_have_attribute("aria-invalid", "true")
    expect(field).to_have_accessible_description(re.compile(re.escape(text)))
