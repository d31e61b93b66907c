"""M3, D1, D2, D3: what the co-op's own assemblies say."""

from collections.abc import Callable, Sequence
from datetime import date

from federation.domain.review.democracy import (
    Found,
    assembly_held,
    members_informed,
    most_votes,
    participation,
)
from federation.domain.review.dossier import Measured
from members.domain.meetings import Meeting
from members.queries.meetings import meetings_held


def one_member_one_vote(today: date) -> Measured:
    return _measured("M3", most_votes, today)


def last_assembly(today: date) -> Measured:
    return _measured("D1", assembly_held, today)


def members_take_part(today: date) -> Measured:
    return _measured("D2", participation, today)


def members_are_informed(today: date) -> Measured:
    return _measured("D3", members_informed, today)


def _measured(code: str, decide: Callable[[Sequence[Meeting], date], Found], today: date) -> Measured:
    found = decide(meetings_held(today), today)
    return Measured(
        code,
        found.first,
        found.last,
        found.value,
        found.numerator,
        found.denominator,
        found.note.as_json() if found.note else None,
    )


SOURCES = (one_member_one_vote, last_assembly, members_take_part, members_are_informed)
