"""What moves no euro, tried before anyone adopts it: a real letter, pages' words, the colours of one's own dossier."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from cooperatives.queries.here import cooperative_here
from coopplatform.kernel.text import Sentence, _
from federation.adapters.catalogue import house_texts
from federation.domain.commons.document import Document
from federation.domain.commons.kinds import assembly_rules, document_template
from federation.domain.letters import Written, write
from federation.domain.review.criteria import COLOURS
from federation.domain.review.pooled import with_set
from federation.domain.words import entries, fitting
from federation.queries.letters import ruled, template_of, values_for
from federation.queries.review.criteria import criteria_here
from federation.queries.review.dossier import own_lines
from federation.queries.words import rows_of
from members.domain.assemblies import RESULTS
from members.queries.assemblies import bound_on, tried_on_past


def letter_tried(
    body: Mapping[str, Any], sha256: str, target: Mapping[str, Any], last: date
) -> dict[str, Any]:
    """The letter to a member by the template in force and by the one tried; places that stay open, by name."""
    letter = document_template.letter_of(body)
    values = values_for(UUID(target["member_id"]), last)
    present = ruled(letter.code)
    was, now = write(present.template, values), write(template_of(body, sha256), values)
    typed = [name for name in now.missing if name in (*letter.typed, "signatory")]
    unknown = [name for name in now.missing if name not in typed]
    notes = [Sentence(_("The letter is filled with what the platform knows of this person today.")).as_json()]
    if typed:
        notes.append(Sentence(_("Marked places are typed by whoever writes the letter.")).as_json())
    if unknown:
        words = Sentence(
            _("Nothing is known here for: %(places)s. Such a letter is not printed before it is."),
            {"places": ", ".join(unknown)},
        )
        notes.append(words.as_json())
    return {"letter": {"was": _kept(was), "now": _kept(now), "present": present.name}, "notes": notes}


def words_tried(document: Document) -> dict[str, Any]:
    """Each text as the platform says it and as it would read."""
    rows = rows_of(document)
    spoken = fitting(entries(document.body), house_texts(str(document.body["locale"])))
    notes = [
        Sentence(
            _(
                "%(n)s texts would read otherwise, on this co-op’s pages and in what it sends."
                " What law wants on invoices and payslips stays as it is."
            ),
            {"n": len(spoken)},
        )
    ]
    if lost := len(rows) - len(spoken):
        notes.append(
            Sentence(_("%(n)s texts do not fit the platform’s any more and stay as they are."), {"n": lost})
        )
    return {
        "words": [{"msgid": row.msgid, "was": [*row.was], "now": [*row.now]} for row in rows],
        "notes": [note.as_json() for note in notes],
    }


def criteria_tried(body: Mapping[str, Any], last: date) -> dict[str, Any]:
    """The co-op's own lines that would be judged otherwise, by colour. Raises Invalid for what does not fit."""
    country = cooperative_here().country
    values = {
        line["code"]: None if line["evidence"] is None else line["evidence"]["value"]
        for line in own_lines()[1]
    }
    present = criteria_here()[1]
    before, rows = {one.code: one for one in present}, []
    for one in with_set(present, body["criteria"], last):
        if before.get(one.code) == one:
            continue
        told = values.get(one.code)
        value, was = None if told is None else Decimal(told), before.get(one.code)
        colours = [crit.colour(country, value) if crit else None for crit in (was, one)]
        titles = [Sentence(COLOURS[colour]) if colour else Sentence(_("not asked")) for colour in colours]
        rows.append(
            {"code": one.code, "title": Sentence(one.title).as_json()}
            | {"was": titles[0].as_json(), "now": titles[1].as_json()}
        )
    notes = [
        Sentence(
            _("Your own dossier as it stands; what the set does not name is judged as before.")
        ).as_json()
    ]
    return {"colours": rows, "notes": notes}


def assemblies_tried(body: Mapping[str, Any], last: date) -> dict[str, Any]:
    """What each motion voted on here would have come to, and what the law changes in these rules."""
    rules = assembly_rules.KIND.terms(body)
    rows = tried_on_past(rules)
    notes = [one.as_json() for one in bound_on(last, rules).raised]
    if not rows:
        notes.append(
            Sentence(_("No assembly is written down here yet: there is no vote to try it on.")).as_json()
        )
    return {
        "motions": [
            {
                "text": one.motion.text,
                "was": Sentence(RESULTS[one.was]).as_json(),
                "now": Sentence(RESULTS[one.now]).as_json(),
                "changes": one.was is not one.now,
            }
            for one in rows
        ],
        "notes": notes,
    }


def _kept(written: Written) -> dict[str, Any]:
    return {"title": written.title, "text": written.text, "missing": [*written.missing]}
