"""The console's page that asks before something is done: what will happen, and mostly why."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import messages
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.db.models import QuerySet
from django.http import HttpRequest
from django.template.response import TemplateResponse

from marketplace.kernel.errors import Refused

if TYPE_CHECKING:
    from django.contrib import admin

# Does it to one row, with the reason given; raises Refused.
Run = Callable[[Any, str], object]


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


@dataclass(frozen=True, kw_only=True, slots=True)
class Question:
    """What is asked before the admin action named `action` runs; `done` begins the message that
    follows, as in "Suspended: …". A form without a field `reason` asks for none."""

    action: str
    title: str
    button: str
    done: str
    text: str = ""
    form_class: type[forms.Form] = ReasonForm
    template: str = "admin/ask.html"


def ask_and_run(
    model_admin: admin.ModelAdmin[Any],
    request: HttpRequest,
    rows: QuerySet[Any],
    question: Question,
    run: Run,
) -> TemplateResponse | None:
    """Ask once for all chosen rows; once it is answered, run each. None when it is done."""
    form = answer_to(question, request)
    if form.is_valid():
        reason = form.cleaned_data.get("reason", "")
        run_each(model_admin, request, rows, run, reason, done=question.done)
        return None
    return ask_about(model_admin, request, rows, question, form)


def answer_to(question: Question, request: HttpRequest) -> forms.Form:
    """Return the question's form with the answer, if it was answered."""
    return question.form_class(request.POST if "answered" in request.POST else None)


def ask_about(
    model_admin: admin.ModelAdmin[Any],
    request: HttpRequest,
    rows: QuerySet[Any],
    question: Question,
    form: forms.Form,
    **context: Any,
) -> TemplateResponse:
    """Show the question, and the rows it is about."""
    return ask(
        model_admin,
        request,
        form,
        title=question.title,
        text=question.text,
        button=question.button,
        template=question.template,
        action=question.action,
        rows=rows,
        checkbox_name=ACTION_CHECKBOX_NAME,
        **context,
    )


def ask(
    model_admin: admin.ModelAdmin[Any],
    request: HttpRequest,
    form: forms.Form,
    *,
    title: str,
    text: str,
    button: str,
    template: str = "admin/ask.html",
    **context: Any,
) -> TemplateResponse:
    """Show what will happen, the form, and a button that says what it does. `back_url` in the
    context leads back elsewhere than to the list."""
    base = {
        **model_admin.admin_site.each_context(request),
        "title": title,
        "text": text,
        "button": button,
        "form": form,
        "opts": model_admin.opts,
    }
    return TemplateResponse(request, template, base | context)


def run_each(
    model_admin: admin.ModelAdmin[Any],
    request: HttpRequest,
    rows: Iterable[Any],
    run: Run,
    reason: str = "",
    *,
    done: str,
) -> None:
    """Run every row, log what was done and say so. A refused row is reported and does not stop
    the others."""
    names = run_logged(model_admin, request, rows, run, reason, done=done)
    if names:
        messages.success(request, f"{done}: {', '.join(names)}.")


def run_logged(
    model_admin: admin.ModelAdmin[Any],
    request: HttpRequest,
    rows: Iterable[Any],
    run: Run,
    reason: str = "",
    *,
    done: str,
) -> list[str]:
    """Run every row and log what was done; return the names of those rows. A refused row is
    reported and does not stop the others."""
    names = []
    for row in rows:
        try:
            run(row, reason)
        except Refused as refusal:
            text = str(refusal)
            messages.error(request, text if str(row) in text else f"{row}: {text}")
        else:
            names.append(str(row))
            model_admin.log_change(request, row, f"{done}. {reason}".strip())
    return names
