"""What commercial platforms publish of an hour's work, with their definitions, dates and sources.

Their figures stand beside ours as they are: another definition is drawn with another shape, never adjusted.
"""

from dataclasses import dataclass

from coopplatform.kernel.text import _

CHECKED_ON = "2026-11"
ARPE = _(
    "Gross revenue per hour, waiting included, before costs and contributions of the self-employed; platforms' own"
    " data by décret 2021-501."
)


@dataclass(frozen=True, slots=True)
class Published:
    """Euros an hour in cents; `definition` and `source` are as the publisher words them, in short."""

    platform: str
    year: int
    cents: int
    definition: str
    source: str


PUBLISHED: tuple[Published, ...] = (
    Published("Deliveroo", 2023, 1680, ARPE, "ARPE 2024"),
    Published("Delicity", 2023, 1400, ARPE, "ARPE 2024"),
    Published("Stuart", 2023, 1130, ARPE, "ARPE 2024"),
    Published("Uber Eats", 2023, 1010, ARPE, "ARPE 2024"),
)
"""From the press on ARPE's publication; legal basis: LOM, art. 44."""
MINIMUM_THEN_CENTS = 1165
"""The gross SMIC of an hour the press set beside these figures."""
NOTES: tuple[tuple[str, str], ...] = (
    (
        _(
            "Deliveroo gives €16.90 for 2021 by the official method, and €12.50 once approach and waiting count."
        ),
        "deliveroo.fr, 2022-03-01",
    ),
    (
        _("Real revenue per hour from 2021 to 2024: Uber Eats −34.2 %, Stuart −26.6 %, Deliveroo −22.7 %."),
        "ARPE 2025",
    ),
)
