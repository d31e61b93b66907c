"""A letter is printed: filled from what is known and what was typed, by the template in force, which it keeps."""

from collections.abc import Mapping
from datetime import date, datetime, time
from uuid import UUID

from django.utils import timezone

from cooperatives.queries.here import cooperative_here
from coopplatform.contracts.commons import LetterPrinted
from coopplatform.journal.recording import record
from coopplatform.kernel.actor import Actor
from coopplatform.kernel.errors import Invalid, NotFound
from coopplatform.kernel.text import Sentence, _
from coopplatform.tenancy.work import unit_of_work
from federation.domain.letters import LETTERS, WORDS, Template, Written, write
from federation.domain.letters_kept import term_for
from federation.models import PolicyReplay, PrintedLetter
from federation.queries.letters import ruled, values_for
from federation.services.commons.adopting import REPLAY_GOOD_FOR

MOST_TYPED = 4000


def written_letter(template: Template, *, member_id: UUID, typed: Mapping[str, str], on: date) -> Written:
    """How a letter to a member reads; what is typed stands over what is known. Raises NotFound."""
    said = {name: text.strip() for name, text in typed.items() if text.strip()}
    return write(template, values_for(member_id, on) | said)


@unit_of_work
def print_letter(
    *, document: str, member_id: UUID, typed: Mapping[str, str], by: Actor, at: datetime
) -> PrintedLetter:
    """Keep a letter as it goes out, with the fingerprint of its template.

    Raises NotFound for no such letter or member; Invalid where a place is left open, naming it, or a text is too long.
    """
    if document not in LETTERS:
        raise NotFound("no_letter", _("There is no such letter."))
    for name, text in typed.items():
        if len(text) > MOST_TYPED:
            raise Invalid("too_long", _("This has at most %(most)s characters."), field=name, most=MOST_TYPED)
    here, by_template = cooperative_here(), ruled(document)
    on = timezone.localdate(at, here.zone)
    written = written_letter(by_template.template, member_id=member_id, typed=typed, on=on)
    if written.missing:
        first = written.missing[0]
        raise Invalid(
            "place_open",
            _("“%(place)s” is not filled in: type it, or enter it where it belongs."),
            field=first,
            place=Sentence(WORDS[first]),
        )
    letter = PrintedLetter.objects.create(
        document=document,
        member_id=member_id,
        title=written.title[:400],
        text=written.text,
        template=by_template.name,
        template_sha256=by_template.template.sha256,
        decision=by_template.ruling.decision if by_template.ruling else None,
        locale=here.locale,
        printed_by=str(by),
        printed_at=at,
    )
    record(LetterPrinted(letter_id=letter.pk, kind=document, occurred_at=at), by=by)
    return letter


@unit_of_work
def purge_letters(*, at: datetime) -> int:
    """Forget in the co-op in scope letters whose time is over by the law of its country, and trials of letters that
    nothing can be decided by. Returns how many letters.

    That a letter was printed, of which kind and when, stays in the journal; nobody is named there.
    """
    PolicyReplay.objects.filter(target__has_key="member_id", asked_at__lt=at - REPLAY_GOOD_FOR).delete()
    here = cooperative_here()
    today = timezone.localdate(at, here.zone)
    midnight = datetime.combine(term_for(here.country, today).first_kept(today), time(), here.zone)
    deleted, _by_model = PrintedLetter.objects.filter(printed_at__lt=midnight).delete()
    return deleted
