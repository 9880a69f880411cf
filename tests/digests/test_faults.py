"""A digest whose workers are killed and whose queue is lost reaches everybody all the same.

PostgreSQL, Redis, the worker and the mail server are real. Of what happens when a sender is
killed, one thing cannot be helped: a mail that the server took just before, and whose sender could
not write that down any more, is sent again.
"""

import random
import time
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from threading import Event

import pytest
from django.db.models import Q
from django.utils import timezone
from pytest_django import Settings

from accounts.models import User
from marketplace.digests.models import DigestRun
from marketplace.kernel.mail import queue_mail
from marketplace.kernel.models import OutboxMail
from tests import servers
from tests.digests.faults.arrivals import Arrivals, mail_server
from tests.digests.faults.stack import DIGEST_TASK, SEND_TASK, Stack, running
from tests.factories.readers import make_readers, zone_at_noon

Tell = Callable[[str, object], None]

READERS, OTHERS = 2_000, 100
# Before which of the twelve faults another quarter of the readers reach their hour.
WAVES_COME_AT = (2, 5, 8)
HOURS_EARLY = 9
CODES = 6
# Seconds without a single mail after which the cluster is started again, as the runner does where
# no heartbeat comes: a worker that is killed with the queue's lock in hand blocks all others.
STALLED = 40.0
STALL, MOST_STALLS = "stalled cluster", 2

pytestmark = [pytest.mark.postgres_only, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def folder() -> Iterator[Path]:
    """Yield a folder for the stack's sockets, locks and logs."""
    with servers.folder_for_sockets() as path:
        yield path


class Faults:
    """Twelve faults at moments that chance chose once, between the first mails and the last.

    The readers' hour comes in waves, as the earth turns, each when most of the last one have their
    mail: so digests are written and sent at the same time.
    """

    def __init__(self, stack: Stack, arrivals: Arrivals) -> None:
        self.stack, self.arrivals = stack, arrivals
        self.killed: list[str] = []
        dice = random.Random(7)
        self.kinds = ["sender"] * 3 + ["cluster"] * 4 + ["redis killed", "redis lost"]
        dice.shuffle(self.kinds)
        for place in WAVES_COME_AT:
            self.kinds.insert(place, "builder")
        step = READERS // (len(self.kinds) + 1)
        self.moments = [step * n + dice.randrange(step // 2) for n in range(len(self.kinds))]
        self.moments[0] = dice.randrange(10, 40)
        self.noon = zone_at_noon(timezone.now())
        readers = User.objects.exclude(email__startswith="quiet").order_by("pk")
        pks = list(readers.values_list("pk", flat=True))
        waves = len(WAVES_COME_AT) + 1
        self.waves = [pks[n::waves] for n in range(1, waves)]
        early = zone_at_noon(timezone.now() + timedelta(hours=HOURS_EARLY))
        for wave in self.waves:
            User.objects.filter(pk__in=wave).update(time_zone=early)

    def happen(self) -> None:
        """Let one after the other happen, each in the middle of the digest."""
        for moment, kind in zip(self.moments, self.kinds, strict=True):
            self.wait_for(moment)
            self.let_happen(kind)
            # Some had their mail by then, and some had not.
            assert moment <= self.arrivals.count < READERS
            assert not is_all_sent()

    def let_happen(self, kind: str) -> None:
        """Kill what `kind` says."""
        cluster = self.stack.cluster
        if kind == "redis killed":
            self.stack.redis.kill()
            return
        if kind == "redis lost":
            self.stack.redis.lose()
            return
        self.killed.append(kind)
        if kind == "builder":
            User.objects.filter(pk__in=self.waves.pop()).update(time_zone=self.noon)
            cluster.kill_worker(DIGEST_TASK)
            assert DigestRun.objects.count() < READERS + OTHERS
        elif kind == "sender":
            self.kill_sender()
        else:
            cluster.kill()

    def kill_sender(self) -> None:
        """Kill the sender at the worst moment: its mail was taken, and it does not know it yet."""
        is_killed = Event()

        def kill() -> None:
            self.stack.cluster.kill_busy(SEND_TASK)
            is_killed.set()

        self.arrivals.interruption = kill
        assert is_killed.wait(60)

    def wait_for(self, moment: int) -> None:
        """Return once so many people have their mail; revive a cluster that stands still."""
        seen, since = self.arrivals.count, time.monotonic()
        while self.arrivals.count < moment:
            time.sleep(0.02)
            if self.arrivals.count > seen:
                seen, since = self.arrivals.count, time.monotonic()
            elif seen and time.monotonic() - since > STALLED:
                assert self.killed.count(STALL) < MOST_STALLS, f"{seen} of {moment} arrived"
                self.stack.cluster.kill()
                self.killed.append(STALL)
                since = time.monotonic()


def is_all_sent() -> bool:
    """Return whether the outbox holds a digest for every reader, and all of them are sent."""
    sent = OutboxMail.objects.filter(kind="digest_daily", sent_at__isnull=False)
    return sent.count() == READERS


def require_right(arrivals: Arrivals, kills: int) -> None:
    """Assert that everybody was written to, and who twice with one Message-ID."""
    written = dict(OutboxMail.objects.values_list("to", "message_id"))
    assert len(written) == OutboxMail.objects.count() == READERS
    assert {to: set(copies) for to, copies in arrivals.copies.items()} == {
        to: {message_id} for to, message_id in written.items()
    }
    assert arrivals.doubles <= kills
    wrong = Q(sent_at=None) | Q(failed_at__isnull=False) | Q(claim_token__isnull=False)
    assert not OutboxMail.objects.filter(wrong).exists()
    runs = DigestRun.objects.values_list("user").distinct()
    assert runs.count() == DigestRun.objects.count() == READERS + OTHERS
    assert DigestRun.objects.filter(is_mailed=True).count() == READERS


def test_killed_workers_and_a_lost_queue_lose_no_digest_and_double_one_per_kill_at_most(
    folder: Path, settings: Settings, record_property: Tell
) -> None:
    make_readers(readers=READERS, others=OTHERS, now=timezone.now())
    with (
        mail_server() as (arrivals, port),
        running(folder, settings, smtp_port=port) as stack,
    ):
        started, faults = time.monotonic(), Faults(stack, arrivals)
        faults.happen()
        faults.wait_for(READERS)
        servers.wait_until(is_all_sent, within=60, what="all digests are sent")
        took = time.monotonic() - started
        time.sleep(3)  # the clock goes on, and nobody is written to again
    require_right(arrivals, len(faults.killed))
    assert arrivals.doubles >= faults.killed.count("sender")  # or nothing was proved
    record_property(
        "mail_faults",
        f"{READERS:,} digests in {took:.0f} s, killed meanwhile: "
        + ", ".join(f"{n} × {kind}" for kind, n in Counter(faults.killed).items())
        + f", Redis twice; {arrivals.doubles} mails doubled, none lost",
    )


def test_a_login_code_arrives_within_seconds_in_the_middle_of_a_digest(
    folder: Path, settings: Settings, record_property: Tell
) -> None:
    make_readers(readers=400, others=0, now=timezone.now())
    waits = []
    with (
        mail_server(seconds_each=0.05) as (arrivals, port),
        running(folder, settings, smtp_port=port),
    ):
        for number in range(1, CODES + 1):
            servers.wait_until(
                lambda least=40 * number: arrivals.count >= least, within=90, what="digests arrive"
            )
            to, began = f"code-{number}@example.com", time.monotonic()
            queue_mail(kind="account_login_code", to=to, context={"code": "7F4K-2Q"}, dedup_key=to)
            servers.wait_until(lambda to=to: to in arrivals.copies, within=20, what="the code")
            waits.append(time.monotonic() - began)
            assert OutboxMail.objects.filter(kind="digest_daily", sent_at=None).count() > 50
    assert max(waits) < 5
    record_property(
        "mail_faults",
        f"{CODES} codes in the middle of a digest took {min(waits):.1f} to {max(waits):.1f} s",
    )
