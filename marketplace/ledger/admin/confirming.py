"""Admin actions on money ask once more, with the amounts and, where one is owed, a reason."""

from __future__ import annotations

from collections.abc import Callable
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
    from .reading import ReadOnlyAdmin


@dataclass(frozen=True, kw_only=True, slots=True)
class Question:
    """What is asked before `action` runs; a reason is required where `reason` labels one."""

    action: str
    title: str
    text: str
    button: str
    done: str
    reason: str = ""


class ReasonForm(forms.Form):
    """The reason, for those who will read it."""

    reason = forms.CharField(max_length=300)

    def __init__(self, *args: Any, question: Question, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if question.reason:
            self.fields["reason"].label = question.reason
        else:
            del self.fields["reason"]


def ask_and_run(
    model_admin: ReadOnlyAdmin,
    request: HttpRequest,
    rows: QuerySet[Any],
    question: Question,
    run: Callable[[Any, str], Any],
) -> TemplateResponse | None:
    """Show the question; once it is answered, `run` each row with the reason and say what came.

    A row whose action is refused is reported and does not keep the others from being done.
    """
    is_answered = "answered" in request.POST
    form = ReasonForm(request.POST if is_answered else None, question=question)
    if is_answered and form.is_valid():
        _run_each(model_admin, request, rows, question, run, form.cleaned_data.get("reason", ""))
        return None
    context = {
        **model_admin.admin_site.each_context(request),
        "title": question.title,
        "question": question,
        "form": form,
        "rows": rows,
        "opts": model_admin.model._meta,
        "checkbox_name": ACTION_CHECKBOX_NAME,
    }
    return TemplateResponse(request, "ledger/admin_question.html", context)


def _run_each(
    model_admin: ReadOnlyAdmin,
    request: HttpRequest,
    rows: QuerySet[Any],
    question: Question,
    run: Callable[[Any, str], Any],
    reason: str,
) -> None:
    """Run every row, log what was done and tell the moderator."""
    done = 0
    for row in rows:
        try:
            run(row, reason)
        except Refused as refusal:
            messages.error(request, f"{row}: {refusal}")
        else:
            done += 1
            model_admin.log_change(request, row, f"{question.done}. {reason}".strip())
    if done:
        messages.success(request, f"{question.done}: {done}.")
