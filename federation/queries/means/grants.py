"""Grants of the co-op in scope, as either side reads them: only what the two wrote counts."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import cached_property
from uuid import UUID

from django.db.models import Prefetch, Q, QuerySet
from django.utils import timezone

from coopplatform.tenancy.scope import required
from federation.domain.means import grants
from federation.domain.means.grants import Counted, State, Step, Stepped
from federation.domain.means.slips import Slip, hash_of
from federation.domain.means.terms import Kind, Side, Terms
from federation.domain.means.uses import LIVE, Moved, UseState, UseStep, counts, use_state
from federation.models import Grant, GrantStep, GrantUse, GrantUseStep


@dataclass(frozen=True)
class SeenUse:
    """A use with what became of it."""

    use: GrantUse
    steps: tuple[GrantUseStep, ...]

    @cached_property
    def moves(self) -> tuple[Moved, ...]:
        return tuple(
            Moved(
                UseStep(one.step),
                one.cooperative_id == self.use.cooperative_id,
                one.amount if one.step in (UseStep.DONE, UseStep.REPORTED) else None,
            )
            for one in self.steps
        )

    @property
    def state(self) -> UseState:
        return use_state(self.moves)

    @property
    def is_live(self) -> bool:
        return self.state in LIVE

    @property
    def counted(self) -> Counted:
        return Counted(self.use.on, counts(self.use.amount, self.moves))

    @property
    def ended_at(self) -> datetime | None:
        return None if self.is_live else self.steps[-1].taken_at


@dataclass(frozen=True)
class SeenGrant:
    """A grant with its steps and uses, as the co-op in scope sees it on a day of the giver's zone."""

    grant: Grant
    terms: Terms
    steps: tuple[GrantStep, ...]
    uses: tuple[SeenUse, ...]
    today: date
    side: Side

    @property
    def is_whole(self) -> bool:
        """The terms are those the hash is of, between the two who are named."""
        giver, taker = self.grant.cooperative.slug, self.grant.member.slug
        return self.terms.sha256 == self.grant.sha256 and (self.terms.giver, self.terms.taker) == (
            giver,
            taker,
        )

    @cached_property
    def stepped(self) -> tuple[Stepped, ...]:
        return tuple(
            Stepped(Step(one.step), self.side_of(one.cooperative_id), one.sha256) for one in self.steps
        )

    @cached_property
    def counted(self) -> tuple[Counted, ...]:
        return tuple(one.counted for one in self.uses)

    @property
    def state(self) -> State:
        return grants.state_of(self.terms, self.stepped, self.today, self.counted)

    @property
    def left(self) -> dict[str, int]:
        return grants.left(self.terms.limits, self.counted, self.today)

    @property
    def partner(self) -> str:
        """The name of the other co-op."""
        other = self.grant.member if self.side is Side.GIVER else self.grant.cooperative
        return other.name

    @property
    def partner_id(self) -> int:
        giver, taker = self.grant.cooperative.pk, self.grant.member.pk
        return int(taker if self.side is Side.GIVER else giver)

    def side_of(self, cooperative_id: int | None) -> Side:
        return Side.GIVER if cooperative_id == self.grant.cooperative_id else Side.TAKER

    def reason_of(self, step: Step) -> str:
        return next((one.reason for one in self.steps if one.step == step), "")


def grant_seen(grant_id: UUID, at: datetime) -> SeenGrant | None:
    """One of the co-op in scope, given or taken. Four queries, however many uses."""
    return next(iter(_seen(Grant.objects.filter(pk=grant_id), at)), None)


def grants_here(at: datetime) -> list[SeenGrant]:
    """All of the co-op in scope, the newest first."""
    return _seen(Grant.objects.all(), at)


def in_force(kind: Kind, side: Side, at: datetime, *, partner_id: int | None = None) -> list[SeenGrant]:
    """Those of a kind under which something may be begun today, where the co-op in scope has that side."""
    return [
        one
        for one in _seen(Grant.objects.filter(kind=kind), at)
        if one.side is side
        and one.is_whole
        and one.state is State.IN_FORCE
        and partner_id in (None, one.partner_id)
    ]


def use_seen(use_id: UUID, at: datetime) -> tuple[SeenGrant, SeenUse] | None:
    """A use of a grant of the co-op in scope, begun by the side that may."""
    found = GrantUse.objects.filter(pk=use_id).values_list("grant_id", flat=True).first()
    grant = grant_seen(found, at) if found else None
    use = next((one for one in grant.uses if one.use.pk == use_id), None) if grant else None
    return (grant, use) if grant and use else None


def uses_here(kind: Kind, at: datetime) -> list[tuple[SeenGrant, SeenUse]]:
    """Of all grants of a kind, the newest use first."""
    found = [(grant, use) for grant in _seen(Grant.objects.filter(kind=kind), at) for use in grant.uses]
    return sorted(found, key=lambda one: one[1].use.begun_at, reverse=True)


def letter_of(use: GrantUse) -> dict[str, object]:
    """Who and where, as long as it is kept."""
    letter = getattr(use, "letter", None)
    return dict(letter.body) if letter is not None else {}


def slip_for(use: GrantUse, terms_sha256: str, letter: dict[str, object]) -> Slip:
    """What the slip of this use must say."""
    return Slip(
        grant=str(use.grant_id),
        terms=terms_sha256,
        key=use.key,
        on=use.on.isoformat(),
        deliveries=use.deliveries,
        minutes=use.minutes,
        cents=use.cents,
        body=hash_of({"what": use.what, **use.body}),
        letter=hash_of(letter),
        good_until=use.good_until.astimezone(UTC).isoformat(),
    )


def _seen(rows: QuerySet[Grant], at: datetime) -> list[SeenGrant]:
    mine = rows.filter(Q(cooperative=required()) | Q(member=required()))
    found = mine.select_related("cooperative", "member").prefetch_related(
        Prefetch("steps", GrantStep.objects.order_by("taken_at", "id")),
        Prefetch("uses", GrantUse.objects.select_related("letter").order_by("begun_at", "id")),
        Prefetch("uses__steps", GrantUseStep.objects.order_by("taken_at", "id")),
    )
    return [_read(row, at) for row in found.order_by("-offered_at", "-id") if _is_legible(row)]


def _is_legible(row: Grant) -> bool:
    """What was written past every service may be no terms at all: it is nothing."""
    try:
        row.read()
    except (AttributeError, KeyError, TypeError, ValueError):
        return False
    return True


def _read(row: Grant, at: datetime) -> SeenGrant:
    terms, both = row.read(), {row.cooperative_id, row.member_id}
    begins = row.cooperative_id if terms.used_by is Side.GIVER else row.member_id
    return SeenGrant(
        grant=row,
        terms=terms,
        steps=tuple(_of(row.steps.all(), both)),
        uses=tuple(
            SeenUse(use, tuple(one for one in use.steps.all() if one.cooperative_id in both))
            for use in row.uses.all()
            if use.cooperative_id == begins
        ),
        today=timezone.localdate(at, row.cooperative.zone),
        side=Side.GIVER if row.cooperative_id == required() else Side.TAKER,
    )


def _of(steps: Iterable[GrantStep], both: set[int | None]) -> list[GrantStep]:
    return [one for one in steps if one.cooperative_id in both]
