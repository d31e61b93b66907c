"""A courier's pass to send positions: signed, for one shift, good for nothing else, read without a database."""

from dataclasses import dataclass
from uuid import UUID

from django.core import signing

POSITIONS_PATH = "/api/v1/positions/"
SALT = "coopplatform.positions"
VALID_SECONDS = 16 * 3600
"""No shift is longer; the page hands out a new one each time it is loaded."""


@dataclass(frozen=True, slots=True)
class PositionPass:
    cooperative_id: int
    courier_id: UUID
    shift_id: str


def position_pass(*, cooperative_id: int, courier_id: UUID, shift_id: UUID) -> str:
    """The pass of a courier for the shift that runs, to be sent as `Authorization: Bearer …`."""
    return signing.dumps([cooperative_id, str(courier_id), str(shift_id)], salt=SALT)


def read_pass(text: str) -> PositionPass | None:
    """None for one that is forged, cut off or too old."""
    try:
        cooperative_id, courier_id, shift_id = signing.loads(text, salt=SALT, max_age=VALID_SECONDS)
    except signing.BadSignature:
        return None
    return PositionPass(cooperative_id, UUID(courier_id), shift_id)
