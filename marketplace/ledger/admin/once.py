"""Actions on the console's lists that move money: sent twice, an answer is carried out once."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path

from marketplace.kernel.console.asking import Question, Run, answer_to, ask_about, run_logged
from marketplace.kernel.errors import Refused
from marketplace.kernel.form_keys import key_input

from ..once import Answer
from ..views.once import do_once, sent_once

if TYPE_CHECKING:
    Base = admin.ModelAdmin[Any]
else:
    Base = object

# More names than this are counted.
MOST_NAMES = 10


class RunsOnce(Base):
    """Mixin: who answers a question of the list again reads what the first answer did."""

    def get_urls(self) -> list[URLPattern]:
        """Put the list that knows its forms before the admin's own."""
        view = self.admin_site.admin_view(sent_once(self.changelist_view))
        name = f"{self.opts.app_label}_{self.opts.model_name}_changelist"
        return [path("", view, name=name), *super().get_urls()]

    def ask_and_do_once(
        self,
        request: HttpRequest,
        rows: QuerySet[Any],
        question: Question,
        do: Callable[[str], Answer],
    ) -> HttpResponse | None:
        """Ask once for all chosen rows; once it is answered, `do` it with the reason given, all
        in one transaction. None, with the reason told, where it is refused."""
        form = answer_to(question, request)
        if not form.is_valid():
            key = key_input(request)
            return ask_about(self, request, rows, question, form, form_key=key)
        reason = form.cleaned_data.get("reason", "")
        try:
            return do_once(request, lambda: do(reason))
        except Refused as refusal:
            if text := str(refusal):
                messages.error(request, text)
            return None

    def ask_and_run_once(
        self,
        request: HttpRequest,
        rows: QuerySet[Any],
        question: Question,
        run: Run,
        *,
        lock: Callable[[QuerySet[Any]], Iterable[Any]],
    ) -> HttpResponse | None:
        """Ask once for all chosen rows; once it is answered, `lock` them and run each. A refused
        row is reported and does not stop the others."""

        def do(reason: str) -> Answer:
            chosen = list(lock(rows))
            names = run_logged(self, request, chosen, run, reason, done=question.done)
            if not chosen:
                raise Refused("Nothing was done: what you chose is no longer in this list.")
            if not names:
                raise Refused("")  # each row's own words are told already
            told = f"{question.done}: {self._told(names, refused=len(chosen) - len(names))}"
            return Answer(told, request.get_full_path())

        return self.ask_and_do_once(request, rows, question, do)

    def _told(self, names: list[str], *, refused: int) -> str:
        """Return what was done to which rows, in words that fit into an answer."""
        many = f"{len(names)} {self.opts.verbose_name_plural}"
        told = many if len(names) > MOST_NAMES else ", ".join(names)
        return f"{told}. Refused: {refused}." if refused else f"{told}."
