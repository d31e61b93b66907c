"""`/api/v1/c/<co-op>/day/files/<id>/`: a courier's phone sends a photo or a signature, whenever it has network."""

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from django.utils import timezone
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from coopplatform.kernel.actor import Actor
from deliveries.adapters.photos import MOST_BYTES, too_heavy
from deliveries.api.courier import CourierAPIView
from deliveries.api.serializers import ProblemSerializer
from deliveries.domain.proof import FILE_NEEDS, Need
from deliveries.services.proofs import Sent, receive_file, refuse_file

PIECE = 64 * 1024


class FileQuerySerializer(serializers.Serializer[Any]):
    kind = serializers.ChoiceField(choices=[need.value for need in FILE_NEEDS])
    at = serializers.DateTimeField(default_timezone=UTC, help_text="When it was taken, by the phone.")


class ProofFileSerializer(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    kind = serializers.ChoiceField(choices=[need.value for need in FILE_NEEDS])
    size = serializers.IntegerField(help_text="Bytes of what is kept.")
    width = serializers.IntegerField()
    height = serializers.IntegerField()
    taken_at = serializers.DateTimeField()
    received_at = serializers.DateTimeField()


class ProofFileView(CourierAPIView):
    @extend_schema(
        operation_id="send_proof_file",
        parameters=[
            OpenApiParameter("kind", str, enum=[need.value for need in FILE_NEEDS], required=True),
            OpenApiParameter(
                "at", OpenApiTypes.DATETIME, required=True, description="When it was taken, by the phone."
            ),
        ],
        request={"image/*": OpenApiTypes.BINARY},
        responses={
            200: ProofFileSerializer,
            201: ProofFileSerializer,
            404: ProblemSerializer,
            409: ProblemSerializer,
            413: ProblemSerializer,
            415: ProblemSerializer,
            422: ProblemSerializer,
        },
    )
    def put(self, request: Request, cooperative: str, file_id: UUID) -> Response:
        """The same bytes under the same id are kept once (201, then 200); other bytes are refused (409).

        On shift or after it, before the tap that names the file or after it. What is too large or no picture stays
        on the phone, and the dispatcher is told.
        """
        worker = self.courier(request)
        query = FileQuerySerializer(data=request.query_params)
        query.is_valid(raise_exception=True)
        asked = query.validated_data
        sent = Sent(file_id, worker.courier_id, Need(asked["kind"]), asked["at"])
        by, at = Actor.person(worker.user_id), timezone.now()
        content = _content(request, sent, by=by, at=at)
        received = receive_file(sent=sent, content=content, by=by, at=at)
        return Response(ProofFileSerializer(received.file).data, status=201 if received.is_new else 200)


def _content(request: Request, sent: Sent, *, by: Actor, at: datetime) -> bytes:
    """The body, up to the limit: what says it is larger is not read, what says nothing is read no further."""
    told = request.META.get("CONTENT_LENGTH") or ""
    size = int(told) if told.isdecimal() else None
    pieces: list[bytes] = []
    left = MOST_BYTES
    while (size is None or size <= MOST_BYTES) and left >= 0 and (piece := request.read(PIECE)):
        pieces.append(piece)
        left -= len(piece)
    if left < 0 or (size or 0) > MOST_BYTES:
        refused = too_heavy(size)
        refuse_file(sent=sent, reason=refused.code, by=by, at=at)
        raise refused
    return b"".join(pieces)
