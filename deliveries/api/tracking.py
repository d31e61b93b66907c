"""`/api/v1/c/<co-op>/tracking/<token>/`: what the recipient's page shows, for those who hold the link."""

from django.http import Http404
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from deliveries.api.scope import PublicTenantAPIView
from deliveries.api.serializers import ProblemSerializer, TrackingSerializer
from deliveries.api.throttling import PublicThrottle
from deliveries.queries.tracking import tracking


class TrackingView(PublicTenantAPIView):
    throttle_classes = (PublicThrottle,)

    @extend_schema(operation_id="track", auth=[], responses={200: TrackingSerializer, 404: ProblemSerializer})
    def get(self, request: Request, cooperative: str, token: str) -> Response:
        found = tracking(token)
        if found is None:
            raise Http404
        body = {
            "state": found.order.state,
            "store": found.store_name,
            "expected_at": found.expected_at,
            "courier": found.courier_code,
            "position": {"lat": found.place.lat, "lon": found.place.lon} if found.place else None,
        }
        return Response(TrackingSerializer(body).data)
