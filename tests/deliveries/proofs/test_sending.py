"""The courier's phone sends a picture: small, upright and silent about where it was taken; or it is told why not."""

import io
import zlib
from datetime import timedelta
from urllib.parse import urlencode
from uuid import uuid4

import pytest
from django.test import Client
from PIL import Image

from coopplatform.journal.reading import Place, since
from deliveries.adapters.photos import made_small
from deliveries.models import ProofFile
from members.services.roster import clock_out
from tests.conftest import PLATFORM
from tests.deliveries.proofs.conftest import photo, photo_of_a_phone


def url_of(cast, now, file_id=None, **query):
    query = {"kind": "photo", "at": now.isoformat()} | query
    return f"/api/v1/c/{cast.slug}/day/files/{file_id or uuid4()}/?{urlencode(query)}"


def put(client, url, content, **more):
    return client.put(url, content, content_type="image/jpeg", **more)


def bomb(side=30_000):
    """A PNG of a few hundred kilobytes that would need gigabytes: black, and honest about its size."""

    def chunk(name, data):
        return len(data).to_bytes(4) + name + data + zlib.crc32(name + data).to_bytes(4)

    head = side.to_bytes(4) * 2 + bytes([8, 2, 0, 0, 0])
    rows = zlib.compress(bytes(1000), 9)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


@pytest.fixture
def alma(roue, login):
    return login(roue.alma)


def kept(cast):
    with cast.inside():
        return [*ProofFile.objects.filter(received_at__isnull=False)]


def test_a_photo_is_kept_once_and_the_answer_says_so(roue, alma, now):
    url = url_of(roue, now)
    answers = [put(alma, url, photo((3000, 2000))) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [201, 200]
    assert answers[0].json() == answers[1].json()
    file = kept(roue)[0]
    assert (file.width, file.height, file.kind, file.taken_at) == (1600, 1067, "photo", now)
    assert answers[0].json()["size"] == len(file.image)


def test_no_place_and_no_maker_stays_in_the_picture_and_it_stands_upright(roue, alma, now):
    original = photo_of_a_phone()
    assert b"Fairphone" in original
    assert put(alma, url_of(roue, now), original).status_code == 201
    stored = bytes(kept(roue)[0].image)
    assert not [word for word in (b"Fairphone", b"EXIF", b"XMP", b"ICCP") if word in stored]
    with Image.open(io.BytesIO(stored)) as picture:
        assert (picture.format, picture.size, dict(picture.getexif())) == ("WEBP", (300, 400), {})
        top, bottom = picture.getpixel((150, 40)), picture.getpixel((150, 360))
        assert (top[0] > 200 > top[2], bottom[2] > 200 > bottom[0]) == (True, True)


def test_a_signature_of_ink_on_nothing_stands_on_white():
    drawn = Image.new("RGBA", (40, 20), (0, 0, 0, 0))
    drawn.paste((16, 19, 18, 255), (0, 0, 20, 20))
    out = io.BytesIO()
    drawn.save(out, "PNG")
    with Image.open(io.BytesIO(made_small(out.getvalue()).webp)) as picture:
        assert min(picture.getpixel((30, 10))) > 240
        assert max(picture.getpixel((10, 10))) < 60


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGBA", "CMYK", "I;16"])
def test_every_kind_of_pixel_is_understood(mode):
    out = io.BytesIO()
    Image.new(mode, (10, 10)).save(out, "JPEG" if mode == "CMYK" else "PNG")
    assert made_small(out.getvalue()).width == 10


def test_20_megabytes_are_refused_in_words_and_the_dispatcher_is_told(roue, alma, now):
    file_id = uuid4()
    answer = put(alma, url_of(roue, now, file_id), bytes(20_000_000))
    assert answer.status_code == 413
    assert answer["Content-Type"] == "application/problem+json"
    assert answer.json()["title"] == (
        "This picture has 20 MB; at most 8 MB are taken. It stays on the phone; the dispatcher has been told."
    )
    with roue.inside():
        events = [entry.event for entry in since(Place(), is_settled_only=False)]
        assert (events[-1].name, events[-1].reason) == ("ProofFileRefused", "picture_too_large")
        assert ProofFile.objects.get().refusal == "picture_too_large"
    assert put(alma, url_of(roue, now, file_id), photo()).status_code == 201


def test_a_body_that_is_announced_too_large_is_not_read(roue, alma, now, monkeypatch):
    read = []
    monkeypatch.setattr("django.test.client.FakePayload.read", lambda *a, **k: read.append(a) or b"")
    answer = put(alma, url_of(roue, now), b"x" * 9_000_000)
    assert (answer.status_code, read) == (413, [])


@pytest.mark.parametrize(
    ("content", "status", "code"),
    [
        (b"", 415, "not_a_picture"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", 415, "not_a_picture"),
        (b"GIF89a" + bytes(40), 415, "not_a_picture"),
        (photo((900, 900))[:2000], 415, "not_a_picture"),
        (photo(kind="PNG", size=(900, 900))[:900], 415, "not_a_picture"),
        (bomb(), 413, "too_many_pixels"),
        (bomb(9_000), 413, "too_many_pixels"),
    ],
)
def test_what_is_no_picture_or_a_bomb_is_refused(content, status, code, roue, alma, now):
    answer = put(alma, url_of(roue, now), content)
    assert (answer.status_code, answer.json()["type"]) == (status, f"/problems/{code}")
    assert "the dispatcher has been told" in answer.json()["title"]
    assert kept(roue) == []


@pytest.mark.parametrize("query", [{"kind": "video"}, {"kind": ""}, {"at": "yesterday"}, {"at": ""}])
def test_a_picture_says_what_it_is_and_when_it_was_taken(query, roue, alma, now):
    answer = put(alma, url_of(roue, now, **query), photo())
    assert (answer.status_code, [*answer.json()["errors"]]) == (422, [*query])


def test_other_bytes_under_the_same_id_are_refused(roue, alma, now):
    url = url_of(roue, now)
    put(alma, url, photo())
    answer = put(alma, url, photo(colour="green"))
    assert (answer.status_code, answer.json()["type"]) == (409, "/problems/file_id_reused")


def test_long_after_the_shift_it_is_still_taken(roue, alma, now):
    with roue.inside():
        clock_out(shift_id=roue.shift_id, by=PLATFORM, at=now - timedelta(minutes=5))
    assert put(alma, url_of(roue, now - timedelta(days=3)), photo()).status_code == 201


def test_only_a_courier_of_the_co_op_sends_and_only_under_their_own_ids(roue, autre, login, alma, now):
    url = url_of(roue, now)
    assert put(alma, url, photo()).status_code == 201
    for user in (roue.bruno, roue.rosa, autre.malik):
        assert put(login(user), url, photo()).status_code == 404
    elsewhere = url.replace(roue.slug, autre.slug)
    assert put(login(autre.malik), elsewhere, photo()).status_code == 404
    assert put(alma, elsewhere, photo()).status_code == 404
    assert put(Client(), url, photo()).status_code == 403


def test_a_strange_page_cannot_send_for_her(roue, login, now):
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(roue.alma, backend="django.contrib.auth.backends.ModelBackend")
    assert put(strict, url_of(roue, now), photo()).status_code == 403
