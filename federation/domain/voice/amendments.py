"""Amendments to a text, paragraph by paragraph, and the text they leave."""

from collections.abc import Sequence
from dataclasses import dataclass

from coopplatform.kernel.errors import Invalid
from coopplatform.kernel.text import _

LONGEST = 2_000


@dataclass(frozen=True, slots=True)
class Amendment:
    """Puts `text` in the place of a paragraph (from 1); an empty text strikes it. `support` is what voted for it."""

    number: int
    paragraph: int
    text: str
    support: int = 0


def paragraphs(text: str) -> list[str]:
    """Of a text, parted by empty lines."""
    return [part.strip() for part in text.replace("\r\n", "\n").split("\n\n") if part.strip()]


def check_amendment(text: str, amendment: Amendment) -> None:
    """Raises Invalid for a paragraph there is none of, a change that changes nothing, or too long a one."""
    known = paragraphs(text)
    if not 1 <= amendment.paragraph <= len(known):
        raise Invalid("no_paragraph", _("Choose one of the text’s paragraphs."), field="paragraph")
    if amendment.text.strip() == known[amendment.paragraph - 1]:
        raise Invalid("nothing_changed", _("This paragraph reads so already: change it."), field="text")
    if len(amendment.text) > LONGEST:
        raise Invalid("too_long", _("A paragraph has at most 2,000 letters."), field="text")


def standing(adopted: Sequence[Amendment]) -> list[Amendment]:
    """Of those adopted, one a paragraph: the best supported, then the first proposed."""
    best: dict[int, Amendment] = {}
    for one in sorted(adopted, key=lambda one: (-one.support, one.number)):
        best.setdefault(one.paragraph, one)
    return sorted(best.values(), key=lambda one: one.paragraph)


def amended(text: str, adopted: Sequence[Amendment]) -> str:
    """The text with the amendments that stand."""
    parts: list[str] = paragraphs(text)
    for one in standing(adopted):
        parts[one.paragraph - 1] = one.text.strip()
    return "\n\n".join(part for part in parts if part)
