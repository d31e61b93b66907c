"""`/api/v1/c/<co-op>/day/push/`: a courier's phone asks to be told of changes, or no more."""

from django.utils import timezone
from django.utils.translation import get_language
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from coopplatform.kernel.actor import Actor
from deliveries.api.courier import CourierAPIView
from deliveries.api.serializers import ProblemSerializer, PushEndpointSerializer, PushSerializer
from deliveries.services.push import Phone, subscribe, unsubscribe


class PushView(CourierAPIView):
    @extend_schema(
        operation_id="turn_push_on",
        request=PushSerializer,
        responses={204: None, 404: ProblemSerializer, 409: ProblemSerializer, 422: ProblemSerializer},
    )
    def post(self, request: Request, cooperative: str) -> Response:
        """The browser's subscription, told from now on in the language of the request. Twice is once."""
        worker = self.courier(request)
        serializer = PushSerializer(data=request.data)
        serializer.is_valid(raise_exception=True)
        asked = serializer.validated_data
        subscribe(
            courier_id=worker.courier_id,
            phone=Phone(asked["endpoint"], **asked["keys"]),
            language=(get_language() or "en")[:8],
            by=Actor.person(worker.user_id),
            at=timezone.now(),
        )
        return Response(status=204)

    @extend_schema(
        operation_id="turn_push_off",
        request=PushEndpointSerializer,
        responses={204: None, 404: ProblemSerializer, 422: ProblemSerializer},
    )
    def delete(self, request: Request, cooperative: str) -> Response:
        """A phone that was not told is no error."""
        worker = self.courier(request)
        serializer = PushEndpointSerializer(data=request.data)
        serializer.is_valid(raise_exception=True)
        unsubscribe(
            courier_id=worker.courier_id,
            endpoint=serializer.validated_data["endpoint"],
            by=Actor.person(worker.user_id),
            at=timezone.now(),
        )
        return Response(status=204)
