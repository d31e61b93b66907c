"""A whole drawn as one bar."""

from collections.abc import Sequence


def places(cents: Sequence[int]) -> list[dict[str, str]]:
    """Where each part of the whole begins and how wide it is, in percent, as SVG writes numbers."""
    whole, begins, drawn = sum(cents) or 1, 0.0, []
    for part in cents:
        width = 100 * part / whole
        drawn.append({"x": f"{begins:.2f}", "width": f"{width:.2f}"})
        begins += width
    return drawn
