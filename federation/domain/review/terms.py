"""The federation's own figures of procedure: how long, how many. Each with its source and the day it was looked up.

They are what the founding assembly is proposed; none is law. The French *révision coopérative* has the same steps
(décret 2015-706), with an appeal body seized within 15 days; the federation gives more.
"""

from dataclasses import dataclass
from datetime import date
from typing import Literal

from coopplatform.kernel.text import _

LOOKED_UP = date(2026, 11, 28)
RULES = _("the federation's rules, proposed to its assembly")


@dataclass(frozen=True, slots=True)
class Term:
    """A number in its unit, what it is for, and where it stands."""

    code: str
    number: int
    unit: Literal["days", "months", "years", "characters", "people", "percent"]
    title: str
    source: str = RULES
    checked_on: date = LOOKED_UP


LEAST_REASON = Term("least_reason", 40, "characters", _("A written reason, at least"))
LEAST_REVIEWERS = Term("least_reviewers", 2, "people", _("Reviewers without conflict of interest, at least"))
APPLICATION = Term(
    "application", 45, "days", _("Answer to an application; silence is no refusal, it escalates")
)
REPLY = Term("reply", 15, "days", _("Right of reply to a report"))
SUSPENSION = Term("suspension", 6, "months", _("A suspension lasts at most; then it is lifted or voted on"))
APPEAL = Term("appeal", 30, "days", _("Appeal against a decision, from the day it was told"))
PANEL = Term("panel", 30, "days", _("A panel decides, from the day it was drawn"))
DRAW = Term("draw", 7, "days", _("A panel is drawn, from the day of the appeal"))
ATTACH = Term(
    "attach", 12, "months", _("A report is on the agenda of an assembly, with the dossier attached, within")
)
SEATS = Term("seats", 5, "people", _("Workers of other cooperatives in a panel"))
LIGHT_REVIEW = Term("light_review", 1, "years", _("A light review, computed, every"))
FULL_REVIEW = Term(
    "full_review",
    5,
    "years",
    _("A full review every"),
    _("as the révision coopérative, loi 47-1775, art. 25-1"),
)
REQUEST = Term(
    "request",
    10,
    "percent",
    _("Of a cooperative's workers may ask for an extraordinary review"),
    _("as the révision coopérative, loi 47-1775, art. 25-1"),
)
TERMS = (
    LEAST_REASON,
    LEAST_REVIEWERS,
    APPLICATION,
    REPLY,
    ATTACH,
    SUSPENSION,
    APPEAL,
    DRAW,
    PANEL,
    SEATS,
    LIGHT_REVIEW,
    FULL_REVIEW,
    REQUEST,
)
