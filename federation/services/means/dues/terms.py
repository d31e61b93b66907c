"""Terms of dues: the treasurer proposes them; a second person of the board confirms, or an adopted vote has decided."""

from datetime import date, datetime
from uuid import UUID

from django.utils import timezone

from cooperatives.queries.here import cooperative_here
from cooperatives.services.turns import one_at_a_time
from coopplatform.contracts.dues import DuesTermsDecided, DuesTermsProposed
from coopplatform.journal.recording import record
from coopplatform.kernel.actor import Actor
from coopplatform.kernel.errors import Invalid, NotAllowedNow, NotFound
from coopplatform.kernel.text import _
from coopplatform.tenancy.work import unit_of_work
from federation.domain.means.dues_periods import Every, Period
from federation.domain.means.dues_terms import Terms, check_terms
from federation.models import Consultation, DuesCall, DuesTerms, DuesTermsDecision
from federation.queries.means.dues.terms import all_terms, is_adopted, is_pending, terms_called, terms_on
from federation.services.here import require_federation
from federation.services.review.register import person_of

LEAST_MINUTE, MOST_MINUTE = 10, 300


@unit_of_work
def propose_terms(
    *,
    terms: Terms,
    valid_from: date,
    minute: str,
    consultation_id: UUID | None = None,
    by: Actor,
    at: datetime,
) -> DuesTerms:
    """Terms from a day on, with the vote that set them. In the federation's scope.

    Citing an adopted consultation on dues they are in force at once; else a second person confirms them. Raises Invalid
    at the field that makes no sense; NotAllowedNow for a period that is over or was called already.
    """
    require_federation()
    one_at_a_time("dues")
    checked = check_terms(terms)
    if len(minute.strip()) < LEAST_MINUTE:
        raise Invalid("no_minute", _("Name the vote that set these terms, and its minute."), field="minute")
    _check_day(valid_from, checked.every, at)
    row = DuesTerms.objects.create(
        valid_from=valid_from,
        body=checked.as_json(),
        minute=minute.strip()[:MOST_MINUTE],
        consultation=_adopted(consultation_id),
        proposed_by_id=person_of(by),
        proposed_at=at,
    )
    record(DuesTermsProposed(terms_id=row.pk, occurred_at=at), by=by)
    return row


@unit_of_work
def decide_terms(*, terms_id: UUID, is_confirmed: bool, by: Actor, at: datetime) -> DuesTermsDecision:
    """A second person confirms proposed terms, or sets them aside. In the federation's scope.

    Raises NotFound; NotAllowedNow for whoever proposed them, for terms decided already, or when their first period is
    over or called meanwhile.
    """
    require_federation()
    one_at_a_time("dues")
    row = terms_called(terms_id)
    if row is None:
        raise NotFound("no_terms", _("There are no such terms."))
    if not is_pending(row):
        raise NotAllowedNow("terms_decided", _("These terms are decided already."))
    person = person_of(by)
    if person == row.proposed_by_id:
        raise NotAllowedNow(
            "four_eyes", _("You proposed this yourself: a second person reads it and confirms it.")
        )
    if is_confirmed:
        _check_period(Period.of(row.valid_from, row.terms.every), at)
    decision = DuesTermsDecision.objects.create(
        terms=row,
        is_confirmed=is_confirmed,
        proposed_by_id=row.proposed_by_id,
        decided_by_id=person,
        decided_at=at,
    )
    record(DuesTermsDecided(terms_id=row.pk, is_confirmed=is_confirmed, occurred_at=at), by=by)
    return decision


def _check_day(valid_from: date, every: Every, at: datetime) -> None:
    """The first day of a period, of those before too, and after the newest terms there are."""
    period = Period.of(valid_from, every)
    before = terms_on(valid_from)
    lengths = [every] if before is None else [every, before.terms.every]
    if any(Period.of(valid_from, length).first != valid_from for length in lengths):
        raise Invalid(
            "not_a_first_day",
            _("Terms begin with a period: choose its first day, and 1 January where its length changes."),
            field="valid_from",
        )
    newest = next((row for row in all_terms() if is_adopted(row) or is_pending(row)), None)
    if newest is not None and valid_from <= newest.valid_from:
        raise Invalid(
            "terms_overlap",
            _("There are terms from %(day)s already, in force or proposed: choose a later day."),
            field="valid_from",
            day=newest.valid_from,
        )
    _check_period(period, at)


def _check_period(period: Period, at: datetime) -> None:
    """Raises NotAllowedNow for one that is over, or was called."""
    today = timezone.localdate(at, cooperative_here().zone)
    if period.is_over(today):
        raise NotAllowedNow(
            "period_past", _("%(period)s is over: its terms stay as they are."), period=str(period)
        )
    if DuesCall.objects.filter(period__gte=str(period)).exists():
        raise NotAllowedNow("period_called", _("Dues of %(period)s were called already."), period=str(period))


def _adopted(consultation_id: UUID | None) -> Consultation | None:
    if consultation_id is None:
        return None
    found = Consultation.objects.select_related("decided").filter(pk=consultation_id).first()
    decided = getattr(found, "decided", None)
    if found is None or found.kind != Consultation.Kind.DUES or decided is None or not decided.is_adopted:
        raise Invalid(
            "not_adopted", _("Choose a consultation on dues that was adopted."), field="consultation"
        )
    if DuesTerms.objects.filter(consultation=found).exists():
        raise Invalid("vote_used", _("This consultation has set other terms already."), field="consultation")
    return found
