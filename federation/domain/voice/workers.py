"""What the workers of a co-op say, asked directly: one person one vote, beside the delegate's.

So few may be asked that a count gives somebody away: from eight answers on the counts are told, from five on only
which way they went, below that nothing. (Where nine in ten agree, five people are unanimous six times in ten.)
"""

from collections.abc import Mapping
from dataclasses import dataclass

from coopplatform.kernel.errors import Invalid
from coopplatform.kernel.text import _
from federation.domain.voice.voting import Choice

LEAST_FOR_COUNTS = 8
LEAST_FOR_DIRECTION = 5


@dataclass(frozen=True, slots=True)
class Told:
    """Of a co-op's workers: the counts, or only the direction, or nothing, as their number allows."""

    counts: Mapping[Choice, int] | None
    direction: Choice | None


def told(counts: Mapping[Choice, int]) -> Told:
    """Direction is what more of them chose of yes and no; None for a tie."""
    answers = sum(counts.values())
    yes, no = counts.get(Choice.YES, 0), counts.get(Choice.NO, 0)
    if answers < LEAST_FOR_DIRECTION:
        return Told(None, None)
    direction = None if yes == no else Choice.YES if yes > no else Choice.NO
    return Told({c: counts.get(c, 0) for c in Choice} if answers >= LEAST_FOR_COUNTS else None, direction)


def check_against_workers(choice: Choice, workers: Told, reason: str) -> None:
    """A delegate who votes against their co-op's workers writes why. Raises Invalid."""
    if workers.direction in (None, choice) or len(reason.strip()) >= 20:
        return
    raise Invalid(
        "say_why",
        _("The workers of your co-op say otherwise. Write in a sentence why you vote so; they will read it."),
        field="reason",
    )
