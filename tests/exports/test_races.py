"""Two at once: one export of a kind, one claim, one notice."""

from collections import Counter
from functools import partial

import pytest

from marketplace.exports import slices
from marketplace.exports.actions import MOST_PER_DAY, ask_for_export, purge_exports
from marketplace.exports.models import ExportJob
from marketplace.kernel.errors import Refused
from marketplace.kernel.models import OutboxMail
from marketplace.notifications.models import Notification
from tests.exports.reading import table_of
from tests.factories.accounts import make_influencer
from tests.factories.exports import fresh, make_export
from tests.factories.ledger import fill_wallet
from tests.races import at_once

pytestmark = [
    pytest.mark.postgres_only,
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("work_dir"),
]


def test_asking_twice_at_once_gives_one_export() -> None:
    user = make_influencer().user
    told = at_once([partial(ask_for_export, actor=user, kind="ads")] * 8)
    assert Counter(type(one) for one in told) == {ExportJob: 1, Refused: 7}
    assert ExportJob.objects.count() == 1


def test_the_limit_of_a_day_holds_for_many_at_once() -> None:
    user = make_influencer().user
    for _ in range(MOST_PER_DAY - 1):
        make_export(user)
    kinds = ("ads", "statement", "personal_data")
    at_once([partial(ask_for_export, actor=user, kind=kind) for kind in kinds])
    assert ExportJob.objects.count() == MOST_PER_DAY


def test_one_export_is_claimed_by_one_worker() -> None:
    job = ask_for_export(actor=make_influencer().user, kind="ads")
    claims = at_once([partial(slices.claim_next, now=job.created_at)] * 8)
    assert [claim for claim in claims if claim is not None] == [job]
    assert fresh(job).attempts == 1


def test_workers_side_by_side_make_each_export_once() -> None:
    jobs = []
    for _ in range(6):
        user = make_influencer().user
        for amount in (100, 200, 300):
            fill_wallet(user, amount)
        jobs.append(ask_for_export(actor=user, kind="statement"))
    while ExportJob.objects.open().exists():
        at_once([slices.make_some] * 4)
    for job in jobs:
        row = fresh(job)
        assert (row.state, row.attempts) == ("ready", 0)
        assert [line["Balance"] for line in table_of(row)] == ["1.00", "3.00", "6.00"]
    assert Notification.objects.filter(kind="export_ready").count() == len(jobs)
    assert OutboxMail.objects.filter(kind="export_ready").count() == len(jobs)


def test_purging_twice_at_once_counts_each_file_once() -> None:
    jobs = [make_export(make_influencer().user) for _ in range(4)]
    over = max(job.expires_at for job in jobs)
    assert sum(at_once([partial(purge_exports, now=over)] * 4)) == len(jobs)
    assert set(ExportJob.objects.values_list("state", flat=True)) == {"expired"}
