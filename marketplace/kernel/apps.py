"""App configuration."""

from datetime import timedelta

from django.apps import AppConfig

# Mails are looked at each minute; this leaves room for a busy hour.
MAIL_LIMIT = timedelta(minutes=15)
# A hundred thousand digests, one after the other over a connection that takes 100 ms for each,
# need three hours; whatever somebody waits for overtakes them.
BULK_LIMIT = timedelta(hours=6)
# A mail server that restarts is back before this.
UNSENT_LIMIT = timedelta(hours=1)


class KernelConfig(AppConfig):
    """What every app stands on: money, mail, jobs, search, uploads, components."""

    name = "marketplace.kernel"
    label = "kernel"
    verbose_name = "Mail and jobs"  # all of the kernel that the console shows

    def ready(self) -> None:
        """Say what of the kernel's may be due for too long."""
        from marketplace.kernel.jobs import due
        from marketplace.kernel.mail.models import OutboxMail, Priority

        prompt = OutboxMail.objects.before(Priority.BULK)
        bulk = OutboxMail.objects.filter(priority=Priority.BULK)
        unsent = OutboxMail.objects.oldest_unsent_at
        due.register_due("mail", prompt.oldest_due_at, MAIL_LIMIT, done_by="mails")
        due.register_due("digests", bulk.oldest_due_at, BULK_LIMIT, done_by="mails")
        due.register_due("unsent", unsent, UNSENT_LIMIT, done_by="mails")
        due.register_due("schedules", due.oldest_overdue_schedule, due.SCHEDULES_LIMIT)
