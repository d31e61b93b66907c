"""Who computes a country's pay: its folder's `product`, else the gross of the hours worked."""

from collections.abc import Callable, Mapping
from importlib import import_module
from importlib.util import find_spec
from typing import Any

from members.domain.pay.booking import Fund
from members.domain.pay.hourly import gross_only
from members.domain.pay.parameters import parameters_for
from members.domain.pay.setting import Setting
from members.domain.pay.statement import Statement
from members.domain.pay.work_month import WorkMonth

Payer = Callable[[WorkMonth, Mapping[str, Any]], Statement]


def payer_for(country: str) -> Payer:
    """What pays a month in `country`. It raises Invalid, later, for a country without any pay rules."""
    product = _product(country)
    payer: Payer = product.pay if product else _plain
    return payer


def settings_for(country: str) -> tuple[Setting, ...]:
    """What the engine of `country` asks of an employer; nothing where only the gross is computed."""
    product = _product(country)
    fields: tuple[Setting, ...] = product.SETTINGS if product else ()
    return fields


def is_monthly(country: str) -> bool:
    """Whether a contract's hours are paid even where none were worked."""
    product = _product(country)
    return bool(product and product.IS_MONTHLY)


def funds_for(country: str) -> Mapping[str, Fund]:
    """By contribution, whom it is owed to and which charge it is."""
    product = _product(country)
    funds: Mapping[str, Fund] = product.FUNDS if product else {}
    return funds


def _product(country: str) -> Any:
    package = f"{__package__}.{country.lower()}"
    if not country.isalpha() or find_spec(package) is None:
        return None
    return import_module(f"{package}.product")


def _plain(month: WorkMonth, facts: Mapping[str, Any]) -> Statement:
    return gross_only(month, parameters_for(month.country, month.month, month.grid))
