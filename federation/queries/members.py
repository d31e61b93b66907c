"""The co-ops that belong, and what each has contributed."""

from dataclasses import dataclass
from datetime import date

from cooperatives.queries.directory import cooperatives_called, the_federation
from coopplatform.tenancy.scope import scope
from federation.models import Admission, Contribution
from federation.queries.contributions import contributions_of


@dataclass(frozen=True, slots=True)
class Member:
    """A member co-op with what is public about it, and its contribution of the month asked for."""

    slug: str
    name: str
    country: str
    legal_form: str
    town: str
    admitted_on: date
    contribution: Contribution | None = None


def admitted_slugs(*, on: date) -> set[str]:
    """Who belonged on a day."""
    admitted = Admission.objects.filter(state=Admission.State.ADMITTED, admitted_on__lte=on)
    return set(admitted.values_list("member_slug", flat=True))


def members_with_contributions(month: date) -> list[Member]:
    """The member co-ops by name, each with what it shared for the month. In the federation's scope."""
    shared = {row.figures["cooperative"]: row for row in contributions_of([month])}
    return _members(shared)


def public_members() -> list[Member]:
    """The member co-ops by name, for anybody; none before a federation is founded."""
    federation = the_federation()
    if federation is None:
        return []
    with scope(federation.pk):
        return _members({})


def _members(shared: dict[str, Contribution]) -> list[Member]:
    admissions = {a.member_slug: a for a in Admission.objects.filter(state=Admission.State.ADMITTED)}
    found = cooperatives_called(admissions.keys())
    members = [
        Member(
            slug=slug,
            name=found[slug].name,
            country=found[slug].country,
            legal_form=found[slug].legal_form,
            town=found[slug].town,
            admitted_on=admission.admitted_on,
            contribution=shared.get(slug),
        )
        for slug, admission in admissions.items()
        if slug in found
    ]
    return sorted(members, key=lambda member: member.name)
