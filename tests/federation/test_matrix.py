"""Who opens which page of the federation: every role at every address, found by introspection.

`TABLE` says for each route who gets past its door: which roles of the federation, and of a co-op that belongs.
Whoever is not named finds nothing, the same 404 as for a co-op that does not exist. A new part adds its routes to it.
"""

from typing import Any

import pytest

from cooperatives.domain.roles import Role
from cooperatives.queries.directory import the_federation
from cooperatives.services.founding import grant_role
from cooperatives.services.people import invite
from coopplatform.tenancy.scope import scope
from tests.conftest import PASSWORD, PLATFORM
from tests.tenancy.test_routes import PUBLIC, TENANT_ROUTES, address
from tests.tenancy.test_routes import known as real_ids  # noqa: F401 -- a fixture

STAFF = ("reviewer", "board", "statistician", "treasurer")
PEOPLE = ("courier", "store_staff", "dispatcher", "coop_admin", "treasurer", "delegate")

REGISTER = """
reviews review-calendar review-escalations review-criteria review-conflicts review-case review-statutes
review-dossier-pdf review-paper review-plan-paper review-decide review-reviewer review-proposal
"""
TABLE = f"""
{REGISTER}                                  : reviewer board :
review-criteria-pooled                      : reviewer board :
review-criteria-edition                     : board :
review-criteria-back                        : board :
review-open review-line review-report       : reviewer :
review-draw review-outcome                  : board :
membership membership-request dossier dossier-pdf dossier-paper panel panel-seat
                                            : : courier dispatcher coop_admin treasurer delegate
membership-reply membership-item membership-appeal
                                            : : coop_admin delegate
membership-leave application application-withdraw application-statutes archive archive-file
                                            : : coop_admin
dossier-line dossier-release                : : coop_admin treasurer
federation-members                          : reviewer board statistician :
federation-draft federation-publish         : statistician :
contribution contribution-share contribution-choose contribution-declare contribution-hold comparison
                                            : : coop_admin treasurer
federation-voice federation-consultation    : reviewer board statistician :
federation-consultation-new federation-position federation-position-new
                                            : board :
voice voice-consultation voice-answer       : : courier dispatcher coop_admin treasurer delegate
voice-amend voice-withdraw voice-roll voice-sign           : : coop_admin delegate
voice-vote                                  : : delegate
commons commons-policy commons-changes commons-draft commons-decisions commons-decision commons-trial commons-try
extensions extension roadmap roadmap-round  : : coop_admin treasurer delegate
letters                                     : : coop_admin treasurer delegate
words                                       : : {" ".join(PEOPLE)}
letter letter-pdf letter-write              : : coop_admin treasurer
commons-fork commons-mark commons-review commons-new
                                            : : coop_admin delegate
extension-switch                            : : coop_admin
federation-extensions                       : reviewer board :
federation-roadmap federation-roadmap-decide
                                            : board treasurer :
means                                       : : courier dispatcher coop_admin treasurer delegate
loans                                       : : courier dispatcher coop_admin treasurer delegate
loan-answer                                 : : courier
loan-ask loan-withdraw loan-take loan-decline : : dispatcher coop_admin
grants grant                                : : courier dispatcher coop_admin treasurer delegate
grant-offer grant-answer grant-shop         : : coop_admin
grant-statement                             : : coop_admin treasurer
hand-over grant-use                         : : dispatcher coop_admin
federation-means                            : reviewer board treasurer :
dues dues-pdf                               : : courier dispatcher coop_admin treasurer delegate
dues-share dues-declare dues-book dues-pay  : : coop_admin treasurer
federation-dues federation-dues-pdf         : reviewer board treasurer :
federation-dues-terms federation-dues-issue federation-dues-correct federation-dues-received
federation-dues-take-back                   : treasurer :
federation-dues-decide                      : board :
leaving leaving-earlier                     : : courier dispatcher coop_admin treasurer delegate
leaving-answer leaving-book leaving-pay     : : coop_admin treasurer
federation-leaving federation-leaving-account federation-leaving-earlier
                                            : reviewer board treasurer :
federation-leaving-propose federation-leaving-confirm
                                            : board treasurer :
federation-leaving-note                     : treasurer :
fund fund-simulate fund-version             : : courier dispatcher coop_admin treasurer delegate
fund-share fund-ask fund-book               : : coop_admin treasurer
federation-fund federation-fund-simulate federation-fund-version federation-fund-claim
                                            : reviewer board treasurer :
federation-fund-rules federation-fund-confirm
                                            : board :
federation-fund-histories federation-fund-call federation-fund-receive federation-fund-condition federation-fund-pay
                                            : board treasurer :
our-federation                              : reviewer board statistician treasurer : {" ".join(PEOPLE)}
"""
"""Routes, a colon, the federation's roles, a colon, the co-op's. Names may run over several lines."""
OPEN = """
reviews review-calendar review-escalations review-criteria review-conflicts review-case review-dossier-pdf
membership membership-item membership-leave membership-appeal application dossier dossier-line dossier-pdf panel
archive archive-file federation-members
contribution comparison federation-voice federation-consultation-new federation-position-new voice commons
commons-decisions extensions roadmap federation-extensions federation-roadmap grants grant grant-offer hand-over
commons-decisions extensions roadmap federation-extensions federation-roadmap
dues federation-dues federation-dues-terms
letters letter letter-pdf letter-write words
fund fund-simulate fund-share fund-ask federation-fund federation-fund-simulate federation-fund-rules
"""
"""Pages that show themselves to everyone who may enter; the others depend on what is there."""


def expected() -> dict[str, dict[str, set[str]]]:
    found: dict[str, dict[str, set[str]]] = {}
    names: list[str] = []
    for line in TABLE.splitlines():
        routes, *doors = line.split(":")
        names += routes.split()
        if doors:
            found |= {name: {"F": set(doors[0].split()), "C": set(doors[1].split())} for name in names}
            names = []
    return found


EXPECTED = expected()
ROUTES = sorted(
    name for name, entry in TENANT_ROUTES.items() if str(entry.callback.__module__).startswith("federation.")
)


def person(home: Any, name: str, *roles: str) -> Any:
    with scope(home.pk):
        user = invite(email=f"{name}@{home.slug}.matrix", name=name, password=PASSWORD, by=PLATFORM)
        for role in roles:
            grant_role(user=user, role=Role(role), started_on=home.founded_on, by=PLATFORM)
    return user


def status(client: Any, url: str) -> int:
    """Of GET; of POST where there is no GET."""
    answer = client.get(url)
    return int(client.post(url).status_code if answer.status_code == 405 else answer.status_code)


def test_the_table_names_every_route_of_the_federation():
    assert set(EXPECTED) == set(ROUTES)
    assert set(OPEN.split()) <= set(ROUTES)


@pytest.mark.parametrize(
    ("where", "roles"),
    [("F", STAFF), ("C", PEOPLE[:3]), ("C", PEOPLE[3:])],
    ids=["of the federation", "who work", "who run it"],
)
def test_each_role_at_each_address(subtests, where, roles, roue, real_ids, login):  # noqa: F811
    """At home: 404 for whoever is not named; the page itself for those who may enter, where it stands for everyone."""
    home = the_federation() if where == "F" else roue.cooperative
    for role in roles:
        client = login(person(home, role, role))
        for name in ROUTES:
            with subtests.test(route=name, role=f"{where} {role}"):
                told = status(client, address(TENANT_ROUTES[name], home.slug, real_ids))
                if role not in EXPECTED[name][where]:
                    assert told == 404
                elif name in OPEN.split():
                    assert told == 200


def test_staff_of_the_federation_finds_nothing_at_a_co_ops_address(subtests, roue, real_ids, login):  # noqa: F811
    """Every tenant route there is, of all four apps, for somebody who is everything in the federation.

    The door is asked before the view, whatever the method.
    """
    client = login(person(the_federation(), "everything", *STAFF))
    for name in sorted(set(TENANT_ROUTES) - PUBLIC):
        with subtests.test(route=name):
            assert client.get(address(TENANT_ROUTES[name], roue.slug, real_ids)).status_code == 404


def test_nobody_of_a_co_op_finds_the_federations_own_pages(subtests, roue, real_ids, login):  # noqa: F811
    client = login(person(roue.cooperative, "everyone", *PEOPLE))
    for name in ROUTES:
        with subtests.test(route=name):
            assert status(client, address(TENANT_ROUTES[name], "federation", real_ids)) == 404
