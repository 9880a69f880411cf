"""Pictures and papers that the demo's people hand each other, drawn by code."""

import io

from django.core.files.uploadedfile import SimpleUploadedFile
from fpdf import FPDF
from PIL import Image, ImageDraw

SIZE = (960, 640)
SKY, FAR, NEAR, PATH, SUN = "#E4EEF9", "#8FB8A8", "#0E5A4A", "#E8B95C", "#FBF0D6"
# How high the mountains of a picture stand, from left to right.
RIDGE = (380, 250, 340, 180, 300, 230, 390)


def draw_picture(name: str, *, is_dark: bool = False) -> SimpleUploadedFile:
    """Return a picture of a path into the mountains, at dusk where it is to be dark."""
    picture = Image.new("RGB", SIZE, "#27324A" if is_dark else SKY)
    pen = ImageDraw.Draw(picture)
    width, height = SIZE
    pen.ellipse((660, 70, 780, 190), fill=PATH if is_dark else SUN)
    step = width // (len(RIDGE) - 1)
    for drop, colour in ((0, FAR), (130, NEAR)):
        ridge = [(number * step, top + drop) for number, top in enumerate(RIDGE)]
        pen.polygon([*ridge, (width, height), (0, height)], fill=colour)
    pen.polygon([(300, height), (520, height), (470, 470), (455, 470)], fill=PATH)
    target = io.BytesIO()
    picture.save(target, "JPEG", quality=85)
    return SimpleUploadedFile(name, target.getvalue(), "image/jpeg")


def write_paper(name: str, title: str, lines: tuple[str, ...]) -> SimpleUploadedFile:
    """Return a PDF of one page with a title and numbered lines."""
    paper = FPDF(format="A4")
    paper.set_margin(22)
    paper.add_page()
    paper.set_font("Helvetica", "B", 20)
    paper.multi_cell(0, 12, title, new_x="LMARGIN", new_y="NEXT")
    paper.set_font("Helvetica", size=12)
    for number, line in enumerate(lines, start=1):
        paper.multi_cell(0, 9, f"{number}. {line}", new_x="LMARGIN", new_y="NEXT")
    return SimpleUploadedFile(name, bytes(paper.output()), "application/pdf")
