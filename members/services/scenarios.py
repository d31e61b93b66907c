"""Alternatives before the assembly votes: drafted, chosen, taken back; and the year's figures the books do not know."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils import timezone

from cooperatives.queries.here import cooperative_here
from coopplatform.contracts.sharing import (
    SurplusFactsEntered,
    SurplusScenarioChosen,
    SurplusScenarioDrafted,
    SurplusScenarioWithdrawn,
)
from coopplatform.journal.recording import record
from coopplatform.kernel.actor import Actor
from coopplatform.kernel.errors import Invalid, NotAllowedNow, NotFound
from coopplatform.kernel.text import _
from coopplatform.tenancy.work import unit_of_work
from members.domain.surplus.terms import TermKind, facts_of
from members.models import SurplusFacts, SurplusScenario
from members.queries.surplus import adopted, ground_of

MOST_SCENARIOS = 4
LONGEST_NAME = 40


@unit_of_work
def draft_scenario(
    *,
    year: int,
    name: str,
    choices: Mapping[str, Any],
    by: Actor,
    at: datetime,
    scenario_id: UUID | None = None,
) -> SurplusScenario:
    """A named alternative, new or changed; checked against the law of the co-op's form on the year's own figures.

    Raises Invalid, at its field and naming the article, where a choice breaks it; Invalid for a name taken or none;
    NotAllowedNow once the year is adopted or four alternatives stand; NotFound.
    """
    _check_open(year)
    if not name.strip() or len(name.strip()) > LONGEST_NAME:
        raise Invalid("no_name", _("Give the alternative a short name."), field="name")
    standing = SurplusScenario.objects.select_for_update(of=("self",), no_key=True).filter(
        year=year, withdrawn_at__isnull=True
    )
    rows = list(standing.order_by("pk"))
    row = next((one for one in rows if one.pk == scenario_id), None)
    if scenario_id is not None and row is None:
        raise NotFound("no_scenario", _("There is no such alternative."))
    if any(one.name == name.strip() and one is not row for one in rows):
        raise Invalid("name_taken", _("Another alternative has this name."), field="name")
    if row is None and len(rows) >= MOST_SCENARIOS:
        raise NotAllowedNow(
            "too_many",
            _("At most %(most)s alternatives stand side by side: remove one."),
            most=MOST_SCENARIOS,
        )
    ground_of(year, on=timezone.localdate(at, cooperative_here().zone)).allocate(choices)
    row = row or SurplusScenario(year=year)
    row.name, row.choices = name.strip(), dict(choices)
    row.drafted_by, row.drafted_at = str(by), at
    row.save()
    record(SurplusScenarioDrafted(scenario_id=row.pk, year=year, occurred_at=at), by=by)
    return row


@unit_of_work
def choose_scenario(*, scenario_id: UUID, by: Actor, at: datetime) -> SurplusScenario:
    """The alternative that is proposed to the vote; only one of a year is. Twice changes nothing."""
    row = _standing(scenario_id)
    _check_open(row.year)
    if row.is_chosen:
        return row
    SurplusScenario.objects.filter(year=row.year, is_chosen=True).update(is_chosen=False)
    row.is_chosen = True
    row.save(update_fields=["is_chosen"])
    record(SurplusScenarioChosen(scenario_id=row.pk, year=row.year, occurred_at=at), by=by)
    return row


@unit_of_work
def withdraw_scenario(*, scenario_id: UUID, by: Actor, at: datetime) -> SurplusScenario:
    """It is no alternative any more; what was adopted stays. Raises NotFound; NotAllowedNow once adopted."""
    row = _standing(scenario_id)
    _check_open(row.year)
    row.withdrawn_at, row.is_chosen = at, False
    row.save(update_fields=["withdrawn_at", "is_chosen"])
    record(SurplusScenarioWithdrawn(scenario_id=row.pk, year=row.year, occurred_at=at), by=by)
    return row


@unit_of_work
def enter_facts(*, year: int, figures: Mapping[str, Any], note: str, by: Actor, at: datetime) -> SurplusFacts:
    """What the law of the form asks of the year and the books do not know, with where it comes from.

    Raises Invalid at its field for a figure out of range, an unknown one or no source; NotAllowedNow once adopted.
    """
    _check_open(year)
    if not note.strip():
        raise Invalid("no_note", _("Say where it comes from: a receipt, a decision, a date."), field="note")
    known = {term.name: term for term in facts_of(cooperative_here().legal_form)}
    for name, value in figures.items():
        term = known.get(name)
        if term is None:
            raise Invalid("unknown_figure", _("The law of this form asks for no such figure."), field=name)
        if term.kind is TermKind.PERCENT and not 0 <= float(value) <= 100:
            raise Invalid("share_out_of_range", _("A part is from 0 to 100 %%."), field=name)
    row, _is_new = SurplusFacts.objects.update_or_create(
        year=year,
        defaults={"figures": dict(figures), "note": note.strip(), "entered_by": str(by), "entered_at": at},
    )
    record(SurplusFactsEntered(facts_id=row.pk, year=year, occurred_at=at), by=by)
    return row


def _standing(scenario_id: UUID) -> SurplusScenario:
    """Locked with every other of its year, so that two choices wait for each other."""
    found = SurplusScenario.objects.filter(pk=scenario_id, withdrawn_at__isnull=True).first()
    if found is None:
        raise NotFound("no_scenario", _("There is no such alternative."))
    rows = SurplusScenario.objects.select_for_update(of=("self",), no_key=True).filter(year=found.year)
    return next(row for row in rows.order_by("pk") if row.pk == scenario_id)


def _check_open(year: int) -> None:
    if adopted(year) is not None:
        raise NotAllowedNow(
            "already_adopted",
            _("The surplus of %(year)s is adopted and does not change any more."),
            year=str(year),
        )
