"""The moderation console."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from allauth.account.decorators import secure_admin_login
from django.conf import settings
from django.contrib.admin import AdminSite
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.core.exceptions import BadRequest
from django.db import DataError
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse


class ConsoleSite(AdminSite):
    """Django's admin as the moderators' console: its index is the queues and the summary."""

    site_title = f"{settings.SITE_NAME} moderation"
    site_header = f"{settings.SITE_NAME} moderation"
    index_title = "Moderation"
    index_template = "admin/index.html"
    site_url = "/dashboard/"
    enable_nav_sidebar = False

    def login(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Sign in where everybody does, so that its rate limits and second factor hold here."""
        response: HttpResponse = secure_admin_login(super().login)(request, extra_context)
        return response

    def index(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> TemplateResponse:
        """Show what waits, how things stand, and the lists."""
        from marketplace.moderation.figures import CACHE_SECONDS, figures_for
        from marketplace.moderation.queues import queues_for

        summary = {
            "queues": queues_for(request.user),
            "figure_groups": figures_for(request.user),
            "figures_age": CACHE_SECONDS,
        }
        return super().index(request, summary | (extra_context or {}))

    def get_app_list(self, request: HttpRequest, app_label: str | None = None) -> list[Any]:
        """Return the lists the user may see, worked out once for a page: it asks twice."""
        known: dict[str | None, list[Any]] = request.__dict__.setdefault("console_lists", {})
        if app_label not in known:
            known[app_label] = super().get_app_list(request, app_label)
        return known[app_label]

    def admin_view(  # type: ignore[override]  # the stubs ask for the very same function back
        self,
        view: Callable[..., HttpResponse],
        cacheable: bool = False,  # noqa: FBT001, FBT002  # Django's signature
    ) -> Callable[..., HttpResponse]:
        """Have the figures counted afresh after whatever a moderator changed, and ids that are
        none refused, where Django's own lists and forms would break."""
        from marketplace.moderation.figures import forget_figures

        inner = super().admin_view(view, cacheable)

        @wraps(inner)
        def counted(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if not all(pk.isdecimal() for pk in request.POST.getlist(ACTION_CHECKBOX_NAME)):
                raise BadRequest("A row that was chosen has no such number.")
            try:
                response = inner(request, *args, **kwargs)
                if isinstance(response, TemplateResponse):
                    response.render()  # lists ask the database as late as that
            except (OverflowError, DataError) as error:
                raise BadRequest("A number is too large for the database.") from error
            if request.method == "POST":
                forget_figures()
            return response

        return counted
