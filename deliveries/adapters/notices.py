"""Short e-mails to recipients and stores, by Django's backend."""

from smtplib import SMTPException, SMTPRecipientsRefused, SMTPResponseException

from django.conf import settings
from django.core.mail import EmailMessage

from deliveries.domain.notices import Answer, Outcome


def post_notice(*, to: str, subject: str, body: str, reference: str, stop_url: str = "") -> Answer:
    """Hand it to the mail server. A server that refuses for now (4xx, or is not there) is asked again."""
    headers = {"Message-ID": f"<{reference}@{settings.DEFAULT_FROM_EMAIL.rpartition('@')[2].rstrip('>')}>"}
    if stop_url:
        headers["List-Unsubscribe"] = f"<{stop_url}>"
    message = EmailMessage(
        subject=" ".join(subject.split()),
        body=body,
        from_email=settings.DEFAULT_FROM_EMAIL,
        to=[to],
        headers=headers,
    )
    try:
        message.send()
    except SMTPRecipientsRefused as refused:
        return Answer(Outcome.REFUSED, type(refused).__name__)
    except SMTPResponseException as answered:
        is_later = 400 <= answered.smtp_code < 500
        return Answer(Outcome.LATER if is_later else Outcome.REFUSED, f"SMTP {answered.smtp_code}")
    except (ConnectionRefusedError, SMTPException) as away:
        return Answer(Outcome.LATER, type(away).__name__)
    except OSError as silence:
        return Answer(Outcome.UNKNOWN, type(silence).__name__)
    return Answer(Outcome.TAKEN)
