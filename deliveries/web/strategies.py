"""How the rules of a price list come together, in words."""

from django.utils.translation import gettext_lazy

from deliveries.domain.pricing import Strategy

STRATEGIES = {
    Strategy.SUM: gettext_lazy("All rules that fit are added up"),
    Strategy.FIRST: gettext_lazy("The first rule that fits counts"),
}
