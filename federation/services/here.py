"""What only the federation's own scope may do, and what only a co-op's."""

from cooperatives.queries.here import cooperative_here
from coopplatform.kernel.errors import NotAllowedNow, NotFound
from coopplatform.kernel.text import _


def require_federation() -> None:
    """Raises NotAllowedNow in the scope of a member co-op."""
    if cooperative_here().kind != "federation":
        raise NotAllowedNow("not_the_federation", _("Only the federation does this."))


def require_cooperative() -> None:
    """Raises NotFound in the federation's own scope: it has no such page of itself."""
    if cooperative_here().kind == "federation":
        raise NotFound("not_a_cooperative", _("There is no such page here."))
