"""By what a share is divided among people, and each one's part in words."""

from collections.abc import Sequence
from fractions import Fraction

from coopplatform.kernel.errors import Invalid
from coopplatform.kernel.money import allocate
from coopplatform.kernel.text import Sentence, _
from members.domain.surplus.allocation import PersonShare
from members.domain.surplus.year import Key, Person


def share_out(people: Sequence[Person], key: Key, work: int, interest: int) -> tuple[PersonShare, ...]:
    """The work share among those entitled, by the key; the interest by shares held. Exact to the cent.

    Raises Invalid when nobody is entitled to a work share, or the key gives no weight to anybody.
    """
    ordered = sorted(people, key=lambda person: person.id)
    entitled = [person for person in ordered if person.is_entitled]
    weighted = weights(entitled, key)
    if work and not any(weighted):
        raise Invalid("nobody_entitled", _("Nobody is entitled to the work share of this year."))
    parts = allocate(work, weighted) if work else [0] * len(entitled)
    work_of = dict(zip((p.id for p in entitled), parts, strict=True))
    capital = [person.capital_cents for person in ordered]
    interest_of = allocate(interest, capital) if any(capital) else [0] * len(ordered)
    return tuple(
        PersonShare(person.id, work_of.get(person.id, 0), cents, formula(person, key))
        for person, cents in zip(ordered, interest_of, strict=True)
    )


def weights(people: Sequence[Person], key: Key) -> list[Fraction]:
    """Each person's part of one share: of the key's measure, times their seniority coefficient."""
    equal = [Fraction(1)] * len(people)
    measures = {
        Key.HOURS: _parts([Fraction(p.seconds) for p in people]),
        Key.WAGES: _parts([Fraction(p.wages_cents) for p in people]),
        Key.ACTIVITY: _parts([Fraction(p.activity_cents) for p in people]),
        Key.EQUAL: _parts(equal),
    }
    mixed = [(a + b) / 2 for a, b in zip(measures[Key.HOURS], measures[Key.EQUAL], strict=True)]
    parts = {**measures, Key.MIXED: mixed}[key]
    return [part * person.seniority_coefficient for part, person in zip(parts, people, strict=True)]


def _parts(values: list[Fraction]) -> list[Fraction]:
    total = sum(values, Fraction(0))
    return [value / total if total else Fraction(0) for value in values]


def formula(person: Person, key: Key) -> Sentence:
    """The person's part in words."""
    if not person.is_entitled:
        return Sentence(_("less than three months in the year and six months of seniority"))
    hours = round(person.seconds / 3600, 2)
    said = {
        Key.HOURS: Sentence(_("by hours worked: %(hours)s h"), {"hours": hours}),
        Key.WAGES: Sentence(_("by gross wages of the year")),
        Key.ACTIVITY: Sentence(_("by activity with the cooperative")),
        Key.EQUAL: Sentence(_("the same for everyone")),
        Key.MIXED: Sentence(
            _("half by hours worked (%(hours)s h), half the same for everyone"), {"hours": hours}
        ),
    }[key]
    if person.seniority_coefficient == 1:
        return said
    by_hours = {"hours": hours, "coefficient": float(person.seniority_coefficient)}
    if key == Key.HOURS:
        return Sentence(_("by hours worked: %(hours)s h, × %(coefficient)s for seniority"), by_hours)
    return Sentence(_("by the key of the statutes, × %(coefficient)s for seniority"), by_hours)
