"""Avatars drawn by code: a few shapes in the site's colours, the same for a handle every time."""

import hashlib
import random
import uuid
from io import BytesIO

from django.core.files.base import ContentFile
from PIL import Image, ImageDraw

SIDE = 256
PALETTES = (
    ("#E3F0EB", "#0E5A4A", "#E8B95C"),
    ("#FBF0D6", "#8A5A00", "#A3321F"),
    ("#E4EEF9", "#1F5FA8", "#E8B95C"),
    ("#FBE7E2", "#A3321F", "#0E5A4A"),
    ("#EEE8F5", "#5B3F8C", "#67CDB0"),
    ("#F2EEE6", "#5B6460", "#1F5FA8"),
)


def draw_avatar(handle: str) -> ContentFile:
    """Return a WebP picture, `SIDE` pixels square, that looks the same for a handle each time."""
    seed = hashlib.sha256(handle.encode()).digest()
    # Decoration, nothing that must not be guessed.
    dice = random.Random(seed)  # noqa: S311
    paper, ink, spark = dice.choice(PALETTES)
    picture = Image.new("RGB", (SIDE, SIDE), paper)
    pen = ImageDraw.Draw(picture)
    horizon = dice.randint(130, 190)
    for layer in range(3):
        rise = dice.randint(30, 90)
        top = horizon + layer * 28
        points = [(0, top), (dice.randint(30, 110), top - rise)]
        points += [(dice.randint(130, 220), top + dice.randint(-30, 20)), (SIDE, top - rise // 2)]
        shade = tuple(
            round(int(ink[i : i + 2], 16) * (0.55 + 0.2 * layer) + 255 * (0.45 - 0.2 * layer))
            for i in (1, 3, 5)
        )
        pen.polygon([*points, (SIDE, SIDE), (0, SIDE)], fill=tuple(min(255, v) for v in shade))
    x, y, radius = dice.randint(60, 196), dice.randint(40, 96), dice.randint(20, 36)
    pen.ellipse((x - radius, y - radius, x + radius, y + radius), fill=spark)
    target = BytesIO()
    picture.save(target, "WEBP", quality=80)
    name = uuid.uuid5(uuid.NAMESPACE_URL, f"demo:{handle}").hex
    return ContentFile(target.getvalue(), name=f"{name}.webp")
