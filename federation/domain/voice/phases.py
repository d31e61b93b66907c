"""A consultation's time: amendments, then the vote, then its end. What may be done follows from the clock alone."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from coopplatform.kernel.errors import Invalid, NotAllowedNow
from coopplatform.kernel.text import _

MOST_OPEN = 2
"""At a time: people who are asked too often answer no more."""
SHORTEST = timedelta(days=1)
LONGEST = timedelta(days=120)


class Phase(StrEnum):
    AMENDING = "amending"
    BETWEEN = "between"
    VOTING = "voting"
    OVER = "over"


class Doing(StrEnum):
    AMEND = "amend"
    WITHDRAW = "withdraw"
    VOTE = "vote"
    CLOSE = "close"


ALLOWED = {
    (Phase.AMENDING, Doing.AMEND),
    (Phase.AMENDING, Doing.WITHDRAW),
    (Phase.BETWEEN, Doing.WITHDRAW),
    (Phase.VOTING, Doing.VOTE),
    (Phase.OVER, Doing.CLOSE),
}
REFUSALS = {
    Doing.AMEND: _("Amendments are closed: the text that is voted on stands."),
    Doing.WITHDRAW: _("The vote has begun: what it is about stays."),
    Doing.VOTE: _("There is no vote now."),
    Doing.CLOSE: _("It is not over yet."),
}
OVER = _("This vote is closed.")


@dataclass(frozen=True, slots=True)
class Calendar:
    """Amendments until `amend_until`; votes from `vote_from` until just before `vote_until`."""

    opened_at: datetime
    amend_until: datetime
    vote_from: datetime
    vote_until: datetime

    def phase(self, at: datetime) -> Phase:
        if at < self.amend_until:
            return Phase.AMENDING
        if at < self.vote_from:
            return Phase.BETWEEN
        return Phase.VOTING if at < self.vote_until else Phase.OVER

    def check(self, doing: Doing, at: datetime) -> None:
        """Raises NotAllowedNow for what is not of this phase."""
        phase = self.phase(at)
        if (phase, doing) not in ALLOWED:
            closed = phase is Phase.OVER and doing is Doing.VOTE
            raise NotAllowedNow(f"not_while_{phase}", OVER if closed else REFUSALS[doing])


def check_calendar(calendar: Calendar) -> None:
    """Raises Invalid for phases that do not follow each other, or leave nobody the time to answer."""
    if calendar.amend_until < calendar.opened_at + SHORTEST:
        raise Invalid("too_short", _("Leave at least a day for amendments."), field="amend_until")
    if calendar.vote_from < calendar.amend_until:
        raise Invalid(
            "vote_too_early", _("The vote begins when amendments are over, or later."), field="vote_from"
        )
    if calendar.vote_until < calendar.vote_from + SHORTEST:
        raise Invalid("too_short", _("Leave at least a day for the vote."), field="vote_until")
    if calendar.vote_until > calendar.opened_at + LONGEST:
        raise Invalid("too_long", _("A consultation ends within 120 days."), field="vote_until")
