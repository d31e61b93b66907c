"""An assembly is called by the rules in force, held, and counted by them; a first call that decided nothing, again."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from uuid import UUID

from django.utils import timezone

from cooperatives.queries.here import cooperative_here
from coopplatform.contracts.assembling import AssemblyCalled, AssemblyCancelled, AssemblyHeld
from coopplatform.journal.recording import record
from coopplatform.kernel.actor import Actor
from coopplatform.kernel.errors import Invalid, NotAllowedNow, NotFound
from coopplatform.kernel.text import _
from coopplatform.tenancy.work import unit_of_work
from members.domain.assemblies import Bound, Result, Votes, earliest, full_days, result
from members.models import Assembly, Motion
from members.queries.assemblies import bound_on, motions_of
from members.queries.roll_calls import counted, kept_sheet, rolls_of

MOST_MOTIONS = 30
LONGEST = 500
Count = tuple[int, int, int]
"""For, against, blank."""


@unit_of_work
def call_assembly(
    *, title: str, place: str, held_at: datetime, motions: Sequence[str], by: Actor, at: datetime
) -> Assembly:
    """Call the members together; the rules of today stay with the assembly, whatever is adopted before it is held.

    Raises Invalid for no title, place or motion, and for a day that leaves less notice than the rules and the law ask.
    """
    texts = [text.strip() for text in motions if text.strip()]
    if not title.strip() or not place.strip():
        raise Invalid("no_title", _("Write what it is and where it meets."), field="title")
    if not 0 < len(texts) <= MOST_MOTIONS or any(len(text) > LONGEST for text in texts):
        raise Invalid(
            "no_motion",
            _("Write 1 to %(most)s motions, one a line, each of at most %(longest)s characters."),
            field="motions",
            most=MOST_MOTIONS,
            longest=LONGEST,
        )
    today = _today(at)
    return _call(title.strip()[:140], place.strip()[:200], held_at, texts, bound_on(today), by, at)


@unit_of_work
def call_again(*, assembly_id: UUID, held_at: datetime, by: Actor, at: datetime) -> Assembly:
    """The next call of an assembly, for the motions it did not adopt, by the rules it was called by itself.

    Raises NotFound; NotAllowedNow before it is held, once it is called again, after the last call, or where everything
    was adopted; Invalid for too short a notice.
    """
    first = locked_assembly(assembly_id)
    if first.state != Assembly.State.HELD:
        raise NotAllowedNow("not_held", _("It is not held yet."))
    if first.again.exclude(state=Assembly.State.CANCELLED).exists():
        raise NotAllowedNow("called_again", _("It is called again already."))
    rules = first.bound
    if first.call >= len(rules.calls):
        raise NotAllowedNow("last_call", _("The rules know no further call: call a new assembly."))
    texts = [motion.text for motion in motions_of(first.pk) if motion.result != Result.ADOPTED]
    if not texts:
        raise NotAllowedNow("all_adopted", _("Every motion was adopted."))
    bound = Bound(rules, ())
    made = _call(first.title, first.place, held_at, texts, bound, by, at, first=first)
    made.raised = first.raised
    made.save(update_fields=["raised"])
    return made


@unit_of_work
def cancel_assembly(*, assembly_id: UUID, by: Actor, at: datetime) -> Assembly:
    """Raises NotFound; NotAllowedNow once it is held or called off."""
    row = locked_assembly(assembly_id)
    if row.state != Assembly.State.CALLED:
        raise NotAllowedNow("not_called", _("Only an assembly that is to come is called off."))
    row.state = Assembly.State.CANCELLED
    row.save(update_fields=["state"])
    record(AssemblyCancelled(assembly_id=row.pk, occurred_at=at), by=by)
    return row


@unit_of_work
def record_assembly(
    *,
    assembly_id: UUID,
    members: int,
    present: int,
    represented: int,
    counts: Mapping[int, Count],
    most_proxies: int | None = None,
    by: Actor,
    at: datetime,
) -> Assembly:
    """Write down who was there and how they voted, motion by motion; the frozen rules say what came out. Once.

    What was taken by roll call counts as it was called, and the sheet of who is there as it is written; `counts`, and
    `present`, `represented` and `most_proxies` (how many one person carried at most), are for the rest.

    Raises NotFound; NotAllowedNow before its moment or twice; Invalid for more votes or proxies than people, a motion
    left out.
    """
    row = locked_assembly(assembly_id)
    check_open_yet(row, at)
    motions = motions_of(row.pk)
    if members < 1:
        raise Invalid("no_members", _("Write how many members the co-op has."), field="members")
    rolls, sheet = rolls_of(motions), kept_sheet(row.pk)
    told = {motion.number: counted(rolls[motion.pk]) for motion in motions if motion.pk in rolls}
    if {motion.number for motion in motions} != counts.keys() | told.keys():
        raise Invalid("motion_missing", _("Write the votes of every motion."))
    told = {**counts, **told}
    if sheet is not None:
        present, represented, most_proxies = len(sheet.present), sheet.represented, sheet.most_carried
    rules = row.bound
    row.members, row.present, row.represented = members, present, represented
    row.most_proxies = 0 if represented == 0 else most_proxies
    row.state, row.recorded_at = Assembly.State.HELD, at
    for motion in motions:
        votes = Votes(members, present, represented, *told[motion.number], most_proxies=row.most_proxies)
        try:
            motion.result = result(rules, votes, call=row.call, notice_days=row.notice_days)
        except Invalid as refused:
            field = refused.field or f"in_favour_{motion.number}"
            raise Invalid(refused.code, refused.message, field=field, **refused.params) from refused
        motion.in_favour, motion.against, motion.blank = told[motion.number]
        motion.save(update_fields=["in_favour", "against", "blank", "result"])
    row.save(update_fields=["members", "present", "represented", "most_proxies", "state", "recorded_at"])
    record(AssemblyHeld(assembly_id=row.pk, occurred_at=at), by=by)
    return row


def _call(
    title: str,
    place: str,
    held_at: datetime,
    texts: Sequence[str],
    bound: Bound,
    by: Actor,
    at: datetime,
    first: Assembly | None = None,
) -> Assembly:
    today = _today(at)
    days = full_days(today, timezone.localdate(held_at, cooperative_here().zone))
    if days < bound.rules.notice_days:
        raise Invalid(
            "short_notice",
            _("The rules ask for %(days)s full days of notice: the first possible day is %(day)s."),
            field="held_at",
            days=bound.rules.notice_days,
            day=earliest(today, bound.rules),
        )
    row = Assembly.objects.create(
        title=title,
        place=place,
        held_at=held_at,
        call=first.call + 1 if first else 1,
        first=first,
        rules=bound.rules.as_json(),
        raised=[one.as_json() for one in bound.raised],
        notice_days=days,
        called_by=str(by),
        called_at=at,
    )
    Motion.objects.bulk_create(
        Motion(assembly=row, number=number, text=text) for number, text in enumerate(texts, 1)
    )
    record(AssemblyCalled(assembly_id=row.pk, is_again=first is not None, occurred_at=at), by=by)
    return row


def check_open_yet(row: Assembly, at: datetime) -> None:
    """Raises NotAllowedNow before an assembly has begun, and once it is written down or called off."""
    if row.state != Assembly.State.CALLED:
        raise NotAllowedNow(
            "already_held", _("What was voted is written down already, or it was called off.")
        )
    if at < row.held_at:
        raise NotAllowedNow("too_early", _("It has not begun yet."))


def locked_assembly(assembly_id: UUID) -> Assembly:
    rows = Assembly.objects.select_for_update(of=("self",), no_key=True)
    found = rows.filter(pk=assembly_id).first()
    if found is None:
        raise NotFound("no_assembly", _("There is no such assembly."))
    return found


def _today(at: datetime) -> date:
    return timezone.localdate(at, cooperative_here().zone)
