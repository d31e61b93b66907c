"""The words of its own that a co-op speaks on its pages and in what it sends."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from uuid import UUID

from cooperatives.queries.here import cooperative_here
from coopplatform.web.words import Words
from federation.adapters.catalogue import house_texts, languages
from federation.domain.commons.document import Document
from federation.domain.words import Forms, entries, fitting
from federation.models import PolicyVersion
from federation.queries.commons.ruling import Ruling, ruling

KIND = "translation_overlay"


@dataclass(frozen=True, slots=True)
class Row:
    """A text as the platform has it and as this co-op says it; `was` is empty where the platform has it no more."""

    msgid: str
    was: Forms
    now: Forms


@dataclass(frozen=True, slots=True)
class Spoken:
    """A language with its overlay in force, text by text."""

    language: str
    ruling: Ruling | None
    rows: list[Row]


def words_here(chosen: Mapping[str, str]) -> Words:
    """What a co-op's choice of versions, by language, comes to. No query once a process knows these versions."""
    return Words(
        ",".join(f"{language}:{version}" for language, version in sorted(chosen.items())),
        {language: _fitting(version, language) for language, version in chosen.items()},
    )


@lru_cache(maxsize=128)
def _fitting(version_id: str, language: str) -> Mapping[str, Forms]:
    """A version never changes, nor do the platform's texts while a process runs."""
    version = PolicyVersion.objects.get(pk=UUID(version_id))
    return fitting(entries(version.read().body), house_texts(language))


def spoken() -> list[Spoken]:
    """Every language pages are read in, with the words in force in the co-op in scope."""
    found = []
    for language in languages():
        rules = ruling(KIND, language) if language in cooperative_here().words else None
        found.append(Spoken(language, rules, rows_of(rules.known.document) if rules else []))
    return found


def rows_of(document: Document) -> list[Row]:
    """An overlay's texts before and after."""
    house = house_texts(str(document.body["locale"]))
    return [Row(one.msgid, house.get(one.key, ()), one.forms) for one in entries(document.body)]
