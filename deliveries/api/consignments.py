"""`/api/v1/consignments/`: several orders at once, all of them or none."""

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import status
from rest_framework.request import Request
from rest_framework.response import Response

from coopplatform.web.idempotency import RequestKey
from deliveries.api.asking import new_order
from deliveries.api.authentication import caller
from deliveries.api.orders import KEY
from deliveries.api.representation import order_bodies
from deliveries.api.scope import TenantAPIView
from deliveries.api.serializers import ConsignmentInputSerializer, ConsignmentSerializer, ProblemSerializer
from deliveries.queries.told_orders import consignment_told
from deliveries.services.consigning import place_consignment


class ConsignmentsView(TenantAPIView):
    @extend_schema(
        operation_id="place_consignment",
        parameters=[KEY],
        request=ConsignmentInputSerializer,
        responses={201: ConsignmentSerializer, 409: ProblemSerializer, 422: ProblemSerializer},
    )
    def post(self, request: Request) -> Response:
        """Place several orders at once; one that is refused stops them all, and the problem says which, from 0."""
        serializer = ConsignmentInputSerializer(data=request.data)
        serializer.is_valid(raise_exception=True)
        who, key = caller(request), request.headers.get("Idempotency-Key")
        placed = place_consignment(
            stops=[new_order(who.store_id, one) for one in serializer.validated_data["orders"]],
            by=who.actor,
            at=timezone.now(),
            request_key=RequestKey.of(key, who.actor, request.data) if key else None,
        )
        consignment_id = placed[0].consignment_id
        assert consignment_id is not None
        body = {"id": str(consignment_id), "orders": order_bodies(consignment_told(consignment_id), request)}
        return Response(body, status=status.HTTP_201_CREATED)
