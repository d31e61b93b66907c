"""The platform's own texts as its translators' catalogues have them, without Django's."""

from collections.abc import Mapping
from functools import cache
from gettext import GNUTranslations
from pathlib import Path

from django.conf import settings

Forms = tuple[str, ...]
SOURCE = "en"


def languages() -> list[str]:
    """The codes of the languages pages are read in."""
    return [code for code, _name in settings.LANGUAGES]


@cache
def house_texts(language: str) -> Mapping[str, Forms]:
    """By key, what the platform says in a language; in English, where nothing is translated, the texts themselves.

    An English plural is not in the catalogues: the translated one stands for it, with the same places.
    """
    texts: dict[str, dict[int, str]] = {}
    for path in settings.LOCALE_PATHS:
        for file in sorted(Path(path).glob("*/LC_MESSAGES/django.mo")):
            of = file.parts[-3]
            if language not in (of, SOURCE):
                continue
            with file.open("rb") as opened:
                stored = GNUTranslations(opened)._catalog  # type: ignore[attr-defined]
            for key, text in stored.items():
                msgid, form = key if isinstance(key, tuple) else (key, 0)
                if msgid:
                    is_source = language == SOURCE and not form
                    texts.setdefault(msgid, {})[form] = (
                        msgid.partition("\x04")[2] or msgid if is_source else text
                    )
    return {key: tuple(forms[at] for at in sorted(forms)) for key, forms in texts.items()}
