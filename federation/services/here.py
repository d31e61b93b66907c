"""What only the federation's own scope may do."""

from cooperatives.queries.here import cooperative_here
from coopplatform.kernel.errors import NotAllowedNow
from coopplatform.kernel.text import _


def require_federation() -> None:
    """Raises NotAllowedNow in the scope of a member co-op."""
    if cooperative_here().kind != "federation":
        raise NotAllowedNow("not_the_federation", _("Only the federation does this."))
