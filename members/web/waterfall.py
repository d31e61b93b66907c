"""The fall of bars of a payslip as two SVGs: standing bars for a desk, lying ones for a phone."""

from textwrap import wrap
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from members.domain.pay.waterfall import Step, steps
from members.models import Payslip

WIDTH, HEIGHT, HEAD, GAP = 1216, 230, 30, 10
LINE, PHONE_WIDTH, ROW, BAR = 17, 328, 44, 16
LABEL_WIDTH = 15
COST, GROSS, NET = gettext_noop("Cost to the co-op"), gettext_noop("Gross"), gettext_noop("Net before tax")


def waterfall(slip: Payslip) -> dict[str, Any] | None:
    """What the template draws; None where the net is not computed."""
    if slip.net_before_tax_cents is None:
        return None
    found = steps(
        cost=(COST, slip.cost_cents),
        gross=(GROSS, slip.gross_cents),
        net=(NET, slip.net_before_tax_cents),
        contributions=slip.statement["contributions"],
    )
    top = max(step.high for step in found) or 1
    return {
        "width": WIDTH,
        "height": HEAD + HEIGHT + 3 * LINE + 8,
        "base": HEAD + HEIGHT,
        "bars": _standing(found, top),
        "phone_width": PHONE_WIDTH,
        "phone_height": ROW * len(found),
        "rows": _lying(found, top),
    }


def _standing(found: list[Step], top: int) -> list[dict[str, Any]]:
    slot = WIDTH / len(found)
    bars = []
    for n, step in enumerate(found):
        high, low = HEAD + HEIGHT * (1 - step.high / top), HEAD + HEIGHT * (1 - step.low / top)
        end = low if step.kind == "taken" else high
        bars.append(
            {
                "kind": step.kind,
                "x": round(n * slot + GAP / 2, 1),
                "width": round(slot - GAP, 1),
                "y": round(high, 1),
                "height": round(max(low - high, 1), 1),
                "middle": round((n + 0.5) * slot, 1),
                "amount_y": round(high - 8, 1),
                "link": None if n == len(found) - 1 else round(end, 1),
                "link_x": round((n + 1) * slot - GAP / 2, 1),
                "link_to": round((n + 1) * slot + GAP / 2, 1),
                "cents": step.cents,
                "words": [
                    {"text": text, "y": HEAD + HEIGHT + 20 + LINE * line}
                    for line, text in enumerate(wrap(_(step.label), LABEL_WIDTH)[:3])
                ],
            }
        )
    return bars


def _lying(found: list[Step], top: int) -> list[dict[str, Any]]:
    return [
        {
            "kind": step.kind,
            "label": _(step.label),
            "cents": step.cents,
            "text_y": n * ROW + 16,
            "y": n * ROW + 22,
            "height": BAR,
            "x": round(PHONE_WIDTH * step.low / top, 1),
            "width": round(max(PHONE_WIDTH * (step.high - step.low) / top, 1), 1),
        }
        for n, step in enumerate(found)
    ]
