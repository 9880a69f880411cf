"""What was brought over, so that a second import brings nothing twice."""

from django.db import models
from django.utils import timezone


class ImportedRow(models.Model):
    """One row of the predecessor's database and the row it became here."""

    # "<table>:<owner's unique id there>:<id>": the same row of the same site, whatever the file.
    key = models.CharField(max_length=200, unique=True)
    object_id = models.BigIntegerField()
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    def __str__(self) -> str:
        return self.key
