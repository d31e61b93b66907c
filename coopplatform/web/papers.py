"""PDFs that come in with a form and go out again as they came."""

from django import forms
from django.http import HttpResponse


def uploaded(form: forms.Form, name: str) -> tuple[str, bytes] | None:
    """A file's name and content; None when none was chosen."""
    file = form.cleaned_data.get(name)
    return (file.name, file.read()) if file else None


def pdf_file(content: bytes, name: str) -> HttpResponse:
    """A paper to be saved, never opened inside of our own pages."""
    plain = "".join(c if c.isalnum() or c in "-_." else "-" for c in name) or "document.pdf"
    response = HttpResponse(content, content_type="application/pdf")
    response["Content-Disposition"] = f'attachment; filename="{plain}"'
    response["X-Content-Type-Options"] = "nosniff"
    return response
