"""The forms of a page as a browser would send them."""

from html.parser import HTMLParser

from django.http import HttpResponse


class _Forms(HTMLParser):
    """Collects the hidden values of each form that posts, by the address it posts to."""

    def __init__(self, page: str, path: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str]]] = []
        self._path = path
        self._hidden: dict[str, str] | None = None
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note where a form leads and what it carries unseen."""
        values = {name: value or "" for name, value in attrs}
        if tag == "form":
            self._hidden = {} if values.get("method", "").lower() == "post" else None
            if self._hidden is not None:
                self.found.append((values.get("action") or self._path, self._hidden))
        elif tag == "input" and values.get("type") == "hidden" and self._hidden is not None:
            self._hidden[values["name"]] = values.get("value", "")

    def handle_endtag(self, tag: str) -> None:
        """Note that a form is over."""
        if tag == "form":
            self._hidden = None


def forms_on(response: HttpResponse) -> list[tuple[str, dict[str, str]]]:
    """Return each posting form of a page: its address, and its hidden values without the token."""
    path = response.request["PATH_INFO"]
    forms = _Forms(response.content.decode(), path).found
    return [
        (url.partition("?")[0], {k: v for k, v in hidden.items() if k != "csrfmiddlewaretoken"})
        for url, hidden in forms
    ]


def hidden_on(response: HttpResponse, url: str) -> dict[str, str]:
    """Return the hidden values of the one form of a page that leads to `url`."""
    (hidden,) = (hidden for where, hidden in forms_on(response) if where == url)
    return hidden
