"""What a co-op that left and the federation still owe each other: one statement, netted, paid at once or by a plan.

From the federation's side: what is owed to it is positive, what it owes negative. Contributions to the fund are not
paid back; an exit is never refused for a debt.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any, Self

from coopplatform.kernel.errors import NotAllowedNow
from coopplatform.kernel.text import Sentence, _
from federation.domain.means.fund_aftermath import Instalment, instalments_of
from federation.domain.release.files import digest


class Kind(StrEnum):
    """Where a line is from: dues called, a period not called yet, a call of the fund, help to give back, an earlier
    exit's instalments, only told.
    """

    DUES = "dues"
    PART = "part"
    FUND_CALL = "fund_call"
    FUND_EXIT = "fund_exit"
    CARRIED = "carried"
    TOLD = "told"


class State(StrEnum):
    PROPOSED = "proposed"
    CONTESTED = "contested"
    SIGNED = "signed"
    AGREED = "agreed"
    SETTLED = "settled"
    REPLACED = "replaced"


STATES = {
    State.PROPOSED: _("waits for the co-op's signature"),
    State.CONTESTED: _("contested by the co-op"),
    State.SIGNED: _("signed by the co-op, waits for a second person of the federation"),
    State.AGREED: _("agreed, to be paid"),
    State.SETTLED: _("settled"),
    State.REPLACED: _("moved into the account of a later exit"),
}


@dataclass(frozen=True, slots=True)
class Line:
    """`of` names what it is about: a period, an id. `parts` are the purposes of the fund in it, as `purpose:kind`."""

    kind: Kind
    of: str
    cents: int
    words: Sentence
    parts: Mapping[str, int] = field(default_factory=dict)

    def as_json(self) -> dict[str, Any]:
        return {
            "kind": self.kind.value,
            "of": self.of,
            "cents": self.cents,
            "words": self.words.as_json(),
            "parts": dict(self.parts),
        }

    @classmethod
    def read(cls, told: Mapping[str, Any]) -> Self:
        words = Sentence.from_json(told["words"])
        return cls(Kind(told["kind"]), told["of"], told["cents"], words, told["parts"])


@dataclass(frozen=True, slots=True)
class Account:
    """Everything open between a member and the federation on its last day, in the member's currency."""

    member: str
    last_day: date
    currency: str
    lines: tuple[Line, ...]

    @property
    def owed_cents(self) -> int:
        """By the co-op."""
        return sum(line.cents for line in self.lines if line.cents > 0)

    @property
    def due_cents(self) -> int:
        """To the co-op."""
        return -sum(line.cents for line in self.lines if line.cents < 0)

    @property
    def net_cents(self) -> int:
        """What changes hands in the end: negative where the federation pays."""
        return self.owed_cents - self.due_cents

    def cents_of(self, *kinds: Kind) -> int:
        return sum(line.cents for line in self.lines if line.kind in kinds)

    def as_json(self) -> dict[str, Any]:
        return {
            "member": self.member,
            "last_day": self.last_day.isoformat(),
            "currency": self.currency,
            "lines": [line.as_json() for line in self.lines],
        }

    @classmethod
    def read(cls, told: Mapping[str, Any]) -> Self:
        lines = tuple(Line.read(line) for line in told["lines"])
        return cls(told["member"], date.fromisoformat(told["last_day"]), told["currency"], lines)


@dataclass(frozen=True, slots=True)
class Settlement:
    """An account with how it is paid: both sides sign its hash."""

    account: Account
    instalments: tuple[Instalment, ...]

    def as_json(self) -> dict[str, Any]:
        return self.account.as_json() | {
            "instalments": [
                {"number": one.number, "due_on": one.due_on.isoformat(), "cents": one.cents}
                for one in self.instalments
            ]
        }

    @property
    def sha256(self) -> str:
        return digest(self.as_json())

    @classmethod
    def read(cls, told: Mapping[str, Any]) -> Self:
        plan = (
            Instalment(one["number"], date.fromisoformat(one["due_on"]), one["cents"])
            for one in told["instalments"]
        )
        return cls(Account.read(told), tuple(plan))

    def instalment(self, number: int) -> Instalment | None:
        return next((one for one in self.instalments if one.number == number), None)

    def left_cents(self, paid: Iterable[int]) -> int:
        """Of the net, after the instalments of these numbers."""
        done = set(paid)
        return sum(one.cents for one in self.instalments if one.number not in done)


def plan_of(account: Account, *, count: int, first_on: date) -> Settlement:
    """The net in equal monthly parts, to the cent; nothing open is no instalment."""
    net = account.net_cents
    if not net:
        return Settlement(account, ())
    sign = 1 if net > 0 else -1
    parts = instalments_of(abs(net), count, first_on)
    return Settlement(account, tuple(Instalment(one.number, one.due_on, sign * one.cents) for one in parts))


def state_of(
    settlement: Settlement, *, answer: bool | None, is_confirmed: bool, paid: Sequence[int]
) -> State:
    """`answer`: whether the co-op signed, None before it said anything."""
    if is_confirmed:
        return State.AGREED if settlement.left_cents(paid) else State.SETTLED
    if answer is None:
        return State.PROPOSED
    return State.SIGNED if answer else State.CONTESTED


def check_unchanged(signed: str, now: Account, settlement: Settlement) -> None:
    """Raises NotAllowedNow when the account says something else by now than what was signed."""
    if Settlement(now, settlement.instalments).sha256 != signed:
        raise NotAllowedNow(
            "account_moved",
            _("Something was paid or called since it was drawn up: propose it anew, and both sign that."),
        )


def share_until(part: int, *, paid: int, whole: int) -> int:
    """What of a part is paid once so much of the whole is: whole cents, rounded down; all of it at the end."""
    return part * paid // whole if whole else 0


def compensated(account: Account) -> int:
    """What is paid by being set against what the federation owes, with both signatures."""
    return min(account.owed_cents, account.due_cents)


def into_the_fund(account: Account, *, before: int, after: int) -> dict[str, int]:
    """What the fund gets, by `purpose:kind`, when what is paid of all the co-op owes goes from one sum to another."""
    found: dict[str, int] = {}
    for line in account.lines:
        for name, part in line.parts.items():
            cents = share_until(part, paid=after, whole=account.owed_cents) - share_until(
                part, paid=before, whole=account.owed_cents
            )
            if cents:
                found[name] = found.get(name, 0) + cents
    return found
