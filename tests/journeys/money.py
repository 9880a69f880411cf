"""The wallet: paying in, what it says, taking out; and the ledger behind it."""

import re
from time import monotonic

from playwright.sync_api import expect

from tests.journeys.browsing import Person
from tests.servers import Site

# Moves the newest hold's end into the past and asks the worker's own schedule to look now.
LET_HOLD_END = """
from datetime import timedelta
from django.utils import timezone
from django_q.models import Schedule
from marketplace.ledger.models import Hold
past = timezone.now() - timedelta(minutes=1)
hold = Hold.objects.waiting().filter(account__user__email={email!r}).get()
assert hold.clears_at > timezone.now() + timedelta(days=2, hours=23)
Hold.objects.filter(pk=hold.pk).update(clears_at=past)
assert Schedule.objects.filter(name="holds").update(next_run=past) == 1
"""
SUM_OF_BALANCES = """
from marketplace.ledger.models import Account
print("sum", sum(account.balance_minor for account in Account.objects.all()))
"""


def pay_in(sponsor: Person, *, asked: str, amount: str, as_money: str) -> None:
    """Deposit from a room that lacks money; the test payment service leads back to it."""
    sponsor.follow(f"Deposit {asked}")
    expect(sponsor.main().get_by_label("Amount", exact=True)).to_have_value(
        asked.strip("$").replace(",", "")
    )
    sponsor.fill_in({"Amount": amount})
    sponsor.press("Continue to payment")
    sponsor.is_at(f"Pay {as_money}")
    sponsor.press(f"Pay {as_money}")
    sponsor.is_told(f"{as_money} is in your wallet.")


def wallet_says(somebody: Person, *, balance: str, statement: list[tuple[str, str, str]]) -> None:
    """Check the wallet's balance and its statement, newest line first, to the cent."""
    somebody.go_to("Wallet")
    panel = somebody.main().get_by_role("region", name="In your wallet", exact=True)
    expect(panel.get_by_text(balance, exact=True)).to_be_visible()
    rows = somebody.main().get_by_role("region", name="Statement").locator("tbody tr")
    expect(rows).to_have_count(len(statement))
    for row, cells in zip(rows.all(), statement, strict=True):
        assert tuple(row.get_by_role("cell").all_inner_texts()[1:]) == cells


def wait_for_balance(somebody: Person, balance: str) -> None:
    """Reload the wallet until it holds `balance`, for at most two minutes."""
    somebody.go_to("Wallet")
    deadline = monotonic() + 120
    panel = somebody.main().get_by_role("region", name="In your wallet", exact=True)
    while panel.get_by_text(balance, exact=True).count() == 0:
        assert monotonic() < deadline, f"the wallet does not hold {balance}"
        somebody.page.wait_for_timeout(500)
        somebody.page.reload()


def held(influencer: Person) -> str:
    """Return what the wallet says is on hold."""
    term = influencer.main().locator("dl.stats div").filter(has_text="On hold")
    return term.get_by_role("definition").inner_text()


def withdraw(influencer: Person, *, amount: str, password: str, wrong: str) -> None:
    """Take money out; a wrong password is refused at its field first."""
    influencer.go_to("Wallet")
    influencer.follow("Withdraw up to $450.00")
    account = {"Amount": amount, "Pay to": "Lena Portage, CA00 0000 0000"}
    influencer.fill_in(account | {"Your password": wrong})
    influencer.press("Request withdrawal")
    field = influencer.main().get_by_label("Your password", exact=True)
    told = re.compile("This is not your password. Type it again.$")
    expect(field).to_have_accessible_description(told)
    expect(field).to_have_attribute("aria-invalid", "true")
    influencer.fill_in({"Your password": password})
    influencer.press("Request withdrawal")


def confirm_payout(moderator: Person, *, email: str, amount: str) -> None:
    """Say in the admin that a payout was paid, after the question with the amount."""
    moderator.open("/admin/ledger/payout/?state__exact=requested")
    row = moderator.main().get_by_role("row", name=email)
    expect(row).to_contain_text(amount)
    row.get_by_role("checkbox").check()
    moderator.main().get_by_label("Action:").select_option(label="Mark as paid")
    moderator.press("Go")
    moderator.is_at("Mark these payouts as paid?")
    expect(moderator.main().get_by_role("cell", name=amount, exact=True)).to_be_visible()
    moderator.press("Mark as paid")
    expect(moderator.page.get_by_text(re.compile("^Marked as paid: "))).to_be_visible()


def let_hold_end(site: Site, email: str) -> None:
    """Let the clock pass a hold's end, as the worker sees it."""
    site.manage("shell", "-c", LET_HOLD_END.format(email=email))


def ledger_holds(site: Site) -> None:
    """Check that every law of the ledger is kept and that all balances sum to nothing."""
    assert site.manage("check_ledger") == "The ledger holds: every law is kept.\n"
    assert "sum 0" in site.manage("shell", "-c", SUM_OF_BALANCES).splitlines()
