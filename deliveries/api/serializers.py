"""Shapes of the API. They check shape; the domain checks meaning, so that page and API answer alike."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from coopplatform.kernel.errors import Invalid
from coopplatform.kernel.geo import Point
from coopplatform.kernel.text import _ as sentence
from coopplatform.kernel.time import TimeWindow
from coopplatform.web.wording import write
from deliveries.domain.loads import EQUIPMENT
from deliveries.domain.proof import Need
from deliveries.queries.addresses import best
from deliveries.services.quoting import Destination


class PointSerializer(serializers.Serializer[Any]):
    lat = serializers.FloatField(min_value=-90, max_value=90)
    lon = serializers.FloatField(min_value=-180, max_value=180)


class RecipientSerializer(serializers.Serializer[Any]):
    name = serializers.CharField(max_length=120)
    phone = serializers.CharField(max_length=32, required=False, default="", allow_blank=True)
    email = serializers.EmailField(max_length=254, required=False, default="", allow_blank=True)
    address = serializers.CharField(max_length=200)
    point = PointSerializer(
        required=False, help_text=_("Where to, if you know it; else the address is looked up.")
    )
    instructions = serializers.CharField(max_length=300, required=False, default="", allow_blank=True)


class WindowSerializer(serializers.Serializer[Any]):
    after = serializers.DateTimeField()
    before = serializers.DateTimeField()

    def validate(self, attrs: dict[str, Any]) -> TimeWindow:
        if attrs["before"] < attrs["after"]:
            raise serializers.ValidationError({"before": _("A window ends after it begins.")})
        return TimeWindow(attrs["after"], attrs["before"])


class PackageSerializer(serializers.Serializer[Any]):
    type = serializers.CharField(max_length=8, help_text=_("Code of a package type that the store sends."))
    quantity = serializers.IntegerField(min_value=1)


class PackageTypeSerializer(serializers.Serializer[Any]):
    code = serializers.CharField()
    name = serializers.CharField()
    units = serializers.IntegerField(help_text=_("Volume on average, in the co-op's own units."))
    grams = serializers.IntegerField(help_text=_("Weight on average."))


class SlotSerializer(serializers.Serializer[Any]):
    id = serializers.CharField()
    name = serializers.CharField()
    after = serializers.DateTimeField()
    before = serializers.DateTimeField()
    left = serializers.IntegerField(
        allow_null=True, help_text=_("Places left; null where there is no limit.")
    )


class OrderInputSerializer(serializers.Serializer[Any]):
    recipient = RecipientSerializer()
    pickup = RecipientSerializer(
        required=False, help_text=_("Where the goods are, when that is not the store.")
    )
    ready_at = serializers.DateTimeField(help_text=_("When the bags can be picked up."))
    bags = serializers.IntegerField(default=1)
    goods_cents = serializers.IntegerField(default=0, help_text=_("What the goods are worth, in cents."))
    window = WindowSerializer(
        required=False,
        help_text=_("When they may be handed over, for planned tours; else soon after ready_at."),
    )
    grams = serializers.IntegerField(required=False, help_text=_("Total weight; else counted by the bag."))
    litres = serializers.IntegerField(required=False, help_text=_("Total volume; else counted by the bag."))
    needs = serializers.ListField(
        child=serializers.ChoiceField(choices=sorted(EQUIPMENT)),
        required=False,
        help_text=_("Equipment the bike must have."),
    )
    proof = serializers.ListField(
        child=serializers.ChoiceField(choices=[need.value for need in Need]),
        required=False,
        help_text=_("What the courier is asked at the door, beyond what the store always asks."),
    )
    packages = PackageSerializer(
        many=True, required=False, help_text=_("What is sent, by type; a store may demand it.")
    )
    slot = serializers.CharField(
        required=False,
        default="",
        allow_blank=True,
        max_length=80,
        help_text=_("A slot of /slots/: its window is the order's."),
    )


class ConsignmentInputSerializer(serializers.Serializer[Any]):
    orders = serializers.ListField(child=OrderInputSerializer(), min_length=1, max_length=50)


class LineSerializer(serializers.Serializer[Any]):
    code = serializers.CharField()
    label = serializers.CharField()  # type: ignore[assignment]
    formula = serializers.CharField()
    cents = serializers.IntegerField()


class QuoteSerializer(serializers.Serializer[Any]):
    currency = serializers.CharField()
    lines = LineSerializer(many=True)
    net_cents = serializers.IntegerField()
    vat_cents = serializers.IntegerField()
    total_cents = serializers.IntegerField()
    distance_metres = serializers.IntegerField()
    is_distance_estimated = serializers.BooleanField()
    promised_at = serializers.DateTimeField()


class TaskSerializer(serializers.Serializer[Any]):
    kind = serializers.ChoiceField(choices=["pickup", "dropoff"])
    state = serializers.ChoiceField(choices=["waiting", "arrived", "done", "failed", "cancelled"])
    name = serializers.CharField()
    address = serializers.CharField()
    lat = serializers.FloatField()
    lon = serializers.FloatField()
    geocoder = serializers.CharField()
    licence = serializers.CharField()
    arrived_at = serializers.DateTimeField(allow_null=True)
    completed_at = serializers.DateTimeField(allow_null=True)


class DeliverySerializer(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    distance_metres = serializers.IntegerField()
    ride_seconds = serializers.IntegerField()
    tracking_url = serializers.URLField()
    tasks = TaskSerializer(many=True)


class OrderSerializer(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    number = serializers.IntegerField()
    state = serializers.ChoiceField(
        choices=["placed", "dispatched", "picked_up", "delivered", "failed", "cancelled"]
    )
    placed_at = serializers.DateTimeField()
    ready_at = serializers.DateTimeField()
    promised_at = serializers.DateTimeField()
    bags = serializers.IntegerField()
    total_cents = serializers.IntegerField()
    currency = serializers.CharField()
    delivery = DeliverySerializer()


class ConsignmentSerializer(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    orders = OrderSerializer(many=True)


class TrackingSerializer(serializers.Serializer[Any]):
    state = serializers.CharField()
    store = serializers.CharField()
    expected_at = serializers.DateTimeField()
    courier = serializers.CharField(
        allow_null=True, help_text=_("Two letters, only while the order is on its way.")
    )
    position = PointSerializer(allow_null=True)


class PushKeysSerializer(serializers.Serializer[Any]):
    p256dh = serializers.CharField(max_length=100)
    auth = serializers.CharField(max_length=32)


class PushSerializer(serializers.Serializer[Any]):
    """As the browser's `PushSubscription.toJSON()` gives it."""

    endpoint = serializers.CharField(max_length=1000)
    keys = PushKeysSerializer()


class PushEndpointSerializer(serializers.Serializer[Any]):
    endpoint = serializers.CharField(max_length=1000)


class ProblemSerializer(serializers.Serializer[Any]):
    """Problem details (RFC 9457)."""

    type = serializers.CharField()
    title = serializers.CharField()
    status = serializers.IntegerField()
    errors = serializers.DictField(required=False)  # type: ignore[assignment]


def destination(recipient: dict[str, Any], *, field: str = "recipient") -> Destination:
    """Where to: the point given, or the one the address surely means. Raises Invalid when it is not found."""
    words = {key: recipient.get(key, "") for key in ("name", "phone", "email", "instructions")}
    if point := recipient.get("point"):
        return Destination(**words, address=recipient["address"], point=Point(**point))
    place = best(recipient["address"])
    if place is None:
        raise Invalid(
            "address_not_found",
            sentence("This address is not known here: check the number, or send its point."),
            field=f"{field}.address",
        )
    return Destination(
        **words, address=place.label, point=place.point, geocoder=place.geocoder, licence=place.licence
    )


def told(line: dict[str, Any]) -> dict[str, Any]:
    """A stored or fresh price line in the reader's language."""
    return line | {key: write(line[key]) for key in ("label", "formula")}
