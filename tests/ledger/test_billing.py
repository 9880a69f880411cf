import pytest

from accounts.models import User
from marketplace.kernel.errors import Refused
from marketplace.ledger import actions
from marketplace.ledger.models import BillingDetails
from tests.factories.accounts import make_user

pytestmark = pytest.mark.django_db

FILLED = {
    "name": "  Mira   Sample ",
    "street": "Musterweg 1",
    "postcode": "10115",
    "city": "Berlin",
    "country": "DE",
    "tax_number": "136 695 976",
}


@pytest.fixture
def user() -> User:
    return make_user(role=User.Role.INFLUENCER)


def test_details_are_kept_tidied_up(user: User) -> None:
    actions.save_billing_details(actor=user, **FILLED)
    details = BillingDetails.objects.get(user=user)
    assert (details.name, details.country, details.tax_number) == (
        "Mira Sample",
        "DE",
        "DE136695976",
    )


def test_saving_again_replaces_them(user: User) -> None:
    actions.save_billing_details(actor=user, **FILLED)
    actions.save_billing_details(actor=user, name="Mira Sample Ltd")
    details = BillingDetails.objects.get(user=user)
    assert (details.name, details.city, details.tax_number) == ("Mira Sample Ltd", "", "")


def test_everything_empty_forgets_them(user: User) -> None:
    actions.save_billing_details(actor=user, **FILLED)
    assert actions.save_billing_details(actor=user, name=" ") is None
    assert not BillingDetails.objects.exists()


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"name": ""}, "name"),
        ({"name": "\u200b"}, "name"),
        ({"name": "\u3164"}, "name"),
        ({"name": "Mira \u202etlG"}, "name"),
        ({"street": "1 Way\u202e"}, "street"),
        ({"city": "\u061cBerlin"}, "city"),
        ({"country": "XX"}, "country"),
        ({"tax_number": "1"}, "tax_number"),
    ],
)
def test_what_cannot_be_is_refused_at_its_field(
    user: User, changes: dict[str, str], field: str
) -> None:
    with pytest.raises(Refused) as refused:
        actions.save_billing_details(actor=user, **(FILLED | changes))
    assert refused.value.field == field
    assert not BillingDetails.objects.exists()
