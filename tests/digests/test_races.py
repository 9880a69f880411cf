"""Two senders at once: every user is written to once."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from threading import Barrier

import pytest
from django.db import connection

from ads.workflow import State
from marketplace.digests import actions
from marketplace.digests.models import DigestRun
from marketplace.kernel.mail.models import OutboxMail
from tests.factories.ads import make_ad


@pytest.mark.django_db(transaction=True)
def test_two_senders_at_once_send_each_digest_once() -> None:
    for _ in range(4):
        make_ad(State.OFFERED)
    now = datetime.now(tz=UTC).replace(hour=12) + timedelta(days=1)
    start = Barrier(2)

    def send() -> int:
        start.wait(10)
        try:
            return actions.send_daily(now=now)
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        sent = [task.result(60) for task in [pool.submit(send), pool.submit(send)]]

    assert sum(sent) == 4
    assert OutboxMail.objects.filter(kind="digest_daily").count() == 4
    assert DigestRun.objects.filter(is_mailed=True).count() == 4
    assert DigestRun.objects.count() == 8
