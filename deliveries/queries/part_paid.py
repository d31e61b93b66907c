"""Deliveries that no invoice has, by what was paid of them: nothing, a part, or all."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from cooperatives.queries.claims import Claim, rest_claims, rests_of, unbilled_behind
from coopplatform.kernel.money import allocate


@dataclass(frozen=True, slots=True)
class Waiting:
    """What of a delivery bears VAT with its invoice only, in cents."""

    net_cents: int
    vat_cents: int


@dataclass(slots=True)
class ToldApart:
    """The deliveries an invoice takes over (`waiting`, by order), the claims it settles for them, and what was paid of
    them before. `with_later` were paid in part together with deliveries that are not here."""

    waiting: dict[UUID, Waiting] = field(default_factory=dict)
    claims: list[Claim] = field(default_factory=list)
    prepaid_cents: int = 0
    with_later: int = 0


def told_apart(claims: Mapping[UUID, Sequence[Claim]]) -> ToldApart:
    """By order, its claims; one whose claims are settled and left no rest was paid, and is in nothing of the answer.

    A payment in part of several deliveries leaves one rest, which one invoice takes over with all of them.
    """
    told, by_rest = ToldApart(), _by_rest(claims)
    for order_id, own in claims.items():
        if own and not any(claim.is_settled for claim in own):
            told.waiting[order_id] = _open(own)
            told.claims += own
    known = rest_claims(by_rest)
    for rest_id, orders in by_rest.items():
        settled = [claim for order_id in orders for claim in claims[order_id]]
        gross = sum(claim.cents for claim in settled)
        if gross != unbilled_behind([rest_id]).claimed_cents:
            told.with_later += len(orders)
            continue
        told.waiting |= _shares(known[rest_id], {order_id: claims[order_id] for order_id in orders})
        told.claims.append(known[rest_id])
        told.prepaid_cents += gross - known[rest_id].cents
    return told


def _by_rest(claims: Mapping[UUID, Sequence[Claim]]) -> dict[UUID, list[UUID]]:
    """By the line that is left, the orders all of whose claims it is what is left of."""
    settled = [claim.line_id for own in claims.values() for claim in own if claim.is_settled]
    rests = rests_of(settled) if settled else {}
    found: dict[UUID, list[UUID]] = defaultdict(list)
    for order_id, own in claims.items():
        left = {rests.get(claim.line_id) for claim in own}
        if len(left) == 1 and (rest := left.pop()) is not None:
            found[rest].append(order_id)
    return dict(found)


def _open(claims: Sequence[Claim]) -> Waiting:
    """A claim on the customers' account bore its VAT when it was booked."""
    gross = sum(claim.cents for claim in claims if claim.is_unbilled)
    vat = sum(claim.vat_cents for claim in claims)
    return Waiting(gross - vat, vat)


def _shares(rest: Claim, claims: Mapping[UUID, Sequence[Claim]]) -> dict[UUID, Waiting]:
    """The rest in proportion to what each delivery cost, its VAT to what each bore."""
    gross = [max(0, sum(claim.cents for claim in own)) for own in claims.values()]
    vat = [max(0, sum(claim.vat_cents for claim in own)) for own in claims.values()]
    nets = allocate(rest.cents - rest.vat_cents, gross)
    vats = allocate(rest.vat_cents, vat) if any(vat) else [0] * len(vat)
    return {
        order_id: Waiting(*pair) for order_id, pair in zip(claims, zip(nets, vats, strict=True), strict=True)
    }
