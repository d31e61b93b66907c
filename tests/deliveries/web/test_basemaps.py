"""The basemap in pieces: a range is answered by that range."""

import pytest
from django.urls import reverse

from deliveries.models import Town

BYTES = bytes(range(256)) * 4


@pytest.fixture
def url(monaco, settings, tmp_path):
    settings.TOWNS_DIR = tmp_path
    (tmp_path / "monaco.pmtiles").write_bytes(BYTES)
    Town.objects.update(basemap="monaco.pmtiles")
    return reverse("basemap", args=["monaco"])


@pytest.mark.parametrize(
    ("asked", "status", "body", "told"),
    [
        ("bytes=0-6", 206, BYTES[:7], "bytes 0-6/1024"),
        ("bytes=1000-", 206, BYTES[1000:], "bytes 1000-1023/1024"),
        ("bytes=1000-9999", 206, BYTES[1000:], "bytes 1000-1023/1024"),
        ("bytes=1024-1030", 416, b"", "bytes */1024"),
    ],
)
def test_a_range_is_answered_by_that_range(asked, status, body, told, url, client):
    answer = client.get(url, headers={"Range": asked})
    assert (answer.status_code, answer.content, answer["Content-Range"]) == (status, body, told)


def test_without_a_range_the_whole_file_comes(url, client):
    answer = client.get(url)
    assert (answer.status_code, b"".join(answer.streaming_content)) == (200, BYTES)


def test_only_what_an_import_wrote_down_is_served(url, client):
    Town.objects.update(basemap="")
    assert client.get(url).status_code == 404
    assert client.get(reverse("basemap", args=["nowhere"])).status_code == 404
