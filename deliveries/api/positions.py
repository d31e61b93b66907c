"""`/api/v1/c/<co-op>/positions/`: a courier's phone tells where it is, in batches, while on shift."""

from typing import Any

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework.authentication import SessionAuthentication
from rest_framework.exceptions import NotFound
from rest_framework.permissions import IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response

from cooperatives.queries.access import access_of
from coopplatform.kernel.geo import Point
from deliveries.api.scope import PublicTenantAPIView
from deliveries.api.serializers import PositionsSerializer, ProblemSerializer, ReceivedSerializer
from deliveries.permissions import can_complete_task
from deliveries.services.positions import Fix, report_positions
from members.queries.roster import worker_of


class PositionsView(PublicTenantAPIView):
    authentication_classes: Any = (SessionAuthentication,)
    permission_classes: Any = (IsAuthenticated,)

    @extend_schema(
        operation_id="report_positions",
        request=PositionsSerializer,
        responses={200: ReceivedSerializer, 404: ProblemSerializer, 409: ProblemSerializer},
    )
    def post(self, request: Request, cooperative: str) -> Response:
        """Fixes outside of an open shift are refused and leave no row; if none is kept, 409."""
        worker = worker_of(request.user.pk or 0) if can_complete_task.test(access_of(request.user)) else None
        if worker is None:
            raise NotFound
        serializer = PositionsSerializer(data=request.data)
        serializer.is_valid(raise_exception=True)
        fixes = [Fix(fix["at"], Point(fix["lat"], fix["lon"])) for fix in serializer.validated_data["fixes"]]
        kept = report_positions(courier_id=worker.courier_id, fixes=fixes, at=timezone.now())
        body = ReceivedSerializer({"kept": kept, "refused": len(fixes) - kept}).data
        return Response(body, status=200 if kept or not fixes else 409)
