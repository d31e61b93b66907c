"""Voice on its pages: the board asks, delegates amend and vote, workers answer, everybody reads."""

import pytest
import time_machine
from django.urls import reverse

from federation.models import Amendment, Consultation, DelegateVote, Position
from tests.federation.voice.conftest import AMENDING, DAY, NOW, OVER, VOTING
from tests.federation.voice.test_positions import PAY, publish, released


@pytest.fixture
def at():
    """The page's clock."""
    with time_machine.travel(AMENDING, tick=False) as clock:
        yield clock.move_to


def page(name, slug, *more):
    return reverse(name, args=[slug, *more])


def test_the_board_puts_a_text_to_all_co_ops(agora, login, at):
    simone = login(agora.cast.users["simone"])
    url = page("federation-consultation-new", "federation")
    times = {name: f"{AMENDING + n * DAY:%Y-%m-%dT%H:%M}" for name, n in
             {"amend_until": 3, "vote_from": 4, "vote_until": 9}.items()}  # fmt: skip
    told = {"kind": "position", "title": "Employees", "text": "One.\n\nTwo.", "asks_workers": "on", **times}
    assert (
        "Leave at least a day for the vote."
        in simone.post(url, told | {"vote_until": told["vote_from"]}).text
    )
    shown = simone.post(url, told, follow=True).text
    assert "Open. Every co-op can amend it now." in shown
    assert "One co-op one vote; more than 50% of those for and against." in shown
    assert Consultation.objects.get().title == "Employees"


def test_a_co_op_enters_the_roll_amends_votes_and_answers(agora, login, at):
    one = agora.open()
    ines = login(agora.members["lille"].users["ines"])
    url = page("voice-consultation", "lille", one.pk)
    ines.post(page("voice-roll", "lille", one.pk), {"workers": "3"})
    refused = ines.post(page("voice-amend", "lille", one.pk), {"paragraph": "2", "text": "", "why": ""})
    assert refused.status_code == 422
    ines.post(
        page("voice-amend", "lille", one.pk), {"paragraph": "2", "text": "They own it.", "why": "Short"}
    )
    assert "They own it." in ines.get(url).text
    ines.post(page("voice-amend", "lille", one.pk), {"paragraph": "1", "text": "Hasty.", "why": "Too soon"})
    hasty = Amendment.objects.get(text="Hasty.")
    back = ines.post(page("voice-withdraw", "lille", hasty.pk), follow=True)
    assert "Taken back: it is not voted on." in back.text
    assert "withdrawn by its author, not voted on" in back.text
    at(VOTING)
    assert "Cast the vote" in ines.get(url).text
    assert ines.post(page("voice-vote", "lille", one.pk), {"choice": ""}).status_code == 422
    ines.post(page("voice-vote", "lille", one.pk), {"choice": "yes", "mandate": "bound"})
    amendment = Amendment.objects.get(withdrawn=None)
    ines.post(page("voice-vote", "lille", one.pk), {"choice": "no", "amendment": amendment.pk})
    ines.post(page("voice-answer", "lille", one.pk), {"choice": "yes"})
    cast = {(vote.choice, vote.amendment_id) for vote in DelegateVote.objects.all()}
    assert cast == {("yes", None), ("no", amendment.pk)}
    at(OVER)
    ines = login(agora.members["lille"].users["ines"])
    refused = ines.post(page("voice-vote", "lille", one.pk), {"choice": "no"})
    assert "This vote is closed." in refused.text


def test_who_may_do_what(agora, login, at):
    one = agora.open()
    lille, house = agora.members["lille"], agora.cast
    alma, rosa, nour = (login(lille.users[name]) for name in ("alma", "rosa", "nour"))
    url = page("voice-consultation", "lille", one.pk)
    assert (alma.get(url).status_code, rosa.get(url).status_code) == (200, 404)
    at(VOTING)
    assert nour.post(page("voice-vote", "lille", one.pk), {"choice": "yes"}).status_code == 404
    fatou = login(house.users["fatou"])
    assert fatou.get(page("federation-consultation-new", "federation")).status_code == 404
    assert fatou.get(page("federation-voice", "federation")).status_code == 200
    assert login(house.users["simone"]).get(page("voice", "federation")).status_code == 404
    assert nour.get(page("federation-voice", "lille")).status_code == 404


def test_everybody_reads_what_was_decided_and_how(agora, client, at):
    one = agora.open()
    agora.enter(one)
    agora.vote(one, yes="lille nantes paris", no="lyon")
    agora.decide(one)
    at(OVER)
    shown = client.get(reverse("public-consultation", args=[one.pk])).text
    assert "Adopted." in shown
    assert shown.index("Gand") < shown.index("Lyon")
    assert "sessionid" not in client.cookies


def test_a_position_is_published_signed_and_read(agora, login, client, at):
    released(agora, 1, "13.8")
    simone, ines = login(agora.cast.users["simone"]), login(agora.members["gand"].users["ines"])
    told = {"title": "Pay the wait", "text": "All of it.", "figures": [PAY.key], "consultation": ""}
    told["cells"] = ["hours-and-pay|FR:hours"]
    offered = simone.get(page("federation-position-new", "federation")).text
    assert "Hours worked, France: 1\u00a0200\u00a0h" in offered
    assert "hours-and-pay|FR:pay" not in offered
    assert "Published." in simone.post(page("federation-position-new", "federation"), told, follow=True).text
    position = Position.objects.get()
    assert (
        "Signed, for everybody"
        in ines.post(page("voice-sign", "gand", position.pk), {"sign": "1"}, follow=True).text
    )
    listed = client.get(reverse("positions")).text
    shown = client.get(reverse("position", args=["pay-the-wait"])).text
    assert "Signed by 1 co-op: Gand" in listed
    assert "€13.80" in shown
    assert "Hours worked, France" in shown
    assert client.get(reverse("position", args=["none"])).status_code == 404


def test_a_revised_figure_is_said_to_who_signed_and_to_the_public(agora, login, client, at):
    from federation.reactions import look_after_positions

    released(agora, 1, "13.8")
    publish(agora)
    released(agora, 2, "13.5")
    with agora.cast.inside():
        look_after_positions(None)
    public = client.get(reverse("position", args=["pay-the-wait"])).text
    own = login(agora.members["gand"].users["ines"]).get(page("voice", "gand")).text
    for shown in (public, own):
        assert "revised since" in shown
        assert "now €13.50" in shown


def test_a_page_with_many_votes_takes_the_same_queries(agora, client, at, django_assert_max_num_queries):
    one = agora.open()
    agora.enter(one)
    at(VOTING)
    agora.vote(one, yes="lille")
    url = reverse("public-consultation", args=[one.pk])
    client.get(url)
    with django_assert_max_num_queries(8) as few:
        client.get(url)
    agora.vote(one, yes="nantes paris gand lyon")
    with django_assert_max_num_queries(len(few)):
        client.get(url)


def test_the_days_of_a_consultation_are_told_in_the_co_ops_zone(agora, login, at):
    one = agora.open()
    shown = login(agora.members["lille"].users["alma"]).get(page("voice-consultation", "lille", one.pk)).text
    assert f"{NOW:%-d} Nov 10:00" in shown
