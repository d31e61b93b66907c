"""The few pictures that stand beside a word: 16 × 16, drawn in the colour of the text."""

from functools import cache

from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

OUTLINES = {
    "check": '<path d="M2.5 8.5l4 4 7-9"/>',
    "sent": '<path d="M2.5 2.5h11v11h-11z"/>',
    "part": '<path d="M2.5 2.5h11v11h-11z"/><path class="icon--fill" d="M2 8h12v6H2z"/>',
    "waiting": '<circle cx="8" cy="8" r="6" stroke-dasharray="2.7 2"/>',
    "cancelled": '<path d="M3 3l10 10M13 3L3 13"/>',
    "download": '<path d="M8 1v9M4 6.5l4 4 4-4M2 14h12"/>',
    "up": '<path d="M8 14V3M3.5 7.5L8 3l4.5 4.5"/>',
    "navigate": '<path d="M8 1.5l5.5 13L8 11.5l-5.5 3z" stroke-linejoin="round"/>',
    "phone": (
        '<path d="M2.5 2.5h3l1.5 4-2 1.5c1 2 2 3 4 4l1.5-2 3.5 1.5v3c-6'
        ' .5-12-5.5-11.5-12z" stroke-linejoin="round"/>'
    ),
    "problem": '<path d="M8 2l6.5 12h-13zM8 6.5v3.5M8 11.5v1.5" stroke-linejoin="round"/>',
    "sun": (
        '<circle cx="8" cy="8" r="3"/><path d="M8 0v2.5M8 13.5V16M0 8h2.5M13.5 8H16M2.3'
        ' 2.3l1.8 1.8M11.9 11.9l1.8 1.8M2.3 13.7l1.8-1.8M11.9 4.1l1.8-1.8"/>'
    ),
    "cross": '<path d="M3 3l10 10M13 3L3 13"/>',
    "pin": '<path d="M5 1.5h6M6 1.5v5L3.5 9.5h9L10 6.5v-5M8 9.5v5" stroke-linejoin="round"/>',
    "late": '<path class="icon--fill" fill-rule="evenodd" d="M8 1l7.5 14H.5zM7.2 6v4.2h1.6V6zm0 5.4V13h1.6v-1.6z"/>',
}


@cache
def icon(name: str) -> SafeString:
    """The picture called `name`, silent for readers: a word always stands with it."""
    drawing = mark_safe(OUTLINES[name])  # noqa: S308 - our own constants
    return format_html('<svg class="icon" viewBox="0 0 16 16" aria-hidden="true">{}</svg>', drawing)
