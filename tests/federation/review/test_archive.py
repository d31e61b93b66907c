"""All of a co-op in one signed file, nothing of another, checked without a database."""

import hashlib
import io
import json
import tracemalloc
import zipfile

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from coopplatform.kernel.errors import Invalid
from coopplatform.tenancy.constraints import tenant_models
from deliveries.models import OrderDocument
from deliveries.services.documents import add_document
from federation.adapters.archive import archive_parts, archive_public_key, signing_key
from federation.domain.archive import (
    MANIFEST,
    SIGNATURE,
    FileListed,
    manifest_bytes,
    public_key_of,
    signature_of,
    verify_archive,
)
from federation.queries.archive import tables
from tests.conftest import PLATFORM, placed
from tests.federation.review.conftest import apply

PICTURE = b"%PDF-1.7" + bytes(range(256)) * 200


@pytest.fixture(autouse=True)
def _own_key(settings, tmp_path):
    settings.DATA_DIR = tmp_path


@pytest.fixture
def ordered(roue, autre, now):
    """An order with a large document and a small one in La Roue Libre; one in the other co-op."""
    order = placed(roue, now)
    with roue.inside():
        for content in (PICTURE, b"%PDF-small"):
            add_document(order_id=order.pk, name="note.pdf", content=content, by=PLATFORM, at=now)
    placed(autre, now)
    return roue


def archive_of(cast, now) -> bytes:
    with cast.inside():
        return b"".join(archive_parts(now))


def read(archive: bytes) -> tuple[dict, dict[str, list[dict]]]:
    with zipfile.ZipFile(io.BytesIO(archive)) as found:
        manifest = json.loads(found.read(MANIFEST))
        rows = {
            name.removeprefix("tables/").removesuffix(".jsonl"): [
                json.loads(line) for line in found.read(name).splitlines()
            ]
            for name in found.namelist()
            if name.startswith("tables/")
        }
    return manifest, rows


def changed(archive: bytes, **files: bytes) -> io.BytesIO:
    """The same archive with files of other content, or more of them."""
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(archive)) as old, zipfile.ZipFile(made, "w") as new:
        names = [*old.namelist(), *(name for name in files if name not in old.namelist())]
        for name in names:
            new.writestr(name, files[name] if name in files else old.read(name))
    made.seek(0)
    return made


def test_it_holds_every_row_of_every_table(ordered, now):
    manifest, rows = read(archive_of(ordered, now))
    with ordered.inside():
        for model in tenant_models():
            assert len(rows[model._meta.label_lower]) == model.objects.count(), model
        assert [row["slug"] for row in rows["cooperatives.cooperative"]] == [ordered.slug]
    assert len(tables()) == len(rows)
    assert {one["name"]: one["rows"] for one in manifest["files"] if one["rows"] is not None} == {
        f"tables/{name}.jsonl": len(found) for name, found in rows.items()
    }
    assert len(rows["journal.journalentry"]) > 3
    assert {row["name"] for row in rows["cooperatives.user"]} == {"Alma", "Bruno", "Rosa", "Theo", "Nour"}
    assert all(set(row) == {"id", "email", "name", "locale"} for row in rows["cooperatives.user"])


def test_it_holds_nothing_of_another_co_op(ordered, autre, now):
    archive = archive_of(ordered, now)
    _manifest, rows = read(archive)
    for found in rows.values():
        assert {row["cooperative_id"] for row in found if "cooperative_id" in row} <= {ordered.cooperative.pk}
    with zipfile.ZipFile(io.BytesIO(archive)) as opened:
        told = b"".join(opened.read(name) for name in opened.namelist()).decode("utf-8", "replace")
    with autre.inside():
        strangers = [str(autre.courier_id), autre.chloe.email, autre.cooperative.name]
    assert [one for one in strangers if one in told] == []


def test_what_it_shared_with_the_federation_is_in_it_too(house, lyon, now):
    apply(lyon)
    _manifest, rows = read(archive_of(lyon, now))
    assert [row["legal_form"] for row in rows["federation.application"]] == ["scop-sarl"]
    assert [row["action"] for row in rows["federation.transition"]] == ["apply"]


def test_files_are_whole_large_or_small(ordered, now):
    archive = archive_of(ordered, now)
    _manifest, rows = read(archive)
    with ordered.inside():
        large = OrderDocument.objects.get(content=PICTURE)
    told = {row["id"]: row["content"] for row in rows["deliveries.orderdocument"]}
    path = told[str(large.pk)]["file"]
    with zipfile.ZipFile(io.BytesIO(archive)) as opened:
        assert opened.read(path) == PICTURE
    assert {"base64": "JVBERi1zbWFsbA=="} in told.values()


def test_a_whole_archive_verifies_and_a_touched_one_does_not(ordered, now):
    archive, key = archive_of(ordered, now), archive_public_key()
    found = verify_archive(io.BytesIO(archive), trusted=[key])
    assert (found.cooperative, found.public_key, found.is_trusted) == (ordered.slug, key, True)
    assert not verify_archive(io.BytesIO(archive)).is_trusted
    table = "tables/cooperatives.membership.jsonl"
    manifest, _rows = read(archive)
    forged = json.dumps({**manifest, "cooperative": "autre"}).encode()
    wrong = {
        "changed": changed(archive, **{table: b"{}\n"}),
        "other_files": changed(archive, **{"tables/more.jsonl": b"{}\n"}),
        "bad_signature": changed(archive, **{MANIFEST: forged}),
        "no_manifest": changed(b"PK\x05\x06" + bytes(18)),
        "no_zip": io.BytesIO(archive[:-40]),
        "bad_manifest": changed(archive, **{MANIFEST: b"[]"}),
    }
    for code, touched in wrong.items():
        with pytest.raises(Invalid) as refused:
            verify_archive(touched, trusted=[key])
        assert refused.value.code == code
    other = bytes(32)
    whole = {**manifest, "public_key": "O2onvM62pC1io6jQKm8Nc2UyFXcd4kOmOsBIoYtZ2ik="}
    again = json.dumps(whole).encode()
    with pytest.raises(Invalid, match="another key"):
        verify_archive(
            changed(archive, **{MANIFEST: again, SIGNATURE: signature_of(again, other)}), trusted=[key]
        )


def test_the_command_needs_no_database(tmp_path):
    """No fixture opens it here: a query would fail."""
    key, path = b"k" * 32, tmp_path / "archive.zip"
    row = FileListed("tables/x.jsonl", 3, hashlib.sha256(b"{}\n").hexdigest(), 1)
    facts = {"cooperative": "roue-libre", "name": "La Roue Libre", "made_at": "2026-11-28T00:00:00+00:00"}
    manifest = manifest_bytes(**facts, public_key=public_key_of(key), files=[row])
    with zipfile.ZipFile(path, "w") as made:
        for name, content in {
            row.name: b"{}\n",
            MANIFEST: manifest,
            SIGNATURE: signature_of(manifest, key),
        }.items():
            made.writestr(name, content)
    told = io.StringIO()
    call_command("verify_archive", str(path), key=[public_key_of(key)], stdout=told)
    assert "is whole: roue-libre, made 2026-11-28T00:00:00+00:00, 1 files, 1 rows." in told.getvalue()
    assert "the key you trust" in told.getvalue()
    path.write_bytes(path.read_bytes()[:-9])
    with pytest.raises(CommandError, match="does not hold"):
        call_command("verify_archive", str(path))
    with pytest.raises(CommandError, match="cannot be read"):
        call_command("verify_archive", str(tmp_path / "none.zip"))


def test_the_key_is_made_once_for_its_owner_and_may_come_from_the_settings(settings, tmp_path):
    key = signing_key()
    assert signing_key() == key
    assert (tmp_path / "archive-signing-key").stat().st_mode & 0o077 == 0
    settings.ARCHIVE_SIGNING_KEY = "QUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUE="
    assert signing_key() == b"A" * 32
    settings.ARCHIVE_SIGNING_KEY = "QUFB"
    with pytest.raises(ValueError, match="32 bytes"):
        signing_key()


def test_memory_stays_flat_however_long_it_is(roue, now):
    peaks = []
    for rows in (3_000, 9_000):
        with roue.inside(), connection.cursor() as cursor:
            cursor.execute(
                "insert into journal_journalentry (cooperative_id, subject, name, version, payload, actor, occurred_at,"
                " correlation_id) select %s, 'x', 'OrderPlaced', 1, jsonb_build_object('text', repeat('y', 300)), 'x',"
                " now(), gen_random_uuid() from generate_series(1, %s)",
                [roue.cooperative.pk, rows],
            )
        tracemalloc.start()
        with roue.inside():
            length = sum(len(part) for part in archive_parts(now))
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
        assert length > 20_000
    assert peaks[1] < 1.3 * peaks[0]
