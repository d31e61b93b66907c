"""`/api/v1/c/<co-op>/tracking/<token>/`: what the recipient's page shows, for those who hold the link."""

from django.http import Http404
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from deliveries.api.scope import PublicTenantAPIView
from deliveries.api.serializers import ProblemSerializer, TrackingSerializer
from deliveries.api.throttling import PublicThrottle
from deliveries.queries.tracking import tracking
from deliveries.services.looking import look_by_link


class TrackingView(PublicTenantAPIView):
    throttle_classes = (PublicThrottle,)

    @extend_schema(operation_id="track", auth=[], responses={200: TrackingSerializer, 404: ProblemSerializer})
    def get(self, request: Request, cooperative: str, token: str) -> Response:
        found = tracking(token)
        if found is None:
            raise Http404
        place = look_by_link(found, timezone.now())
        body = {
            "state": found.order.state,
            "store": found.store_name,
            "expected_at": found.expected_at,
            "courier": found.courier_code,
            "position": {"lat": place.lat, "lon": place.lon} if place else None,
        }
        return Response(TrackingSerializer(body).data)
