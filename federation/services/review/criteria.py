"""The federation adopts criteria: a version stays as it was published."""

from datetime import datetime
from decimal import Decimal

from django.utils import timezone

from cooperatives.queries.here import cooperative_here
from coopplatform.contracts.reviewing import CriteriaPublished
from coopplatform.journal.recording import record
from coopplatform.kernel.actor import Actor
from coopplatform.kernel.errors import Invalid
from coopplatform.kernel.text import _
from coopplatform.tenancy.work import unit_of_work
from federation.domain.review.chain import sha256_of
from federation.domain.review.criteria import EVERYWHERE, Scale
from federation.domain.review.membership import check_reason
from federation.models import CriteriaSet
from federation.queries.review.criteria import criteria_in_force
from federation.services.here import require_federation
from federation.services.review.register import person_of


@unit_of_work
def publish_criteria(
    *,
    code: str,
    country: str,
    green: Decimal | None,
    amber: Decimal | None,
    source: str,
    note: str,
    by: Actor,
    at: datetime,
) -> CriteriaSet:
    """A new version of the criteria with one threshold moved (`country` `*` for all that have none of their own).

    Without a `code` the criteria in force are published as they are. Raises Invalid for an unknown criterion, one that
    is only shown, thresholds that contradict each other, no source, or a note that is no reason.
    """
    require_federation()
    version, criteria = criteria_in_force()
    reason = check_reason(note, field="note")
    if code:
        known = next((one for one in criteria if one.code == code and one.scale is not Scale.SHOWN), None)
        if known is None:
            raise Invalid("no_criterion", _("Choose a criterion that has a threshold."), field="code")
        if green is None or not source.strip():
            raise Invalid(
                "no_threshold", _("A threshold has a number and the source it is from."), field="green"
            )
        on = timezone.localdate(at, cooperative_here().zone)
        moved = known.with_threshold(
            country.strip().upper() or EVERYWHERE,
            green=green,
            amber=amber,
            source=source.strip()[:200],
            on=on,
        )
        criteria = tuple(moved if one.code == code else one for one in criteria)
    stored = [one.as_json() for one in criteria]
    published = CriteriaSet.objects.create(
        version=version + 1,
        criteria=stored,
        note=reason,
        sha256=sha256_of(stored),
        published_by_id=person_of(by),
        published_at=at,
    )
    record(CriteriaPublished(criteria_id=published.pk, occurred_at=at), by=by)
    return published
