"""The queues: what waits, never from a cache, each with the list it is done in."""

import pytest
from django.contrib.auth.models import Permission
from django.test import Client
from django.utils import timezone

from ads import actions
from ads.workflow import Side
from marketplace.moderation import queues
from tests.factories.accounts import make_moderator, make_signal, make_sponsor
from tests.factories.ads import make_ad
from tests.factories.campaigns import make_campaign
from tests.factories.jobs import make_job, make_run
from tests.factories.ledger import make_batched, make_debt, make_payout
from tests.factories.mail import make_mail
from tests.factories.ratings import make_rating, make_settled

pytestmark = pytest.mark.django_db

TITLES = [
    "Disputes past their deadline",
    "Open disputes",
    "Sponsors to verify",
    "Payouts to put into a batch",
    "Batches to pay and confirm",
    "Held ratings",
    "Signals to review",
    "Users who owe",
    "Flagged campaigns",
    "Suspended users",
    "Mails given up",
    "Jobs that failed",
]


def test_every_queue_counts_its_rows_and_leads_to_them(client: Client) -> None:
    moderator = make_moderator()
    client.force_login(moderator)
    make_sponsor(verified=False)
    make_payout(make_sponsor().user)
    make_batched(make_sponsor().user)
    make_debt(make_sponsor().user)
    make_signal()
    make_campaign(flagged_at=timezone.now(), flag_reason="Asks for bank details")
    suspended = make_sponsor().user
    suspended.suspended_at, suspended.suspension_reason = timezone.now(), "Fake briefs"
    suspended.save()
    make_mail(failed_at=timezone.now())
    make_job("nightly")
    make_run("nightly", outcome="failed")
    make_rating(make_settled(lost_by=Side.SPONSOR), Side.SPONSOR, 1)
    disputed = make_ad("disputed")
    actions.run_deadlines(now=disputed.deadline_at)

    found = queues.queues_for(moderator)
    assert [(queue.title, queue.count) for queue in found] == [(title, 1) for title in TITLES]
    for queue in found:
        response = client.get(queue.url)
        assert response.status_code == 200, queue.url
        assert response.context["cl"].result_count == 1, queue.url


def test_a_queue_is_counted_afresh_each_time() -> None:
    moderator = make_moderator()
    unverified = TITLES.index("Sponsors to verify")
    assert queues.queues_for(moderator)[unverified].count == 0
    make_sponsor(verified=False)
    assert queues.queues_for(moderator)[unverified].count == 1


def test_staff_see_only_the_queues_they_may_work_on() -> None:
    staff = make_moderator(is_superuser=False)
    assert queues.queues_for(staff) == []

    staff.user_permissions.add(Permission.objects.get(codename="add_payoutbatch"))
    again = type(staff).objects.get(pk=staff.pk)
    assert [queue.title for queue in queues.queues_for(again)] == ["Payouts to put into a batch"]


def test_a_title_is_taken_once() -> None:
    with pytest.raises(ValueError, match="exists"):
        queues.register_queue(TITLES[0], url=str, count=int, permission="accounts.view_user")
