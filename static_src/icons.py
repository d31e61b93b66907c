"""The mark as icons of a phone, drawn as `static/mark.svg` is: `.venv/bin/python static_src/icons.py`.

A maskable icon keeps the mark inside the circle of 80 % that every phone leaves (W3C, Web Application Manifest).
"""

from pathlib import Path

from PIL import Image, ImageDraw

STATIC = Path(__file__).parents[1] / "static"
PAPER, INK, SIGNAL = "#ffffff", "#101312", "#ffd100"
MARK, FINER = 44, 4
ICONS = {
    "icon-180": (180, 0.8),
    "icon-192": (192, 0.86),
    "icon-512": (512, 0.86),
    "icon-maskable": (512, 0.64),
}


def icon(side: int, share: float) -> Image.Image:
    """`side` pixels square, the mark taking `share` of it; drawn four times finer and scaled down."""
    image = Image.new("RGB", (side * FINER, side * FINER), PAPER)
    pen, unit = ImageDraw.Draw(image), side * FINER * share / MARK
    centre = side * FINER / 2

    def at(x: float, y: float) -> tuple[float, float]:
        return centre + (x - 22.5) * unit, centre + (y - MARK / 2) * unit

    def ring(x: float, radius: float, fill: str) -> None:
        for each, colour in ((radius + 1.5, INK), (radius - 1.5, fill)):
            pen.ellipse((*at(x - each, 22 - each), *at(x + each, 22 + each)), fill=colour)

    pen.rectangle((*at(8, 20), *at(36, 24)), fill=INK)
    ring(9, 6, PAPER)
    ring(34, 8, SIGNAL)
    return image.resize((side, side), Image.Resampling.LANCZOS).quantize(64)


if __name__ == "__main__":
    for name, (side, share) in ICONS.items():
        icon(side, share).save(STATIC / f"{name}.png", optimize=True)
