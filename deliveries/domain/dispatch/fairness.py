"""Fairness as terms anyone can see: who has had more than their share pays a little more for the next order.

Each is signed seconds for one order, zero on average over those who could be asked. Within the shift: orders per hour
above the mean, one order an hour counting as a minute. Over the month: an hour of work, or ten of the currency's units
earned, above colleagues counting as a minute.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from deliveries.domain.dispatch.model import Courier, Params

Ints = NDArray[np.int64]

CENTS_A_MINUTE = 1000


def within_the_shift(couriers: Sequence[Courier], now: int, params: Params) -> Ints:
    """Orders per elapsed shift hour above the mean, in sixtieths."""
    orders = np.array([c.orders_this_shift for c in couriers], dtype=np.int64)
    starts = np.array([c.shift_starts_at for c in couriers], dtype=np.int64)
    elapsed = np.maximum(now - starts, params.fairness_after_seconds)
    return _above_mean(orders * 60 * 3600 // np.maximum(elapsed, 1))


def over_the_month(couriers: Sequence[Courier]) -> tuple[Ints, Ints]:
    """Work and earnings of the month above the mean."""
    work = np.array([c.month_seconds for c in couriers], dtype=np.int64)
    earned = np.array([c.month_cents for c in couriers], dtype=np.int64)
    return _above_mean(work // 60), _above_mean(earned * 60 // CENTS_A_MINUTE)


def _above_mean(values: Ints) -> Ints:
    return values - int(values.sum()) // len(values) if len(values) else values
