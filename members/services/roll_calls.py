"""At an assembly: who is there is written down, a motion is called to be voted on by name, or without any name."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from coopplatform.contracts.assembling import AttendanceWritten, BallotChosen, RollCallTaken
from coopplatform.journal.recording import record
from coopplatform.kernel.actor import Actor
from coopplatform.kernel.errors import Invalid, NotAllowedNow, NotFound
from coopplatform.kernel.text import _
from coopplatform.tenancy.work import unit_of_work
from members.domain.roll_call import Ballot, Choice, Sheet, check_open, sheet_of, tally
from members.models import Assembly, Attendance, Motion, RollVote
from members.queries.roll_calls import electorate_of, kept_sheet, motion_numbered
from members.services.assemblies import check_open_yet, locked_assembly

Count = tuple[int, int, int]
"""For, against, blank."""


@unit_of_work
def write_attendance(
    *, assembly_id: UUID, rows: Iterable[tuple[UUID, UUID | None]], by: Actor, at: datetime
) -> Sheet:
    """Who is there, and by whom others are represented; again replaces it.

    Raises NotFound; NotAllowedNow before it began, once it is written down, or where a roll call was taken by the sheet
    as it is; Invalid as `sheet_of`.
    """
    row = locked_assembly(assembly_id)
    check_open_yet(row, at)
    names = {one.pk: one.name for one in electorate_of(row)}
    sheet = sheet_of(rows, names=names, proxies_each=row.bound.proxies_each)
    before = kept_sheet(row.pk)
    if before is not None and before.carried_by == sheet.carried_by:
        return sheet
    if RollVote.objects.filter(motion__assembly=row).exists():
        raise NotAllowedNow(
            "roll_taken", _("A roll call was taken by this sheet: take it back before the sheet changes.")
        )
    Attendance.objects.filter(assembly=row).delete()
    Attendance.objects.bulk_create(
        Attendance(assembly=row, member_id=member, carried_by_id=holder)
        for member, holder in sheet.carried_by.items()
    )
    record(AttendanceWritten(assembly_id=row.pk, occurred_at=at), by=by)
    return sheet


@unit_of_work
def take_roll_call(
    *, assembly_id: UUID, number: int, votes: Iterable[tuple[UUID, Choice]], by: Actor, at: datetime
) -> Count:
    """How each one who is there votes on a motion, and how for those whose proxies they carry; again replaces it.

    Raises NotFound; NotAllowedNow before it began, once it is written down, and for an election of persons or a secret
    vote; Invalid without a sheet, and as `tally`.
    """
    row, motion = _motion(assembly_id, number, at)
    check_open(Ballot(motion.ballot))
    sheet = kept_sheet(row.pk)
    if sheet is None:
        raise Invalid("no_sheet", _("Write down who is there first."))
    given = list(votes)
    names = {one.pk: one.name for one in electorate_of(row)}
    counts = tally(sheet, given, names=names)
    RollVote.objects.filter(motion=motion).delete()
    RollVote.objects.bulk_create(
        RollVote(motion=motion, member_id=member, choice=choice, voices=1) for member, choice in given
    )
    record(RollCallTaken(motion_id=motion.pk, occurred_at=at), by=by)
    return counts[Choice.IN_FAVOUR], counts[Choice.AGAINST], counts[Choice.BLANK]


@unit_of_work
def forget_roll_call(*, assembly_id: UUID, number: int, by: Actor, at: datetime) -> None:
    """Nobody was called: the motion's votes are counted and entered instead.

    Raises NotFound; NotAllowedNow before it began and once it is written down.
    """
    _row, motion = _motion(assembly_id, number, at)
    _forget(motion, by, at)


@unit_of_work
def choose_ballot(*, assembly_id: UUID, number: int, ballot: str, by: Actor, at: datetime) -> Motion:
    """How a motion is voted on; from the day it is called until it is written down.

    A roll call of what becomes an election or a secret vote is forgotten. Raises NotFound; NotAllowedNow once it is
    written down or called off; Invalid for an unknown way.
    """
    row = locked_assembly(assembly_id)
    motion = motion_numbered(row.pk, number)
    if motion is None:
        raise NotFound("no_motion", _("There is no such motion."))
    if row.state != Assembly.State.CALLED:
        raise NotAllowedNow(
            "already_held", _("What was voted is written down already, or it was called off.")
        )
    if ballot not in {one.value for one in Ballot}:
        raise Invalid("no_ballot", _("Choose how it is voted on."), field="ballot")
    if motion.ballot == ballot:
        return motion
    motion.ballot = ballot
    motion.save(update_fields=["ballot"])
    record(BallotChosen(motion_id=motion.pk, kind=ballot, occurred_at=at), by=by)
    if ballot != Ballot.OPEN:
        _forget(motion, by, at)
    return motion


def _motion(assembly_id: UUID, number: int, at: datetime) -> tuple[Assembly, Motion]:
    row = locked_assembly(assembly_id)
    motion = motion_numbered(row.pk, number)
    if motion is None:
        raise NotFound("no_motion", _("There is no such motion."))
    check_open_yet(row, at)
    return row, motion


def _forget(motion: Motion, by: Actor, at: datetime) -> None:
    gone, _by_model = RollVote.objects.filter(motion=motion).delete()
    if gone:
        record(RollCallTaken(motion_id=motion.pk, is_forgotten=True, occurred_at=at), by=by)
