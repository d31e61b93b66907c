"""Sets of criteria in the commons, and what one would change of the dossiers the federation has. In its own scope."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from cooperatives.queries.directory import member_cooperatives
from federation.domain.commons.document import Document
from federation.domain.commons.runtime import filled_body
from federation.domain.review.criteria import Criterion
from federation.domain.review.pooled import Judged, judged_anew, with_set
from federation.queries.commons.registry import Entry, catalogue
from federation.queries.review.criteria import criteria_in_force
from federation.queries.review.dossier import newest_dossiers


def published_sets() -> list[Entry]:
    """Policies of the commons that are sets of criteria, the most used first."""
    return [one for one in catalogue(kind="criteria_set", only_public=True) if one.published]


def proposed_criteria(document: Document, values: Mapping[str, int], on: date) -> list[Criterion]:
    """Those in force with a set over them. Raises Invalid for what does not fit."""
    return with_set(criteria_in_force()[1], filled_body(document, values)["criteria"], on)


def tried_on_dossiers(document: Document, values: Mapping[str, int], on: date) -> tuple[int, list[Judged]]:
    """How many dossiers were looked at, the newest of each co-op, and what a set would change of their colours."""
    countries = {one.pk: one.country for one in member_cooperatives()}
    dossiers = [
        (countries[member], {line["code"]: _value(line) for line in dossier.lines})
        for member, dossier in newest_dossiers().items()
        if member in countries
    ]
    proposed = proposed_criteria(document, values, on)
    return len(dossiers), judged_anew(criteria_in_force()[1], proposed, dossiers)


def _value(line: Mapping[str, Any]) -> Decimal | None:
    told = (line["evidence"] or {}).get("value")
    return None if told is None else Decimal(told)
