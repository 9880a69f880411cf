"""Parts of a page: whose turn, steps, notices, facts, tabs, chips, paging, empty lists."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from django.http import HttpRequest
from django.middleware.csrf import get_token
from django.template import Context
from django.template.loader import render_to_string
from django.utils.html import format_html
from django.utils.safestring import SafeString

from marketplace.kernel.components.icons import icon
from marketplace.kernel.form_keys import key_input
from marketplace.kernel.paging import KeysetPage

WHOSE = {
    "you": ("circle-half", "Your turn"),
    "them": ("hourglass-split", "Waiting"),
    "done": ("check-circle", "Done"),
    "stopped": ("slash-circle", "Stopped"),
}
STEP_TONES = frozenset({"wait", "turn", "good", "bad"})
NOTICES = {
    "debug": "info-circle",
    "info": "info-circle",
    "success": "check-circle",
    "warning": "exclamation-triangle",
    "error": "exclamation-triangle",
}
BUTTONS = frozenset({"primary", "secondary", "quiet", "danger"})


def turn_box(
    content: str,
    whose: str,
    title: str,
    *,
    label: str = "",
    deadline: datetime | None = None,
    then: str = "",
) -> str:
    """Say whose turn it is, until when, and what then; the block's content is the buttons."""
    if whose not in WHOSE:
        raise LookupError(f"nobody called {whose!r} can have the turn")
    icon_name, word = WHOSE[whose]
    return render_to_string(
        "components/turn_box.html",
        {
            "whose": whose,
            "icon_name": icon_name,
            "label": label or word,
            "title": title,
            "deadline": deadline,
            "then": then,
            "buttons": SafeString(content.strip()),
        },
    )


def steps(names: Sequence[str], current: int, *, tone: str = "wait") -> dict[str, Any]:
    """Show a way of several steps; `current` is the index of the step it is at.

    An index after the last step means that all are done.
    """
    if tone not in STEP_TONES:
        raise LookupError(f"no step tone called {tone!r}")
    rows = [
        (name, "done" if index < current else "now" if index == current else "later")
        for index, name in enumerate(names)
    ]
    return {"steps": rows, "tone": tone}


def notice(content: str, level: str, *, role: bool = False) -> SafeString:
    """Set a sentence apart. `role` announces it to screen readers: for fresh messages only."""
    name = level.rsplit(maxsplit=1)[-1] if level else "info"
    if name not in NOTICES:
        raise LookupError(f"no notice called {level!r}")
    spoken = "alert" if name in ("error", "warning") else "status"
    return format_html(
        '<div class="notice notice-{}"{}>{}<div class="notice-text">{}</div></div>',
        name,
        format_html(' role="{}"', spoken) if role else "",
        icon(NOTICES[name]),
        SafeString(content),
    )


def fact(content: str, term: str, *, total: bool = False) -> SafeString:
    """Show one row of a `<dl class="facts">`."""
    return format_html(
        '<div class="fact{}"><dt>{}</dt><dd>{}</dd></div>',
        " fact-total" if total else "",
        term,
        SafeString(content),
    )


def tab(url: str, label: str, *, current: bool = False, count: int | None = None) -> SafeString:
    """Show one link of a `<nav class="tabs">`."""
    return format_html(
        '<a href="{}"{}>{}{}</a>',
        url,
        SafeString(' aria-current="page"') if current else "",
        label,
        "" if count is None else format_html(' <span class="tab-count">{}</span>', count),
    )


def counter(counters: dict[str, int], name: str, word: str) -> SafeString:
    """Show a counter of the page frame as a pill; nothing where it is 0 or unknown."""
    value = counters.get(name, 0)
    if not value:
        return SafeString("")
    return format_html(
        '<span class="count">{}<span class="visually-hidden"> {}</span></span>',
        value if value < 100 else "99+",
        word,
    )


def post_button(
    context: Context,
    url: str,
    words: str,
    *,
    kind: str = "secondary",
    icon_name: str = "",
    small: bool = False,
    name: str = "",
    value: Any = "",
    once: bool = False,
) -> SafeString:
    """Show a button that posts: a form of its own, with one optional hidden field, and with a
    key where sending it `once` is meant to be enough."""
    if kind not in BUTTONS:
        raise LookupError(f"no button called {kind!r}")
    request: HttpRequest = context["request"]
    hidden = format_html('<input type="hidden" name="{}" value="{}">', name, value) if name else ""
    return format_html(
        '<form method="post" action="{}" class="inline-form">'
        '<input type="hidden" name="csrfmiddlewaretoken" value="{}">{}{}'
        '<button type="submit" class="btn btn-{}{}">{}{}</button></form>',
        url,
        get_token(request),
        hidden,
        key_input(request, url) if once else "",
        kind,
        " btn-sm" if small else "",
        icon(icon_name) if icon_name else "",
        words,
    )


def form_key(context: Context) -> SafeString:
    """Put the key of a form that moves money into it, so that sending it twice does it once."""
    return key_input(context["request"])


def filter_chips(context: Context, chips: Iterable[tuple[str, ...]]) -> dict[str, Any]:
    """Show the filters in use, each a link without it.

    A chip is (parameter, words), or (parameter, words, value) to take out one of several values.
    """
    request: HttpRequest = context["request"]
    rows = [(words, _without(request, parameter, *value)) for parameter, words, *value in chips]
    return {"chips": rows, "clear_url": request.path if len(rows) > 1 else ""}


def _without(request: HttpRequest, parameter: str, value: str | None = None) -> str:
    query = request.GET.copy()
    query.pop("after", None)
    kept = [] if value is None else [v for v in query.getlist(parameter) if v != str(value)]
    query.setlist(parameter, kept)
    text = query.urlencode()
    return f"?{text}" if text else request.path


def paging(
    context: Context, page: KeysetPage[Any], *, into: str = "", parameter: str = "after"
) -> dict[str, Any]:
    """Show "Show more" and "Back to the start".

    `into` is the id of the list that grows in place where scripts run; without one, and
    without scripts, the next page is a page of its own.
    """
    request: HttpRequest = context["request"]
    query = request.GET.copy()
    query.pop(parameter, None)
    start = f"?{query.urlencode()}" if query else request.path
    more = ""
    if page.next_cursor is not None:
        query[parameter] = page.next_cursor
        more = f"?{query.urlencode()}"
    return {"more": more, "start": "" if page.is_first else start, "into": into}


def empty_state(
    title: str,
    *,
    icon_name: str = "inbox",
    text: str = "",
    action_url: str = "",
    action_label: str = "",
) -> dict[str, Any]:
    """Say that a list is empty and what to do next."""
    if bool(action_url) != bool(action_label):
        raise LookupError("an action needs both its address and its words")
    return {
        "title": title,
        "icon_name": icon_name,
        "text": text,
        "action_url": action_url,
        "action_label": action_label,
    }
