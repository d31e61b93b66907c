"""A policy through the whole gate, its running cost measured in a bounded process. Needs no database."""

import json
import subprocess
import sys
from pathlib import Path

from django.conf import settings

from coopplatform.kernel.text import _
from federation.domain.commons.document import Document
from federation.domain.commons.gate import Report, gate, timed
from federation.domain.commons.kinds import kind_of
from federation.domain.commons.timing import Cost

BOUNDED = "federation.domain.commons.bounded"
LONGEST_WAIT_SECONDS = 30
STOPPED = _("it took more time or memory than a policy may")


def checked(document: Document) -> Report:
    """Everything the gate says. A policy that is refused otherwise is not run."""
    report = gate(document)
    if not report.passed or not kind_of(document.kind).has_formulas:
        return report
    return timed(report, measured(document))


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
