"""An HTML mail as a mail program understands it: its elements, words, links and colours."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser

VOID = frozenset({"meta", "br", "img", "hr", "link", "input"})
WITHOUT_WORDS = frozenset({"style", "title", "script", "head"})
DARK = re.compile(r"@media \(prefers-color-scheme: dark\) \{(.*?\}\s*)\}", re.DOTALL)
RULE = re.compile(r"([^{}]+)\{([^{}]*)\}")
SELECTOR = re.compile(r"([a-z0-9]*)(?:\.([a-z-]+))?")
AA = 4.5  # WCAG 2.2, 1.4.3, for text of any size


@dataclass(eq=False)
class Element:
    """One element. `words` are its own, without those of elements in it."""

    tag: str
    attrs: dict[str, str]
    parent: "Element | None"
    words: list[str] = field(default_factory=list)

    def lineage(self) -> Iterator["Element"]:
        """Yield itself and all it stands in, inside out."""
        here: Element | None = self
        while here:
            yield here
            here = here.parent

    @property
    def is_shown(self) -> bool:
        """Whether a reader sees its words."""
        return not any(
            e.tag in WITHOUT_WORDS or "display:none" in e.attrs.get("style", "")
            for e in self.lineage()
        )

    @property
    def style(self) -> dict[str, str]:
        """What its style attribute declares."""
        return declarations(self.attrs.get("style", ""))


class Mail(HTMLParser):
    """A parsed mail. Raises AssertionError for tags that are not closed as they were opened."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.elements: list[Element] = []
        self.pieces: list[tuple[Element, str]] = []
        self._open: list[Element] = []
        self.feed(html)
        self.close()
        assert self._open == [], f"never closed: {[e.tag for e in self._open]}"

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        parent = self._open[-1] if self._open else None
        element = Element(tag, {name: value or "" for name, value in attrs}, parent)
        self.elements.append(element)
        if tag not in VOID:
            self._open.append(element)
        elif tag == "br":
            self.pieces.append((element, " "))

    def handle_endtag(self, tag: str) -> None:
        assert self._open[-1].tag == tag, f"</{tag}> closes <{self._open[-1].tag}>"
        self.pieces.append((self._open.pop(), " "))

    def handle_data(self, data: str) -> None:
        if self._open and data.strip():
            self._open[-1].words.append(data)
            self.pieces.append((self._open[-1], data))

    def all(self, *tags: str) -> list[Element]:
        """Return the elements with one of these tags."""
        return [element for element in self.elements if element.tag in tags]

    @property
    def css(self) -> str:
        """The style sheet."""
        return "".join(word for sheet in self.all("style") for word in sheet.words)

    @property
    def shown(self) -> str:
        """What a reader sees, as one line."""
        inline = {"a", "strong", "code", "span", "em", "b", "i"}
        text = "".join(
            "" if word == " " and element.tag in inline else word
            for element, word in self.pieces
            if element.is_shown
        )
        return " ".join(text.split())

    def text_in(self, element: Element) -> str:
        """Return what stands in an element."""
        return " ".join("".join(word for e, word in self.pieces if element in e.lineage()).split())

    @property
    def links(self) -> list[str]:
        """Where its links lead."""
        return [element.attrs["href"] for element in self.all("a")]

    def colours(self, *, dark: bool) -> Iterator[tuple[Element, str, str]]:
        """Yield each element with words of its own, their colour and what is behind them."""
        rules = self._rules(dark=dark)
        for element in self.elements:
            if element.words and element.is_shown:
                yield (
                    element,
                    _nearest(element, "color", rules),
                    _nearest(element, "background", rules),
                )

    def uncovered(self) -> list[str]:
        """Return the inline colours that no rule of the dark block replaces."""
        rules = self._rules(dark=True)
        return [
            f"<{e.tag}> {name}:{value}"
            for e in self.elements
            for name, value in e.style.items()
            if name in {"color", "background", "background-color"}
            and declared(e, name, rules) == value
        ]

    def _rules(self, *, dark: bool) -> list[tuple[str, str, dict[str, str]]]:
        block = DARK.search(self.css)
        assert block, "no rules for dark screens"
        light = self.css.replace(block.group(), "")
        return [*parsed(light), *(parsed(block.group(1)) if dark else [])]


def parsed(css: str) -> list[tuple[str, str, dict[str, str]]]:
    """Return rules as (tag, class, declarations). Mail programs know simple selectors only."""
    found = []
    for selectors, body in RULE.findall(css):
        for selector in selectors.split(","):
            if selector.strip() == ":root":
                continue
            match = SELECTOR.fullmatch(selector.strip())
            assert match, f"too clever for mail programs: {selector}"
            found.append((match[1], match[2] or "", declarations(body)))
    return sorted(found, key=lambda rule: (bool(rule[1]), bool(rule[0])))


def declarations(css: str) -> dict[str, str]:
    """Return {"color": "#123456"} and the like; quotes and spaces as they stand."""
    pairs = (part.split(":", 1) for part in css.split(";") if part.strip())
    return {name.strip(): value.strip() for name, value in pairs}


def declared(element: Element, name: str, rules: list[tuple[str, str, dict[str, str]]]) -> str:
    """Return what the element itself is given: the last important rule, its style, other rules."""
    classes = element.attrs.get("class", "").split()
    values = [
        body[name]
        for tag, css_class, body in rules
        if name in body and tag in ("", element.tag) and (not css_class or css_class in classes)
    ]
    important = [v.removesuffix("!important").strip() for v in values if "!important" in v]
    inline = [element.style[name]] if name in element.style else []
    return ([*values, *inline, *important] or [""])[-1]


def _nearest(element: Element, name: str, rules: list[tuple[str, str, dict[str, str]]]) -> str:
    values = (declared(e, name, rules) for e in element.lineage())
    return next(filter(None, values), "")


def contrast(one: str, other: str) -> float:
    """Return the contrast of two colours like #1b1f1d (WCAG 2.2, "contrast ratio")."""
    lighter, darker = sorted(map(_luminance, (one, other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: str) -> float:
    """WCAG 2.2, "relative luminance"."""
    assert re.fullmatch("#[0-9a-f]{6}", colour), f"not a colour to compute with: {colour!r}"
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts]
    return sum(weight * c for weight, c in zip((0.2126, 0.7152, 0.0722), linear, strict=True))
