"""Python extensions: none is loaded before the federation has read this very build and the co-op has switched it on."""

import base64
import hashlib
import sys
from datetime import date

import pytest
from django.utils import timezone

from coopplatform.kernel.errors import Invalid, NotAllowedNow, NotFound
from federation.adapters.plugins import installed
from federation.domain.plugins import MonthFacts, Report, checked_report
from federation.queries.plugins import plugin_called
from federation.services.plugins import plugin_report, review_plugin, switch_plugin
from members.services.payroll import approve_run, compute_payslips
from tests.federation.commons.conftest import NOON, WORDS
from tests.members.conftest import work

CODE = """
from federation.domain.plugins import Report

LOADED = True

def report(facts):
    if facts.deliveries < 0:
        raise RuntimeError("never")
    hours = round(facts.paid_seconds / 3600, 1)
    return Report("Hours", ("Month", "Hours", "Deliveries"), ((f"{facts.month:%Y-%m}", hours, facts.deliveries),))

def broken(facts):
    raise RuntimeError("the extension's own mistake")
"""
OCTOBER = date(2026, 10, 1)


@pytest.fixture
def package(tmp_path, monkeypatch):
    """A package as pip would leave it: a module, its metadata and the list of its files."""
    (tmp_path / "coop_hours.py").write_text(CODE)
    info = tmp_path / "coop_hours-1.2.0.dist-info"
    info.mkdir()
    (info / "METADATA").write_text(
        "Metadata-Version: 2.1\nName: coop-hours\nVersion: 1.2.0\nSummary: Hours per delivery\n"
    )
    (info / "entry_points.txt").write_text(
        "[coopplatform.plugin]\nhours = coop_hours:report\nhours-broken = coop_hours:broken\n"
    )
    listed = []
    for file in (
        "coop_hours.py",
        "coop_hours-1.2.0.dist-info/METADATA",
        "coop_hours-1.2.0.dist-info/entry_points.txt",
    ):
        digest = hashlib.sha256((tmp_path / file).read_bytes()).digest()
        listed.append(f"{file},sha256={base64.urlsafe_b64encode(digest).rstrip(b'=').decode()},1")
    (info / "RECORD").write_text("\n".join([*listed, "coop_hours-1.2.0.dist-info/RECORD,,", ""]))
    monkeypatch.syspath_prepend(str(tmp_path))
    yield tmp_path
    sys.modules.pop("coop_hours", None)


def allow(commons, name="hours", *, is_allowed=True):
    with commons.house.inside():
        build = next(one for one in installed() if one.name == name).record_sha256
        return review_plugin(
            name=name,
            record_sha256=build,
            is_allowed=is_allowed,
            words=WORDS,
            by=commons.house.by("simone"),
            at=NOON,
        )


def switched(commons, name="hours", *, is_on=True):
    with commons.roue.inside():
        return switch_plugin(name=name, is_on=is_on, by=commons.roue.by("nour"), at=NOON)


def october_paid(commons):
    with commons.roue.inside():
        work(commons.roue.courier_id, NOON.replace(month=10, day=6, hour=8), hours=6)
        run = compute_payslips(month=OCTOBER, by=commons.roue.by("theo"), at=NOON)
        approve_run(run_id=run.pk, by=commons.roue.by("nour"), at=NOON)


def test_it_is_found_by_its_metadata_without_being_loaded(package):
    found = {one.name: one for one in installed()}
    one = found["hours"]
    assert (one.package, one.version, one.summary) == ("coop-hours", "1.2.0", "Hours per delivery")
    assert one.is_intact
    assert (
        one.record_sha256
        == hashlib.sha256(
            (package / "coop_hours-1.2.0.dist-info" / "RECORD").read_text().encode()
        ).hexdigest()
    )
    assert "coop_hours" not in sys.modules


def test_what_nobody_has_read_never_loads(commons, package):
    with pytest.raises(NotAllowedNow, match="has not allowed this build"):
        switched(commons)
    with commons.roue.inside(), pytest.raises(NotAllowedNow, match="has not allowed this build"):
        plugin_report(name="hours", month=OCTOBER)
    allow(commons, is_allowed=False)
    with pytest.raises(NotAllowedNow, match="has not allowed this build"):
        switched(commons)
    with commons.roue.inside(), pytest.raises(NotFound):
        plugin_report(name="unknown", month=OCTOBER)
    assert "coop_hours" not in sys.modules


def test_allowed_and_switched_on_it_makes_a_report_of_a_paid_month(commons, package):
    october_paid(commons)
    allow(commons)
    with commons.roue.inside(), pytest.raises(NotAllowedNow, match="Switch this extension on"):
        plugin_report(name="hours", month=OCTOBER)
    assert "coop_hours" not in sys.modules
    switched(commons)
    with commons.roue.inside():
        report = plugin_report(name="hours", month=OCTOBER)
    assert report.columns == ("Month", "Hours", "Deliveries")
    assert report.rows[0][0] == "2026-10"
    with commons.rennes.inside():
        assert not plugin_called("hours").is_on
    switched(commons, is_on=False)
    with commons.roue.inside(), pytest.raises(NotAllowedNow, match="Switch this extension on"):
        plugin_report(name="hours", month=OCTOBER)


def test_another_build_or_a_changed_file_is_not_loaded(commons, package):
    allow(commons)
    switched(commons)
    (package / "coop_hours.py").write_text(CODE + "\nimport os\n")
    with commons.roue.inside(), pytest.raises(NotAllowedNow, match="not those that were reviewed"):
        plugin_report(name="hours", month=OCTOBER)
    record = package / "coop_hours-1.2.0.dist-info" / "RECORD"
    digest = base64.urlsafe_b64encode(hashlib.sha256((package / "coop_hours.py").read_bytes()).digest())
    lines = record.read_text().splitlines()
    record.write_text("\n".join([f"coop_hours.py,sha256={digest.rstrip(b'=').decode()},1", *lines[1:]]))
    with commons.roue.inside(), pytest.raises(NotAllowedNow, match="has not allowed this build"):
        plugin_report(name="hours", month=OCTOBER)
    with commons.house.inside(), pytest.raises(NotAllowedNow, match="Another build is installed now"):
        review_plugin(
            name="hours",
            record_sha256="0" * 64,
            is_allowed=True,
            words=WORDS,
            by=commons.house.by("simone"),
            at=NOON,
        )
    assert "coop_hours" not in sys.modules


def test_an_extension_that_fails_changes_nothing_and_says_so(commons, package):
    october_paid(commons)
    allow(commons, "hours-broken")
    switched(commons, "hours-broken")
    with commons.roue.inside(), pytest.raises(Invalid, match="The extension failed"):
        plugin_report(name="hours-broken", month=OCTOBER)


@pytest.mark.parametrize(
    "answer",
    ["text", Report("T", (), ()), Report("T", ("A",), (("a", "b"),)), Report("T", ("A",), ((1,),) * 6000)],
)
def test_an_answer_that_is_no_report_is_refused(answer):
    with pytest.raises(Invalid):
        checked_report(answer)
    good = Report("T", ("A",), ((1,),))
    assert checked_report(good) is good
    assert MonthFacts("a", "EUR", OCTOBER, 1, 1, 1, 1, 1, 1).deliveries == 1


def test_the_federation_reads_and_nour_switches_on_from_the_pages(commons, package, login, monkeypatch):
    monkeypatch.setattr(timezone, "now", lambda: NOON)
    october_paid(commons)
    nour, simone = login(commons.roue.nour), login(commons.house.simone)
    ours, theirs = "/c/roue-libre/federation/extensions/", "/c/federation/extensions/"
    assert "not read by the federation" in nour.get(ours).text
    assert "Switch it on" not in nour.get(ours).text
    build = next(one for one in installed() if one.name == "hours").record_sha256
    said = {"name": "hours", "record_sha256": build, "verdict": "allow", "words": "Short"}
    assert simone.post(theirs, said).status_code == 422
    simone.post(theirs, said | {"words": WORDS})
    assert WORDS in simone.get(theirs).text
    nour.post(f"{ours}switch/", {"name": "hours", "to": "on"})
    assert "Its report" in nour.get(ours).text
    assert "<h1>Hours</h1>" in nour.get(f"{ours}hours/?month=2026-10").text
    csv = nour.get(f"{ours}hours/?month=2026-10&as=csv")
    assert csv.text.splitlines()[0] == "Month,Hours,Deliveries"
    assert nour.get(f"{ours}hours/?month=2026-09").status_code == 409
    assert nour.get(f"{ours}unknown/").status_code == 404
    rui = login(commons.house.fatou)
    assert rui.get(theirs).status_code == 404
