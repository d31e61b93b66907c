"""A cooperative begins: its row, its first charter, its accounts, its people."""

from datetime import date, datetime
from typing import Any

from cooperatives.domain.charts import chart_for
from cooperatives.domain.fec import is_siren
from cooperatives.domain.roles import Role
from cooperatives.models import Account, Charter, Cooperative, Membership, User
from cooperatives.services.people import take_role
from coopplatform.kernel.actor import Actor
from coopplatform.kernel.errors import Invalid
from coopplatform.kernel.geo import Point
from coopplatform.kernel.text import _
from coopplatform.tenancy.scope import required, scope
from coopplatform.tenancy.work import unit_of_work


@unit_of_work
def found_cooperative(
    *,
    slug: str,
    name: str,
    country: str,
    currency: str,
    timezone: str,
    founded_on: date,
    terms: dict[str, Any],
    by: Actor,
    at: datetime,
    kind: str = Cooperative.Kind.MEMBER,
    legal_form: str = "scop",
    locale: str = "fr",
    town: str = "",
    registration_number: str = "",
    activity_code: str = "",
    address: str = "",
    seat: Point | None = None,
) -> Cooperative:
    """Open a tenant with its charter's first version, of these `terms` and the country's chart of accounts.

    Raises Invalid if the slug is taken.
    """
    if Cooperative.objects.filter(slug=slug).exists():
        raise Invalid("slug_taken", _("Another cooperative is called %(slug)s."), field="slug", slug=slug)
    cooperative = Cooperative.objects.create(
        slug=slug,
        name=name,
        kind=kind,
        legal_form=legal_form,
        country=country,
        currency=currency,
        timezone=timezone,
        locale=locale,
        town=town,
        founded_on=founded_on,
        registration_number=registration_number,
        activity_code=activity_code,
        address=address,
        lat=seat.lat if seat else None,
        lon=seat.lon if seat else None,
    )
    with scope(cooperative.pk):
        Charter.objects.create(version=1, valid_from=founded_on, terms=terms, adopted_at=at)
        Account.objects.bulk_create(
            Account(role=account.role or "", code=account.code, name=account.name)
            for account in chart_for(country).accounts
        )
    return cooperative


@unit_of_work
def settle_in_town(*, town: str, by: Actor) -> None:
    """The co-op in scope rides in this town: its addresses, streets and map from now on."""
    Cooperative.objects.filter(pk=required()).update(town=town)


@unit_of_work
def state_registration(*, registration_number: str, by: Actor) -> None:
    """Who the co-op in scope is for its State: in France and Monaco a SIREN or SIRET.

    Raises Invalid for a French number that fails its check.
    """
    number = "".join(registration_number.split())
    here = Cooperative.objects.get(pk=required())
    if here.country == "FR" and not (len(number) in (9, 14) and is_siren(number[:9])):
        raise Invalid(
            "bad_siren",
            _("This SIREN or SIRET fails its check: 9 or 14 digits."),
            field="registration_number",
        )
    Cooperative.objects.filter(pk=here.pk).update(registration_number=number[:20])


@unit_of_work
def speak_words(*, language: str, version_id: str | None, by: Actor) -> None:
    """The pages of the co-op in scope speak a version's words in a language; None: the platform's own again."""
    here = Cooperative.objects.select_for_update().get(pk=required())
    words = {code: known for code, known in here.words.items() if code != language}
    Cooperative.objects.filter(pk=here.pk).update(
        words=words | ({language: version_id} if version_id else {})
    )


@unit_of_work
def adopt_charter(*, terms: dict[str, Any], valid_from: date, by: Actor, at: datetime) -> Charter:
    """A new version of the charter, in force from a day on; the old versions stay readable."""
    last = Charter.objects.order_by("-version").first()
    return Charter.objects.create(
        version=(last.version if last else 0) + 1, valid_from=valid_from, terms=terms, adopted_at=at
    )


@unit_of_work
def grant_role(*, user: User, role: Role, started_on: date, by: Actor) -> Membership:
    """Give a person a role in the co-op in scope; granting it twice changes nothing."""
    return take_role(user=user, role=role, started_on=started_on)
