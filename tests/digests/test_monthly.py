"""The monthly report: its figures are the ledger's, its month the sponsor's."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.db import connection
from django.db.models import Sum
from django.test.utils import CaptureQueriesContext

from ads.workflow import State
from campaigns.models import Campaign
from marketplace.digests import actions, report
from marketplace.digests.report import Pair, Span
from marketplace.kernel.mail.models import OutboxMail
from marketplace.ledger.models import AccountKind, Transfer
from tests.factories.accounts import make_influencer, make_sponsor, make_user
from tests.factories.ads import make_ad, make_terms, pay
from tests.factories.campaigns import make_campaign

pytestmark = pytest.mark.django_db

MAY = date(2026, 5, 1)
IN_APRIL = datetime(2026, 4, 20, 12, 0, tzinfo=UTC)
IN_MAY = datetime(2026, 5, 20, 12, 0, tzinfo=UTC)
FIRST_OF_JUNE = datetime(2026, 6, 1, 8, 0, tzinfo=UTC)


def campaign_of(zone: str = "UTC", **fields: object) -> Campaign:
    """Return a campaign of a sponsor in `zone`, begun in March."""
    with time_machine.travel(datetime(2026, 3, 1, 12, 0, tzinfo=UTC), tick=False):
        sponsor = make_sponsor(user=make_user(role="sponsor", time_zone=zone))
        return make_campaign(sponsor, end_date=date(2026, 12, 31), **fields)


def finish_ad(campaign: Campaign, price_minor: int, now: datetime) -> None:
    """Complete an ad of `price_minor` at `now`, its money released then."""
    with time_machine.travel(now, tick=False):
        make_ad(
            State.COMPLETED, campaign=campaign, now=now,
            terms=make_terms(now=now, price_minor=price_minor, kill_fee_minor=0),
        )  # fmt: skip


def reports() -> list[OutboxMail]:
    return list(OutboxMail.objects.filter(kind="digest_monthly").order_by("pk"))


def test_the_report_tells_ads_spending_budget_escrow_and_the_change() -> None:
    campaign = campaign_of(title="Trail shoes")
    finish_ad(campaign, 20_000, IN_APRIL)
    finish_ad(campaign, 45_000, IN_MAY)
    finish_ad(campaign, 33_333, IN_MAY)
    with time_machine.travel(IN_MAY, tick=False):
        make_ad(State.ACTIVE, campaign=campaign, now=IN_MAY)

    assert actions.send_monthly(now=FIRST_OF_JUNE) == 1
    [mail] = reports()
    assert mail.subject == "Your May: 2 ads done, $783.33 spent"
    assert "Ads done: 2 (1 more than in April)" in mail.text
    assert "Spent, fees included: $783.33 ($583.33 more than in April)" in mail.text
    assert "Held in escrow now: $450.00" in mail.text
    assert "Budgets: $1,433.33 of $5,000.00 used, $3,566.67 left" in mail.text
    for words in ("Trail shoes", "$783.33", "1 more than in April", "$3,566.67"):
        assert words in mail.html


def test_what_is_called_spent_is_what_left_the_escrows_in_the_ledger() -> None:
    campaign = campaign_of()
    for price in (45_000, 12_345, 99):
        finish_ad(campaign, price, IN_MAY)

    left = Transfer.objects.filter(debit_account__kind=AccountKind.ESCROW)
    ledger = left.aggregate(total=Sum("amount_minor"))["total"]
    user = campaign.sponsor.user
    assert report.collect_reports([user], MAY)[user.pk].spent == Pair(now=ledger)
    assert ledger == 45_000 + 12_345 + 99


def test_refunds_are_not_spending() -> None:
    campaign = campaign_of()
    finish_ad(campaign, 45_000, IN_MAY)
    with time_machine.travel(IN_MAY, tick=False):
        ad = make_ad(State.ACCEPTED, campaign=campaign, now=IN_MAY)
        pay(ad, now=IN_MAY)
    from marketplace.ledger.actions import refund_escrow

    refund_escrow(
        escrow=ad.escrow_account, payer=campaign.sponsor.user, amount_minor=45_000,
        reference=f"ad:{ad.pk}:refund", now=IN_MAY,
    )  # fmt: skip
    user = campaign.sponsor.user
    assert report.collect_reports([user], MAY)[user.pk].spent.now == 45_000


def test_a_month_ends_at_midnight_on_the_sponsors_clock() -> None:
    auckland, honolulu = campaign_of("Pacific/Auckland"), campaign_of("Pacific/Honolulu")
    # 1 June, 00:30 in Auckland; 31 May, 02:30 in Honolulu.
    moment = datetime(2026, 5, 31, 12, 30, tzinfo=UTC)
    for campaign in (auckland, honolulu):
        finish_ad(campaign, 45_000, moment)

    users = [auckland.sponsor.user, honolulu.sponsor.user]
    found = report.collect_reports(users, MAY)
    assert [found[user.pk].spent for user in users] == [Pair(), Pair(now=45_000)]
    found = report.collect_reports(users, date(2026, 6, 1))
    assert [found[user.pk].spent for user in users] == [Pair(now=45_000), Pair(before=45_000)]


def test_the_span_of_a_month_keeps_local_midnights_across_a_change_of_clocks() -> None:
    span = Span.of(date(2026, 3, 1), ZoneInfo("Europe/Berlin"))

    assert [moment.astimezone(UTC) for moment in (span.before, span.start, span.end)] == [
        datetime(2026, 1, 31, 23, 0, tzinfo=UTC),
        datetime(2026, 2, 28, 23, 0, tzinfo=UTC),
        datetime(2026, 3, 31, 22, 0, tzinfo=UTC),
    ]


def test_a_sponsor_without_a_campaign_in_the_month_gets_no_mail() -> None:
    make_sponsor()
    campaign_of(state="draft")
    closed = campaign_of(state="closed")
    finish_ad_then_close = campaign_of()
    finish_ad(finish_ad_then_close, 45_000, IN_APRIL)
    Campaign.objects.filter(pk=finish_ad_then_close.pk).update(
        state="closed", closed_at=closed.closed_at
    )

    assert actions.send_monthly(now=FIRST_OF_JUNE) == 0


def test_a_campaign_that_ended_last_month_still_counts_in_the_change() -> None:
    old = campaign_of()
    finish_ad(old, 45_000, IN_APRIL)
    Campaign.objects.filter(pk=old.pk).update(state="closed", closed_at=IN_APRIL)
    user = old.sponsor.user
    running = make_campaign(old.sponsor, created_at=IN_APRIL)

    found = report.collect_reports([user], MAY)[user.pk]
    assert [row.campaign for row in found.rows] == [running]
    assert (found.spent, found.done) == (Pair(0, 45_000), Pair(0, 1))
    assert found.spent.change == -45_000


def test_it_goes_out_on_the_morning_of_the_first_and_once() -> None:
    campaign_of("America/New_York")

    assert actions.send_monthly(now=datetime(2026, 6, 1, 11, 59, tzinfo=UTC)) == 0
    assert actions.send_monthly(now=datetime(2026, 6, 1, 12, 0, tzinfo=UTC)) == 1
    assert actions.send_monthly(now=datetime(2026, 6, 2, 12, 0, tzinfo=UTC)) == 0
    assert actions.send_monthly(now=datetime(2026, 7, 1, 12, 0, tzinfo=UTC)) == 1


def test_it_is_made_up_for_within_a_week_and_not_later() -> None:
    campaign_of()

    assert actions.send_monthly(now=datetime(2026, 6, 8, 12, 0, tzinfo=UTC)) == 0
    assert actions.send_monthly(now=datetime(2026, 6, 7, 12, 0, tzinfo=UTC)) == 1


def test_influencers_suspended_sponsors_and_the_unwilling_get_none() -> None:
    make_influencer()
    suspended = campaign_of().sponsor.user
    suspended.suspended_at, suspended.suspension_reason = IN_MAY, "Fake briefs"
    suspended.save()

    assert actions.send_monthly(now=FIRST_OF_JUNE) == 0


def test_it_costs_the_same_for_one_sponsor_and_for_many_in_one_zone() -> None:
    def costs(count: int) -> int:
        users = []
        for _ in range(count):
            campaign = campaign_of()
            finish_ad(campaign, 45_000, IN_MAY)
            users.append(campaign.sponsor.user)
        with CaptureQueriesContext(connection) as queries:
            assert len(report.collect_reports(users, MAY)) == count
        return len(queries)

    assert [costs(1), costs(3)] == [4, 4]
