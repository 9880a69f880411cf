"""Reports over HTTP: months as they were stored, campaigns as they are."""

import csv
import io
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
import time_machine
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.utils import timezone

from ads.actions import reverse_payment
from ads.workflow import State
from campaigns.models import Campaign
from marketplace.digests import actions
from marketplace.digests.models import MonthlyReport
from marketplace.kernel.mail.models import OutboxMail
from tests.digests.market import (
    FIRST_OF_JUNE,
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
LIST = "/campaigns/reports/"
MONTH = ("/campaigns/reports/2026-05/", "/campaigns/reports/2026-05.csv")
PDF = "/campaigns/reports/2026-05.pdf"
Limit = Callable[[int], AbstractContextManager[list[object]]]


def client_of(user: object) -> Client:
    client = Client()
    client.force_login(user)
    return client


def files_of(campaign: Campaign) -> tuple[str, str]:
    return f"/campaigns/{campaign.pk}/report.csv", f"/campaigns/{campaign.pk}/report.pdf"


def table(client: Client, path: str) -> list[dict[str, str]]:
    """Return the rows of a CSV file, which begins with the mark of UTF-8."""
    content = client.get(path).getvalue()
    assert content.startswith(b"\xef\xbb\xbf")
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"))))


@pytest.fixture
def campaign() -> Iterator[Campaign]:
    """A campaign whose May was reported: two ads done, one with results."""
    campaign = campaign_of(title="Trail shoes")
    enter(finish_ad(campaign, 45_000, IN_MAY), views=40_000, likes=1_900, comments=100)
    finish_ad(campaign, 33_333, IN_MAY)
    ad_of(campaign, State.ACTIVE, IN_MAY)
    assert actions.send_monthly(now=FIRST_OF_JUNE) == 1
    return campaign


def test_visitors_are_asked_to_log_in_and_led_back(campaign: Campaign) -> None:
    for path in (LIST, *MONTH, PDF, *files_of(campaign)):
        response = Client().get(path)
        assert (response.status_code, response["Location"]) == (
            302,
            f"/accounts/login/?next={path}",
        )


def test_other_sponsors_influencers_and_moderators_find_nothing(campaign: Campaign) -> None:
    strangers = [make_influencer().user, make_moderator(), make_sponsor().user]
    for user in strangers:
        client = client_of(user)
        for path in (*MONTH, PDF, *files_of(campaign)):
            assert client.get(path).status_code == 404, path
    assert [client_of(user).get(LIST).status_code for user in strangers] == [404, 404, 200]
    assert "No reports yet" in client_of(strangers[2]).get(LIST).content.decode()


def test_other_months_and_other_words_are_not_found(campaign: Campaign) -> None:
    client = client_of(campaign.sponsor.user)
    for month in ("2026-04", "2026-06", "2026-13", "2026-5", "0000-01", "2999-01", "x", "%00"):
        for end in ("/", ".csv", ".pdf"):
            assert client.get(f"/campaigns/reports/{month}{end}").status_code == 404
    assert client.get(f"/campaigns/{10**30}/report.csv").status_code == 404


def test_nothing_is_written_here(campaign: Campaign) -> None:
    client = client_of(campaign.sponsor.user)
    for path in (LIST, *MONTH, PDF, *files_of(campaign)):
        assert client.post(path).status_code == 405


def test_the_links_in_the_mail_lead_to_page_and_file(campaign: Campaign) -> None:
    mail = OutboxMail.objects.get(kind="digest_monthly")
    client = client_of(campaign.sponsor.user)
    for path in MONTH:
        assert f"http://127.0.0.1:8000{path}" in mail.text
        assert f'href="http://127.0.0.1:8000{path}"' in mail.html
        assert client.get(path).status_code == 200


def test_the_page_says_what_the_mail_said(campaign: Campaign) -> None:
    response = client_of(campaign.sponsor.user).get(MONTH[0])
    page = response.content.decode()
    for line in response.context["report"].money + response.context["report"].results:
        for words in filter(None, (line.label, line.value, line.change, line.note)):
            assert words in page
    assert "$783.33" in page
    assert "over 1 of 2 ads done" in page
    assert "The month begins and ends at midnight in UTC." in page


def test_the_file_says_every_figure_as_a_number_and_nothing_where_none_is_known(
    campaign: Campaign,
) -> None:
    with time_machine.travel(IN_MARCH, tick=False):
        make_campaign(campaign.sponsor, title="=cmd|' /C calc'!A0", created_at=IN_MARCH)
    MonthlyReport.objects.all().delete()
    campaign.sponsor.user.digest_runs.all().delete()
    OutboxMail.objects.all().delete()
    actions.send_monthly(now=FIRST_OF_JUNE)
    client = client_of(campaign.sponsor.user)

    response = client.get(MONTH[1])
    assert response["Content-Type"] == "text/csv; charset=utf-8"
    assert response["Content-Disposition"] == 'attachment; filename="report-2026-05.csv"'
    shoes, other, whole = table(client, MONTH[1])
    assert shoes == {
        "Campaign": "Trail shoes", "State": "Published", "Ads done": "2", "Spent": "783.33",
        "Brought back": "0.00", "In escrow": "450.00", "Budget": "5000.00",
        "Budget used": "1233.33", "Budget left": "3766.67", "Views": "40000",
        "Ads with views": "1", "CPM": "11.25", "Likes and comments": "2000",
        "Ads with likes and comments": "1", "CPE": "0.23", "Clicks": "", "Ads with clicks": "",
        "Currency": "USD",
    }  # fmt: skip
    assert other["Campaign"] == "'=cmd|' /C calc'!A0"
    assert (other["Spent"], other["Views"], other["CPE"]) == ("0.00", "", "")
    assert whole["Campaign"] == "All campaigns"
    for column in ("Ads done", "Spent", "In escrow", "Budget", "Budget used", "Budget left"):
        assert Decimal(whole[column]) == Decimal(shoes[column]) + Decimal(other[column])


def test_the_paper_is_the_one_that_was_sent(campaign: Campaign) -> None:
    response = client_of(campaign.sponsor.user).get(PDF)
    assert response["Content-Type"] == "application/pdf"
    assert response["Content-Disposition"] == 'inline; filename="report-2026-05.pdf"'
    sent = OutboxMail.objects.get(kind="digest_monthly").attachments.get()
    assert response.content == bytes(sent.content)
    assert "Spent, fees included $783.33 $783.33 more than in April" in words_of(response.content)


def test_nothing_that_happens_later_changes_what_a_month_says(campaign: Campaign) -> None:
    client = client_of(campaign.sponsor.user)
    paths = (*MONTH[1:], PDF)
    before = [client.get(path).getvalue() for path in paths]
    in_june = FIRST_OF_JUNE + timedelta(days=2)
    ad = campaign.ads.get(price_minor=45_000, state=State.COMPLETED)
    enter(ad, in_june, views=90_000)
    with time_machine.travel(in_june, tick=False):
        reverse_payment(actor=make_moderator(), ad=ad, reason="It was bought.")
    Campaign.objects.filter(pk=campaign.pk).update(title="Renamed", state="paused")

    assert [client.get(path).getvalue() for path in paths] == before
    assert "Renamed" not in client.get(MONTH[0]).content.decode()


def test_the_database_refuses_to_change_a_report_or_to_add_a_second_one(
    campaign: Campaign,
) -> None:
    row = MonthlyReport.objects.get()
    with pytest.raises(TypeError):
        row.save()
    with pytest.raises(TypeError):
        MonthlyReport.objects.update(figures={})
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE digests_monthlyreport SET figures = '{}'")
    with pytest.raises(IntegrityError), transaction.atomic():
        MonthlyReport.objects.create(user=row.user, month=MAY, figures=row.figures)
    assert MonthlyReport.objects.get().figures == row.figures


def test_the_list_shows_the_months_newest_first_and_my_campaigns_leads_there(
    campaign: Campaign,
) -> None:
    actions.send_monthly(now=datetime(2026, 7, 1, 8, tzinfo=UTC))
    client = client_of(campaign.sponsor.user)
    page = client.get(LIST)
    assert [month.name for month in page.context["months"]] == ["June 2026", "May 2026"]
    assert MONTH[0] in page.content.decode()
    assert "$783.33" in page.content.decode()
    for path in ("/campaigns/mine/", "/wallet/statement/"):
        assert f'href="{LIST}"' in client.get(path).content.decode()
    influencer = client_of(make_influencer().user)
    assert LIST not in influencer.get("/wallet/statement/").content.decode()


def test_a_suspended_sponsor_still_reads_what_was_told_before(campaign: Campaign) -> None:
    user = campaign.sponsor.user
    user.suspended_at, user.suspension_reason = IN_MAY, "Fake briefs"
    user.save()
    client = client_of(user)
    assert [client.get(path).status_code for path in (LIST, *MONTH)] == [200, 200, 200]


def test_titles_that_mean_harm_are_words_on_the_page() -> None:
    campaign = campaign_of(title='<script>alert(1)</script>"')
    enter(finish_ad(campaign, 45_000, IN_MAY), views=40_000)
    actions.send_monthly(now=FIRST_OF_JUNE)
    page = client_of(campaign.sponsor.user).get(MONTH[0]).content.decode()
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;&quot;" in page


def test_pages_and_files_cost_the_same_for_one_row_and_for_three(
    django_assert_max_num_queries: Limit,
) -> None:
    def costs(rows: int) -> list[int]:
        campaign = campaign_of()
        client = client_of(campaign.sponsor.user)
        for number in range(rows):
            days = {"start_date": campaign.start_date, "end_date": campaign.end_date}
            other = make_campaign(campaign.sponsor, created_at=IN_MARCH, **days)
            enter(finish_ad(other, 45_000, IN_MAY), views=9_000)
            enter(finish_ad(campaign, 45_000, IN_MAY), views=9_000)
            actions.send_monthly(now=datetime(2026, 6 + number, 1, 8, tzinfo=UTC))
        found = []
        for path in (LIST, *MONTH, PDF, *files_of(campaign)):
            with django_assert_max_num_queries(20) as queries:
                assert client.get(path).status_code == 200
            found.append(len(queries))
        return found

    assert costs(1) == costs(3)


def test_a_campaigns_report_has_a_row_for_each_ad_that_was_paid(campaign: Campaign) -> None:
    done = campaign.ads.get(price_minor=33_333)
    make_moderator()
    ad_of(campaign, State.OFFERED, IN_MAY)
    client = client_of(campaign.sponsor.user)
    path, paper = files_of(campaign)
    *rows, whole = table(client, path)

    assert len(rows) == 3
    assert whole["Ad"] == "All ads"
    assert (whole["Spent"], whole["In escrow"], whole["Ads done"]) == ("783.33", "450.00", "2")
    assert (whole["Budget"], whole["CPM"], whole["CPE"]) == ("5000.00", "11.25", "0.23")
    for column in ("Spent", "In escrow", "Ads done"):
        assert sum(Decimal(row[column]) for row in rows) == Decimal(whole[column])
    [row] = [row for row in rows if row["Influencer"] == done.influencer.display_name]
    assert (row["State"], row["Spent"], row["Views"], row["CPM"]) == ("Completed", "333.33", "", "")
    response = client.get(paper)
    name = f'inline; filename="report-{campaign.pk}-trail-shoes.pdf"'
    assert response["Content-Disposition"] == name
    text = words_of(response.content)
    for said in (
        "Campaign report Trail shoes",
        "Spent, fees included $783.33",
        "Budget left $3,316.67",
        "CPM $11.25 price / views × 1,000, over 1 of 2 ads done",
        "All ads $783.33 $450.00 40,000 $11.25 $0.23",
    ):
        assert said in text, said


def test_a_campaign_without_ads_has_an_empty_report() -> None:
    campaign = make_campaign()
    client = client_of(campaign.sponsor.user)
    path, paper = files_of(campaign)
    [whole] = table(client, path)
    assert (whole["Spent"], whole["Views"]) == ("0.00", "")
    assert "No ad of this campaign has been paid" in words_of(client.get(paper).content)
    assert f'href="{paper}"' in client.get(f"/campaigns/{campaign.pk}/").content.decode()


def test_people_cannot_put_formulas_into_the_files_of_others() -> None:
    campaign = campaign_of()
    ad = finish_ad(campaign, 45_000, timezone.now())
    profile = ad.influencer
    profile.display_name = "@SUM(1+1)"
    profile.save()
    client = client_of(campaign.sponsor.user)
    row, _ = table(client, files_of(campaign)[0])
    assert row["Influencer"] == "'@SUM(1+1)"
