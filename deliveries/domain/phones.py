"""Whether a phone number can be dialled: by the numbering plans of the co-op's country and of those around it."""

import phonenumbers

from coopplatform.kernel.errors import Invalid
from coopplatform.kernel.text import _

AROUND = {
    "BE": ("FR", "NL", "LU"),
    "CH": ("LI", "FR", "DE"),
    "FR": ("MC", "BE"),
    "LI": ("CH", "AT"),
    "MC": ("FR",),
}
"""Whose numbers people write without a country code, beside their own."""


def check_phone(text: str, country: str, *, field: str = "phone") -> None:
    """Nothing is a phone too. Raises Invalid for a number no plan knows the length of."""
    if not text:
        return
    for region in (country, *AROUND.get(country, ())):
        try:
            number = phonenumbers.parse(text, region)
        except phonenumbers.NumberParseException:
            continue
        if phonenumbers.is_possible_number_with_reason(number) == phonenumbers.ValidationResult.IS_POSSIBLE:
            return
    raise Invalid(
        "bad_phone",
        _(
            "%(phone)s is not a phone number here: check its digits, or write it with its country code (+33…)."
        ),
        field=field,
        phone=text,
    )


def international(text: str, country: str) -> str:
    """As E.164 (+33612458017), read as `check_phone` does; empty for none and for what cannot be dialled."""
    for region in (country, *AROUND.get(country, ())) if text else ():
        try:
            number = phonenumbers.parse(text, region)
        except phonenumbers.NumberParseException:
            continue
        if phonenumbers.is_possible_number_with_reason(number) == phonenumbers.ValidationResult.IS_POSSIBLE:
            return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
    return ""
