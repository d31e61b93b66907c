"""One field for whom it goes to: a name, a phone number, or both as the till shows them."""

import re

PHONE = re.compile(r"(?P<phone>\+?\d[\d\s.\-/()]{4,}\d)\s*$")


def name_and_phone(text: str) -> tuple[str, str]:
    """`Mme Rossi · 06 12 45 80 17` is both; a number alone is its own name."""
    text = text.strip()
    found = PHONE.search(text)
    if found is None:
        return text, ""
    phone = found["phone"]
    return text[: found.start()].strip(" ·,;-") or phone, phone
