"""The benchmark of a release: what it builds is what the command builds, from co-ops that shared a whole quarter."""

import pytest
from django.core.management import CommandError, call_command

from federation.benchmarks import release as bench


@pytest.fixture
def furnished(db):
    bench.furnish(5)


def test_a_release_of_five_is_built_twice_to_the_same_bytes_and_then_corrected(furnished, tmp_path):
    told = bench.builds()
    assert told["same_bytes"] is True
    first, again, correction = (told["turns"][name] for name in ("first", "again", "correction"))
    assert (first["cooperatives"], first["contributions"]) == (5, 15)
    assert {**first, "seconds": 0} == {**again, "seconds": 0}
    assert correction["queries"] > first["queries"] > 0
    call_command("build_release", period=bench.PERIOD, out=tmp_path, release_version=1)
    names = {path.name for path in tmp_path.iterdir()}
    assert told["files"] == len(names)
    # The command writes the day of publishing where the draft has the quarter's last: as many bytes.
    assert told["bytes_of_files"] == sum(path.stat().st_size for path in tmp_path.iterdir())


def test_a_release_that_differs_the_second_time_is_said(furnished, monkeypatch):
    days = iter(["2026-09-30", "2026-10-01", "2026-10-01"])
    honest = bench.built

    def wavering(period):
        made = honest(period)
        made.files["release.json"] += next(days)
        return made

    monkeypatch.setattr(bench, "built", wavering)
    assert bench.builds()["same_bytes"] is False


def test_the_command_refuses_what_it_cannot_measure():
    with pytest.raises(CommandError, match="Between 3 and 1000 co-ops"):
        call_command("bench", "release", "--cooperatives", "2")
