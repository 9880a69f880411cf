"""A sheet of paper: the house's letters, and rows of columns that go on on the next page."""

import io
import logging
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from fontTools.ttLib import TTFont
from fpdf import FPDF
from fpdf.fonts import TTFFont

# They tell of every table of every font.
logging.getLogger("fontTools").setLevel(logging.WARNING)

FONTS = Path(__file__).parent / "fonts"
INTER = FONTS / "inter" / "inter-latin-400-normal.woff2"
INTER_BOLD = FONTS / "inter" / "inter-latin-600-normal.woff2"
MORE = FONTS / "inter" / "inter-latin-ext-400-normal.woff2"
MORE_BOLD = FONTS / "inter" / "inter-latin-ext-600-normal.woff2"
FRAUNCES = FONTS / "fraunces" / "fraunces-latin-600-normal.woff2"
DEJAVU = FONTS / "dejavu" / "DejaVuSans.ttf"
# Family and style of each. The last two families have what the first two lack.
SET_IN = (
    ("Inter", "", INTER),
    ("Inter", "B", INTER_BOLD),
    ("Fraunces", "", FRAUNCES),
    ("More", "", MORE),
    ("More", "B", MORE_BOLD),
    ("DejaVu", "", DEJAVU),
)

# What stands for a character that none of the fonts has.
MISSING = "□"
# The number of pages is known at the end; until then this stands for it. No text can contain it.
PAGES = "\ue00000"

INK, SOFT, PINE, LINE = (27, 31, 29), (91, 100, 96), (14, 90, 74), (214, 207, 194)
MARGIN, FOOT = 22.0, 26.0


@lru_cache(maxsize=8)
def letters(font: Path) -> frozenset[int]:
    """Return the characters a font has."""
    with TTFont(font, lazy=True) as opened:
        return frozenset(opened.getBestCmap())


@lru_cache(maxsize=8)
def _unpacked(font: Path) -> bytes:
    """Return the font's file without compression, which takes longer to undo than all the rest of
    a page takes to set."""
    with TTFont(font, recalcTimestamp=False) as packed:
        packed.flavor = None
        file = io.BytesIO()
        packed.save(file)
    return file.getvalue()


@dataclass(slots=True)
class Cell:
    """A column's text in one row, and how it is set."""

    text: str
    width: float
    style: str = ""
    color: tuple[int, int, int] = INK
    align: str = "L"


class Sheet(FPDF):
    """Pages in the house's letters. `lost` tells whether something could not be set as it is."""

    def __init__(self) -> None:
        super().__init__(format="A4")
        self.lost = False
        self.set_margins(MARGIN, MARGIN)
        self.set_auto_page_break(auto=True, margin=FOOT)
        self.c_margin = 0
        self.alias_nb_pages(PAGES)
        self._add_fonts()
        self.set_lang("en")

    def _add_fonts(self) -> None:
        for family, style, font in SET_IN:
            key = f"{family.lower()}{style}"
            file: Any = io.BytesIO(_unpacked(font))  # `add_font` takes paths only, fontTools both
            self.fonts[key] = TTFFont(self, file, key, style)
        self.set_fallback_fonts(["More", "DejaVu"], exact_match=False)

    def clean(self, text: str) -> str:
        """Return the text with a mark for what cannot be printed, and without what is invisible."""
        return "".join(self._letter(char) for char in unicodedata.normalize("NFC", text))

    def _letter(self, char: str) -> str:
        kind = unicodedata.category(char)
        if char == "\n" or char in " \t":
            return char.replace("\t", " ")
        if unicodedata.bidirectional(char) in ("R", "AL"):
            self.lost = True  # there, but in the order of its writing and not of its reading
        if any(ord(char) in letters(font) for font in (INTER, MORE, DEJAVU)):
            return "" if kind in ("Cc", "Cf") else char
        if kind in ("Zs", "Zl", "Zp"):
            return " "
        if kind in ("Cc", "Cf", "Mn"):
            return ""
        self.lost = True
        return MISSING

    def put_heading(self, text: str) -> None:
        """Set a heading, on the next page if little could follow it."""
        self.ln(9)
        if self.will_page_break(30):
            self.add_page()
        self.set_font("Fraunces", "", 14)
        self.set_text_color(*PINE)
        self.cell(0, 7, text, new_x="LMARGIN", new_y="NEXT")
        self.ln(1.5)

    def put_ruled_row(self, cells: Sequence[Cell], size: float) -> None:
        """Set a row below a thin line."""
        if self.will_page_break(12):
            self.add_page()
        self.put_rule()
        self.ln(2)
        self.put_row(cells, size)
        self.ln(2)

    def put_rule(self, color: tuple[int, int, int] = LINE, width: float = 0.2) -> None:
        """Draw a line from margin to margin."""
        self.set_draw_color(*color)
        self.set_line_width(width)
        self.line(self.l_margin, self.y, self.l_margin + self.epw, self.y)

    def put_row(self, cells: Sequence[Cell], size: float, leading: float = 0) -> None:
        """Set cells side by side, line by line, going on on the next page where one ends."""
        leading = leading or size * 0.53
        columns = [self._lines(cell, size) for cell in cells]
        for number in range(max(map(len, columns), default=0)):
            if self.will_page_break(leading):
                self.add_page()
            x, y = self.l_margin, self.y
            for cell, lines in zip(cells, columns, strict=True):
                if number < len(lines):
                    self.set_xy(x, y)
                    self.put_line(lines[number], size, cell, leading)
                x += cell.width
            self.set_xy(self.l_margin, y + leading)

    def _lines(self, cell: Cell, size: float) -> list[str]:
        self.set_font("Inter", cell.style, size)
        text = self.clean(cell.text).strip()
        if not text:
            return []
        wrapped = self.multi_cell(
            cell.width - 4, text=text, dry_run=True, output="LINES", align="L"
        )
        assert isinstance(wrapped, list)
        return wrapped

    def put_line(self, text: str, size: float, cell: Cell, leading: float = 4) -> None:
        """Set one line that fits, the way the cell says."""
        self.set_font("Inter", cell.style, size)
        self.set_text_color(*cell.color)
        self.cell(cell.width, leading, text, align=cell.align, new_x="LMARGIN", new_y="NEXT")
