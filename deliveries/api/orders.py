"""`/api/v1/orders/` and `/api/v1/quotes/`: a store's orders, priced before they are sent."""

from uuid import UUID

from django.http import Http404
from django.utils import timezone
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import status
from rest_framework.request import Request
from rest_framework.response import Response

from coopplatform.web.idempotency import RequestKey, made_before
from deliveries.api.asking import new_order
from deliveries.api.authentication import caller
from deliveries.api.representation import offer_body, order_bodies, order_body, placed_body
from deliveries.api.scope import TenantAPIView
from deliveries.api.serializers import (
    OrderInputSerializer,
    OrderSerializer,
    PackageTypeSerializer,
    ProblemSerializer,
    QuoteSerializer,
    SlotSerializer,
)
from deliveries.models import Order
from deliveries.queries.packages import package_types_of
from deliveries.queries.slots import choices_for
from deliveries.queries.told_orders import newest_told
from deliveries.services.ordering import cancel_order, confirm_ready, place_order
from deliveries.services.quoting import NewOrder, quote_order, store_called

KEY = OpenApiParameter(
    "Idempotency-Key",
    str,
    OpenApiParameter.HEADER,
    description="1 to 255 characters; the same key makes one order, however often it is sent.",
)


def _asked(request: Request) -> NewOrder:
    serializer = OrderInputSerializer(data=request.data)
    serializer.is_valid(raise_exception=True)
    return new_order(caller(request).store_id, serializer.validated_data)


def _own(request: Request, order_id: UUID) -> UUID:
    """The id, of an order of the caller's store."""
    if not Order.objects.filter(store=caller(request).store_id, pk=order_id).exists():
        raise Http404
    return order_id


class QuoteView(TenantAPIView):
    @extend_schema(
        operation_id="quote_order",
        request=OrderInputSerializer,
        responses={200: QuoteSerializer, 422: ProblemSerializer},
    )
    def post(self, request: Request) -> Response:
        """Price and promise for an order, with the sum behind each line; nothing is written."""
        new = _asked(request)
        return Response(QuoteSerializer(offer_body(quote_order(new, at=timezone.now()))).data)


class SlotsView(TenantAPIView):
    @extend_schema(operation_id="list_slots", responses=SlotSerializer(many=True))
    def get(self, request: Request) -> Response:
        """The time slots that can be chosen now, the earliest first; none where the store has no slots."""
        choices = choices_for(store_called(caller(request).store_id), timezone.now())
        bodies = [
            {
                "id": choice.slot_id,
                "name": choice.name,
                "after": choice.window.after,
                "before": choice.window.before,
                "left": choice.left,
            }
            for choice in choices
        ]
        return Response(SlotSerializer(bodies, many=True).data)


class PackageTypesView(TenantAPIView):
    @extend_schema(operation_id="list_package_types", responses=PackageTypeSerializer(many=True))
    def get(self, request: Request) -> Response:
        """The package types that the store sends."""
        kinds = package_types_of(store_called(caller(request).store_id))
        bodies = [
            {"code": kind.code, "name": kind.name, "units": kind.units_average, "grams": kind.grams_average}
            for kind in kinds
        ]
        return Response(PackageTypeSerializer(bodies, many=True).data)


class OrdersView(TenantAPIView):
    @extend_schema(operation_id="list_orders", responses=OrderSerializer(many=True))
    def get(self, request: Request) -> Response:
        """The store's newest orders."""
        return Response(order_bodies(newest_told(caller(request).store_id, limit=50), request))

    @extend_schema(
        operation_id="place_order",
        parameters=[KEY],
        request=OrderInputSerializer,
        responses={201: OrderSerializer, 409: ProblemSerializer, 422: ProblemSerializer},
    )
    def post(self, request: Request) -> Response:
        """Place an order. With an Idempotency-Key, sending it again answers with the order there is."""
        key = request.headers.get("Idempotency-Key")
        request_key = RequestKey.of(key, caller(request).actor, request.data) if key else None
        made = made_before(request_key) if request_key else None
        if made is None:
            new = _asked(request)
            by, at = caller(request).actor, timezone.now()
            body = placed_body(place_order(new=new, by=by, at=at, request_key=request_key), request)
        else:
            body = order_body(_own(request, made), request)
        replayed = "false" if made is None else "true"
        return Response(body, status=status.HTTP_201_CREATED, headers={"Idempotent-Replayed": replayed})


class OrderView(TenantAPIView):
    @extend_schema(operation_id="read_order", responses={200: OrderSerializer, 404: ProblemSerializer})
    def get(self, request: Request, order_id: UUID) -> Response:
        return Response(order_body(_own(request, order_id), request))


class CancelView(TenantAPIView):
    @extend_schema(
        operation_id="cancel_order",
        request=None,
        responses={200: OrderSerializer, 404: ProblemSerializer, 409: ProblemSerializer},
    )
    def post(self, request: Request, order_id: UUID) -> Response:
        """Free until the pickup; 409 once a courier carries it."""
        _own(request, order_id)
        cancel_order(order_id=order_id, by=caller(request).actor, at=timezone.now())
        return Response(order_body(_own(request, order_id), request))


class ReadyView(TenantAPIView):
    @extend_schema(
        operation_id="confirm_ready",
        request=None,
        responses={200: OrderSerializer, 404: ProblemSerializer, 409: ProblemSerializer},
    )
    def post(self, request: Request, order_id: UUID) -> Response:
        """The bags can be picked up now."""
        _own(request, order_id)
        confirm_ready(order_id=order_id, by=caller(request).actor, at=timezone.now())
        return Response(order_body(_own(request, order_id), request))


class DeliveryView(TenantAPIView):
    @extend_schema(operation_id="read_delivery", responses={200: OrderSerializer, 404: ProblemSerializer})
    def get(self, request: Request, delivery_id: UUID) -> Response:
        """The order of a delivery, with its two tasks."""
        order = Order.objects.filter(delivery=delivery_id).values_list("pk", flat=True).first()
        if order is None:
            raise Http404
        return Response(order_body(_own(request, order), request))
