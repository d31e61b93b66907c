"""A request inside a co-op, for types."""

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django_htmx.middleware import HtmxDetails

from cooperatives.domain.roles import Access
from cooperatives.models import Cooperative, User
from coopplatform.kernel.actor import Actor


class TenantRequest(HttpRequest):
    cooperative: Cooperative
    access: Access
    user: User
    htmx: HtmxDetails


def actor_of(request: HttpRequest) -> Actor:
    """The person behind the request, for the journal."""
    if request.user.pk is None:
        raise PermissionDenied
    return Actor.person(request.user.pk)
