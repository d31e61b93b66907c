"""What a courier's own phone may ask of the API: signed in as on the page, for themself only."""

from typing import Any

from rest_framework.authentication import SessionAuthentication
from rest_framework.exceptions import NotFound
from rest_framework.permissions import IsAuthenticated
from rest_framework.request import Request

from cooperatives.queries.access import access_of
from deliveries.api.scope import PublicTenantAPIView
from deliveries.permissions import can_complete_task
from members.queries.roster import Worker, worker_of


class CourierAPIView(PublicTenantAPIView):
    """By session, with the CSRF token of the page."""

    authentication_classes: Any = (SessionAuthentication,)
    permission_classes: Any = (IsAuthenticated,)

    @staticmethod
    def courier(request: Request) -> Worker:
        """Whoever carries nothing here finds nothing here. Raises NotFound."""
        worker = worker_of(request.user.pk or 0) if can_complete_task.test(access_of(request.user)) else None
        if worker is None:
            raise NotFound
        return worker
