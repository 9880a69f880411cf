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
from marketplace.kernel.jobs.actions import ask_for_run
from marketplace.kernel.models import ScheduledJob
from marketplace.ledger.models import Hold
past = timezone.now() - timedelta(minutes=1)
hold = Hold.objects.waiting().filter(account__user__email={email!r}).get()
assert hold.clears_at > timezone.now() + timedelta(days=2, hours=23)
Hold.objects.filter(pk=hold.pk).update(clears_at=past)
ask_for_run(actor=None, job=ScheduledJob.objects.get(name="holds"))
"""
# Makes payout details as old as the time for which new ones are held: by new ones entered a day
# ago, because the database lets nobody change a row of them.
LET_DETAILS_AGE = """
from datetime import timedelta
from django.utils import timezone
from marketplace.ledger.actions import set_payout_method
from marketplace.ledger.models import PayoutMethod
method = PayoutMethod.objects.get(user__email={email!r}, retired_at=None)
assert method.usable_at > timezone.now() + timedelta(hours=23)
method.delete()
values = {{name: getattr(method, name) for name in ("kind", "holder", "iban", "bic", "details")}}
set_payout_method(actor=method.user, now=timezone.now() - timedelta(days=1), **values)
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


def say_where_to_pay(influencer: Person, *, balance: str, password: str) -> None:
    """Try to withdraw, and be led to the payout details first; they are held for a day."""
    influencer.go_to("Wallet")
    influencer.follow(f"Withdraw up to {balance}")
    influencer.follow("Enter payout details")
    iban = influencer.main().get_by_label("IBAN", exact=True)
    expect(iban).to_be_visible()
    influencer.fill_in({"Another way": True})
    expect(iban).to_be_hidden()
    influencer.fill_in(
        {
            "Account holder": "Lena Portage",
            "How to pay you": "CA00 0000 0000",
            "Your password": password,
        }
    )
    influencer.press("Save payout details")
    influencer.is_told(re.compile("^Saved. Money goes to Lena Portage, CA00 0000 0000 from "))
    influencer.is_at("Withdraw money")
    expect(influencer.main().get_by_text("it is not paid before")).to_be_visible()


def withdraw(influencer: Person, *, amount: str, password: str, wrong: str) -> None:
    """Take money out; a wrong password is refused at its field first."""
    influencer.go_to("Wallet")
    influencer.follow("Withdraw up to $450.00")
    expect(influencer.main().get_by_text("it is not paid before")).to_have_count(0)
    influencer.fill_in({"Amount": amount, "Your password": wrong})
    influencer.press("Request withdrawal")
    field = influencer.main().get_by_label("Your password", exact=True)
    told = re.compile("This is not your password. Type it again.$")
    expect(field).to_have_accessible_description(told)
    expect(field).to_have_attribute("aria-invalid", "true")
    influencer.fill_in({"Your password": password})
    influencer.press("Request withdrawal")


def confirm_payout(moderator: Person, *, email: str, amount: str) -> None:
    """Put a payout into a batch in the admin, fetch its file, and say that it was paid."""
    moderator.open("/admin/ledger/payout/?payable=now")
    row = moderator.main().get_by_role("row", name=email)
    expect(row).to_contain_text(amount)
    row.get_by_role("checkbox").check()
    moderator.main().get_by_label("Action:").select_option(label="Make a batch of these")
    moderator.press("Go")
    moderator.is_at("Make a batch of these payouts?")
    expect(moderator.main().get_by_role("cell", name=amount, exact=True)).to_be_visible()
    moderator.press("Make the batch")
    expect(moderator.page.get_by_text(re.compile("^Batch .*: 1 payout.$"))).to_be_visible()
    with moderator.page.expect_download() as started:
        moderator.page.get_by_role("button", name="Download as CSV").click()
    assert f"{amount.strip('$')}," in started.value.path().read_text()
    moderator.press("Mark the whole batch as paid")
    moderator.is_at("Mark these batches as paid?")
    moderator.press("Mark the whole batch as paid")
    expect(moderator.page.get_by_text(re.compile("^Marked as paid: "))).to_be_visible()


def let_hold_end(site: Site, email: str) -> None:
    """Let the clock pass a hold's end, as the worker sees it."""
    site.manage("shell", "-c", LET_HOLD_END.format(email=email))


def let_details_age(site: Site, email: str) -> None:
    """Let the clock pass the time for which new payout details are held."""
    site.manage("shell", "-c", LET_DETAILS_AGE.format(email=email))


def ledger_holds(site: Site) -> None:
    """Check that every law of the ledger is kept and that all balances sum to nothing."""
    assert site.manage("check_ledger") == "The ledger holds: every law is kept.\n"
    assert "sum 0" in site.manage("shell", "-c", SUM_OF_BALANCES).splitlines()
