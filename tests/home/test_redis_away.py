"""No request fails or waits because Redis is away or hangs, or because the mail server does."""

import signal
import socket
from collections.abc import Iterator

import pytest
from django.core import mail as django_mail
from django.core.cache import caches
from django.test import Client
from pytest_django import Settings

from ads.models import Ad
from ads.workflow import Side, State
from marketplace.kernel import breaker, fragments
from marketplace.kernel.env import redis_url_for
from marketplace.kernel.mail.tasks import send_due_mails
from marketplace.kernel.models import OutboxMail
from tests import servers
from tests.accounts.views.test_signup import INFLUENCER, SPONSOR
from tests.factories.accounts import make_category, make_influencer, make_moderator, make_sponsor
from tests.factories.ads import make_ad
from tests.factories.campaigns import make_campaign
from tests.factories.ledger import fill_wallet
from tests.home import walking
from tests.home.walking import Walker
from tests.ledger.views.test_deposits import wallet_balance

pytestmark = pytest.mark.django_db(transaction=True)

# What is waited for a Redis that hangs: 1 s each for limits and queue, 0.2 s for pages; once.
LONGEST_WAIT = 2.2
# What a request may take beside that, on a busy machine.
SLACK = 1.3


@pytest.fixture(params=[signal.SIGKILL, signal.SIGSTOP], ids=["gone", "hanging"])
def redis_away(
    request: pytest.FixtureRequest, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> Iterator[None]:
    """A Redis that was there a moment ago; nothing is asked of it again during the test."""
    monkeypatch.setattr(breaker, "PAUSE", 3600.0)
    with servers.folder_for_sockets() as folder:
        socket_path = folder / "redis.sock"
        with servers.redis_server(socket_path) as process:
            settings.QUEUE_REDIS_URL = redis_url_for(f"unix://{socket_path}", 0)
            settings.CACHES = {
                name: cache | {"LOCATION": redis_url_for(f"unix://{socket_path}", number)}
                for number, (name, cache) in enumerate(settings.CACHES.items(), 1)
            }
            walking.sign_in_by_code(Walker(), make_sponsor().user)
            assert all(cache.add("was", "there") for cache in caches.all())
            fragments._near.clear()
            process.send_signal(request.param)
            yield
            process.send_signal(signal.SIGCONT)
    caches.close_all()


@pytest.fixture
def silent_mail_server(settings: Settings) -> Iterator[socket.socket]:
    """A mail server that lets everybody connect and never says a word."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = server.getsockname()
        server.setblocking(False)
        yield server


def walk(walker: Walker) -> Ad:
    """Do everything a sponsor, an influencer and a moderator need; return the ad they agreed on."""
    make_campaign()
    walking.read(walker.signed_in(make_influencer().user))
    walking.sign_up(walker.another(), "sponsor", SPONSOR)
    category = {"category": str(make_category("Outdoor").pk)}
    walking.sign_up(walker.another(), "influencer", INFLUENCER | category)
    user = make_sponsor().user
    walking.sign_in(walker, user)
    walking.sign_in_by_code(walker, user)
    walking.reset_password(walker, user, "a tin of blue paint")
    walking.sign_in(walker, user, "a tin of blue paint")
    walking.moderate(walker.another(), make_moderator())
    ad = make_ad(State.DRAFT)
    payer, payee = ad.user_of(Side.SPONSOR), ad.user_of(Side.INFLUENCER)
    fill_wallet(payer, 45_000)
    fill_wallet(payee, 10_000)
    walking.agree(walker.signed_in(payer), walker.signed_in(payee), ad)
    walking.deposit(walker.signed_in(payer))
    walking.withdraw(walker.signed_in(payee), payee)
    assert (wallet_balance(payer), wallet_balance(payee)) == (50_000, 4_000)
    return ad


def test_everything_works_without_redis(
    redis_away: None, caplog: pytest.LogCaptureFixture, settings: Settings
) -> None:
    walker = Walker()
    ad = walk(walker)
    ad.refresh_from_db()
    assert ad.state == State.ACTIVE
    assert max(walker.took) < (LONGEST_WAIT + SLACK, "")
    # Each of the three doors asked once and said so; what came after went by unasked.
    said = [record.getMessage() for record in caplog.records]
    assert len([line for line in said if "is left alone" in line]) == 3
    waits = [line for line in said if "waits for its sweep" in line]
    assert len(waits) > 5
    assert ["a moment ago" in line for line in waits] == [False] + [True] * (len(waits) - 1)
    # The sweep finds every mail that was written meanwhile.
    rows = OutboxMail.objects.waiting()
    written = sorted(rows.values_list("to", "subject"))
    assert len(written) > 5
    send_due_mails()
    assert sorted((m.to[0], m.subject) for m in django_mail.outbox) == written
    assert not rows.exists()


def test_guessing_is_limited_without_redis(redis_away: None) -> None:
    user = make_sponsor().user
    wrong = {"login": user.email, "password": "not this one"}
    told = [Client().post("/accounts/login/", wrong).content.decode() for _ in range(6)]
    assert ["Too many failed login attempts" in page for page in told] == [False] * 5 + [True]


def test_no_request_speaks_to_the_mail_server(silent_mail_server: socket.socket) -> None:
    walker = Walker()
    walk(walker)
    assert max(walker.took) < (SLACK, "")
    with pytest.raises(BlockingIOError):  # nobody called
        silent_mail_server.accept()
    assert OutboxMail.objects.waiting().count() > 5
