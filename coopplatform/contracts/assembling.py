"""The members meet and vote."""

from dataclasses import dataclass
from uuid import UUID

from coopplatform.contracts.event import Event


@dataclass(frozen=True, kw_only=True)
class AssemblyCalled(Event):
    """By the rules in force that day, which stay with it; `is_again` where a first call decided nothing."""

    assembly_id: UUID
    is_again: bool = False


@dataclass(frozen=True, kw_only=True)
class BallotChosen(Event):
    """How a motion is voted on: `open`, `election` or `secret`."""

    motion_id: UUID
    kind: str


@dataclass(frozen=True, kw_only=True)
class AttendanceWritten(Event):
    """Who is there, and whom they represent."""

    assembly_id: UUID


@dataclass(frozen=True, kw_only=True)
class RollCallTaken(Event):
    """Each one who is there was called to vote; `is_forgotten` where it is taken back."""

    motion_id: UUID
    is_forgotten: bool = False


@dataclass(frozen=True, kw_only=True)
class AssemblyHeld(Event):
    assembly_id: UUID


@dataclass(frozen=True, kw_only=True)
class AssemblyPaperPublished(Event):
    """Every member reads it from now on: accounts, the report of the review, signed minutes or another paper."""

    paper_id: UUID
    assembly_id: UUID


@dataclass(frozen=True, kw_only=True)
class AssemblyCancelled(Event):
    assembly_id: UUID
