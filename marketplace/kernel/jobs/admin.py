"""Scheduled jobs in the moderation console: every schedule, how it stands, and what runs did."""

from collections.abc import Callable
from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.views.decorators.http import require_POST
from django_q import admin as _registers_first  # noqa: F401  # so that what it did can be undone
from django_q.models import Failure, Success
from django_q.models import Schedule as ScheduleRow

from marketplace.kernel.components.badges import state_badge
from marketplace.kernel.console.reading import ReadOnly
from marketplace.kernel.errors import Refused
from marketplace.kernel.jobs.actions import ask_for_run
from marketplace.kernel.jobs.models import JobRun, ScheduledJob
from marketplace.kernel.jobs.standing import lines, recent_runs, took_text, waiting, worker_state

# django-q's own pages: its two schedules are no moderator's to edit, and successes are runs here.
admin.site.unregister([ScheduleRow, Success, Failure])


class StandingFilter(admin.SimpleListFilter):
    """The last run of each job, where it went wrong."""

    title = "standing"
    parameter_name = "standing"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        """Return the one choice beside all."""
        return [("failed", "Failed and not mended")]

    def queryset(self, request: HttpRequest, queryset: QuerySet[JobRun]) -> QuerySet[JobRun]:
        """Narrow the list to jobs in trouble."""
        if self.value() == "failed":
            return queryset & JobRun.objects.in_trouble()
        return queryset


@admin.register(JobRun)
class JobRunAdmin(ReadOnly, admin.ModelAdmin):  # type: ignore[type-arg]  # not generic when running
    """What each run did."""

    list_display = ("schedule", "shown_outcome", "note", "started_at", "took", "period_at")
    list_filter = (StandingFilter, "outcome", ("schedule", admin.AllValuesFieldListFilter))
    list_per_page = 50
    show_full_result_count = False
    ordering = ("-pk",)
    fields = (
        *("schedule", "period_at", "attempt", "started_at", "ended_at", "took"),
        *("shown_outcome", "note"),
    )
    readonly_fields = fields

    class Media:
        css = {"all": ["css/jobs.css"]}

    @admin.display(description="outcome", ordering="outcome")
    def shown_outcome(self, run: JobRun) -> SafeString:
        """Show the outcome with icon and word, and the attempt from the second on."""
        badge = state_badge("job", run.outcome or "running")
        if run.attempt == 1:
            return badge
        return format_html('{}<span class="jobs-quiet">attempt {}</span>', badge, run.attempt)

    @admin.display(description="took")
    def took(self, run: JobRun) -> str:
        """Say how long it worked."""
        return took_text(run)


@admin.register(ScheduledJob)
class ScheduledJobAdmin(ReadOnly, admin.ModelAdmin):  # type: ignore[type-arg]
    """Its list is a page of its own: the table in code, beside what became of it."""

    fields = ("name", "since", "asked_at")

    def has_run_permission(self, request: HttpRequest) -> bool:
        """Whoever may change jobs may ask for a run, which is the only change there is."""
        return request.user.has_perm("kernel.change_scheduledjob")

    def get_urls(self) -> list[URLPattern]:
        """Add the address at which somebody asks for a run."""
        view: Callable[..., HttpResponse] = require_POST(self.run_view)
        run = path(
            "<int:pk>/run/", self.admin_site.admin_view(view), name="kernel_scheduledjob_run"
        )
        return [run, *super().get_urls()]

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Show every schedule, what waits for how long, and the latest runs."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        now = timezone.now()
        context = {
            **self.admin_site.each_context(request),
            "title": "Jobs",
            "opts": self.opts,
            "worker": worker_state(now=now),
            "waiting": waiting(now=now),
            "lines": lines(now=now),
            "runs": recent_runs(now=now),
            "may_run": self.has_run_permission(request),
            "zone": timezone.get_current_timezone_name(),
        }
        return TemplateResponse(request, "admin/kernel/jobs.html", context)

    def run_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Ask for a run of one job."""
        if not self.has_run_permission(request):
            raise PermissionDenied
        job = get_object_or_404(ScheduledJob, pk=pk)
        try:
            ask_for_run(actor=request.user, job=job)  # type: ignore[arg-type]  # staff
        except Refused as refusal:
            self.message_user(request, f"{job}: {refusal}", messages.ERROR)
        else:
            self.log_change(request, job, "Asked for a run.")
            self.message_user(request, f"{job} is asked for and starts in a moment.")
        return HttpResponseRedirect(reverse("admin:kernel_scheduledjob_changelist"))


@admin.register(Failure)
class FailureAdmin(ReadOnly, admin.ModelAdmin):  # type: ignore[type-arg]
    """What any job raised, scheduled or not, with its traceback: for whoever runs the site."""

    list_display = ("func", "args", "stopped", "last_line")
    search_fields = ("func",)
    ordering = ("-stopped",)
    show_full_result_count = False
    fields = ("func", "args", "kwargs", "started", "stopped", "traceback")
    readonly_fields = fields

    @admin.display(description="raised")
    def last_line(self, failure: Failure) -> str:
        """Return what it raised in one line."""
        return str(failure.result).partition(" : ")[0][:100]

    @admin.display(description="traceback")
    def traceback(self, failure: Failure) -> SafeString:
        """Return all that was written down."""
        return format_html('<pre class="traceback">{}</pre>', failure.result)
