"""The words of a dossier on paper."""

from collections.abc import Iterable, Mapping
from datetime import date
from pathlib import Path
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from coopplatform.paper import laid_out
from federation.domain.review.criteria import COLOURS, Colour
from federation.models import Reply, Report
from federation.web.review.showing import Line, lines_shown

LAYOUT = Path(__file__).with_name("dossier.typ")


def rendered(
    *, name: str, lines: Iterable[Mapping[str, Any]], on: date, report: Report | None, reply: Reply | None
) -> bytes:
    """The PDF of a dossier as it stands on a day, with the last report and the reply to it."""
    words = {
        "lang": get_language() or "en",
        "title": _("Review dossier"),
        "name": name,
        "on": _day(on),
        "heads": [_("Criterion"), _("Value"), _("Asked for"), _("How it stands")],
        "chapters": [
            {"title": chapter, "lines": [_line(line) for line in shown]}
            for chapter, shown in lines_shown(lines)
        ],
        "report": _report(report) if report else None,
        "reply": {"title": _("Reply of the cooperative"), "text": reply.text} if reply else None,
        "note": _(
            "Attach this to the agenda of your assembly, at least 15 days before it. The machine shows colours; people "
            "decide, with written reasons."
        ),
    }
    return laid_out(LAYOUT, words)


def _line(line: Line) -> dict[str, str | bool]:
    said = "; ".join(one for one in (line.not_computed, line.words) if one) or line.why
    return {
        "code": line.code,
        "title": line.title,
        "formula": line.formula,
        "value": line.value or "–",
        "fraction": line.fraction,
        "limit": line.limit or "–",
        "word": line.word,
        "colour": line.colour,
        "kind": line.kind,
        "is_said": line.is_said,
        "said": said,
        "comment": _("The cooperative: %(comment)s") % {"comment": line.comment} if line.comment else "",
        "sha256": line.sha256[:16],
    }


def _report(report: Report) -> dict[str, Any]:
    return {
        "title": _("Report of the reviewers, %(day)s") % {"day": _day(report.sent_at.date())},
        "conclusion": report.conclusion,
        "findings": [
            [finding["code"], _(COLOURS[Colour(one["colour"])]), one["reviewer"], one["text"]]
            for finding in report.findings
            for one in finding["opinions"]
        ],
        "sha256": report.sha256,
    }


def _day(day: date) -> str:
    return date_format(day, "j F Y")
