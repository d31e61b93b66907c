"""Everything a person does with the commons, from the pages: write, review, publish, try, adopt, go back."""

import json
import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from cooperatives.queries.charters import terms_on
from federation.domain.commons.reading import written
from federation.models import PolicyDecision, PolicyDraft, PolicyReplay, PolicyVersion
from federation.services.commons.drafting import begin_version
from members.services.roster import hire
from tests.conftest import PLATFORM
from tests.federation.commons.conftest import NOON, TODAY, WORDS, example
from tests.federation.commons.test_adopting import MINUTE
from tests.members.conftest import work

PUBLIC = "/federation/commons/"


@pytest.fixture(autouse=True)
def _today(monkeypatch):
    monkeypatch.setattr(timezone, "now", lambda: NOON)


def at(slug, rest=""):
    return f"/c/{slug}/federation/commons/{rest}"


def test_a_policy_goes_all_its_way_through_the_pages(commons, login, client):
    ines = login(commons.bordeaux.ines)
    begun = ines.post(at("bordeaux", "new/"), {"begin": "empty:wage_scheme"})
    assert begun.status_code == 302
    desk = ines.post(begun["Location"], {"do": "submit", "text": "kind = "})
    assert desk.status_code == 422
    assert "This cannot be read" in desk.text
    text = written(example("split-day-wages"))
    checked = ines.post(begun["Location"], {"do": "check", "text": text})
    assert "The gate lets it in" in checked.text
    assert "Split day: [For a split day] for each day on which stretches &gt; 1" in checked.text
    sent = ines.post(begun["Location"], {"do": "submit", "text": text}, follow=True)
    assert "Submitted. Two other co-ops read it now" in sent.text
    assert client.get(PUBLIC).text.count("Split days") == 0
    for slug, cast in (("rennes", commons.rennes), ("liege", commons.liege)):
        reader = login(cast.ines)
        assert "Waits for our review" in reader.get(at(slug)).text
        assert "Split days and late evenings" in reader.get(at(slug)).text
        page = at(slug, "policies/bordeaux/split-day/")
        short = reader.post(f"{page}review/", {"version": "1.0.0", "verdict": "agree", "words": "Fine"})
        assert short.status_code == 422
        reader.post(f"{page}review/", {"version": "1.0.0", "verdict": "agree", "words": WORDS})
    ours = at("bordeaux", "policies/bordeaux/split-day/")
    assert "Publish it" in ines.get(ours).text
    assert "Our review" not in ines.get(ours).text
    published = ines.post(f"{ours}mark/", {"version": "1.0.0", "kind": "published"}, follow=True)
    assert "Published. Every co-op can adopt it" in published.text
    assert "Split days and late evenings" in client.get(PUBLIC).text
    assert client.get(f"{PUBLIC}?kind=pricing").text.count("Split days") == 0
    page = client.get(f"{PUBLIC}bordeaux/split-day/").text
    assert "Night premium: [Night premium] %" in page
    assert "Rayon Vert" in page
    file = client.get(f"{PUBLIC}bordeaux/split-day/1.0.0.json")
    with commons.rennes.inside():
        fork = begin_version(version_id=PolicyVersion.objects.get().pk, by=PLATFORM, at=NOON)
    assert json.loads(file.content) == PolicyVersion.objects.get().document
    commons.submit(fork, commons.rennes)
    assert "rennes/split-day" not in client.get(f"{PUBLIC}bordeaux/split-day/").text
    assert "rennes/split-day" in ines.get(ours).text
    for nothing in ("bordeaux/other/", "rennes/split-day/", "bordeaux/split-day/2.0.0.json"):
        assert client.get(PUBLIC + nothing).status_code == 404


def test_nour_tries_sees_who_loses_adopts_and_takes_it_back(commons, login):
    commons.published(example("split-day-wages"))
    with commons.roue.inside():
        work(commons.roue.courier_id, NOON.replace(month=10, day=4, hour=8), hours=6)
    nour = login(commons.roue.nour)
    page = nour.get(at("roue-libre", "policies/bordeaux/split-day/")).text
    assert "Try it on our last weeks" in page
    to_try = at("roue-libre", "policies/bordeaux/split-day/try/")
    refused = nour.post(to_try, {"p_sunday": "500", "p_night": "10", "p_split": "4", "p_late": "1.5"})
    assert refused.status_code == 422
    assert "goes from" in refused.text
    values = {"p_sunday": "0", "p_night": "10", "p_split": "4", "p_late": "1.5"}
    trial = nour.post(to_try, values, follow=True)
    assert "Alma" in trial.text
    assert "would lose most:" in trial.text
    assert "−€16.80" in trial.text
    address = trial.redirect_chain[-1][0]
    assert nour.post(address, {"minute": "yes", "valid_from": TODAY}).status_code == 422
    adopted = nour.post(address, {"minute": MINUTE, "valid_from": TODAY}, follow=True)
    assert "Adopted. It stays with its vote" in adopted.text
    assert MINUTE in adopted.text
    with commons.roue.inside():
        assert terms_on(TODAY, "pay")["sunday_percent"] == 0
        decision = PolicyDecision.objects.get()
    one = nour.get(at("roue-libre", f"decisions/{decision.pk}/")).text
    assert "What we knew when we decided" in one
    assert "−€16.80" in one
    assert decision.sha256 in one
    assert "adopted by 1 co-op" in nour.get(at("roue-libre", "policies/bordeaux/split-day/")).text
    back = nour.post(
        at("roue-libre", f"decisions/{decision.pk}/"), {"minute": MINUTE, "valid_from": TODAY}, follow=True
    )
    assert "Taken back: what stood before stands again." in back.text
    with commons.roue.inside():
        assert terms_on(TODAY, "pay")["sunday_percent"] == 20


def test_prices_are_filled_in_with_amounts_and_given_to_stores(commons, login):
    commons.published(example("cargo-prices"))
    nour = login(commons.roue.nour)
    to_try = at("roue-libre", "policies/bordeaux/cargo/try/")
    form = nour.get(to_try).text
    assert "Stores that would get it" in form
    asked = {"p_base": "5", "p_per_km": "0.90", "p_free_metres": "1000", "p_heavy": "1.5", "name": "Cargo"}
    assert nour.post(to_try, asked).status_code == 422
    trial = nour.post(to_try, asked | {"store_ids": [str(commons.roue.store_id)]}, follow=True)
    assert "nobody’s pay changes with prices" in trial.text
    with commons.roue.inside():
        assert PolicyReplay.objects.get().values == {
            "base": 500, "per_km": 90, "free_metres": 1000, "heavy": 150,
        }  # fmt: skip


def test_a_large_trial_shows_how_far_it_is(commons, login, monkeypatch):
    commons.published(example("split-day-wages"))
    monkeypatch.setattr("federation.services.commons.replaying.AT_ONCE", -1)
    nour = login(commons.roue.nour)
    values = {"p_sunday": "0", "p_night": "10", "p_split": "4", "p_late": "1.5"}
    trial = nour.post(at("roue-libre", "policies/bordeaux/split-day/try/"), values, follow=True)
    assert "Waiting for a worker…" in trial.text
    with commons.roue.inside():
        PolicyReplay.objects.update(progress={"done": 2000, "all": 5000})
    assert "2000 of 5000 looked at." in nour.get(trial.redirect_chain[-1][0]).text
    assert "Adopt it" not in nour.get(trial.redirect_chain[-1][0]).text


def test_what_we_use_becomes_a_draft_and_a_newer_version_a_proposal(commons, login):
    version = commons.published(example("split-day-wages"))
    ines = login(commons.bordeaux.ines)
    begun = ines.post(at("bordeaux", "new/"), {"begin": "ours:wage_scheme"}, follow=True)
    assert "@sunday" in begun.text
    assert "Sunday premium: [sunday percent] %" in begun.text
    nothing = ines.post(at("bordeaux", "new/"), {"begin": "ours:dispatch_weights"})
    assert nothing.status_code == 422
    assert "begin with an empty draft" in nothing.text
    page = at("bordeaux", "policies/bordeaux/split-day/")
    forked = ines.post(f"{page}fork/", {"version": "1.0.0"}, follow=True)
    assert "A draft stands on your desk." in forked.text
    address = forked.redirect_chain[-1][0]
    with commons.bordeaux.inside():
        text = PolicyDraft.objects.get(policy_id=version.policy_id, submitted_version_id=None).text
    newer = text.replace('"max": 2000', '"max": 3000').replace('"stretches > 1"', '"stretches >= 2"')
    sent = ines.post(address, {"do": "submit", "text": newer}, follow=True)
    assert "Submitted" in sent.text
    told = ines.get(f"{page}changes/?from=1.0.0&to=1.1.0").text
    assert "For a split day: from €0.00 to €30.00, else €4.00" in told
    assert "stretches &gt;= 2" in told
    assert ines.get(f"{page}changes/?from=0.9.0&to=1.1.0").status_code == 404
    assert version.read().number == (1, 0, 0)


def test_a_draft_is_a_file_too_and_is_discarded(commons, login, tmp_path):
    ines = login(commons.bordeaux.ines)
    path = tmp_path / "policy.toml"
    path.write_text('kind = "criteria_set"\nslug = "x"\ntitle = "Ours"\nversion = "1.0.0"\n')
    with path.open("rb") as file:
        begun = ines.post(at("bordeaux", "new/"), {"begin": "file", "file": file})
    kept = ines.post(begun["Location"], {"do": "save", "text": "half"}, follow=True)
    assert "Kept." in kept.text
    assert "there are no sentences to show" in kept.text
    gone = ines.post(begun["Location"], {"do": "discard", "text": "half"}, follow=True)
    assert "The draft is discarded." in gone.text
    assert ines.get(begun["Location"]).status_code == 404
    assert ines.post(at("bordeaux", "new/"), {"begin": "file"}).status_code == 422


def test_who_may_do_what(commons, login):
    commons.published(example("split-day-wages"))
    replay = login(commons.roue.theo)
    values = {"p_sunday": "0", "p_night": "10", "p_split": "4", "p_late": "1.5"}
    page = at("roue-libre", "policies/bordeaux/split-day/")
    trial = replay.post(f"{page}try/", values, follow=True)
    assert trial.status_code == 200
    address = trial.redirect_chain[-1][0]
    assert replay.post(address, {"minute": MINUTE, "valid_from": TODAY}).status_code == 404
    assert replay.post(f"{page}review/", {"version": "1.0.0"}).status_code == 404
    assert replay.get(at("roue-libre", "new/")).status_code == 404
    alma = login(commons.roue.alma)
    for path in (at("roue-libre"), page, address, at("roue-libre", "decisions/")):
        assert alma.get(path).status_code == 404
    other = login(commons.bordeaux.nour)
    assert other.get(address).status_code == 404
    assert other.get(address.replace("roue-libre", "bordeaux")).status_code == 404


def test_federation_staff_find_no_desk_in_a_co_op_nor_in_their_own_house(commons, login):
    commons.published(example("split-day-wages"))
    for name in ("rui", "simone"):
        staff = login(commons.house.users[name])
        for slug in ("roue-libre", "federation"):
            for rest in ("", "new/", "decisions/", "policies/bordeaux/split-day/"):
                assert staff.get(at(slug, rest)).status_code == 404
            assert staff.get(f"/c/{slug}/federation/roadmap/").status_code == 404
            assert staff.get(f"/c/{slug}/federation/extensions/").status_code == 404
    nour = login(commons.roue.nour)
    for path in ("roadmap/", "extensions/"):
        assert nour.get(f"/c/roue-libre/{path}").status_code == 404
        assert nour.get(f"/c/federation/{path}").status_code == 404


def test_the_catalogue_costs_the_same_with_one_and_with_three(commons, login, client):
    names = ("split-day-wages", "cargo-prices", "scop-assembly")
    commons.published(example(names[0]))
    nour = login(commons.roue.nour)
    nour.get(at("roue-libre"))
    asked = []
    for more in ((), names[1:]):
        for name in more:
            commons.published(example(name))
        for browser, path in ((client, PUBLIC), (nour, at("roue-libre"))):
            with CaptureQueriesContext(connection) as queries:
                browser.get(path)
            asked.append(len(queries))
    assert asked[:2] == asked[2:]


def test_the_pages_speak_french(commons, client):
    commons.published(example("split-day-wages"))
    page = client.get(f"{PUBLIC}bordeaux/split-day/", headers={"Accept-Language": "fr"})
    assert page.status_code == 200
    assert not re.search(r"%\(\w+\)", page.text)


def test_somebody_hired_today_is_no_obstacle_to_a_trial(commons, login):
    commons.published(example("split-day-wages"))
    with commons.roue.inside():
        hire(
            user_id=commons.roue.ines.pk,
            name="Inès",
            code="IN",
            weekly_minutes=2100,
            hourly_cents=1400,
            started_on=TODAY - timedelta(days=1),
            by=PLATFORM,
        )
    nour = login(commons.roue.nour)
    values = {"p_sunday": "0", "p_night": "10", "p_split": "4", "p_late": "1.5"}
    trial = nour.post(at("roue-libre", "policies/bordeaux/split-day/try/"), values, follow=True)
    assert "by this policy" in trial.text


def test_a_set_of_criteria_is_tried_on_our_own_dossier_and_left_to_the_federation(commons, login):
    commons.published(example("light-criteria"))
    nour = login(commons.roue.nour)
    trial = nour.post(
        at("roue-libre", "policies/bordeaux/light-review/try/"), {"p_members_green": "90"}, follow=True
    )
    assert "M1 Workers are members" in trial.text
    assert "adopted by the federation’s board" in trial.text
    decided = nour.post(trial.redirect_chain[-1][0], {"minute": MINUTE, "valid_from": TODAY})
    assert decided.status_code == 422
    with commons.roue.inside():
        assert not PolicyDecision.objects.exists()
