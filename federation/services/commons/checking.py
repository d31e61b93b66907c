"""A policy through the whole gate, its running cost measured in a bounded process. Needs no database."""

import json
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

from django.conf import settings

from coopplatform.kernel.text import Sentence, _
from federation.adapters.catalogue import house_texts, languages
from federation.domain.commons.document import Document
from federation.domain.commons.gate import Check, Report, gate, timed
from federation.domain.commons.kinds import kind_of, translation_overlay
from federation.domain.commons.timing import Cost
from federation.domain.words import entries, trouble

BOUNDED = "federation.domain.commons.bounded"
LONGEST_WAIT_SECONDS = 30
MOST_TOLD = 10
"""Of texts that do not fit: an author mends these and looks again."""
STOPPED = _("it took more time or memory than a policy may")


def checked(document: Document) -> Report:
    """Everything the gate says. A policy that is refused otherwise is not run."""
    report = _with_texts(gate(document), document)
    if not report.passed or not kind_of(document.kind).has_formulas:
        return report
    return timed(report, measured(document))


def _with_texts(report: Report, document: Document) -> Report:
    """Of an overlay, whether the platform has its language and every text it changes."""
    if not report.passed or document.kind != translation_overlay.KIND.code:
        return report
    if document.parameters:
        words = Sentence(_("Words have no parameters: leave them out."))
        return replace(report, checks=(*report.checks, Check("texts", False, words)))
    language = str(document.body["locale"])
    if language not in languages():
        words = Sentence(
            _("No page is read in “%(language)s”; there are %(known)s."),
            {"language": language, "known": ", ".join(languages())},
        )
        return replace(report, checks=(*report.checks, Check("texts", False, words)))
    house = house_texts(language)
    refused = [found for one in entries(document.body) if (found := trouble(one, house.get(one.key)))]
    told = [Check("texts", False, words) for words in refused[:MOST_TOLD]]
    fine = Check("texts", True, Sentence(_("The platform has every text it changes, with the same places.")))
    return replace(report, checks=(*report.checks, *(told or [fine])))


def measured(document: Document) -> Cost:
    """What it costs to run it, told by a process that is ended when it takes too much."""
    try:
        answer = subprocess.run(
            [sys.executable, "-m", BOUNDED],
            input=json.dumps(document.as_json()),
            capture_output=True,
            text=True,
            timeout=LONGEST_WAIT_SECONDS,
            cwd=Path(settings.ROOT),
            check=False,
        )
    except subprocess.TimeoutExpired:
        return Cost(trouble=STOPPED)
    if answer.returncode != 0:
        return Cost(trouble=STOPPED)
    return Cost(**json.loads(answer.stdout))
