"""The list of categories, kept in the page cache: every browse page shows it."""

from django.core.cache import caches
from django.db import transaction

from accounts.models import Category

KEY = "accounts:categories"
SECONDS = 3600


def offered_categories() -> list[tuple[str, str]]:
    """Return slug and name of each offered category, by name. Costs a query once an hour."""
    cached: list[tuple[str, str]] | None = caches["pages"].get(KEY)
    if cached is None:
        cached = list(Category.objects.offered().values_list("slug", "name"))
        caches["pages"].set(KEY, cached, SECONDS)
    return cached


def forget_categories(**_signal: object) -> None:
    """Have the list read again once the change is certain. Receives Category's signals."""
    transaction.on_commit(lambda: caches["pages"].delete(KEY))
