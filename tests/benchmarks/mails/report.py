"""Measures writing and sending digests and says what came out."""

import statistics
import tempfile
import time
from argparse import Namespace
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from pathlib import Path

from django.utils import timezone

from accounts.models import User
from campaigns.models import Campaign
from marketplace.digests.models import DigestRun
from marketplace.kernel.mail import queue_mail
from marketplace.kernel.models import OutboxMail
from tests.benchmarks.mails import processes
from tests.benchmarks.mails.build import Built
from tests.benchmarks.mails.processes import Sink
from tests.benchmarks.results import Result, durability, machine
from tests.factories.readers import make_readers

USERS, READERS = 100_000, 20_000
MOST_MB = 200
NOT_YET = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Round:
    """Mails per second of the sender and of bare SMTP, how long a code took that was asked for in
    the middle, and how many mails per second of its processor's time the server took."""

    rate: float
    bare_rate: float
    code_seconds: float
    sink_rate: float


@dataclass(frozen=True, slots=True)
class Figures:
    """What came out; `send_mb` is what the sender took above idle."""

    users: int
    built: Built
    rounds: list[Round]
    send_mb: float
    mail_bytes: float

    @property
    def build_mb(self) -> float:
        """The memory that writing took, above idle."""
        return self.built.peak_mb - self.built.idle_mb


def run(options: Namespace) -> Result:
    """Measure at full size, or the share of it that is asked for."""
    users, readers = int(USERS * options.scale), int(READERS * options.scale)
    figures = measure(users=users, readers=readers, rounds=options.rounds)
    return Result(table(figures), [asdict(figures)])


def measure(*, users: int, readers: int, rounds: int) -> Figures:
    """Fill the site unless it is filled, write the digests of everybody and send them."""
    moment = fill(users=users, readers=readers)
    built = processes.build(moment)
    if built.mails != readers:
        raise RuntimeError(f"{built.mails} of {readers} readers have something to read.")
    pks = list(OutboxMail.objects.order_by("pk").values_list("pk", flat=True))
    OutboxMail.objects.update(due_at=timezone.now() + NOT_YET)
    found, peaks = [], []
    with processes.sink() as server:
        for number in range(rounds):
            server.taken()
            outcome, above_idle, size = _round(server, pks[number::rounds])
            found.append(outcome)
            peaks.append(above_idle)
    return Figures(users, built, found, max(peaks), size)


def fill(*, users: int, readers: int) -> datetime:
    """Add the crowd unless it is there, forget who had a digest; return a moment to write one."""
    if not User.objects.filter(email__startswith="quiet-").exists():
        make_readers(readers=readers, others=users - readers, now=timezone.now())
    DigestRun.objects.all().delete()
    OutboxMail.objects.all().delete()
    newest = Campaign.objects.listed().order_by("-published_at")[0].published_at
    assert newest is not None
    return newest + timedelta(hours=2)  # past every piece of news


def _round(server: Sink, pks: list[int]) -> tuple[Round, float, float]:
    """Send these mails as the site does and then bare; return also the memory and a mail's size."""
    OutboxMail.objects.filter(pk__in=pks).update(due_at=timezone.now())
    sending = processes.start_sending(server, mails=len(pks) + 1)
    code_seconds = _code_seconds(len(pks))
    sent = processes.result_of(sending)
    server.taken()
    with tempfile.TemporaryDirectory() as folder:
        messages = Path(folder) / "messages"
        processes.write_messages(OutboxMail.objects.filter(pk__in=pks), messages)
        bare = processes.send_bare(server, messages)
    taken = server.taken()
    if not taken["mails"] == bare["mails"] == len(pks) == sent["mails"] - 1:
        raise RuntimeError(f"{len(pks)} mails and a code: {sent}, {bare}, {taken}")
    outcome = Round(
        rate=sent["mails"] / sent["seconds"],
        bare_rate=bare["mails"] / bare["seconds"],
        code_seconds=code_seconds,
        sink_rate=taken["mails"] / max(taken["seconds"], 0.001),
    )
    return outcome, sent["peak_mb"] - sent["idle_mb"], taken["size"] / taken["mails"]


def _code_seconds(mails: int) -> float:
    """Ask for a code once mails are being sent; return how long it took to be sent."""
    waiting = OutboxMail.objects.waiting().filter(due_at__lte=timezone.now())
    while waiting.count() > mails * 0.9:
        time.sleep(0.02)
    key = f"benchmark:{timezone.now().isoformat()}"
    code = queue_mail(
        kind="account_login_code", to="code@example.com", context={"code": "7F4K-2Q"}, dedup_key=key
    )
    assert code
    return processes.wait_until_sent(code, within=60)


def table(figures: Figures) -> str:
    """Return the figures as text."""
    built, rounds = figures.built, figures.rounds
    rate, bare = (
        statistics.median(values)
        for values in zip(*((r.rate, r.bare_rate) for r in rounds), strict=True)
    )
    share = statistics.median(r.rate / r.bare_rate for r in rounds)
    sink_rate = statistics.median(r.sink_rate for r in rounds)
    waits = [r.code_seconds for r in rounds]
    missed = "memory" if max(figures.build_mb, figures.send_mb) > MOST_MB else "nothing"
    lines = [
        (
            "written",
            built.mails / built.mail_seconds,
            f"mails/s, {figures.build_mb:.0f} MB above idle",
        ),
        ("nothing to read", built.others / max(built.other_seconds, 1e-9), "users/s"),
        ("sent", rate, f"mails/s, {figures.send_mb:.0f} MB above idle"),
        ("bare smtplib, same bytes", bare, f"mails/s; the sender's share is {share:.0%}"),
        ("what the server could take", sink_rate, "mails/s of its processor's time"),
    ]
    size = f"{built.mails:,} with something to read, {figures.mail_bytes / 1000:.1f} kB a mail"
    codes = f"{min(waits):.2f} to {max(waits):.2f} s"
    turns = f"Medians of {len(rounds)} rounds, the sender and bare in turns."
    return "\n".join(
        [
            machine(),
            durability(),
            f"{figures.users:,} users, {size}",
            *(f"{name:27}{value:8.0f} {unit}" for name, value, unit in lines),
            f"A code in the middle was sent after {codes}. {turns}",
            f"Aim: at most {MOST_MB} MB above idle. Misses: {missed}.",
        ]
    )
