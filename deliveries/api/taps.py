"""`/api/v1/c/<co-op>/day/taps/`: what a courier tapped, sent when the network is there."""

from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.exceptions import NotFound
from rest_framework.request import Request
from rest_framework.response import Response

from coopplatform.kernel.actor import Actor
from coopplatform.web.wording import write
from deliveries.api.courier import CourierAPIView
from deliveries.api.serializers import ProblemSerializer
from deliveries.domain.taps import Outcome
from deliveries.models import Tap
from deliveries.services.taps import Batch, Tapped, receive_taps

AT_MOST = 200


class TappedSerializer(serializers.Serializer[Any]):
    key = serializers.UUIDField(help_text=gettext_lazy("Made by the phone; the same key counts once."))
    number = serializers.IntegerField(
        min_value=1, max_value=2_000_000_000, help_text=gettext_lazy("1, 2, 3… on this phone, without a gap.")
    )
    kind = serializers.CharField(max_length=12)
    at = serializers.DateTimeField(help_text=gettext_lazy("When it was tapped, by the phone's clock."))
    subject = serializers.UUIDField(
        required=False, allow_null=True, help_text=gettext_lazy("The stop, or the shift.")
    )
    undoes = serializers.UUIDField(required=False, allow_null=True)
    reason = serializers.CharField(max_length=200, required=False, allow_blank=True)
    proof = serializers.DictField(required=False, allow_null=True)


class BatchSerializer(serializers.Serializer[Any]):
    courier = serializers.UUIDField(help_text=gettext_lazy("Whose taps they are."))
    device = serializers.UUIDField(help_text=gettext_lazy("The phone, by a name it made up."))
    sent_at = serializers.DateTimeField(help_text=gettext_lazy("Now, by the phone's clock."))
    oldest = serializers.IntegerField(
        min_value=1, max_value=2_000_000_000, help_text=gettext_lazy("The lowest number still unanswered.")
    )
    taps = TappedSerializer(many=True, max_length=AT_MOST)  # type: ignore[call-arg]


class ResultSerializer(serializers.Serializer[Any]):
    key = serializers.UUIDField()
    outcome = serializers.ChoiceField(choices=[outcome.value for outcome in Outcome])
    code = serializers.CharField(allow_blank=True)
    words = serializers.CharField(allow_blank=True)


class ReceivedTapsSerializer(serializers.Serializer[Any]):
    through = serializers.IntegerField(help_text=gettext_lazy("Every tap up to this number was applied."))
    results = ResultSerializer(many=True)


class TapsView(CourierAPIView):
    @extend_schema(
        operation_id="send_taps",
        request=BatchSerializer,
        responses={
            200: ReceivedTapsSerializer,
            403: ProblemSerializer,
            404: ProblemSerializer,
            409: ProblemSerializer,
            422: ProblemSerializer,
        },
    )
    def post(self, request: Request, cooperative: str) -> Response:
        """Each tap counts once, in the order of its phone; `kept` ones could not count, and the dispatcher is told."""
        worker = self.courier(request)
        serializer = BatchSerializer(data=request.data)
        serializer.is_valid(raise_exception=True)
        sent = serializer.validated_data
        if sent["courier"] != worker.courier_id:
            raise NotFound(_("These taps are another courier's: they wait on this phone until they sign in."))
        batch = Batch(
            sent["device"], sent["sent_at"], sent["oldest"], tuple(Tapped(**tap) for tap in sent["taps"])
        )
        by = Actor.person(request.user.pk or 0)
        received = receive_taps(courier_id=worker.courier_id, batch=batch, by=by, at=timezone.now())
        body = {"through": received.through, "results": [_result(tap) for tap in received.taps]}
        return Response(ReceivedTapsSerializer(body).data)


def _result(tap: Tap) -> dict[str, Any]:
    words = write(tap.told) if tap.told else ""
    return {"key": tap.key, "outcome": tap.outcome, "code": tap.code, "words": words}
