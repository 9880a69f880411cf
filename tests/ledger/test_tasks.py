import pytest
from django.db import connection

from marketplace.kernel.mail.models import OutboxMail
from marketplace.ledger import tasks
from tests.factories.accounts import make_moderator, make_user
from tests.factories.ledger import fill_wallet

pytestmark = pytest.mark.django_db


def test_a_sound_ledger_writes_to_nobody() -> None:
    make_moderator()
    fill_wallet(make_user(), 100)
    assert tasks.check_ledger() == 0
    assert not OutboxMail.objects.exists()


def test_a_broken_ledger_is_logged_and_mailed_to_moderators_once_a_day(
    caplog: pytest.LogCaptureFixture,
) -> None:
    moderator = make_moderator()
    fill_wallet(make_user(), 100)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE ledger_account SET credits_minor = 107 WHERE kind = 'wallet'")
    assert [tasks.check_ledger(), tasks.check_ledger()] == [2, 2]
    assert "balances sum to zero: the balances add up to 7" in caplog.text
    mail = OutboxMail.objects.get(kind="ledger_broken")
    assert mail.to == moderator.email
    assert "the balances add up to 7" in mail.text
