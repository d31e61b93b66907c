"""The components as template tags."""

from datetime import UTC, datetime

import pytest
from django.template import Context, Template, TemplateSyntaxError
from django.test import Client
from django.utils import timezone, translation

from coopplatform.web.components import SAMPLE, SampleForm


def rendered(source: str, **context: object) -> str:
    return Template(source).render(Context(context))


def test_every_component_is_shown_in_both_languages() -> None:
    english = Client(headers={"Accept-Language": "en"}).get("/components/")
    french = Client(headers={"Accept-Language": "fr"}).get("/components/")
    assert (english.status_code, french.status_code) == (200, 200)
    assert '<html lang="en"' in english.text
    assert '<html lang="fr"' in french.text
    assert "€13.84" in english.text
    assert "13,84\u00a0€" in french.text


def test_a_wrong_field_says_why_at_the_field_and_in_the_summary() -> None:
    with translation.override("en"):
        form = SampleForm(SAMPLE)
        summary = rendered("{% error_summary form %}", form=form)
        field = rendered("{% field form.shares %}", form=form)
    assert "2 fields to correct" in summary
    assert 'href="#id_shares"' in summary
    assert 'aria-invalid="true"' in field
    assert 'aria-describedby="id_shares_error"' in field
    assert 'id="id_shares_error"' in field


def test_what_is_typed_is_escaped_everywhere() -> None:
    nasty = "<script>alert(1)</script>"
    source = (
        "{% bullet n %}{% status 'late' n %}{% button n %}{% undo n '#' %}{% region n note=n %}{% endregion %}"
        "{% empty n n %}{% endempty %}{% stop 'pickup' %}{{ n }}{% endstop %}"
    )
    assert "<script" not in rendered(source, n=nasty)


def test_a_stop_of_unknown_shape_is_refused() -> None:
    with pytest.raises(TemplateSyntaxError):
        rendered("{% dot 'square' %}")


def test_a_moment_is_shown_in_the_zone_of_the_cooperative() -> None:
    noon = datetime(2026, 11, 23, 11, 24, tzinfo=UTC)
    with timezone.override("Europe/Monaco"), translation.override("fr"):
        assert ">12:24<" in rendered("{% when t %}", t=noon)
        assert ">lundi 23 novembre<" in rendered("{% when t 'day' %}", t=noon)


def test_the_page_for_a_broken_server_needs_no_context() -> None:
    page = Template("{% include '500.html' %}").render(Context())
    assert "Something broke on our side" in page
    assert "Une panne de notre côté" in page
