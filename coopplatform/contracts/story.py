"""The story: an order is placed, priced, dispatched, carried, booked, paid, shared and counted; read it top to bottom.

What it will cost is settled before. Whoever reads the journal imports this, so that every event is known.
"""

from coopplatform.contracts import (  # noqa: I001 -- in the order of the story
    pricing,
    ordering,
    dispatching,
    carrying,
    working,
    booking,
    invoicing,
    paying,
    sharing,
    assembling,
    reviewing,
    federating,
    consulting,
    commons,
    granting,
    lending,
    dues,
    funding,
    leaving,
)

CHAPTERS = (
    pricing,
    ordering,
    dispatching,
    carrying,
    working,
    booking,
    invoicing,
    paying,
    sharing,
    assembling,
    reviewing,
    federating,
    consulting,
    commons,
    granting,
    lending,
    dues,
    funding,
    leaving,
)
