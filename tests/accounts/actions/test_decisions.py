"""Verifying, refusing, suspending, reinstating: recorded, told, and only when they make sense."""

from datetime import UTC, datetime

import pytest
from django.utils import timezone

from accounts.actions import (
    refuse_verification as refuse,
)
from accounts.actions import (
    reinstate_user,
    suspend_user,
    verify_sponsor,
)
from accounts.models import AccountEvent, SponsorProfile
from marketplace.kernel.errors import Refused
from marketplace.kernel.models import OutboxMail
from marketplace.notifications.models import Notification, NotificationPreference
from tests.factories.accounts import make_influencer, make_moderator, make_sponsor, make_user

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)


def told(user) -> tuple[list[str], list[str]]:
    notices = Notification.objects.filter(user=user).order_by("pk")
    mails = OutboxMail.objects.filter(user=user, to=user.email).order_by("pk")
    return [row.kind for row in notices], [row.kind for row in mails]


def test_a_verified_sponsor_may_publish_and_is_told() -> None:
    moderator, sponsor = make_moderator(), make_sponsor(verified=False)
    verify_sponsor(actor=moderator, profile=sponsor, now=NOW)
    sponsor.refresh_from_db()
    assert (sponsor.is_verified, sponsor.verified_at) == (True, NOW)
    event = AccountEvent.objects.get()
    assert (event.user, event.actor, event.kind) == (sponsor.user, moderator, "verified")
    assert told(sponsor.user) == (["sponsor_verified"], ["sponsor_verified"])
    with pytest.raises(Refused, match="verified already"):
        verify_sponsor(actor=moderator, profile=sponsor)


def test_a_refusal_has_a_reason_that_the_sponsor_reads() -> None:
    sponsor = make_sponsor()
    with pytest.raises(Refused, match="Give a reason"):
        refuse(actor=make_moderator(), profile=sponsor, reason=" ")
    refuse(actor=make_moderator(), profile=sponsor, reason="No <register> entry.", now=NOW)
    sponsor.refresh_from_db()
    assert (sponsor.verification, sponsor.verified_at) == ("rejected", None)
    mail = OutboxMail.objects.get()
    assert "No <register> entry." in mail.text
    assert "No &lt;register&gt; entry." in mail.html
    with pytest.raises(Refused, match="refused already"):
        refuse(actor=make_moderator(), profile=sponsor, reason="Again.")


@pytest.mark.parametrize("field", ["unconfirmed_since", "anonymised_at"])
def test_only_confirmed_accounts_that_exist_are_judged(field: str) -> None:
    user = make_user(role="sponsor", is_active=False, **{field: timezone.now()})
    sponsor = make_sponsor(user=user, verified=False)
    with pytest.raises(Refused):
        verify_sponsor(actor=make_moderator(), profile=sponsor)
    assert not SponsorProfile.objects.verified().exists()


def test_a_suspension_is_told_even_to_who_wants_no_mail() -> None:
    user = make_influencer().user
    NotificationPreference.objects.create(user=user, is_mail_on=False)
    suspend_user(actor=make_moderator(), user=user, reason="Bought followers.", now=NOW)
    user.refresh_from_db()
    assert (user.suspended_at, user.suspension_reason) == (NOW, "Bought followers.")
    assert user.is_active
    assert told(user) == (["user_suspended"], ["user_suspended"])
    assert "Bought followers." in OutboxMail.objects.get().text

    with pytest.raises(Refused, match="suspended already"):
        suspend_user(actor=make_moderator(), user=user, reason="Again.")
    reinstate_user(actor=make_moderator(), user=user, reason="Figures corrected.")
    user.refresh_from_db()
    assert (user.suspended_at, user.suspension_reason) == (None, "")
    assert told(user)[1] == ["user_suspended", "user_reinstated"]
    with pytest.raises(Refused, match="not suspended"):
        reinstate_user(actor=make_moderator(), user=user, reason="Again.")
    kinds = AccountEvent.objects.order_by("pk").values_list("kind", flat=True)
    assert list(kinds) == ["suspended", "reinstated"]


def test_nobody_is_suspended_without_a_reason() -> None:
    user = make_influencer().user
    with pytest.raises(Refused, match="Give a reason"):
        suspend_user(actor=make_moderator(), user=user, reason="\n ")
    assert not AccountEvent.objects.exists()


def test_moderators_are_not_suspended() -> None:
    with pytest.raises(Refused, match="Moderators"):
        suspend_user(actor=make_moderator(), user=make_moderator(), reason="Spat.")
