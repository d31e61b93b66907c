"""The employer's payroll settings as they stand in a month."""

from datetime import date

from members.models import PayrollSettings


def payroll_settings(month: date) -> PayrollSettings | None:
    """The version in force in the month that begins on `month`."""
    return PayrollSettings.objects.filter(valid_from__lte=month).order_by("-valid_from", "-version").first()


def payroll_settings_history() -> list[PayrollSettings]:
    """Every version, the newest first."""
    return list(PayrollSettings.objects.order_by("-version"))
