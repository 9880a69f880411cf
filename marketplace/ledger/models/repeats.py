"""Idempotency keys: what a form did when it was first sent."""

from __future__ import annotations

from django.conf import settings
from django.db import models


class IdempotencyKey(models.Model):
    """One sending of a form that moves money, and the answer its sender got.

    Written in the transaction of what the form does, so it exists exactly when that was done.
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    key = models.UUIDField()
    # What was asked for: the same key with something else in the form is refused.
    fingerprint = models.CharField(max_length=64)
    message = models.CharField(max_length=500, blank=True)
    url = models.CharField(max_length=300, blank=True)
    created_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["user", "key"], name="idempotency_key_once_per_user"),
        ]
        indexes = [
            # Old ones are thrown away.
            models.Index(fields=["created_at"], name="idempotency_key_by_age"),
        ]

    def __str__(self) -> str:
        return str(self.key)
