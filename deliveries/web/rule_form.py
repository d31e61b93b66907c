"""The form of a price rule: what it costs, for what, and when; units as people write them."""

from collections.abc import Iterator
from datetime import time
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from coopplatform.kernel.errors import DomainError, Invalid
from coopplatform.kernel.text import _ as sentence
from coopplatform.web.wording import explain
from deliveries.domain.loads import EQUIPMENT
from deliveries.domain.pricing import Rule, Target
from deliveries.domain.pricing.conditions import (
    WEEKDAYS,
    AtTime,
    Between,
    Condition,
    Contains,
    InSlot,
    InZone,
    Needs,
    OnDays,
    OwnCondition,
    clock,
)
from deliveries.domain.pricing.prices import (
    UNITS,
    Fixed,
    Own,
    PerBag,
    Percentage,
    PerKilometre,
    PerPackage,
    Price,
    Steps,
)
from deliveries.queries.packages import package_types
from deliveries.queries.zones import zones
from members.web.forms import amount_field, cents_of

SUPPLEMENT = "supplement"
TARGETS = [
    (Target.DELIVERY.value, gettext_lazy("The whole delivery, once")),
    (Target.DROPOFF.value, gettext_lazy("Each drop-off")),
    (Target.PICKUP.value, gettext_lazy("Each pickup")),
    (Target.STOP.value, gettext_lazy("Each pickup and each drop-off")),
    (SUPPLEMENT, gettext_lazy("Only when the dispatcher adds it, so many times")),
]
KINDS = [
    (Fixed.kind, gettext_lazy("A fixed amount")),
    (PerKilometre.kind, gettext_lazy("An amount a kilometre")),
    (Steps.kind, gettext_lazy("An amount for each started step")),
    (PerBag.kind, gettext_lazy("An amount a bag")),
    (PerPackage.kind, gettext_lazy("An amount a package")),
    (Percentage.kind, gettext_lazy("A percentage of the lines above")),
    (Own.kind, gettext_lazy("A formula of our own")),
]
STEPS_OF = [
    ("distance", gettext_lazy("Distance, km")),
    ("weight", gettext_lazy("Weight, kg")),
    ("volume", gettext_lazy("Volume, units")),
    ("bags", gettext_lazy("Bags")),
]
MEASURES = [
    ("", "–"),
    ("distance", gettext_lazy("Distance, km")),
    ("weight", gettext_lazy("Weight, kg")),
    ("volume", gettext_lazy("Volume, units")),
    ("bags", gettext_lazy("Bags")),
    ("goods", gettext_lazy("Goods worth")),
    ("pickup_notice", gettext_lazy("Ordered before the pickup, hours")),
    ("dropoff_notice", gettext_lazy("Ordered before the drop-off, hours")),
    ("pickup_days", gettext_lazy("Ordered before the pickup, days")),
    ("dropoff_days", gettext_lazy("Ordered before the drop-off, days")),
    ("window", gettext_lazy("Length of the window, hours")),
    ("stop", gettext_lazy("Number of the stop")),
    ("dropoffs", gettext_lazy("How many drop-offs")),
]
WHERE = [("dropoff", gettext_lazy("At the drop-off")), ("pickup", gettext_lazy("At the pickup"))]
ZONES_OF = [
    ("dropoff", gettext_lazy("Drop-off")),
    ("pickup", gettext_lazy("Pickup")),
    ("stop", gettext_lazy("Every stop")),
]
ROWS = 3


def _number(label: Any, *, places: int = 3, least: int | None = 0, **more: Any) -> forms.DecimalField:
    field = forms.DecimalField(
        label=label,
        min_value=least,
        max_digits=9,
        decimal_places=places,
        localize=True,
        required=False,
        **more,
    )
    field.widget.attrs["inputmode"] = "decimal"
    return field


def _clock(label: Any) -> forms.TimeField:
    return forms.TimeField(
        label=label, required=False, widget=forms.TimeInput({"type": "time"}, format="%H:%M")
    )


class RuleForm(forms.Form):
    """Shape is checked here, meaning by the rule itself; what the rule refuses is said at its field."""

    name = forms.CharField(
        label=gettext_lazy("Name on the quote"),
        max_length=80,
        required=False,
        help_text=gettext_lazy("What the customer reads; without one the kind of price."),
    )
    target = forms.ChoiceField(label=gettext_lazy("Counts for"), choices=TARGETS)
    kind = forms.ChoiceField(label=gettext_lazy("Price"), choices=KINDS)
    amount = amount_field(gettext_lazy("Amount"), required=False)
    of = forms.ChoiceField(label=gettext_lazy("Steps of"), choices=STEPS_OF, required=False)
    step = _number(gettext_lazy("One step is"))
    beyond = _number(gettext_lazy("Beyond the first"))
    package = forms.ChoiceField(label=gettext_lazy("Package"), required=False)
    cheaper_from = forms.IntegerField(
        label=gettext_lazy("Cheaper from no."),
        min_value=0,
        max_value=1000,
        required=False,
        help_text=gettext_lazy("Empty for one price whatever the number."),
    )
    cheaper_amount = amount_field(gettext_lazy("Amount from then on"), required=False)
    percent = _number(
        gettext_lazy("Percent more or less"),
        places=2,
        least=-100,
        max_value=900,
        help_text=gettext_lazy("−15 takes 15 percent off, 20 adds 20 percent."),
    )
    formula = forms.CharField(
        label=gettext_lazy("Formula, in cents"),
        required=False,
        widget=forms.Textarea({"rows": 3, "spellcheck": "false"}),
    )
    package_contains = forms.ChoiceField(label=gettext_lazy("With packages"), required=False)
    at_least = forms.IntegerField(label=gettext_lazy("At least"), min_value=1, max_value=1000, required=False)
    time_where = forms.ChoiceField(label=gettext_lazy("Time of day"), choices=WHERE, required=False)
    time_from = _clock(gettext_lazy("From"))
    time_to = _clock(gettext_lazy("To"))
    days_where = forms.ChoiceField(label=gettext_lazy("Days of the week"), choices=WHERE, required=False)
    days = forms.TypedMultipleChoiceField(
        label=gettext_lazy("On"), coerce=int, required=False, widget=forms.CheckboxSelectMultiple
    )
    equipment = forms.ChoiceField(label=gettext_lazy("Bike with"), required=False)
    slot = forms.CharField(label=gettext_lazy("In time slots called"), max_length=60, required=False)
    condition = forms.CharField(
        label=gettext_lazy("Condition of our own"),
        required=False,
        widget=forms.Textarea({"rows": 2, "spellcheck": "false"}),
    )

    FIELD_OF = {
        "cents": "amount",
        "cheaper_cents": "cheaper_amount",
        "since": "time_from",
        "until": "time_to",
    }

    def __init__(self, data: Any = None, *, rule: Rule | None = None) -> None:
        super().__init__(data, initial=initial(rule) if rule else {"kind": "fixed", "target": "delivery"})
        self.rule_id = rule.id if rule else ""
        for at in range(1, ROWS + 1):
            self.fields[f"measure_{at}"] = forms.ChoiceField(
                label=_("Measure"), choices=MEASURES, required=False
            )
            self.fields[f"over_{at}"] = _number(_("Over"), least=None)
            self.fields[f"up_to_{at}"] = _number(_("Up to"), least=None)
        drawn = [zone.name for zone in zones()]
        sides = [("", "–")] + [
            (f"{side}:{name}", words % {"zone": name})
            for name in drawn
            for side, words in (("in", _("in %(zone)s")), ("out", _("outside %(zone)s")))
        ]
        for where, label in ZONES_OF:
            self.fields[f"{where}_zone"] = forms.ChoiceField(label=label, choices=sides, required=False)
        kinds = [("", "–")] + [(kind.code, f"{kind.code}, {kind.name}") for kind in package_types()]
        for name, choices in (
            ("package", kinds),
            ("package_contains", kinds),
            ("days", [(day, _(words)) for day, words in enumerate(WEEKDAYS, 1)]),
            ("equipment", [("", "–"), *((code, _(words)) for code, words in EQUIPMENT.items())]),
        ):
            self.fields[name].choices = choices  # type: ignore[attr-defined]

    @property
    def measures(self) -> list[tuple[Any, Any, Any]]:
        return [(self[f"measure_{at}"], self[f"over_{at}"], self[f"up_to_{at}"]) for at in range(1, ROWS + 1)]

    @property
    def zone_fields(self) -> list[Any]:
        return [self[f"{where}_zone"] for where, _label in ZONES_OF]

    @property
    def has_conditions(self) -> bool:
        """Whether the part that says when is shown opened."""
        names = [
            "package_contains", "time_from", "time_to", "days", "equipment", "slot", "condition",
            *(f"{where}_zone" for where, _label in ZONES_OF), *(f"measure_{at}" for at in range(1, ROWS + 1)),
        ]  # fmt: skip
        return any(self[name].value() or name in self.errors for name in names)

    def rule(self) -> Rule | None:
        """What a valid form says; None with the refusal at its field."""
        try:
            return self._rule()
        except Invalid as refused:
            self.refuse(refused)
            return None

    def refuse(self, refused: DomainError) -> None:
        field = self.FIELD_OF.get(refused.field or "", refused.field or "")
        for at in range(1, ROWS + 1):
            if refused.field and self.cleaned_data.get(f"measure_{at}") == refused.field:
                field = f"measure_{at}"
        if not field and refused.code in ("rule_refused", "unknown_zone", "unknown_package_type"):
            field = "formula" if self.cleaned_data.get("kind") == Own.kind else "condition"
        self.add_error(field if field in self.fields else None, explain(refused))

    def _rule(self) -> Rule:
        asked = self.cleaned_data
        is_supplement = asked["target"] == SUPPLEMENT
        return Rule(
            id=self.rule_id,
            price=self._price(),
            name=asked["name"].strip(),
            target=Target.DELIVERY if is_supplement else Target(asked["target"]),
            conditions=tuple(self._conditions()),
            is_supplement=is_supplement,
        )

    def _price(self) -> Price:
        asked = self.cleaned_data
        kind, per = asked["kind"], UNITS[asked["of"] or "distance"].per
        if kind == Percentage.kind:
            return Percentage(10_000 + int((self._given("percent") * 100).to_integral_value()))
        if kind == Own.kind:
            return Own(asked["formula"].strip())
        cents = cents_of(self._given("amount"))
        beyond = asked["beyond"] or Decimal(0)
        if kind == PerKilometre.kind:
            return PerKilometre(cents, _whole(beyond * 1000))
        if kind == Steps.kind:
            return Steps(
                asked["of"] or "distance", cents, _whole(self._given("step") * per), _whole(beyond * per)
            )
        if kind == PerBag.kind:
            return PerBag(cents, _whole(beyond))
        if kind == PerPackage.kind:
            if not asked["package"]:
                raise Invalid("no_package", sentence("Choose a package type."), field="package")
            cheaper_from = asked["cheaper_from"] or 0
            return PerPackage(
                asked["package"],
                cents,
                cheaper_from,
                cents_of(self._given("cheaper_amount")) if cheaper_from else 0,
            )
        return Fixed(cents)

    def _given(self, name: str) -> Decimal:
        found: Decimal | None = self.cleaned_data.get(name)
        if found is None:
            raise Invalid("missing", sentence("This is needed for this kind of price."), field=name)
        return found

    def _conditions(self) -> Iterator[Condition]:
        asked = self.cleaned_data
        yield from self._places()
        yield from self._measured()
        if asked["package_contains"]:
            yield Contains(asked["package_contains"], asked["at_least"] or 1)
        yield from self._times()
        if asked["equipment"]:
            yield Needs(asked["equipment"])
        if asked["slot"].strip():
            yield InSlot(asked["slot"].strip())
        if asked["condition"].strip():
            yield OwnCondition(asked["condition"].strip())

    def _places(self) -> Iterator[Condition]:
        for where, _label in ZONES_OF:
            if chosen := self.cleaned_data[f"{where}_zone"]:
                side, _colon, name = chosen.partition(":")
                yield InZone(where, name, side == "in")

    def _measured(self) -> Iterator[Condition]:
        asked = self.cleaned_data
        for at in range(1, ROWS + 1):
            if of := asked[f"measure_{at}"]:
                per = 100 if of == "goods" else UNITS[of].per
                bounds = (asked[f"over_{at}"], asked[f"up_to_{at}"])
                yield Between(of, *(None if bound is None else _whole(bound * per) for bound in bounds))

    def _times(self) -> Iterator[Condition]:
        asked = self.cleaned_data
        since, until = asked["time_from"], asked["time_to"]
        if since or until:
            yield AtTime(asked["time_where"] or "dropoff", _minute(since), _minute(until) or 24 * 60)
        if asked["days"]:
            yield OnDays(asked["days_where"] or "dropoff", tuple(sorted(asked["days"])))


def initial(rule: Rule) -> dict[str, Any]:
    """The form as it must be filled in to give this rule."""
    found: dict[str, Any] = {
        "name": rule.name,
        "target": SUPPLEMENT if rule.is_supplement else rule.target.value,
        "kind": rule.price.kind,
        **_price_initial(rule.price),
    }
    row = 0
    for condition in rule.conditions:
        if isinstance(condition, Between):
            row += 1
        found |= _condition_initial(condition, row)
    return found


def _price_initial(price: Price) -> dict[str, Any]:
    match price:
        case Percentage(n):
            return {"percent": Decimal(n - 10_000) / 100}
        case Own(text):
            return {"formula": text}
        case PerKilometre(cents, beyond):
            return {"amount": units(cents), "beyond": Decimal(beyond) / 1000}
        case Steps(of, cents, step, beyond):
            per = UNITS[of].per
            return {
                "amount": units(cents),
                "of": of,
                "step": Decimal(step) / per,
                "beyond": Decimal(beyond) / per,
            }
        case PerBag(cents, beyond):
            return {"amount": units(cents), "beyond": beyond}
        case PerPackage(package, cents, cheaper_from, cheaper_cents):
            cheaper = (
                {"cheaper_from": cheaper_from, "cheaper_amount": units(cheaper_cents)} if cheaper_from else {}
            )
            return {"amount": units(cents), "package": package, **cheaper}
        case Fixed(cents):
            return {"amount": units(cents)}
    return {}


def _condition_initial(condition: Condition, row: int) -> dict[str, Any]:
    match condition:
        case InZone(where, zone, is_inside):
            return {f"{where}_zone": f"{'in' if is_inside else 'out'}:{zone}"}
        case Between(of, over, up_to):
            per = 100 if of == "goods" else UNITS[of].per
            bounds = {"over": over, "up_to": up_to}
            shown = {
                f"{name}_{row}": Decimal(value) / per for name, value in bounds.items() if value is not None
            }
            return {f"measure_{row}": of, **shown}
        case Contains(package, at_least):
            return {"package_contains": package, "at_least": at_least}
        case AtTime(where, since, until):
            return {"time_where": where, "time_from": clock(since), "time_to": clock(until % (24 * 60))}
        case OnDays(where, days):
            return {"days_where": where, "days": list(days)}
        case Needs(code):
            return {"equipment": code}
        case InSlot(name):
            return {"slot": name}
        case OwnCondition(text):
            return {"condition": text}
    return {}


def units(cents: int) -> Decimal:
    return Decimal(cents).scaleb(-2)


def _whole(value: Decimal) -> int:
    return int(value.to_integral_value())


def _minute(moment: time | None) -> int:
    return moment.hour * 60 + moment.minute if moment else 0
