"""Coming in: by password or by magic link, to one's page; a switcher for those of several co-ops."""

import re
from datetime import date

import pytest
from django.core import mail

from cooperatives.domain.roles import Role
from cooperatives.queries.access import doors_of
from cooperatives.services.founding import grant_role
from tests.conftest import PASSWORD, PLATFORM


def sign_in(client, user, password=PASSWORD, **more):
    return client.post("/accounts/login/", {"login": user.email, "password": password}, **more)


@pytest.mark.parametrize(
    ("name", "page"),
    [("bruno", "board/"), ("alma", "day/"), ("theo", "books/"), ("nour", "today/")],
)
def test_everyone_arrives_at_the_page_of_their_work(roue, client, name, page):
    answer = sign_in(client, roue.users[name], follow=True)
    assert answer.redirect_chain[-1][0] == f"/c/{roue.slug}/{page}"
    assert answer.status_code == 200


def test_a_wrong_password_and_an_unknown_person_are_told_the_same(roue, client):
    wrong = sign_in(client, roue.alma, "nonsense").text
    unknown = client.post("/accounts/login/", {"login": "x@y.example", "password": "nonsense"}).text
    sentence = "The email address and/or password you specified are not correct."
    assert (sentence in wrong, sentence in unknown) == (True, True)


def test_guessing_is_stopped_after_five_tries(roue, client):
    answers = [sign_in(client, roue.alma, f"guess-{index}").text for index in range(6)]
    assert ["Too many failed login attempts" in text for text in answers] == [False] * 5 + [True]
    assert "_auth_user_id" not in client.session
    sign_in(client, roue.alma)
    assert "_auth_user_id" not in client.session


def test_a_courier_comes_in_by_the_code_in_their_mail(roue, client):
    client.post("/accounts/login/code/", {"email": roue.alma.email})
    code = re.search(r"^([A-Z0-9]{3,4}-?[A-Z0-9]{3,4})$", mail.outbox[0].body, re.MULTILINE)
    assert code is not None
    answer = client.post("/accounts/login/code/confirm/", {"code": code[1]}, follow=True)
    assert answer.redirect_chain[-1][0] == f"/c/{roue.slug}/day/"


def test_asking_for_a_code_does_not_tell_who_has_an_account(roue, client):
    known = client.post("/accounts/login/code/", {"email": roue.alma.email})
    unknown = client.post("/accounts/login/code/", {"email": "nobody@y.example"})
    assert (known.status_code, known["Location"]) == (unknown.status_code, unknown["Location"])


def test_one_person_of_two_co_ops_chooses_and_switches(roue, autre, login):
    with autre.inside():
        grant_role(user=roue.alma, role=Role.DISPATCHER, started_on=date(2024, 1, 1), by=PLATFORM)
    assert [(door.slug, door.roles) for door in doors_of(roue.alma.pk)] == [
        ("autre", ("dispatcher",)),
        ("roue-libre", ("courier",)),
    ]
    alma = login(roue.alma)
    page = alma.get("/arrive/").text
    assert ("L&#x27;Autre Roue" in page, "La Roue Libre" in page) == (True, True)
    assert alma.get("/c/autre/board/").status_code == 200
    assert alma.get("/c/roue-libre/board/").status_code == 404
    assert "/c/roue-libre/" in alma.get("/c/autre/board/").text


def test_a_membership_that_ended_opens_nothing(roue, login, now):
    from cooperatives.models import Membership

    with roue.inside():
        Membership.objects.filter(user=roue.alma).update(ended_on=date(2024, 2, 1))
    assert login(roue.alma).get(f"/c/{roue.slug}/day/").status_code == 404
    assert doors_of(roue.alma.pk) == []


def test_nobody_signs_up_without_an_invitation(client, db):
    assert "closed" in client.get("/accounts/signup/").text.lower()


@pytest.mark.parametrize("page", ["", "totp/activate/", "webauthn/"])
def test_a_second_factor_is_there_for_who_wants_it(roue, client, page):
    sign_in(client, roue.nour)
    assert client.get(f"/accounts/2fa/{page}").status_code in (200, 302)
