"""Terms as a value: difference, canonical form, hash."""

from dataclasses import replace

import pytest

from ads.terms import canonical, diff, terms_digest
from ads.workflow import State
from tests.factories.ads import make_ad, make_terms


def test_only_what_changed_is_a_difference() -> None:
    old = make_terms()
    new = replace(old, price_minor=50_000, kill_fee_minor=0, note="Words beside the terms")
    assert [(d.label, d.old, d.new) for d in diff(old, new)] == [
        ("Price", "$450.00", "$500.00"),
        ("Kill fee", "$90.00", "$0.00"),
    ]
    assert diff(old, old) == []


def test_line_ends_are_no_difference() -> None:
    old = make_terms(requirements="One.\r\nTwo.", usage_rights="Here.\r\nThere.")
    assert diff(old, make_terms(requirements="One.\nTwo.", usage_rights="Here.\nThere.")) == []


def test_the_canonical_form_does_not_depend_on_the_order_of_keys() -> None:
    assert (
        canonical({"b": 1, "a": "ü"}) == canonical({"a": "ü", "b": 1}) == '{"a":"ü","b":1}'.encode()
    )


def test_the_digest_is_sha_256_of_the_canonical_form() -> None:
    # echo -n '{}' | sha256sum
    assert terms_digest({}) == "44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a"


@pytest.mark.django_db
def test_what_the_database_returns_still_has_the_frozen_hash() -> None:
    ad = make_ad(State.ACCEPTED)
    ad.refresh_from_db()
    assert terms_digest(ad.terms) == ad.terms_hash
