"""The words of everything that can be searched, one row per object."""

from django.db import models


class SearchDocument(models.Model):
    """Folded words of one object. The full-text index is built on this table by migration 0002.

    Changing a column here remakes the table on SQLite, which drops its triggers: a migration
    that does so must create them again.
    """

    kind = models.CharField(max_length=40)
    object_id = models.BigIntegerField()
    title = models.TextField(blank=True)
    body = models.TextField(blank=True)

    class Meta:
        app_label = "kernel"
        constraints = [
            # An object has one document, so that it is found once.
            models.UniqueConstraint(fields=["kind", "object_id"], name="searchdocument_unique"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.object_id}"
