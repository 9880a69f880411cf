"""Payout details: checked, one in use, told by mail, never changed but replaced."""

import pytest
from django.test import override_settings
from django.utils import timezone

from accounts.actions import delete_account
from accounts.models import User
from marketplace.kernel.errors import Refused
from marketplace.kernel.mail.models import OutboxMail
from marketplace.ledger import actions, banks
from marketplace.ledger.models import BillingDetails, PayoutMethod
from tests.factories.accounts import make_influencer, make_moderator, make_user
from tests.factories.ledger import make_batched, make_method

pytestmark = pytest.mark.django_db

IBAN = "DE89370400440532013000"
OUTSIDE_SEPA = "GE29NB0000000101904917"


@pytest.fixture
def user() -> User:
    return make_user(role=User.Role.INFLUENCER)


def test_an_account_is_stored_as_banks_write_it(user: User) -> None:
    method = actions.set_payout_method(
        actor=user, kind="iban", holder=" Lena  Portage ", iban="de89 3704 0044 0532 0130 00"
    )
    assert (method.holder, method.iban, method.bic) == ("Lena Portage", IBAN, "COBADEFFXXX")
    assert method.label == "Lena Portage, IBAN DE… 3000"


def test_a_change_retires_the_former_details_and_is_told(user: User) -> None:
    former = make_method(user)
    OutboxMail.objects.all().delete()
    current = make_method(user, iban=IBAN, is_held=True)
    former.refresh_from_db()
    assert former.retired_at == current.created_at
    assert PayoutMethod.objects.of_user(user).current().get() == current
    mail = OutboxMail.objects.get()
    assert (mail.kind, mail.to) == ("payout_method_changed", user.email)
    assert "Sample Person, IBAN DE… 3000" in mail.text
    assert IBAN not in mail.text + mail.html


def test_the_same_details_again_change_nothing(user: User) -> None:
    method = make_method(user, iban=IBAN)
    assert make_method(user, iban=IBAN, is_held=True) == method
    assert OutboxMail.objects.count() == 1


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"kind": "iban", "holder": "A", "iban": "DE89370400440532013001"}, "iban"),
        ({"kind": "iban", "holder": "A", "iban": ""}, "iban"),
        ({"kind": "iban", "holder": "A", "iban": IBAN, "bic": "COBADE"}, "bic"),
        ({"kind": "iban", "holder": " ", "iban": IBAN}, "holder"),
        ({"kind": "other", "holder": "A", "details": " "}, "details"),
    ],
)
def test_what_no_bank_takes_is_refused_at_its_field(
    user: User, values: dict[str, str], field: str
) -> None:
    with pytest.raises(Refused) as caught:
        actions.set_payout_method(actor=user, **values)
    assert caught.value.field == field
    assert not PayoutMethod.objects.exists()


def test_a_suspended_user_changes_nothing(user: User) -> None:
    user.suspended_at, user.suspension_reason = timezone.now(), "Spam"
    user.save()
    with pytest.raises(Refused, match="suspended"):
        make_method(user)


def test_where_euros_are_paid_an_iban_is_one_of_sepa(user: User) -> None:
    assert banks.clean_iban(OUTSIDE_SEPA) == OUTSIDE_SEPA
    with override_settings(CURRENCY="EUR"), pytest.raises(Refused, match="outside SEPA") as caught:
        banks.clean_iban(OUTSIDE_SEPA)
    assert caught.value.field == "iban"


def test_a_bic_is_known_given_or_left_out() -> None:
    assert banks.clean_bic("", iban=IBAN) == "COBADEFFXXX"
    assert banks.clean_bic("deutdeff", iban=IBAN) == "DEUTDEFF"
    assert banks.clean_bic(" ", iban="MC5811222000010123456789030") == ""


def test_deleting_an_account_erases_details_without_payouts() -> None:
    profile = make_influencer()
    user = profile.user
    used = make_batched(user).method
    payout = user.payouts.get()
    actions.mark_payout_paid(actor=make_moderator(), payout=payout)
    make_method(user, iban=IBAN)
    BillingDetails.objects.create(
        user=user,
        name="Lena",
        street="1 Quay",
        postcode="1",
        city="Porto",
        country="PT",
        updated_at=timezone.now(),
    )
    delete_account(actor=user)
    kept = PayoutMethod.objects.get()
    assert (kept, kept.retired_at is None) == (used, False)
    assert not BillingDetails.objects.exists()


def test_what_nobody_sees_is_left_out_of_details(user: User) -> None:
    """A character may turn round what follows it, and a person pays by what they read."""
    method = actions.set_payout_method(
        actor=user,
        kind="other",
        holder="Nia\u202e\x07 Roe\t",
        details="\u2066Account 12\x1b\r\nname: \u06a9\u200c\u06cc",
    )
    # The joiner within the last word is part of how it is written.
    assert (method.holder, method.details) == (
        "Nia Roe",
        "Account 12\nname: \u06a9\u200c\u06cc",
    )
    for holder in ("\u202e", "\u200b", "\u2060\u061c", "\u3164"):
        with pytest.raises(Refused, match="Name the account holder"):
            actions.set_payout_method(actor=user, kind="iban", holder=holder, iban=IBAN)
    with pytest.raises(Refused, match="Say how you are to be paid"):
        actions.set_payout_method(actor=user, kind="other", holder="Nia", details="\u200b\u2800")
