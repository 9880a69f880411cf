"""Forms that move money or promise it: who sends one again reads what the first one did."""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import wraps
from typing import TYPE_CHECKING, Any, cast
from uuid import UUID, uuid4

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect

from marketplace.kernel.form_keys import FIELD, sent_key

from ..once import Answer, KeyConflict, first_answer, once

if TYPE_CHECKING:
    from accounts.models import User

# Not part of what is asked for: the key itself, and who sends it. They may differ in a repeat.
APART = frozenset({FIELD, "csrfmiddlewaretoken", "password", "code"})


class Told(HttpResponseRedirect):
    """What leads everybody who sent a form to what it did."""


def sent_once(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Show the first answer to a form that was sent before, whatever has happened since.

    For views behind `login_required` that carry out their form with `do_once`.
    """

    @wraps(view)
    def wrapped(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        key = sent_key(request)
        if key is None:
            return view(request, *args, **kwargs)
        if told := _told_before(request, key):
            return told
        response = view(request, *args, **kwargs)
        if isinstance(response, Told):
            return response
        # Refused; perhaps because the same form, sent at the same time, was through just before.
        return _told_before(request, key, instead=True) or response

    return wrapped


def do_once(request: HttpRequest, run: Callable[[], Answer]) -> HttpResponse:
    """Carry out a form with `run`, or find out what it did the first time; tell, and lead on.

    A form without a key, from a page opened long ago, is carried out as if it had one. What
    `run` raises leaves nothing behind. Raises KeyConflict, which is a Refused.
    """
    key = sent_key(request) or uuid4()
    return _tell(request, once(user=_sender(request), key=key, asked=_asked(request), run=run))


def _told_before(request: HttpRequest, key: UUID, *, instead: bool = False) -> HttpResponse | None:
    """Return the first answer to a form as a response, or None while there is none.

    `instead` of what the view has to say, which it takes back.
    """
    try:
        earlier = first_answer(user=_sender(request), key=key, asked=_asked(request))
    except KeyConflict as conflict:
        messages.error(request, str(conflict))
        return redirect(conflict.url)
    if earlier is None:
        return None
    if instead:
        list(messages.get_messages(request))
    return _tell(request, earlier)


def _sender(request: HttpRequest) -> User:
    return cast("User", request.user)


def _asked(request: HttpRequest) -> str:
    """Return what the form asks for as text: its address, its values, its files' names."""
    values = sorted((name, request.POST.getlist(name)) for name in request.POST.keys() - APART)
    files = [
        (name, [(file.name, file.size) for file in request.FILES.getlist(name)])
        for name in sorted(request.FILES)
    ]
    return json.dumps([request.path, values, files])


def _tell(request: HttpRequest, answer: Answer) -> HttpResponse:
    if answer.message:
        messages.success(request, answer.message)
    return Told(answer.url)
