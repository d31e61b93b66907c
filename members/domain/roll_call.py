"""Who is at an assembly, whose proxies they carry, and a vote by roll call: how each one votes, and what it counts.

One person is one vote: whoever carries a proxy says how the absent member votes, which may be otherwise than they do.

A roll call is for a vote by show of hands. An election of persons and a secret vote never have one: how somebody voted
there is written nowhere. Their ballots are counted, and the counts entered.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from coopplatform.kernel.errors import Invalid, NotAllowedNow
from coopplatform.kernel.text import Sentence, _


class Ballot(StrEnum):
    """How a motion is voted on."""

    OPEN = "open"
    ELECTION = "election"
    SECRET = "secret"  # noqa: S105 -- a vote, no password


class Choice(StrEnum):
    IN_FAVOUR = "for"
    AGAINST = "against"
    BLANK = "blank"


BALLOTS = {
    Ballot.OPEN: _("by show of hands"),
    Ballot.ELECTION: _("election of persons"),
    Ballot.SECRET: _("secret vote"),
}
CHOICES = {Choice.IN_FAVOUR: _("For"), Choice.AGAINST: _("Against"), Choice.BLANK: _("Abstains")}


@dataclass(frozen=True, slots=True)
class Sheet:
    """By member who is there or represented, who carries the proxy; None for somebody who is there in person."""

    carried_by: Mapping[UUID, UUID | None]

    @property
    def present(self) -> list[UUID]:
        return [member for member, holder in self.carried_by.items() if holder is None]

    @property
    def represented(self) -> int:
        return len(self.carried_by) - len(self.present)

    def carried(self, holder: UUID) -> list[UUID]:
        """Whose proxies somebody has."""
        return [member for member, by in self.carried_by.items() if by == holder]

    @property
    def most_carried(self) -> int:
        """How many proxies the person with the most of them has."""
        holders = Counter(holder for holder in self.carried_by.values() if holder is not None)
        return max(holders.values(), default=0)

    @property
    def voters(self) -> list[UUID]:
        """In the order they are called: each one who is there, then whom they represent."""
        return [voter for member in self.present for voter in (member, *self.carried(member))]


def field_of(member: UUID) -> str:
    """What a form calls a member."""
    return f"m_{member.hex}"


def sheet_of(
    rows: Iterable[tuple[UUID, UUID | None]], *, names: Mapping[UUID, str], proxies_each: int
) -> Sheet:
    """The sheet of an assembly, from members and who carries their proxy. `names` are those of all members.

    Raises Invalid, at the member's field, for a stranger, somebody who stands there twice, a proxy carried by somebody
    who is not there, or more proxies than the rules allow.
    """
    carried_by: dict[UUID, UUID | None] = {}
    for member, holder in rows:
        if member not in names:
            raise Invalid("no_member", _("Somebody on the sheet is no member on that day."))
        if member in carried_by:
            raise _at(member, "twice", _("%(name)s stands on the sheet twice."), name=names[member])
        carried_by[member] = holder
    sheet = Sheet(carried_by)
    for member, holder in carried_by.items():
        if holder is None:
            continue
        shown = {"holder": names.get(holder, "–"), "name": names[member]}
        if holder not in carried_by or carried_by[holder] is not None:
            words = _("%(holder)s is not there in person: somebody who is carries the proxy of %(name)s.")
            raise _at(member, "holder_absent", words, **shown)
        n = len(sheet.carried(holder))
        if n > proxies_each:
            words = _("%(holder)s would carry %(n)s proxies; the rules of this assembly allow %(most)s.")
            raise _at(member, "too_many_proxies", words, **shown, n=n, most=proxies_each)
    return sheet


def check_open(ballot: Ballot) -> None:
    """Raises NotAllowedNow where nobody may be named with their vote."""
    if ballot is Ballot.ELECTION:
        raise NotAllowedNow(
            "election", _("Persons are elected without a roll call: count the ballots and enter them.")
        )
    if ballot is Ballot.SECRET:
        raise NotAllowedNow("secret", _("A secret vote has no roll call: count the ballots and enter them."))


def tally(
    sheet: Sheet, votes: Iterable[tuple[UUID, Choice]], *, names: Mapping[UUID, str]
) -> Counter[Choice]:
    """What a roll call comes to, one vote for each person there or represented.

    Raises Invalid, at the member's field, for a vote of somebody else, a second one, one that is left out.
    """
    counts, voted = Counter[Choice](), set[UUID]()
    for member, choice in votes:
        name = names.get(member, "–")
        if member not in sheet.carried_by:
            words = _("%(name)s is not on the sheet: only who is there or represented votes.")
            raise _at(member, "absent", words, name=name)
        if member in voted:
            raise _at(member, "twice", _("%(name)s votes twice."), name=name)
        voted.add(member)
        counts[choice] += 1
    for member in sheet.voters:
        if member not in voted:
            said = missing(member, sheet, names)
            raise Invalid("missing", said.message, field=field_of(member), **said.params)
    return counts


def missing(member: UUID, sheet: Sheet, names: Mapping[UUID, str]) -> Sentence:
    """What to write of somebody whose vote is left out."""
    holder, name = sheet.carried_by[member], names.get(member, "–")
    if holder is None:
        return Sentence(_("Write how %(name)s votes."), {"name": name})
    words = _("Write how %(holder)s votes for %(name)s, whose proxy they carry.")
    return Sentence(words, {"name": name, "holder": names.get(holder, "–")})


def _at(member: UUID, code: str, words: str, **params: str | int) -> Invalid:
    return Invalid(code, words, field=field_of(member), **params)
