"""The co-op in scope."""

from cooperatives.models import Cooperative
from coopplatform.tenancy.scope import required


def cooperative_here() -> Cooperative:
    """Raises NoCooperative outside of a scope."""
    return Cooperative.objects.get(pk=required())
