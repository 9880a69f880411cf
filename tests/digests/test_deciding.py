"""How users are decided."""

import math
from collections.abc import Sequence
from datetime import date

import pytest
from django.db import OperationalError

from accounts.models import User
from ads.workflow import State
from marketplace.digests import actions
from marketplace.digests.actions.deciding import CHUNK, Deciding, Undecided
from marketplace.digests.models import DigestRun
from marketplace.kernel.mail import Draft, Priority
from marketplace.kernel.mail.models import OutboxMail
from tests.digests.sending import at_noon
from tests.factories.accounts import make_user
from tests.factories.ads import make_ad
from tests.factories.notifications import choose

pytestmark = pytest.mark.django_db


def test_one_user_nothing_can_be_composed_for_costs_nobody_else_theirs() -> None:
    users = [make_user().pk for _ in range(7)]
    broken = users[3]

    def compose(group: Sequence[User]) -> dict[int, Draft]:
        if broken in (user.pk for user in group):
            raise ZeroDivisionError
        return {}

    for left in (users, [broken]):
        deciding = Deciding(DigestRun.Kind.DAILY, at_noon(), size=3)
        steps = deciding.in_steps(left, period_date=date(2026, 5, 4), compose=compose)
        assert list(steps) == [0] * math.ceil(len(left) / 3)
        assert deciding.failed == [broken]
        with pytest.raises(Undecided):
            deciding.close()
    decided = DigestRun.objects.order_by("user").values_list("user", flat=True)
    assert list(decided) == [pk for pk in users if pk != broken]


def test_a_database_that_is_away_ends_the_run() -> None:
    asked = []

    def compose(group: Sequence[User]) -> dict[int, Draft]:
        asked.append(len(group))
        raise OperationalError("server closed the connection unexpectedly")

    users = [make_user().pk for _ in range(4)]
    deciding = Deciding(DigestRun.Kind.DAILY, at_noon(), size=2)
    with pytest.raises(OperationalError):
        list(deciding.in_steps(users, period_date=date(2026, 5, 4), compose=compose))
    assert (asked, deciding.failed) == ([2], [])
    assert not DigestRun.objects.exists()


@pytest.mark.parametrize(
    ("switch", "mails"), [("is_digest_on", 0), ("is_mail_on", 0), ("is_monthly_on", 1)]
)
def test_who_switches_the_digest_off_while_a_run_goes_on_gets_none(switch: str, mails: int) -> None:
    for _ in range(CHUNK):
        make_user(role="influencer")
    user = make_ad(State.OFFERED).influencer.user
    steps = actions.daily_steps(now=at_noon())
    assert next(steps) == 0  # everybody is listed, and the first of them are decided
    choose(user, **{switch: False})
    assert sum(steps) == mails


def test_digests_let_mails_that_somebody_waits_for_go_first() -> None:
    make_ad(State.OFFERED)
    actions.send_daily(now=at_noon())
    digest = OutboxMail.objects.get(kind="digest_daily")
    assert digest.priority == Priority.BULK
    assert Priority.CODE < Priority.AT_ONCE < Priority.BULK
