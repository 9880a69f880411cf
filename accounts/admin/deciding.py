"""Admin actions that ask for a reason, once for all chosen rows, before anything happens."""

from collections.abc import Callable, Iterable
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.db.models import QuerySet
from django.http import HttpRequest
from django.template.response import TemplateResponse

from marketplace.kernel.errors import Refused

# Decides about one row with the reason given; raises Refused.
Decision = Callable[[Any, str], object]


class ReasonForm(forms.Form):
    """Why: the person concerned reads it."""

    reason = forms.CharField(
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": "4"}),
        help_text="The person concerned reads this, word for word.",
        error_messages={"required": "Give a reason: the person concerned reads it."},
    )


class NoteForm(ReasonForm):
    """What a moderator made of it: other moderators read it."""

    reason = forms.CharField(
        label="Note",
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": "4"}),
        help_text="What you made of it, for the other moderators. Nobody else reads this.",
    )


def decide_with_reason(
    model_admin: admin.ModelAdmin,
    request: HttpRequest,
    rows: QuerySet[Any],
    decide: Decision,
    *,
    action: str,
    title: str,
    button: str,
    done: str,
    form_class: type[ReasonForm] = ReasonForm,
) -> TemplateResponse | None:
    """Ask for a reason, then decide about each row; None when it is done.

    `action` is the admin action's name; `done` is a past participle for the message.
    """
    is_answered = "reason" in request.POST
    form = form_class(request.POST if is_answered else None)
    if is_answered and form.is_valid():
        decide_each(model_admin, request, rows, decide, form.cleaned_data["reason"], done=done)
        return None
    context = {
        **model_admin.admin_site.each_context(request),
        "title": title,
        "button": button,
        "action": action,
        "form": form,
        "rows": rows,
        "opts": model_admin.opts,
        "media": model_admin.media,
        "checkbox_name": ACTION_CHECKBOX_NAME,
    }
    return TemplateResponse(request, "admin/accounts/decide.html", context)


def decide_each(
    model_admin: admin.ModelAdmin,
    request: HttpRequest,
    rows: Iterable[Any],
    decide: Decision,
    reason: str = "",
    *,
    done: str,
) -> None:
    """Decide about every row. A refused one is reported and does not stop the others."""
    names = []
    for row in rows:
        try:
            decide(row, reason)
        except Refused as refusal:
            messages.error(request, str(refusal))
        else:
            names.append(str(row))
            model_admin.log_change(request, row, f"{done.capitalize()}. {reason}".strip())
    if names:
        messages.success(request, f"{done.capitalize()}: {', '.join(names)}.")
