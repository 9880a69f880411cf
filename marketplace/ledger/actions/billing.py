"""Billing details: whom documents are made out to."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.db import transaction

from marketplace.kernel.countries import validate_country
from marketplace.kernel.errors import Refused
from marketplace.kernel.text import validate_one_line

from ..models import BillingDetails
from ..tax_numbers import clean_tax_number

if TYPE_CHECKING:
    from accounts.models import User


def save_billing_details(
    *,
    actor: User,
    name: str = "",
    street: str = "",
    postcode: str = "",
    city: str = "",
    country: str = "",
    tax_number: str = "",
) -> BillingDetails | None:
    """Keep what the actor's next documents say of them; issued ones stay as they are.

    Everything empty forgets the details and returns None. Raises Refused, naming the field, for
    a country that is none, a tax number that is not right, signs that nobody sees, and details
    without a name.
    """
    lines = {"name": name, "street": street, "postcode": postcode, "city": city}
    values = {field: _one_line(text, field=field) for field, text in lines.items()}
    values["country"] = _known(country)
    values["tax_number"] = clean_tax_number(tax_number, country=country)
    with transaction.atomic():
        if not any(values.values()):
            BillingDetails.objects.filter(user=actor).delete()
            return None
        if not values["name"]:
            raise Refused("Fill in the name that documents are made out to.", field="name")
        details, _ = BillingDetails.objects.update_or_create(user=actor, defaults=values)
        return details


def _one_line(text: str, *, field: str) -> str:
    """Return the text without superfluous blanks; raise Refused for signs that nobody sees."""
    tidy = " ".join(text.split())
    try:
        validate_one_line(tidy)
    except ValidationError as error:
        raise Refused(error.messages[0], field=field) from None
    return tidy


def _known(country: str) -> str:
    """Return the country's code, or "" for none; raise Refused for any other."""
    try:
        if country:
            validate_country(country)
    except ValidationError as error:
        raise Refused(error.messages[0], field="country") from None
    return country
