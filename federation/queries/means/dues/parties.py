"""Who stands behind the auxiliary codes of dues: the members in the federation's books, the federation in theirs."""

from cooperatives.queries.directory import member_cooperatives, the_federation
from coopplatform.tenancy.scope import required
from federation.domain.means.third_parties import auxiliary_of


def names_in_the_books() -> dict[str, str]:
    federation = the_federation()
    if federation is None:
        return {}
    known = member_cooperatives() if federation.pk == required() else [federation]
    return {auxiliary_of(one.slug): one.name for one in known}
