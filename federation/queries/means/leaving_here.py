"""A co-op's own notes of instalments beside the account of a later exit that takes up what is open of them."""

from uuid import UUID

from cooperatives.queries.here import cooperative_here
from federation.domain.means.leaving_again import carried_ids
from federation.models import ExitPayment, ExitSent, ExitSettlement
from federation.queries.means.leaving import replaced_by, standing_of


def unnoted_in(row: ExitSettlement) -> int:
    """How many instalments of the exits it takes up the co-op in scope paid and the federation has not noted."""
    ids = {UUID(of) for of in carried_ids(row.read.account)}
    noted = set(ExitPayment.objects.filter(settlement__in=ids).values_list("settlement", "instalment"))
    sent = set(ExitSent.objects.filter(settlement__in=ids).values_list("settlement", "instalment"))
    return len(sent - noted)


def is_taken_up(row: ExitSettlement) -> bool:
    """Whether the co-op in scope signed the account of a later exit that has this one's remainder in it."""
    if replaced_by(row) is not None:
        return True
    now = standing_of(cooperative_here())
    if now is None or now.row is None or now.answer is None or not now.answer.is_agreed:
        return False
    return str(row.pk) in carried_ids(now.row.read.account)
