"""What deliveries does by the clock or aside: dispatch where the charter lets it, tours, phones, forgetting."""

from uuid import UUID

from celery import shared_task
from django.utils import timezone

from cooperatives.queries.everyone import cooperative_ids
from cooperatives.queries.here import cooperative_here
from coopplatform.kernel.actor import Actor
from coopplatform.tenancy.tasks import TenantTask
from coopplatform.web import idempotency
from deliveries.adapters.letters import post_letter
from deliveries.adapters.notices import post_notice
from deliveries.adapters.sms import send_sms
from deliveries.domain.notices import Channel
from deliveries.services.automatic import DISPATCH_NOW, dispatch_automatically
from deliveries.services.importing import IMPORT_ORDERS, carry_on_import, purge_imports
from deliveries.services.invoice_documents import invoice_pdf
from deliveries.services.invoice_mails import (
    SEND_MAIL,
    claim_mail,
    remind_by_the_clock,
    send_soon,
    settle_mail,
)
from deliveries.services.notices import (
    SEND_NOTICE,
    ask_soon,
    claim_notice,
    look_after_notices,
    purge_notices,
    send_notice_soon,
    settle_notice,
)
from deliveries.services.planning import PLAN_TOURS, carry_out_run
from deliveries.services.purging import purge_positions, purge_proofs, turn_position_days
from deliveries.services.pushing import TELL_PHONE, claim_notes, purge_push, settle_notes, tell_soon
from deliveries.services.recurring import order_what_recurs
from deliveries.services.requesting import purge_requests

KEYS_KEPT_DAYS = 3


@shared_task(name="deliveries.purge_for_each_cooperative")
def purge_for_each_cooperative() -> None:
    """Days of raw positions are dropped for all at once; the rest each co-op forgets for itself."""
    turn_position_days(at=timezone.now())
    for cooperative_id in cooperative_ids():
        purge.delay(cooperative_id=cooperative_id)


@shared_task(name="deliveries.purge", base=TenantTask)
def purge(*, cooperative_id: int) -> dict[str, int]:
    """Forget looks after 30 days, pictures after a year, files of orders and phones unseen after 90 days, what
    was asked on public forms after 30, to whom notices went after 90, request keys after 3."""
    return {
        "looks": purge_positions(at=timezone.now()),
        "pictures": purge_proofs(at=timezone.now()),
        "files": purge_imports(at=timezone.now()),
        "notices": purge_notices(at=timezone.now()),
        "requests": purge_requests(at=timezone.now()),
        "phones": purge_push(at=timezone.now()),
        "keys": idempotency.purge(days=KEYS_KEPT_DAYS),
    }


@shared_task(name="deliveries.dispatch_for_each_cooperative")
def dispatch_for_each_cooperative() -> None:
    for cooperative_id in cooperative_ids():
        dispatch_now.delay(cooperative_id=cooperative_id)


@shared_task(name=DISPATCH_NOW, base=TenantTask)
def dispatch_now(*, cooperative_id: int) -> int:
    """Adopt what the engine would do now, if the charter lets it and nobody has stopped it."""
    return dispatch_automatically(at=timezone.now())


@shared_task(name=PLAN_TOURS, base=TenantTask)
def plan_tours(*, cooperative_id: int, plan_id: str, run_id: str) -> bool:
    """Compute a plan's tours. A second delivery of the same attempt finds it done."""
    from deliveries.domain.dispatch.tours import plan  # its solvers are heavy: only a worker loads them

    planner = Actor.platform("tours")
    return carry_out_run(plan_id=UUID(plan_id), run_id=UUID(run_id), by=planner, solve=plan)


@shared_task(name=TELL_PHONE, base=TenantTask)
def tell_phone(*, cooperative_id: int, subscription_id: str, attempt: int = 1) -> str:
    """Tell a phone what is noted for it, in one message; while its push service is silent, try again."""
    from deliveries.adapters.webpush import post  # its cryptography is heavy: only a worker loads it

    found = claim_notes(
        subscription_id=UUID(subscription_id), slug=cooperative_here().slug, at=timezone.now()
    )
    if found is None:
        return "nothing"
    answer = post(found.phone, found.message, topic="day")
    wait = settle_notes(told=found, answer=answer, attempt=attempt, at=timezone.now())
    if wait is not None:
        tell_soon(found.subscription_id, after=wait, attempt=attempt + 1)
    return answer.outcome.value


@shared_task(name="deliveries.recur_for_each_cooperative")
def recur_for_each_cooperative() -> None:
    for cooperative_id in cooperative_ids():
        order_recurring.delay(cooperative_id=cooperative_id)


@shared_task(name="deliveries.order_recurring", base=TenantTask)
def order_recurring(*, cooperative_id: int) -> int:
    """Order what standing orders ask for by now; each day once, however often this runs."""
    return len(order_what_recurs(at=timezone.now(), by=Actor.platform("recurrences")))


@shared_task(name=IMPORT_ORDERS, base=TenantTask)
def import_orders(*, cooperative_id: int, import_id: str) -> int:
    """Order the lines of a file that still wait. A second delivery of it shares the work."""
    return carry_on_import(import_id=UUID(import_id), by=Actor.platform("import"))


@shared_task(name=SEND_NOTICE, base=TenantTask)
def send_notice(*, cooperative_id: int, notice_id: str) -> str:
    """Send one notice, if nobody has; while its service is not there, try again later."""
    sent = claim_notice(notice_id=UUID(notice_id), at=timezone.now())
    if sent is None:
        return "nothing"
    if sent.channel is Channel.SMS:
        answer = send_sms(sent.sms)
    else:
        answer = post_notice(
            to=sent.to,
            subject=sent.subject,
            body=sent.body,
            reference=str(sent.notice_id),
            stop_url=sent.stop_url,
        )
    wait = settle_notice(sent=sent, answer=answer, at=timezone.now())
    if wait is not None:
        send_notice_soon(sent.notice_id, after=wait)
    return answer.outcome.value


@shared_task(name="deliveries.notice_for_each_cooperative")
def notice_for_each_cooperative() -> None:
    for cooperative_id in cooperative_ids():
        look_after.delay(cooperative_id=cooperative_id)


@shared_task(name="deliveries.look_after_notices", base=TenantTask)
def look_after(*, cooperative_id: int) -> int:
    """Put down who is to be told that it arrives soon, and send on what no worker took."""
    at = timezone.now()
    waiting = [*ask_soon(at=at), *look_after_notices(at=at)]
    for notice_id in waiting:
        send_notice_soon(notice_id, after=0)
    return len(waiting)


@shared_task(name=SEND_MAIL, base=TenantTask)
def send_invoice_mail(*, cooperative_id: int, mail_id: str) -> str:
    """Send a message about an invoice with its PDF; while the mail server refuses, try again later."""
    letter = claim_mail(mail_id=UUID(mail_id))
    if letter is None:
        return "nothing"
    failure = post_letter(letter, invoice_pdf(invoice_id=letter.invoice_id, at=timezone.now()))
    settle_mail(mail_id=letter.mail_id, failure=failure, at=timezone.now())
    if failure:
        send_soon(letter.mail_id, tries=letter.tries)
    return failure or "sent"


@shared_task(name="deliveries.remind_for_each_cooperative")
def remind_for_each_cooperative() -> None:
    for cooperative_id in cooperative_ids():
        remind_late.delay(cooperative_id=cooperative_id)


@shared_task(name="deliveries.remind_late", base=TenantTask)
def remind_late(*, cooperative_id: int) -> int:
    """Where the co-op wants it, remind of invoices by its steps; each step once, however often this runs."""
    return remind_by_the_clock(at=timezone.now(), by=Actor.platform("reminders"))
