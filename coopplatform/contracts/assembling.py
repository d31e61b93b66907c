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
