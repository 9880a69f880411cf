"""Pieces of pages that are kept by what they show."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any, NamedTuple

import pytest
from django.core.cache import caches
from django.utils.safestring import SafeString, mark_safe
from pytest_django import Settings

from marketplace.kernel import fragments

TEMPLATE = "kernel/test_fragment.html"


class Row(NamedTuple):
    """What the test's template shows."""

    name: Any
    count: int = 1


@pytest.fixture(autouse=True)
def template(settings: Settings) -> None:
    """Know one more template, and begin with an empty memory."""
    texts = {TEMPLATE: "<b>{{ row.name }} {{ row.count }}</b>", "other.html": "{{ row.name }}"}
    loaders = [("django.template.loaders.locmem.Loader", texts)]
    options = {"loaders": loaders}
    settings.TEMPLATES = [settings.TEMPLATES[0] | {"APP_DIRS": False, "OPTIONS": options}]
    fragments._near.clear()


def stored() -> list[str]:
    return sorted(caches["pages"].keys("fragment:*"))


def replace_in_redis(html: str) -> None:
    """Make it visible where a piece came from."""
    caches["pages"].set_many(dict.fromkeys(stored(), html))


def test_each_row_is_rendered_in_its_place() -> None:
    found = fragments.render_each(TEMPLATE, [Row("b"), Row("a", 2), Row("b")])
    assert found == ["<b>b 1</b>", "<b>a 2</b>", "<b>b 1</b>"]
    assert all(isinstance(html, SafeString) for html in found)
    assert fragments.render_each(TEMPLATE, []) == []


def test_what_is_shown_is_escaped_now_and_from_the_caches() -> None:
    for forget in (lambda: None, fragments._near.clear, lambda: None):
        forget()
        assert fragments.render_each(TEMPLATE, [Row("<i>")]) == ["<b>&lt;i&gt; 1</b>"]


def test_safe_and_unsafe_text_are_never_taken_for_each_other() -> None:
    assert fragments.render_each(TEMPLATE, [Row(mark_safe("<i>"))]) == ["<b><i> 1</b>"]
    assert fragments.render_each(TEMPLATE, [Row("<i>")]) == ["<b>&lt;i&gt; 1</b>"]
    fragments._near.clear()
    assert fragments.render_each(TEMPLATE, [Row("<i>")]) == ["<b>&lt;i&gt; 1</b>"]


@pytest.mark.parametrize("other", [True, 1.0, Decimal(1), "1"])
def test_equal_values_of_other_types_are_other_pieces(other: Any) -> None:
    assert fragments.render_each(TEMPLATE, [Row(1)]) == ["<b>1 1</b>"]
    assert fragments.render_each(TEMPLATE, [Row(other)]) == [f"<b>{other} 1</b>"]


def test_a_process_takes_what_another_has_rendered() -> None:
    fragments.render_each(TEMPLATE, [Row("a"), Row("b")])
    assert len(stored()) == 2
    replace_in_redis("from Redis")
    assert fragments.render_each(TEMPLATE, [Row("a")]) == ["<b>a 1</b>"]  # own memory is nearer
    fragments._near.clear()
    assert fragments.render_each(TEMPLATE, [Row("a"), Row("c")]) == ["from Redis", "<b>c 1</b>"]


@pytest.mark.parametrize("change", [Row("a", 2), Row("b", 1)])
def test_a_change_of_any_value_makes_another_piece(change: Row) -> None:
    before = fragments.render_each(TEMPLATE, [Row("a")])
    assert fragments.render_each(TEMPLATE, [change]) != before
    assert len(stored()) == 2


def test_templates_and_releases_keep_their_own(monkeypatch: pytest.MonkeyPatch) -> None:
    fragments.render_each(TEMPLATE, [Row("a")])
    assert fragments.render_each("other.html", [Row("a")]) == ["a"]
    replace_in_redis("old")
    fragments._near.clear()
    monkeypatch.setattr(fragments, "release", lambda: "next")
    assert fragments.render_each(TEMPLATE, [Row("a")]) == ["<b>a 1</b>"]


@pytest.mark.parametrize("value", [object(), ["a"], print])
def test_what_could_change_behind_its_back_is_refused(value: Any) -> None:
    with pytest.raises(TypeError):
        fragments.render_each(TEMPLATE, [Row(value)])


def test_memory_stays_bounded_and_redis_forgets(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fragments, "MOST", 3)
    for number in range(9):
        fragments.render_each(TEMPLATE, [Row("a", number)])
        assert len(fragments._near) <= 3
    assert all(0 < caches["pages"].ttl(key) <= 3600 for key in stored())


def test_without_redis_pieces_are_rendered(settings: Settings) -> None:
    nowhere = settings.CACHES["pages"] | {"LOCATION": "unix:///nonexistent/redis.sock"}
    settings.CACHES = settings.CACHES | {"pages": nowhere}
    assert fragments.render_each(TEMPLATE, [Row("<a>")]) == ["<b>&lt;a&gt; 1</b>"]


def test_while_developing_nothing_is_kept(settings: Settings) -> None:
    settings.DEBUG = True
    fragments.render_each(TEMPLATE, [Row("a")])
    assert (stored(), fragments._near) == ([], {})


@pytest.mark.parametrize(("shows", "pieces"), [(("x",), 1), (("y",), 2)])
def test_one_piece_depends_on_what_it_says_it_shows(shows: tuple[str], pieces: int) -> None:
    render: Callable[..., SafeString] = fragments.render_once
    assert render(TEMPLATE, {"row": Row("a")}, shows=("x",)) == "<b>a 1</b>"
    assert "<b>" in render(TEMPLATE, {"row": Row("a")}, shows=shows)
    assert len(stored()) == pieces
