"""What becomes of an export, told to whoever asked for it."""

from datetime import datetime

from marketplace.exports.models import ExportJob
from marketplace.notifications.actions import notify


def tell_ready(job: ExportJob, *, now: datetime) -> None:
    """Say in the site and by mail that the file can be downloaded; in the caller's transaction."""
    what = job.get_kind_display()
    notify(
        user=job.user,
        kind="export_ready",
        text=f"Your export is ready: {what.lower()}",
        url=job.get_absolute_url(),
        mail_kind="export_ready",
        mail_context={"what": what, "rows": job.rows_done, "expires_at": job.expires_at},
        dedup_key=f"export:{job.pk}:ready",
        now=now,
    )


def tell_failed(job: ExportJob, *, now: datetime) -> None:
    """Say in the site that there is no file and will be none; in the caller's transaction."""
    what = job.get_kind_display()
    notify(
        user=job.user,
        kind="export_failed",
        text=f"Your export could not be made: {what.lower()}. Ask for it again",
        url=job.get_absolute_url(),
        dedup_key=f"export:{job.pk}:failed",
        now=now,
    )
