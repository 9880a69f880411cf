"""What the workers leave behind so that others can see they are alive."""

from django.db import models


class JobHeartbeat(models.Model):
    """The last moment at which a job came out of the queue and was carried out."""

    name = models.CharField(max_length=40, unique=True)
    beat_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.name} at {self.beat_at:%Y-%m-%d %H:%M:%S}"
