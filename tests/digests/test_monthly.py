"""The monthly report: what it says, to whom, and when."""

from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.actions import delete_account
from ads.actions import reverse_payment
from ads.models import Ad
from ads.workflow import State
from campaigns.models import Campaign
from marketplace.digests import actions, report
from marketplace.digests.actions.deciding import Undecided
from marketplace.digests.models import DigestRun, MonthlyReport
from marketplace.kernel.mail.models import OutboxAttachment, OutboxMail
from marketplace.notifications.models import NotificationPreference
from tests.digests.market import (
    FIRST_OF_JUNE,
    IN_APRIL,
    IN_MARCH,
    IN_MAY,
    MAY,
    ad_of,
    campaign_of,
    enter,
    finish_ad,
    words_of,
)
from tests.factories.accounts import make_influencer, make_moderator, make_sponsor
from tests.factories.campaigns import make_campaign

pytestmark = pytest.mark.django_db


def mails() -> list[OutboxMail]:
    return list(OutboxMail.objects.filter(kind="digest_monthly").order_by("pk"))


def test_the_mail_tells_ads_spending_escrow_budgets_and_the_change() -> None:
    campaign = campaign_of(title="Trail shoes")
    finish_ad(campaign, 20_000, IN_APRIL)
    finish_ad(campaign, 45_000, IN_MAY)
    finish_ad(campaign, 33_333, IN_MAY)
    ad_of(campaign, State.ACTIVE, IN_MAY)

    assert actions.send_monthly(now=FIRST_OF_JUNE) == 1
    [mail] = mails()
    assert mail.subject == "Your May: 2 ads done, $783.33 spent"
    for line in (
        "Ads done: 2 (1 more than in April)",
        "Spent, fees included: $783.33 ($583.33 more than in April)",
        "In escrow at the end of May: $450.00 ($450.00 more than in April)",
        "Budget used: $1,433.33 of $5,000.00\n",
        "Budget left: $3,566.67 of $5,000.00\n",
        "Nobody has entered results for the ads of May so far.",
    ):
        assert line in mail.text, line
    for words in ("Trail shoes", "$783.33", "1 more than in April", "$3,566.67"):
        assert words in mail.html


@pytest.mark.parametrize("switch", ["is_mail_on", "is_monthly_on"])
def test_who_wants_no_mail_finds_the_report_on_its_page(switch: str, client: Client) -> None:
    campaign = campaign_of(title="Trail shoes")
    finish_ad(campaign, 45_000, IN_MAY)
    user = campaign.sponsor.user
    NotificationPreference.objects.of(user)
    NotificationPreference.objects.update(**{switch: False})

    assert actions.send_monthly(now=FIRST_OF_JUNE) == 0
    assert mails() == []
    client.force_login(user)
    assert "$450.00" in client.get("/campaigns/reports/2026-05/").content.decode()


def test_the_attached_paper_opens_and_says_the_totals() -> None:
    campaign = campaign_of(title="Trail shoes")
    finish_ad(campaign, 45_000, IN_MAY)
    actions.send_monthly(now=FIRST_OF_JUNE)

    [paper] = OutboxAttachment.objects.filter(mail__in=mails())
    assert (paper.name, paper.mime_type) == ("report-2026-05.pdf", "application/pdf")
    text = words_of(bytes(paper.content))
    for said in (
        "Monthly report May 2026",
        campaign.sponsor.display_name,
        "The month begins and ends at midnight in UTC.",
        "Ads done 1 1 more than in April",
        "Spent, fees included $450.00 $450.00 more than in April",
        "In escrow at the end of May $0.00 as in April",
        "Budget left $4,550.00 of $5,000.00",
        "Trail shoes 1 $450.00 $0.00 $4,550.00",
        "All campaigns 1 $450.00 $0.00 $4,550.00",
    ):
        assert said in text, said


def test_budgets_are_compared_with_those_of_the_report_before() -> None:
    campaign = campaign_of()
    finish_ad(campaign, 20_000, IN_APRIL)
    actions.send_monthly(now=datetime(2026, 5, 1, 8, tzinfo=UTC))
    finish_ad(campaign, 45_000, IN_MAY)
    actions.send_monthly(now=FIRST_OF_JUNE)

    text = mails()[1].text
    change = "$450.00 more than in the report of April"
    assert f"Budget used: $650.00 of $5,000.00 ({change})" in text
    assert "Budget left: $4,350.00 of $5,000.00 ($450.00 less than in the report of April)" in text


def test_a_report_stays_as_it_was_when_money_is_brought_back_later() -> None:
    campaign = campaign_of()
    ad = finish_ad(campaign, 45_000, IN_MAY)
    actions.send_monthly(now=FIRST_OF_JUNE)
    before = MonthlyReport.objects.get().figures
    in_june = FIRST_OF_JUNE + timedelta(days=3)
    with time_machine.travel(in_june, tick=False):
        reverse_payment(actor=make_moderator(), ad=ad, reason="It was taken down.")
    Campaign.objects.filter(pk=campaign.pk).update(title="Renamed", budget_minor=900_000)

    assert MonthlyReport.objects.get().figures == before
    assert actions.send_monthly(now=datetime(2026, 7, 1, 8, tzinfo=UTC)) == 1
    text = mails()[1].text
    assert "Spent, fees included: −$450.00 ($900.00 less than in May)" in text
    assert "Brought back to you: $450.00 Taken off what you spent." in text


def test_nothing_to_tell_makes_no_mail_and_no_report() -> None:
    make_sponsor()
    campaign_of(state="draft")
    closed = campaign_of(state="closed")
    ended = campaign_of()
    finish_ad(ended, 45_000, IN_APRIL)
    Campaign.objects.filter(pk=ended.pk).update(state="closed", closed_at=closed.closed_at)

    assert actions.send_monthly(now=FIRST_OF_JUNE) == 0
    assert not MonthlyReport.objects.exists()
    assert DigestRun.objects.filter(kind="monthly", is_mailed=False).count() == 4


def test_a_campaign_that_closed_right_after_its_last_day_is_still_told() -> None:
    campaign = campaign_of()
    closed_at = datetime(2026, 6, 1, 0, 10, tzinfo=UTC)
    Campaign.objects.filter(pk=campaign.pk).update(state="closed", closed_at=closed_at)

    assert actions.send_monthly(now=FIRST_OF_JUNE) == 1
    assert actions.send_monthly(now=datetime(2026, 7, 1, 8, tzinfo=UTC)) == 1
    assert actions.send_monthly(now=datetime(2026, 8, 1, 8, tzinfo=UTC)) == 0


def test_a_campaign_that_began_after_the_month_is_not_told() -> None:
    first_hour = datetime(2026, 6, 1, 7, 0, tzinfo=UTC)
    campaign_of(published_at=first_hour)
    assert actions.send_monthly(now=FIRST_OF_JUNE) == 0
    assert not MonthlyReport.objects.exists()


def test_a_sponsor_whose_report_cannot_be_made_costs_nobody_else_theirs(
    caplog: pytest.LogCaptureFixture,
) -> None:
    broken, sound = campaign_of().sponsor.user, [campaign_of().sponsor.user for _ in range(6)]
    MonthlyReport.objects.create(user=broken, month=date(2026, 4, 1), figures={})

    for made in (6, 0):
        with pytest.raises(Undecided, match=rf"for users \[{broken.pk}\]"):
            actions.send_monthly(now=FIRST_OF_JUNE)
        assert len(mails()) == 6, made
    assert {mail.user for mail in mails()} == set(sound)
    assert not DigestRun.objects.filter(user=broken).exists()
    assert f"user {broken.pk} for 2026-05-01 cannot be made" in caplog.text


def test_words_of_a_title_cannot_go_on_as_if_the_platform_spoke() -> None:
    """No form takes such titles; imported ones may have them."""
    title = "Shoes\r\n\r\n--\r\nYour account is closed."
    campaign = campaign_of(title=title)
    ad = finish_ad(campaign, 45_000, IN_MAY)
    Ad.objects.filter(pk=ad.pk).update(title=title)
    enter(ad, views=1_000)
    actions.send_monthly(now=FIRST_OF_JUNE)
    [mail] = mails()
    lines = mail.text.splitlines()
    assert lines.count("--") == 1
    assert "- Shoes -- Your account is closed. (published)" in lines
    assert not [line for line in lines if line.startswith("Your account is closed")]


def test_money_that_a_closed_campaign_still_holds_is_told() -> None:
    campaign = campaign_of()
    ad_of(campaign, State.ACTIVE, IN_APRIL)
    Campaign.objects.filter(pk=campaign.pk).update(state="closed", closed_at=IN_APRIL)

    user = campaign.sponsor.user
    [row] = report.collect_months([user], MAY)[user.pk].campaigns
    assert row.figures == report.Figures(escrow_minor=45_000)


def test_a_campaign_that_ended_last_month_still_counts_in_the_change() -> None:
    old = campaign_of()
    finish_ad(old, 45_000, IN_APRIL)
    Campaign.objects.filter(pk=old.pk).update(state="closed", closed_at=IN_APRIL)
    user = old.sponsor.user
    running = make_campaign(old.sponsor, published_at=IN_APRIL)

    found = report.collect_months([user], MAY)[user.pk]
    assert [row.pk for row in found.campaigns] == [running.pk]
    assert (found.total.spent_minor, found.total.done) == (0, 0)
    assert (found.before.spent_minor, found.before.done) == (45_000, 1)


def test_influencers_and_deleted_sponsors_get_none() -> None:
    make_influencer()
    deleted = campaign_of()
    Campaign.objects.filter(pk=deleted.pk).update(state="closed", closed_at=IN_MAY)
    delete_account(actor=deleted.sponsor.user, now=IN_MAY)

    assert actions.send_monthly(now=FIRST_OF_JUNE) == 0
    assert not MonthlyReport.objects.exists()


def test_titles_that_mean_harm_are_words_in_mail_and_paper() -> None:
    title = '=<script>"&\N{RIGHT-TO-LEFT OVERRIDE}1'
    campaign = campaign_of(title=title)
    finish_ad(campaign, 45_000, IN_MAY)
    actions.send_monthly(now=FIRST_OF_JUNE)

    [mail] = mails()
    assert '=<script>"&1' in mail.text
    assert "<script>" not in mail.html
    assert "=&lt;script&gt;&quot;&amp;" in mail.html
    [paper] = OutboxAttachment.objects.filter(mail=mail)
    assert '=<script>"&1 1 $450.00' in words_of(bytes(paper.content))


def test_a_mail_names_a_dozen_campaigns_and_leads_to_the_rest() -> None:
    campaign = campaign_of()
    for number in range(14):
        make_campaign(campaign.sponsor, title=f"Other {number}", published_at=IN_MARCH)
    actions.send_monthly(now=FIRST_OF_JUNE)

    [mail] = mails()
    assert mail.text.count("\n- ") == 13
    assert "- and 3 more: http://127.0.0.1:8000/campaigns/reports/2026-05/" in mail.text
    assert "And 3 more" in mail.html
    assert len(MonthlyReport.objects.get().content.campaigns) == 15


def test_it_costs_the_same_for_one_sponsor_and_for_many_in_one_zone() -> None:
    def costs(sponsors: int) -> int:
        users = []
        for _ in range(sponsors):
            campaign = campaign_of()
            for _ in range(sponsors):
                enter(finish_ad(campaign, 45_000, IN_MAY), views=1_000)
                make_campaign(campaign.sponsor, created_at=IN_MARCH)
            users.append(campaign.sponsor.user)
        with CaptureQueriesContext(connection) as queries:
            assert len(report.collect_months(users, MAY)) == sponsors
        return len(queries)

    assert [costs(1), costs(3)] == [5, 5]


def test_what_was_stored_is_read_back_as_it_was() -> None:
    campaign = campaign_of()
    enter(finish_ad(campaign, 45_000, IN_MAY), views=1_000, likes=10, comments=1, clicks=3)
    user = campaign.sponsor.user
    made = report.collect_months([user], date(2026, 5, 1))[user.pk]

    again = report.MonthFigures.read(made.as_json())
    assert again.as_json() == made.as_json()
    assert (again.total, again.before, again.budgets) == (made.total, made.before, made.budgets)
