"""What an id in an address may look like."""

from django.urls.converters import IntConverter


class IdConverter(IntConverter):
    """An id that a 64-bit column can hold; longer ones are addresses of nothing.

    Django compares a column with any number, but a foreign key only with what fits: SQLite's
    driver would raise OverflowError.
    """

    regex = "[0-9]{1,18}"
