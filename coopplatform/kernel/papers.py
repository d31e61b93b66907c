"""Papers people hand in: told by what they hold, not by their name."""

from coopplatform.kernel.errors import Invalid
from coopplatform.kernel.text import _

MOST_BYTES = 5_000_000


def checked_pdf(name: str, content: bytes, *, field: str) -> tuple[str, bytes]:
    """Its name and content. Raises Invalid, at its field, for anything but a PDF of up to 5 MB."""
    if not content.startswith(b"%PDF-") or len(content) > MOST_BYTES:
        raise Invalid(
            "bad_paper", _("This is no PDF of up to 5 MB: save it as PDF and choose it again."), field=field
        )
    return name[-120:] or "document.pdf", content
