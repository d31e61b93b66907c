"""Where suppliers are, and what was bought where."""

import re
from datetime import date

import pytest

from cooperatives.models import ThirdParty
from cooperatives.queries.purchases import Bought, bought
from cooperatives.services.accounts import name_third_party
from coopplatform.kernel.errors import Invalid
from tests.conftest import PLATFORM
from tests.cooperatives.conftest import SPRING, entered

ACCOUNTS = "/c/roue-libre/books/accounts/"
MARCH = {"first": date(2026, 3, 1), "last": date(2026, 3, 31)}
SENT = {"code": "f-velo", "name": "Vélos & fils", "postcode": "06 300", "country": "FR"}


def named(**said):
    return name_third_party(**{"code": "F-VELO", "name": "Vélos", **said}, by=PLATFORM, at=SPRING)


def purchases(*accounts):
    return bought(**MARCH, accounts=accounts or ("60", "61", "62"))


def test_theo_says_where_a_supplier_is_and_it_stays_when_he_names_it_again(inside, login):
    theo = login(inside.theo)
    theo.post(f"{ACCOUNTS}third-party/", {"code": "f-velo", "name": "Vélos & fils", "country": "FR"})
    page = theo.get(ACCOUNTS).text
    (link,) = re.findall(r'href="(\?party=[^"]+)">Say where it is', page)
    assert 'value="Vélos &amp; fils"' in theo.get(ACCOUNTS + link.removesuffix("#party")).text
    page = theo.post(f"{ACCOUNTS}third-party/", SENT, follow=True).text
    assert "FR 06 300" in page
    assert "Say where it is" not in page
    theo.post(f"{ACCOUNTS}third-party/", {"code": "F-VELO", "name": "Vélos, fils & filles"})
    party = ThirdParty.objects.get()
    assert (party.name, party.country, party.postcode) == ("Vélos, fils & filles", "FR", "06 300")


def test_a_place_that_cannot_be_is_refused_at_its_field(inside, login):
    answer = login(inside.theo).post(f"{ACCOUNTS}third-party/", SENT | {"postcode": "06300?"})
    assert (answer.status_code, "Write a postcode like 98000 or 1234 AB." in answer.text) == (422, True)
    with pytest.raises(Invalid, match="which country"):
        named(postcode="06300")
    assert not ThirdParty.objects.exists()


def test_another_country_is_a_place_without_a_postcode_and_ones_own_is_not(inside):
    assert (named(country="FR").country, named(country="IT").country) == ("", "IT")


def test_what_was_bought_is_its_third_partys_place(inside):
    named(country="FR", postcode="06300")
    named(code="F-TEL", name="Télécom", country="FR", postcode="75015")
    day = date(2026, 3, 4)
    entered(day, ("6155", 50_000), ("44566", 10_000), ("401", -60_000, "F-VELO"), journal="AC")
    entered(day, ("6155", -5_000), ("44566", -1_000), ("401", 6_000, "F-VELO"), journal="AC")
    entered(day, ("626", 9_000), ("401", -9_000, "F-TEL"), journal="AC")
    entered(day, ("6064", 700), ("512", -700), journal="BQ")
    entered(day, ("6132", 300), ("626", 300), ("401", -300, "F-VELO"), ("401", -300, "F-TEL"), journal="AC")
    entered(day, ("6411", 80_000), ("421", -80_000, "M0001"), journal="PA")
    entered(date(2026, 4, 1), ("626", 9_000), ("401", -9_000, "F-TEL"), journal="AC")
    assert purchases() == [
        Bought("", "", 700 + 600),
        Bought("FR", "06300", 45_000),
        Bought("FR", "75015", 9_000),
    ]
    assert purchases("61") == [Bought("", "", 300), Bought("FR", "06300", 45_000)]
    assert purchases("604") == []
