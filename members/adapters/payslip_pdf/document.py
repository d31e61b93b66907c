"""A payslip on paper."""

from pathlib import Path

from coopplatform.paper import laid_out
from members.adapters.payslip_pdf.words import words_of
from members.models import Payslip

LAYOUT = Path(__file__).with_name("payslip.typ")


def rendered(slip: Payslip, *, locale: str, professional: str = "") -> bytes:
    """The PDF of a payslip; `professional` is who validated its run, empty while it is a projection."""
    return laid_out(LAYOUT, words_of(slip, locale=locale, professional=professional))
