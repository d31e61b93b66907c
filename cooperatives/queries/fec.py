"""The lines of a year's FEC, read from the books."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime
from itertools import groupby

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext

from cooperatives.domain.fec import FecLine, fec_file, fec_name, letters
from cooperatives.domain.journals import OPENING, PAY, journal_name
from cooperatives.domain.ledger import YEAR_CLOSED
from cooperatives.models import Entry, Line
from cooperatives.queries.here import cooperative_here
from cooperatives.queries.statements import opening
from cooperatives.queries.third_parties import third_party_names
from coopplatform.kernel.errors import NotAllowedNow
from coopplatform.kernel.text import _
from coopplatform.web.words import lawful_in

WRITTEN_IN = ("FR", "MC")


def fec(year: int, *, is_pay_centralised: bool = False, at: datetime) -> tuple[str, bytes]:
    """Name and content of the year's file.

    `is_pay_centralised` adds up the lines of each pay entry by account, so that nobody's pay is in it. Raises
    NotAllowedNow without a SIREN, in a country whose law asks for no such file, or when the year has no entry.
    """
    here = cooperative_here()
    if here.country not in WRITTEN_IN:
        raise NotAllowedNow("no_fec_here", _("The FEC is a file of French law: this co-op is not of France."))
    name = fec_name(here.registration_number, date(year, 12, 31))
    lines = [*_opening_lines(year, at), *_entry_lines(year, is_pay_centralised=is_pay_centralised)]
    if not lines:
        raise NotAllowedNow("nothing_in_year", _("Nothing is in the books of %(year)s."), year=str(year))
    return name, fec_file(_added_up(lines) if is_pay_centralised else lines)


def _opening_lines(year: int, at: datetime) -> Iterator[FecLine]:
    """The balances of the year before, taken up on the first of January: validated when that year was closed."""
    here, first = cooperative_here(), date(year, 1, 1)
    closing = Entry.objects.filter(source_key=f"{YEAR_CLOSED}{year - 1}").first()
    validated = timezone.localdate(closing.recorded_at if closing else at, here.zone)
    names = third_party_names()
    with lawful_in(here.locale):
        label = gettext("Balances brought forward from %(year)s") % {"year": year - 1}
    for held in opening(first):
        yield FecLine(
            journal=OPENING,
            journal_name=journal_name(OPENING, here.country),
            number=f"{OPENING}-{year}-00000",
            posted_on=first,
            account=held.code.ljust(3, "0"),
            account_name=held.name,
            auxiliary=held.auxiliary,
            auxiliary_name=names.get(held.auxiliary, held.auxiliary),
            piece_ref=f"{OPENING}-{year}",
            piece_on=first,
            label=label,
            debit_cents=max(0, held.cents),
            credit_cents=max(0, -held.cents),
            lettering="",
            lettered_on=None,
            validated_on=max(validated, first),
        )


def _entry_lines(year: int, *, is_pay_centralised: bool) -> Iterator[FecLine]:
    """In the order the entries became final; of pay, if it is centralised, nothing that tells a person."""
    here = cooperative_here()
    names = third_party_names()
    found: QuerySet[Line] = (
        Line.objects.filter(entry__year=year)
        .exclude(entry__source_key__startswith=YEAR_CLOSED)
        .select_related("entry", "account", "matched__matching")
        .order_by("entry__recorded_at", "entry__journal", "entry__number", "-amount_cents", "id")
    )
    for line in found:
        entry, matched = line.entry, getattr(line, "matched", None)
        is_bare = is_pay_centralised and entry.journal == PAY
        is_lettered = matched is not None and line.account.code.startswith("4") and not is_bare
        yield FecLine(
            journal=entry.journal,
            journal_name=journal_name(entry.journal, here.country),
            number=f"{entry.journal}-{entry.year}-{entry.number:05d}",
            posted_on=entry.posted_on,
            account=line.account.code.ljust(3, "0"),
            account_name=line.account.name,
            auxiliary="" if is_bare else line.auxiliary,
            auxiliary_name="" if is_bare else names.get(line.auxiliary, line.auxiliary),
            piece_ref=entry.piece,
            piece_on=entry.piece_day,
            label=f"{entry.label}, {line.label}" if line.label and not is_bare else entry.label,
            debit_cents=line.debit_cents,
            credit_cents=line.credit_cents,
            lettering=letters(matched.matching.number) if matched and is_lettered else "",
            lettered_on=timezone.localdate(matched.matching.matched_at, here.zone)
            if matched and is_lettered
            else None,
            validated_on=timezone.localdate(entry.recorded_at, here.zone),
        )


def _added_up(lines: list[FecLine]) -> Iterator[FecLine]:
    """Each pay entry's lines added up by account and side."""
    for (journal, _number), group in groupby(lines, key=lambda line: (line.journal, line.number)):
        if journal != PAY:
            yield from group
            continue
        sums: dict[tuple[str, bool], FecLine] = {}
        for line in group:
            key = line.account, line.debit_cents > 0
            known = sums.get(key, replace(line, debit_cents=0, credit_cents=0))
            sums[key] = replace(
                known,
                debit_cents=known.debit_cents + line.debit_cents,
                credit_cents=known.credit_cents + line.credit_cents,
            )
        yield from sums.values()
