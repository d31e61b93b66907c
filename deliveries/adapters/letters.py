"""Letters about invoices, by Django's e-mail backend."""

from dataclasses import dataclass
from smtplib import SMTPException
from uuid import UUID

from django.conf import settings
from django.core.mail import EmailMessage


@dataclass(frozen=True, slots=True)
class Letter:
    """A message ready to go, from the co-op to a store, with its PDF."""

    mail_id: UUID
    invoice_id: UUID
    to: str
    reply_to: str
    sender: str
    subject: str
    body: str
    file_name: str
    tries: int


def post_letter(letter: Letter, pdf: bytes) -> str:
    """Hand it to the mail server. Returns why it refused, empty when it took it."""
    message = EmailMessage(
        subject=" ".join(letter.subject.split()),
        body=letter.body,
        from_email=settings.DEFAULT_FROM_EMAIL,
        to=[letter.to],
        reply_to=[letter.reply_to],
    )
    message.attach(letter.file_name, pdf, "application/pdf")
    try:
        message.send()
    except (SMTPException, OSError) as problem:
        return f"{type(problem).__name__}: {problem}"
    return ""
