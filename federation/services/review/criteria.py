"""The federation adopts criteria: a version stays as it was published."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.utils import timezone

from cooperatives.queries.here import cooperative_here
from coopplatform.contracts.reviewing import CriteriaPublished
from coopplatform.journal.recording import record
from coopplatform.kernel.actor import Actor
from coopplatform.kernel.errors import Invalid, NotAllowedNow, NotFound
from coopplatform.kernel.text import _
from coopplatform.tenancy.work import unit_of_work
from federation.domain.commons.lifecycle import Step, next_state
from federation.domain.review.catalogue import EDITION
from federation.domain.review.chain import sha256_of
from federation.domain.review.criteria import EVERYWHERE, Criterion, Scale
from federation.domain.review.editions import taken_up
from federation.domain.review.membership import check_reason
from federation.models import CriteriaSet
from federation.queries.commons.registry import entry_of
from federation.queries.review.criteria import criteria_in_force, criteria_of, criteria_set
from federation.queries.review.pooled import proposed_criteria
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
    _version, criteria = criteria_in_force()
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
    return _published(criteria, reason, {}, by, at)


@unit_of_work
def adopt_pooled_criteria(
    *, version_id: UUID, values: Mapping[str, int], note: str, by: Actor, at: datetime
) -> CriteriaSet:
    """A new version: those in force with a published set of the commons over them, which it names.

    Raises NotFound; NotAllowedNow for a set that is not published; Invalid for values out of their bounds, a criterion
    that does not fit, a set that changes nothing, or a note that is no reason.
    """
    require_federation()
    reason = check_reason(note, field="note")
    found = entry_of(version_id)
    if found is None or found[0].policy.kind != "criteria_set":
        raise NotFound("no_policy", _("There is no such policy."))
    entry, known = found
    next_state(known.state, Step.ADOPT)
    criteria = proposed_criteria(known.document, values, timezone.localdate(at, cooperative_here().zone))
    if [*criteria_in_force()[1]] == criteria:
        raise NotAllowedNow("nothing_new", _("This set changes nothing of the criteria in force."))
    origin = {
        "version_id": str(known.version.pk),
        "name": f"{entry.name} {known.version.number}",
        "sha256": known.version.sha256,
        "values": dict(values),
    }
    return _published(criteria, reason, origin, by, at)


@unit_of_work
def return_to_criteria(*, version: int, note: str, by: Actor, at: datetime) -> CriteriaSet:
    """An earlier version, or the platform's own (0), is published anew. Raises NotFound; Invalid without a reason."""
    require_federation()
    reason = check_reason(note, field="note")
    if version and criteria_set(version) is None:
        raise NotFound("no_criteria", _("There is no such version of the criteria."))
    return _published(criteria_of(version)[1], reason, {"back_to": version}, by, at)


@unit_of_work
def take_up_edition(*, note: str, by: Actor, at: datetime) -> CriteriaSet:
    """A new version: those in force, counted as the platform's newest edition counts them; thresholds stay.

    Raises Invalid without a reason; NotAllowedNow while the federation has published none, which goes by the newest
    edition anyway, or where nothing would change.
    """
    require_federation()
    reason = check_reason(note, field="note")
    version, present = criteria_in_force()
    criteria = taken_up(present)
    if not version or criteria == present:
        raise NotAllowedNow("nothing_new", _("The criteria in force count as the platform does by now."))
    return _published(criteria, reason, {"edition": EDITION, "over": version}, by, at)


def _published(
    criteria: Sequence[Criterion], reason: str, origin: Mapping[str, Any], by: Actor, at: datetime
) -> CriteriaSet:
    stored = [one.as_json() for one in criteria]
    published = CriteriaSet.objects.create(
        version=criteria_in_force()[0] + 1,
        criteria=stored,
        note=reason,
        origin=origin,
        sha256=sha256_of(stored),
        published_by_id=person_of(by),
        published_at=at,
    )
    record(CriteriaPublished(criteria_id=published.pk, occurred_at=at), by=by)
    return published
