"""What customers owe, fact by fact: the line of each claim, and what has come of it."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import date
from uuid import UUID

from django.db.models import Exists, F, OuterRef, Q, QuerySet, Sum
from django.utils import timezone

from cooperatives.domain.charts import Role
from cooperatives.models import Line, MatchedLine

CLAIMS = (Role.CUSTOMERS, Role.UNBILLED)
MOST_PARTS = 24
"""In how many parts a claim may be paid, looked at."""


@dataclass(frozen=True, slots=True)
class Claim:
    """The line that a fact (`source_key`) posted on the customers' account, or `is_unbilled` on that of what is not
    invoiced yet; debit positive. `vat_cents` of it are VAT that is not due before the invoice."""

    line_id: UUID
    cents: int
    is_settled: bool
    is_unbilled: bool = False
    vat_cents: int = 0


@dataclass(frozen=True, slots=True)
class Settlement:
    """What is still open of a claim (debit positive), and since when it is settled; `by_bank` once money came."""

    cents: int
    open_cents: int
    settled_on: date | None = None
    by_bank: bool = False


def claims_of(source_keys: Collection[str]) -> dict[str, Claim]:
    """The claim each of these facts made, one line each; a fact without one is left out. One query."""
    rows = Line.objects.filter(
        entry__source_key__in=source_keys, account__role__in=[*CLAIMS, Role.VAT_UNBILLED]
    ).values_list("entry__source_key", "account__role", "pk", "amount_cents", "matched__matching_id")
    claims, vat = {}, {}
    for key, role, pk, cents, matching in rows:
        if role == Role.VAT_UNBILLED:
            vat[key] = -cents
        else:
            claims[key] = Claim(pk, cents, matching is not None, role == Role.UNBILLED)
    return {key: replace(claim, vat_cents=vat.get(key, 0)) for key, claim in claims.items()}


@dataclass(frozen=True, slots=True)
class Unbilled:
    """Of lines not invoiced yet, in cents: the deliveries' claims they are what is left of, with all the VAT of those,
    and how much of it waits still."""

    claimed_cents: int = 0
    vat_cents: int = 0
    waiting_cents: int = 0


def unbilled_behind(line_ids: Collection[UUID]) -> Unbilled:
    """What stands behind those of these lines that are not invoiced yet. Two queries, and two for each part paid."""
    lines = list(Line.objects.filter(pk__in=line_ids, account__role=Role.UNBILLED))
    origins: list[Line] = []
    rests = lines
    for _part in range(MOST_PARTS):
        settled = _settled_by({line.entry_id for line in rests})
        origins += [line for line in rests if line.entry_id not in settled]
        rests = [
            claim for entry_id in {line.entry_id for line in rests} for claim in settled.get(entry_id, ())
        ]
        if not rests:
            break
    return Unbilled(
        claimed_cents=sum(line.amount_cents for line in origins),
        vat_cents=_vat_waiting([line.pk for line in origins]),
        waiting_cents=_vat_waiting([line.pk for line in lines]),
    )


def rests_of(line_ids: Collection[UUID]) -> dict[UUID, UUID]:
    """By line of a delivery that payments settled in part: the line of what is left, which nothing settles yet."""
    found: dict[UUID, UUID] = {}
    at = {pk: {pk} for pk in line_ids}
    for _part in range(MOST_PARTS):
        matched = MatchedLine.objects.filter(line_id__in=at, matching__entry__isnull=False)
        paid_by: dict[UUID, set[UUID]] = defaultdict(set)
        for line_id, entry_id in matched.values_list("line_id", "matching__entry_id"):
            paid_by[entry_id] |= at[line_id]
        left = _left_by(paid_by)
        found |= {origin: line.pk for line, is_open in left if is_open for origin in paid_by[line.entry_id]}
        at = {line.pk: paid_by[line.entry_id] for line, is_open in left if not is_open}
        if not at:
            break
    return found


def rest_claims(line_ids: Collection[UUID]) -> dict[UUID, Claim]:
    """What payments in part left of deliveries, as claims that wait for an invoice, by line."""
    return {
        line.pk: Claim(line.pk, line.amount_cents, False, True, _vat_waiting([line.pk]))
        for line in Line.objects.filter(pk__in=line_ids)
    }


def _settled_by(entry_ids: Collection[UUID]) -> dict[UUID, list[Line]]:
    """By a payment's entry, the lines not invoiced yet that it settled; none for an entry that is no payment."""
    rows = MatchedLine.objects.filter(
        ~Q(line__entry=F("matching__entry")),
        matching__entry_id__in=entry_ids,
        line__account__role=Role.UNBILLED,
    )
    found: dict[UUID, list[Line]] = defaultdict(list)
    for row in rows.select_related("line", "matching"):
        assert row.matching.entry_id is not None
        found[row.matching.entry_id].append(row.line)
    return found


def _left_by(entry_ids: Collection[UUID]) -> list[tuple[Line, bool]]:
    """What payments left of the lines not invoiced yet that they settled, and whether nothing settles it yet."""
    rows = Line.objects.filter(
        Q(matched__isnull=True) | ~Q(matched__matching__entry=F("entry")),
        entry_id__in=entry_ids,
        account__role=Role.UNBILLED,
        amount_cents__gt=0,
    )
    return [(line, line.is_open) for line in rows.annotate(is_open=Q(matched__isnull=True))]


def _vat_waiting(line_ids: Collection[UUID]) -> int:
    """How much VAT waits for the invoice of those of these lines that are not invoiced yet, in cents: it stands in
    their entry, on the other side."""
    claim = Line.objects.filter(pk__in=line_ids, account__role=Role.UNBILLED)
    waiting = Line.objects.filter(
        Q(Exists(claim.filter(entry=OuterRef("entry"), amount_cents__gt=0)), amount_cents__lt=0)
        | Q(Exists(claim.filter(entry=OuterRef("entry"), amount_cents__lt=0)), amount_cents__gt=0),
        account__role=Role.VAT_UNBILLED,
    )
    return -int(waiting.aggregate(cents=Sum("amount_cents", default=0))["cents"])


def settlements(claimed: Mapping[str, int]) -> dict[str, Settlement]:
    """How the claim of so many cents that each fact made (negative: what is owed back) stands; parts are followed.

    A payment that leaves a rest on the same customer's account leaves it with the newest of the claims it settled.
    Two queries, and two more for each further part.
    """
    first: dict[UUID, tuple[str, int]] = {}
    rows = _customer_lines(claimed.keys()).order_by("entry__posted_on", "entry__number", "pk")
    for key, pk, cents in rows.values_list("entry__source_key", "pk", "amount_cents"):
        if cents == claimed[key]:
            first[pk] = (key, cents)
    found: dict[str, Settlement] = {}
    looked = dict(first)
    for _part in range(MOST_PARTS):
        if not looked:
            break
        looked = _follow(looked, claimed, found)
    return found


def _customer_lines(source_keys: Collection[str]) -> QuerySet[Line]:
    found: QuerySet[Line] = Line.objects.filter(
        entry__source_key__in=source_keys, account__role=Role.CUSTOMERS
    )
    return found


def _follow(
    looked: dict[UUID, tuple[str, int]], claimed: Mapping[str, int], found: dict[str, Settlement]
) -> dict[UUID, tuple[str, int]]:
    """Write down how these lines stand; returns what payments in part left open of them, by its line."""
    matched = {
        row.line_id: row
        for row in MatchedLine.objects.filter(line_id__in=looked).select_related("matching__bank_line")
    }
    by_entry: dict[UUID, list[tuple[str, int]]] = defaultdict(list)
    for pk, (key, cents) in looked.items():
        if (row := matched.get(pk)) is None:
            before = found.get(key)
            found[key] = Settlement(claimed[key], cents, None, before.by_bank if before else False)
            continue
        movement = row.matching.bank_line
        on = movement.booked_on if movement else timezone.localdate(row.matching.matched_at)
        found[key] = Settlement(claimed[key], 0, on, movement is not None)
        if row.matching.entry_id:
            by_entry[row.matching.entry_id].append((key, cents))
    return _rests(by_entry) if by_entry else {}


def _rests(by_entry: dict[UUID, list[tuple[str, int]]]) -> dict[UUID, tuple[str, int]]:
    """The line a payment left open on the customers' account, with the newest claim of that payment."""
    rests = Line.objects.filter(
        Q(matched__isnull=True) | ~Q(matched__matching__entry=F("entry")),
        entry__in=by_entry,
        account__role=Role.CUSTOMERS,
        amount_cents__gt=0,
    )
    return {
        pk: (by_entry[entry_id][-1][0], cents)
        for pk, entry_id, cents in rests.values_list("pk", "entry_id", "amount_cents")
    }
