"""The fund's rules go to the vote with their simulation, and the histories it draws from are published."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext, override

from cooperatives.queries.here import cooperative_here
from coopplatform.contracts.funding import FundHistoriesPublished, FundRulesProposed
from coopplatform.journal.recording import record
from coopplatform.kernel.actor import Actor
from coopplatform.kernel.errors import NotAllowedNow
from coopplatform.kernel.text import _
from coopplatform.tenancy.work import as_part, unit_of_work
from coopplatform.web.wording import write
from federation.domain.commons.document import digest
from federation.domain.means.fund import FundRules, in_words, percent_of
from federation.domain.means.histories import anonymous
from federation.domain.means.simulation import Parameters, simulate
from federation.models import FundHistories, FundVersion
from federation.queries.means.fund import histories, version_in_force, versions
from federation.queries.means.fund_staff import quarter_sums
from federation.services.here import require_federation
from federation.services.review.register import person_of
from federation.services.voice.consulting import ConsultationSaid, open_consultation


@dataclass(frozen=True, slots=True)
class Calendar:
    """Until when one may amend, from when and until when one votes."""

    amend_until: datetime
    vote_from: datetime
    vote_until: datetime


@unit_of_work
def publish_histories(*, by: Actor, at: datetime) -> FundHistories:
    """Members' quarters without names, order or size, shuffled by this day as a public seed.

    Raises NotAllowedNow with fewer than five co-ops.
    """
    require_federation()
    body = anonymous(quarter_sums(), seed=f"{at:%Y-%m-%d}").as_json()
    made = FundHistories.objects.create(body=body, sha256=digest(body), published_by=str(by), published_at=at)
    record(FundHistoriesPublished(histories_id=made.pk, occurred_at=at), by=by)
    return made


def simulation_body(rules: FundRules, parameters: Parameters) -> dict[str, Any]:
    """All that a curve hangs on, and the curve: what is frozen, and what its hash is of."""
    drawn_from, row = histories()
    return {
        "rules": rules.as_json(),
        "parameters": parameters.as_json(),
        "histories": row.sha256 if row else "",
        "curve": simulate(rules, drawn_from, parameters).as_json(),
    }


@unit_of_work
def propose_rules(
    *,
    told: Mapping[str, Any],
    title: str,
    why: str,
    calendar: Calendar,
    by: Actor,
    at: datetime,
    parameters: Parameters | None = None,
) -> FundVersion:
    """Put rules to all co-ops in a consultation on dues, with the curve voters see frozen beside them.

    Raises Invalid for rules out of their bounds and what a consultation refuses; NotAllowedNow while another version
    waits for its vote.
    """
    require_federation()
    rules = FundRules.read(told)
    known = versions()
    if any(getattr(one.consultation, "decided", None) is None for one in known):
        raise NotAllowedNow(
            "version_waits", _("Rules are being voted already: wait until that vote is counted.")
        )
    body = simulation_body(rules, parameters or Parameters())
    sha256 = digest(body)
    said = ConsultationSaid(
        "dues",
        title,
        _text(rules, cooperative_here().currency, why, body, sha256),
        amend_until=calendar.amend_until,
        vote_from=calendar.vote_from,
        vote_until=calendar.vote_until,
    )
    opened = as_part(open_consultation)(said=said, by=by, at=at)
    made = FundVersion.objects.create(
        number=known[0].number + 1 if known else 1,
        consultation=opened,
        body=body,
        sha256=sha256,
        proposed_by_id=person_of(by),
        proposed_at=at,
    )
    record(FundRulesProposed(version_id=made.pk, consultation_id=opened.pk, occurred_at=at), by=by)
    return made


def required_version() -> FundVersion:
    """The version in force. Raises NotAllowedNow before the first adoption: then nothing is called, asked or paid."""
    found = version_in_force()
    if found is None:
        raise NotAllowedNow("no_rules", _("The fund has no rules yet: co-ops have to vote them first."))
    return found


def _text(rules: FundRules, currency: str, why: str, body: Mapping[str, Any], sha256: str) -> str:
    """What is voted, paragraph by paragraph, in the federation's language; the last ones hold the curve."""
    with override(cooperative_here().locale):
        said = [" ".join(why.split())] if why.strip() else []
        said += [write(one) for one in in_words(rules, currency)]
        curve = body["curve"]
        shares = "; ".join(
            gettext("%(rate)s %% of surplus: %(share)s %%")
            % {"rate": percent_of(point["rate"]), "share": percent_of(point["uncovered"])}
            for point in curve["points"]
        )
        said.append(
            gettext(
                "Simulated: co-op-years whose loss stays above 5 %% of turnover. Without a fund %(without)s %%;"
                " %(shares)s."
            )
            % {"without": percent_of(curve["without"]), "shares": shares}
        )
        said.append(
            gettext("Fingerprint of these rules with their simulation: %(sha256)s") % {"sha256": sha256}
        )
    return "\n\n".join(said)
