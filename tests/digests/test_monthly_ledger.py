"""What reports call spent is what left the escrows in the ledger, to the cent, whatever happened.

The other side of each comparison is worked out in Python from every single transfer.
"""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine
from hypothesis import HealthCheck, given, seed, settings
from hypothesis import strategies as st

from accounts.models import User
from ads import actions as moves
from ads.models import Ad
from ads.terms import OfferTerms
from ads.workflow import State
from campaigns.models import Campaign
from marketplace.digests import actions, report
from marketplace.digests.models import MonthlyReport
from marketplace.ledger.models import AccountKind, Transfer
from tests.digests.market import MAY, campaign_of
from tests.factories.accounts import make_moderator
from tests.factories.ads import dispute, hand_in, make_ad, make_terms, post
from tests.factories.ledger import fill_wallet

pytestmark = pytest.mark.django_db
ZONES = ("UTC", "Pacific/Kiritimati", "Pacific/Pago_Pago", "America/New_York", "Asia/Kathmandu")
APRIL, JUNE, JULY = date(2026, 4, 1), date(2026, 6, 1), date(2026, 7, 1)
LATE = date(2027, 6, 1)
Month = tuple[int, int]


@dataclass(frozen=True)
class Story:
    """How one ad goes: its price, how it ends, and when it is paid, ends and is reversed."""

    price_minor: int
    end: str
    paid_at: datetime
    ends_at: datetime
    reversed_at: datetime


def cancel(ad: Ad, actor: User, now: datetime) -> None:
    """Let `actor` propose to cancel, and the other side agree."""
    proposal = moves.propose_cancellation(actor=actor, ad=ad, reason="It rains.", now=now)
    side = ad.side_of(actor)
    assert side is not None
    moves.accept_proposal(actor=ad.user_of(side.other), proposal=proposal, now=now)


def amend(ad: Ad, change: int, now: datetime, *, is_agreed: bool = True) -> None:
    """Let the sponsor propose another price, and the influencer agree or not answer."""
    terms = OfferTerms.from_frozen(Ad.objects.get(pk=ad.pk).terms_in_force)
    price = max(1, terms.price_minor + change)
    terms = replace(terms, price_minor=price, kill_fee_minor=min(terms.kill_fee_minor, price))
    sponsor = ad.campaign.sponsor.user
    proposal = moves.propose_amendment(actor=sponsor, ad=ad, terms=terms, reason="More.", now=now)
    if is_agreed:
        moves.accept_proposal(actor=ad.influencer.user, proposal=proposal, now=now)


def settle(ad: Ad, share_minor: int, now: datetime) -> None:
    """Let the sponsor dispute and a moderator share the price out."""
    dispute(ad, now=now)
    moves.settle_dispute(
        actor=make_moderator(), ad=ad, share_minor=share_minor, reason="Half.", now=now
    )


ENDS: dict[str, Callable[[Ad, Story], object]] = {
    "done": lambda ad, story: deliver(ad, story.ends_at),
    "reversed": lambda ad, story: deliver(ad, story.ends_at),
    "is running": lambda ad, story: None,
    "killed": lambda ad, story: cancel(ad, ad.campaign.sponsor.user, story.ends_at),
    "given up": lambda ad, story: cancel(ad, ad.influencer.user, story.ends_at),
    "shared": lambda ad, story: settle(ad, story.price_minor // 3 or 1, story.ends_at),
    "refunded": lambda ad, story: settle(ad, 0, story.ends_at),
    "raised": lambda ad, story: amend(ad, 700, story.ends_at),
    "lowered": lambda ad, story: amend(ad, -700, story.ends_at),
    "asked for more": lambda ad, story: amend(ad, 700, story.ends_at, is_agreed=False),
}


def deliver(ad: Ad, now: datetime) -> None:
    """Do the work, approve it, post it and pay for it, all at once."""
    sponsor = ad.campaign.sponsor.user
    hand_in(ad, now=now)
    moves.approve_work(actor=sponsor, ad=ad, now=now)
    post(ad, now=now)
    moves.complete_ad(actor=sponsor, ad=ad, now=now)


def tell(campaign: Campaign, story: Story) -> None:
    """Let the real actions make the story true."""
    start = story.paid_at
    with time_machine.travel(start, tick=False):
        items = tuple(
            replace(item, due_date=LATE, posting_date=LATE) for item in make_terms().items
        )
        kill_fee = story.price_minor // 4
        terms = make_terms(price_minor=story.price_minor, kill_fee_minor=kill_fee, items=items)
        ad = make_ad(State.ACTIVE, campaign=campaign, terms=terms, now=start)
        fill_wallet(campaign.sponsor.user, 700)
    with time_machine.travel(story.ends_at, tick=False):
        ENDS[story.end](ad, story)
    if story.end == "reversed":
        moves.reverse_payment(
            actor=make_moderator(), ad=ad, reason="It was bought.", now=story.reversed_at
        )


def by_hand(campaign: Campaign, zone: ZoneInfo) -> tuple[Counter[Month], Counter[Month]]:
    """Return what left the campaign's escrows for good, by month on the clock of `zone`, and by
    how much its escrows rose. Reads every transfer there is."""
    escrows = set(Ad.objects.filter(campaign=campaign).values_list("escrow_account_id", flat=True))
    spent: Counter[Month] = Counter()
    risen: Counter[Month] = Counter()
    for transfer in Transfer.objects.select_related("debit_account", "credit_account"):
        local = transfer.created_at.astimezone(zone)
        month = (local.year, local.month)
        kinds = (transfer.debit_account.kind, transfer.credit_account.kind)
        if transfer.debit_account_id in escrows:
            risen[month] -= transfer.amount_minor
            # What goes back into the sponsor's wallet is not spent.
            spent[month] += transfer.amount_minor * (kinds[1] != AccountKind.WALLET)
        if transfer.credit_account_id in escrows:
            risen[month] += transfer.amount_minor
            # What comes out of the sponsor's wallet was not spent before.
            spent[month] -= transfer.amount_minor * (transfer.reversal_of_id is not None)
    return spent, risen


def held(risen: Counter[Month], month: date) -> int:
    """Return what escrows hold at the end of `month`."""
    return sum(amount for key, amount in risen.items() if key <= (month.year, month.month))


def check(campaign: Campaign) -> None:
    """Compare every report with the sums by hand."""
    user = campaign.sponsor.user
    spent, risen = by_hand(campaign, user.zone)
    ads = Ad.objects.filter(campaign=campaign, state=State.COMPLETED)
    done = Counter((ad.ended_at.astimezone(user.zone).month) for ad in ads)
    for month in (APRIL, MAY, JUNE, JULY):
        found = report.collect_months([user], month)[user.pk]
        key, before = (2026, month.month), (2026, month.month - 1)
        assert found.total.spent_minor == spent[key]
        assert found.before.spent_minor == spent[before]
        assert found.total.escrow_minor == held(risen, month)
        assert found.before.escrow_minor == held(risen, report.month_before(month))
        assert (found.total.done, found.before.done) == (done[key[1]], done[before[1]])
        rows = found.campaigns
        assert sum(row.figures.spent_minor for row in rows) == spent[key]
        assert sum(row.committed_minor for row in rows) == found.budgets.committed_minor
    campaign.refresh_from_db()
    whole = report.collect_campaign(campaign, datetime(2027, 1, 1, tzinfo=UTC))
    assert whole.total.spent_minor == sum(spent.values())
    released = Ad.objects.filter(campaign=campaign).values_list("released_minor", flat=True)
    assert whole.total.spent_minor == sum(released)
    assert whole.total.escrow_minor == held(risen, JULY)
    assert sum(row.figures.spent_minor for row in whole.ads) == sum(spent.values())


@st.composite
def stories(draw: st.DrawFn) -> tuple[str, list[Story]]:
    """Draw a zone, and ads whose money moves around the borders of its months."""
    zone = draw(st.sampled_from(ZONES))
    borders = [
        datetime(2026, month, 1, tzinfo=ZoneInfo(zone)).astimezone(UTC) for month in (4, 5, 6, 7)
    ]
    tick = timedelta(microseconds=1)
    aside = st.sampled_from([-tick, timedelta(), tick, timedelta(hours=-3), timedelta(days=9)])
    moment = st.builds(lambda border, by: border + by, st.sampled_from(borders), aside)
    story = st.builds(
        lambda price, end, moments: Story(price, end, *sorted(moments)),
        st.integers(10, 99_999),
        st.sampled_from(sorted(ENDS)),
        st.tuples(moment, moment, moment),
    )
    return zone, draw(st.lists(story, min_size=1, max_size=4))


@seed(5)
@settings(max_examples=12, deadline=None, database=None, suppress_health_check=list(HealthCheck))
@given(stories())
def test_reports_equal_the_ledger_to_the_cent_whatever_happens(
    drawn: tuple[str, list[Story]],
) -> None:
    zone, ads = drawn
    campaign = campaign_of(zone, budget_minor=10**9)
    for story in ads:
        tell(campaign, story)
    check(campaign)


def test_every_end_across_a_border_of_months() -> None:
    zone = ZoneInfo("America/New_York")
    april, may, june = (datetime(2026, m, 20, tzinfo=zone).astimezone(UTC) for m in (4, 5, 6))
    campaign = campaign_of(str(zone), budget_minor=10**9)
    for price, end in enumerate(ENDS, 33_333):
        tell(campaign, Story(price, end, april, may, june))
    check(campaign)

    user = campaign.sponsor.user
    months = [report.collect_months([user], m)[user.pk].total for m in (APRIL, MAY, JUNE)]
    # 33,333 and 33,334 released, 33,335 runs on; kill fee of 33,336, a third of 33,338.
    spent = 33_333 + 33_334 + 33_336 // 4 + 33_338 // 3
    assert [total.spent_minor for total in months] == [0, spent, -33_334]
    assert [total.returned_minor for total in months] == [0, 0, 33_334]
    running = 33_335 + (33_340 + 700) + (33_341 - 700) + (33_342 + 700)
    assert [total.escrow_minor for total in months] == [
        sum(range(33_333, 33_343)),
        running,
        running,
    ]


def test_a_report_that_was_sent_says_the_ledgers_sum_in_mail_and_rows() -> None:
    zone = ZoneInfo("Pacific/Pago_Pago")
    campaign = campaign_of(str(zone), budget_minor=10**9)
    last_moment = datetime(2026, 5, 31, 23, 59, 59, 999_999, tzinfo=zone).astimezone(UTC)
    for price in (12_345, 99, 1_000_001):
        tell(campaign, Story(price, "done", last_moment, last_moment, last_moment))
    actions.send_monthly(now=datetime(2026, 6, 1, 8, tzinfo=zone).astimezone(UTC))

    spent, _ = by_hand(campaign, zone)
    content = MonthlyReport.objects.get().content
    assert content.total.spent_minor == spent[2026, 5] == 1_012_445
    assert report.ShownMonth(MonthlyReport.objects.get(), {}).subject.endswith("$10,124.45 spent")
