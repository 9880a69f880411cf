"""What is printed: sheets in the house's letters, with a frame, facts and tables."""

from .letter import Column, Frame, Letter, day_text, moment_text
from .response import pdf_response
from .sheet import FONTS, INK, MISSING, PINE, SOFT, Cell, Sheet

__all__ = [
    "FONTS",
    "INK",
    "MISSING",
    "PINE",
    "SOFT",
    "Cell",
    "Column",
    "Frame",
    "Letter",
    "Sheet",
    "day_text",
    "moment_text",
    "pdf_response",
]
