"""Legal forms a co-op may apply with, and what its statutes must say for it. Data, with source and day of reading.

Read by one person on the day named, no legal advice: the reviewers read the statutes themselves.
"""

from dataclasses import dataclass
from datetime import date

from coopplatform.kernel.text import _
from federation.domain.review.terms import RULES

READ = date(2026, 11, 28)


@dataclass(frozen=True, slots=True)
class Clause:
    """Something the statutes must say. `checked_on` is None where nobody has looked the source up yet."""

    text: str
    source: str
    checked_on: date | None = READ


@dataclass(frozen=True, slots=True)
class LegalForm:
    """A preset: `country` is empty for the one that serves all others. Names are those of its law."""

    code: str
    name: str
    country: str
    clauses: tuple[Clause, ...]


CNC = "arrêté royal du 8 janvier 1962, art. 1"
ONE_VOTE = _("One person, one vote, whatever their shares.")
SCOP = (
    Clause(
        _("At least 51 per cent of the capital and 65 per cent of the votes are with those who work there."),
        "loi 78-763, art. 1",
    ),
    Clause(ONE_VOTE, "loi 78-763, art. 12"),
    Clause(
        _(
            "At least 15 per cent of the surplus goes to the legal reserve and a part to the development fund."
        ),
        "loi 78-763, art. 33",
    ),
    Clause(
        _(
            "At least 25 per cent of the surplus goes to all who work, members or not; interest on shares is at most "
            "that."
        ),
        "loi 78-763, art. 33",
    ),
    Clause(
        _("Reserves are not shared out, not even when it ends."),
        "loi 47-1775, art. 16 et 19; loi 78-763, art. 32",
    ),
)
SCIC = (
    Clause(
        _("Workers, users and a third kind of members are each represented."), "loi 47-1775, art. 19 septies"
    ),
    Clause(ONE_VOTE, "loi 47-1775, art. 19 octies"),
    Clause(
        _("At least 57.5 per cent of the surplus goes to reserves that are not shared out."),
        "loi 47-1775, art. 19 nonies",
    ),
)
ASSOCIATION = (
    Clause(_("No surplus is shared out."), "loi du 1er juillet 1901, art. 1"),
    Clause(
        _("The courses of decision are in the statutes: who convenes, who votes, with what majority."),
        "loi du 1er juillet 1901",
        None,
    ),
    Clause(_("A dated plan says when it becomes a cooperative, or why it stays an association."), RULES),
)
SC_AGREEE = (
    Clause(_("One person, one vote, or no one over 10 per cent of the votes."), CNC, None),
    Clause(_("Who is refused as a member is told the objective reasons."), CNC, None),
    Clause(_("Dividends are no more than 6 %; directors are elected and not paid for it."), CNC, None),
)
ASBL = (
    Clause(_("No surplus is shared out."), "CSA, art. 1:2", None),
    Clause(_("A dated plan says when it becomes a cooperative, or why it stays an association."), RULES),
)
OTHER = (
    Clause(ONE_VOTE, _("International Co-operative Alliance, second principle")),
    Clause(_("Those who work hold the majority of capital and votes."), RULES),
    Clause(
        _("Reserves are not shared out, not even when it ends."),
        _("International Co-operative Alliance, third principle"),
    ),
)

FORMS = (
    LegalForm("scop-sarl", "Scop SARL", "FR", SCOP),
    LegalForm("scop-sa", "Scop SA", "FR", SCOP),
    LegalForm("scop-sas", "Scop SAS", "FR", SCOP),
    LegalForm("scic", "Scic", "FR", SCIC),
    LegalForm("association", "Association loi 1901", "FR", ASSOCIATION),
    LegalForm("sc-agreee", "SC agréée", "BE", SC_AGREEE),
    LegalForm("asbl", "ASBL", "BE", ASBL),
    LegalForm("cooperative", _("Cooperative of another country"), "", OTHER),
)
BY_CODE = {form.code: form for form in FORMS}


def forms_for(country: str) -> list[LegalForm]:
    """The presets of a country, the general one last."""
    return [form for form in FORMS if form.country in (country, "")]
