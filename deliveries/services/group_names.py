"""A group gets another name, and has its old one again where that is taken back."""

from datetime import datetime
from uuid import UUID

from coopplatform.contracts.dispatching import GroupRenamed
from coopplatform.journal.recording import record
from coopplatform.kernel.actor import Actor
from coopplatform.kernel.errors import Invalid
from coopplatform.kernel.text import _
from coopplatform.tenancy.work import unit_of_work
from deliveries.domain.groups import holder_of, name_of
from deliveries.models import BoardMove
from deliveries.services.groups import Group, jobs_of, locked_groups_called, seen_group, touch_groups
from deliveries.services.moving import Moved, changed_since


@unit_of_work
def rename_group(*, group_id: UUID, name: str, seen_version: int, by: Actor, at: datetime) -> Moved:
    """Raises NotFound; Invalid for a name that makes no sense or is the one it has; NotAllowedNow when the group was
    changed since the person saw it."""
    name = name_of(name)
    group = seen_group(group_id, seen_version)
    was = group.row.name
    if name == was:
        raise Invalid(
            "group_name",
            _("The group “%(group)s” is called so already: give it another name."),
            field="name",
            group=was,
        )
    _call(group, name, by=by, at=at)
    jobs = jobs_of(group_id)
    facts = {"group": str(group_id), "jobs": [str(key) for key in jobs]}
    kept = BoardMove.objects.create(
        kind=BoardMove.Kind.RENAME,
        before={**facts, "name": was},
        after={**facts, "name": name},
        made_by=str(by),
        made_at=at,
    )
    return Moved(kept, tuple(jobs), ())


@unit_of_work
def name_back(row: BoardMove, *, by: Actor, at: datetime) -> tuple[tuple[UUID, ...], tuple[UUID, ...]]:
    """Take back a name. Deliveries and couriers to look at again.

    Raises NotAllowedNow if it was dissolved or called otherwise since.
    """
    group_id = UUID(row.after["group"])
    group = locked_groups_called([group_id])[group_id]
    if group.row.dissolved_at is not None or group.row.name != row.after["name"]:
        raise changed_since()
    _call(group, row.before["name"], by=by, at=at)
    return tuple(jobs_of(group_id)), ()


def _call(group: Group, name: str, *, by: Actor, at: datetime) -> None:
    group.row.name = name
    group.row.save(update_fields=["name"])
    touch_groups([group])
    event = GroupRenamed(group_id=group.row.pk, courier_id=holder_of(group.members), occurred_at=at)
    record(event, by=by)
