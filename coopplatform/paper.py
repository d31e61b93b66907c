"""The one way to paper: typst lays out a PDF, and what it prints comes as data, never as markup.

Heavy: only who draws imports this.
"""

import json
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, time
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal

import typst


def laid_out(
    layout: Path,
    words: Mapping[str, Any],
    *,
    standards: Sequence[Literal["a-3b"]] = (),
    on: date | None = None,
) -> bytes:
    """The PDF of a layout, which reads `words` as JSON from the input of its own name (`dues.typ`: `dues`).

    `standards` as typst names them (`a-3b`); `on` is the day written into the file, today's moment where None.
    """
    # Not a `Compiler` kept for all: it remembers every document, and grows and slows with each.
    pdf = typst.compile(
        layout,
        root=layout.parent,
        format="pdf",
        sys_inputs={layout.stem: json.dumps(words, ensure_ascii=False)},
        font_paths=_fonts(),
        pdf_standards=list(standards),
        timestamp=int(datetime.combine(on, time(12), UTC).timestamp()) if on else None,
    )
    assert isinstance(pdf, bytes)
    return pdf


@lru_cache(maxsize=1)
def _fonts() -> typst.Fonts:
    """The machine's, looked up once a process."""
    return typst.Fonts()
