"""Exports, made as the worker makes them."""

from datetime import datetime
from typing import Any

from accounts.models import User
from marketplace.exports import slices
from marketplace.exports.actions import ask_for_export
from marketplace.exports.models import ExportJob


def make_export(
    user: User, kind: str = "statement", *, now: datetime | None = None, **days: Any
) -> ExportJob:
    """Return an export that is ready."""
    job = ask_for_export(actor=user, kind=kind, now=now, **days)
    slices.make_some(now=now)
    return fresh(job)


def fresh(job: ExportJob) -> ExportJob:
    """Return the export as it is now."""
    return ExportJob.objects.select_related("user").get(pk=job.pk)
