"""`manage.py qcluster`: django-q's worker, which here carries the schedules over first.

So a worker never runs by another table than the one in its own code, whoever forgot what when
the site was deployed.
"""

import os
from typing import Any

from django.core.management.base import CommandError
from django.db import DatabaseError, connections
from django_q.management.commands.qcluster import Command as ClusterCommand

from marketplace.kernel.jobs import heartbeat
from marketplace.kernel.jobs.cluster import ReadyCluster
from marketplace.kernel.jobs.schedules import table
from marketplace.kernel.jobs.syncing import sync_schedules


class Command(ClusterCommand):
    """Carry the schedules over, then start the worker with its scheduler; django-q's options."""

    help = "Starts the worker and its scheduler, after carrying the table of schedules over."

    def handle(self, *args: Any, **options: Any) -> None:
        """Sync, note the start, and start django-q's processes. Raises CommandError where the
        database is away or was not migrated: whoever starts the worker tries again."""
        try:
            sync_schedules(table())
            heartbeat.note_start()
        except DatabaseError as error:
            raise CommandError(f"The worker does not start: {error}") from error
        finally:
            connections.close_all()  # the worker's processes open their own
        if options["cluster_name"]:
            os.environ["Q_CLUSTER_NAME"] = options["cluster_name"]
        cluster = ReadyCluster()
        cluster.start()
        if options["run_once"]:
            cluster.stop()
