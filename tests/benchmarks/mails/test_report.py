import pytest

from marketplace.digests.models import DigestRun
from marketplace.kernel.models import OutboxMail
from tests.benchmarks.mails.build import Built
from tests.benchmarks.mails.report import Figures, Round, measure, table


@pytest.mark.django_db(transaction=True)
def test_a_small_crowd_is_written_to_and_every_mail_is_sent_both_ways() -> None:
    figures = measure(users=100, readers=60, rounds=2)
    assert figures.built.mails == 60
    assert DigestRun.objects.count() == 100
    digests = OutboxMail.objects.filter(kind="digest_daily")
    assert (digests.count(), digests.exclude(sent_at=None).count()) == (60, 60)
    assert len(figures.rounds) == 2
    assert all(r.rate > 0 and r.bare_rate > 0 and r.sink_rate > 0 for r in figures.rounds)
    assert 1_000 < figures.mail_bytes < 100_000
    assert 0 <= figures.build_mb < 200


@pytest.mark.django_db
def test_the_table_tells_medians_and_what_misses() -> None:
    built = Built(
        mails=2_000, mail_seconds=10, others=8_000, other_seconds=4, idle_mb=100, peak_mb=301
    )
    rounds = [
        Round(rate=100, bare_rate=400, code_seconds=0.5, sink_rate=5_000),
        Round(rate=50, bare_rate=100, code_seconds=1, sink_rate=4_000),
        Round(rate=90, bare_rate=300, code_seconds=0.2, sink_rate=6_000),
    ]
    text = table(Figures(10_000, built, rounds, send_mb=20, mail_bytes=4_200)).splitlines()
    assert text[2:] == [
        "10,000 users, 2,000 with something to read, 4.2 kB a mail",
        "written                         200 mails/s, 201 MB above idle",
        "nothing to read                2000 users/s",
        "sent                             90 mails/s, 20 MB above idle",
        "bare smtplib, same bytes        300 mails/s; the sender's share is 30%",
        "what the server could take     5000 mails/s of its processor's time",
        (
            "A code in the middle was sent after 0.20 to 1.00 s. "
            "Medians of 3 rounds, the sender and bare in turns."
        ),
        "Aim: at most 200 MB above idle. Misses: memory.",
    ]
