"""The terms of dues: proposed, in force, and the periods they make."""

from datetime import date
from uuid import UUID

from federation.domain.means.dues_periods import Period
from federation.models import Consultation, DuesTerms


def all_terms() -> list[DuesTerms]:
    """The newest first, each with what was decided of it."""
    rows = DuesTerms.objects.select_related("consultation", "proposed_by", "decision__decided_by")
    return list(rows.order_by("-valid_from", "-proposed_at"))


def terms_called(terms_id: UUID) -> DuesTerms | None:
    rows = DuesTerms.objects.select_related("consultation", "proposed_by", "decision__decided_by")
    return rows.filter(pk=terms_id).first()


def is_adopted(row: DuesTerms) -> bool:
    """By a consultation, or by a second person."""
    decision = getattr(row, "decision", None)
    return row.consultation_id is not None or bool(decision and decision.is_confirmed)


def is_pending(row: DuesTerms) -> bool:
    return row.consultation_id is None and getattr(row, "decision", None) is None


def terms_on(day: date) -> DuesTerms | None:
    """Those in force on a day; None before any were adopted."""
    return _on(day, [row for row in all_terms() if is_adopted(row)])


def terms_for(period: Period) -> DuesTerms | None:
    """A period goes by the terms of its first day, if they are voted for periods of its length."""
    found = terms_on(period.first)
    return found if found and found.terms.every is period.every else None


def periods(today: date) -> list[Period]:
    """Every period that has begun under adopted terms, the newest first."""
    adopted = [row for row in all_terms() if is_adopted(row)]
    found: list[Period] = []
    day = min((row.valid_from for row in adopted), default=None)
    while day is not None and day <= today:
        row = _on(day, adopted)
        assert row is not None
        found.append(Period.of(day, row.terms.every))
        day = found[-1].after.first
    return found[::-1]


def adopted_by_vote() -> list[Consultation]:
    """Consultations on dues that were adopted and set no terms yet."""
    rows = Consultation.objects.filter(
        kind=Consultation.Kind.DUES, decided__is_adopted=True, dues_terms__isnull=True
    )
    return list(rows.order_by("-vote_until"))


def _on(day: date, adopted: list[DuesTerms]) -> DuesTerms | None:
    return next((row for row in adopted if row.valid_from <= day), None)
