"""The cached list of categories never outlives a change."""

import pytest

from accounts.catalogue import offered_categories
from accounts.models import Category
from tests.factories.accounts import make_category

pytestmark = pytest.mark.django_db(transaction=True)


def test_the_list_is_read_once_and_again_after_each_change(django_assert_num_queries) -> None:
    outdoor = make_category("Outdoor")
    assert offered_categories() == [("outdoor", "Outdoor")]
    with django_assert_num_queries(0):
        offered_categories()

    make_category("Food")
    assert offered_categories() == [("food", "Food"), ("outdoor", "Outdoor")]
    outdoor.is_active = False
    outdoor.save()
    assert offered_categories() == [("food", "Food")]
    Category.objects.get(slug="food").delete()
    assert offered_categories() == []
