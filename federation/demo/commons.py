"""What the demo's co-ops pool: a wage scheme of Bordeaux that five use and La Roue Libre has tried, a round decided."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

from django.conf import settings
from django.utils import timezone

from cooperatives.queries.here import inside
from coopplatform.tenancy.scope import scope
from federation.demo.cast import FEDERATION
from federation.demo.people import home, person
from federation.domain.commons.reading import read
from federation.models import PolicyDecision, PolicyDraft, PolicyVersion
from federation.services.commons.adopting import adopt_version
from federation.services.commons.drafting import begin_draft
from federation.services.commons.replaying import ask_replay, carry_out_replay
from federation.services.commons.submitting import mark_version, review_version, submit_draft
from federation.services.roadmap import decide_round, open_round, propose_feature, support_features

Signed = tuple[str, str]
"""A co-op and who writes for it."""
Reviews = Sequence[tuple[str, str, str]]
"""Of other co-ops: each with who read and what they say."""
AUTHOR: Signed = ("bordeaux", "margaux")
REVIEWS: Reviews = (
    (
        "rennes",
        "paul",
        "Relu ligne à ligne avec le bureau ; essayé sur nos trois derniers mois, sans surprise.",
    ),
    (
        "liege",
        "amina",
        "Les heures coupées sont enfin payées. Attention au dimanche : à dire avant le vote.",
    ),
)
ADOPTERS: tuple[tuple[str, str, dict[str, int], str], ...] = (
    ("bordeaux", "margaux", {}, "AG du 14 juin, résolution 6"),
    ("rennes", "gwenn", {"sunday": 15, "split": 500}, "AG du 2 juillet, résolution 3"),
    ("grenoble", "lila", {"split": 300}, "Conseil du 9 juillet, mandat de l’AG du 12 mai"),
    ("bruxelles", "saskia", {"sunday": 20, "late": 200}, "AG du 18 septembre, résolution 2"),
    ("liege", "denis", {"sunday": 20}, "AG du 25 septembre, résolution 5"),
)
TRIED = ("monaco", "nour", {"sunday": 5, "night": 10, "split": 250, "late": 150})
PUBLISHED_AGO = timedelta(days=200)
POT_CENTS, EQUAL_PERCENT = 24_000_00, 50
DUES = {
    "monaco": 4_200_00, "vaduz": 3_600_00, "helsinki": 3_000_00, "bordeaux": 6_600_00, "rennes": 4_200_00,
    "grenoble": 2_100_00, "bruxelles": 9_800_00, "liege": 1_500_00,
}  # fmt: skip
DELEGATES = {
    "monaco": "ines", "vaduz": "eva", "helsinki": "saga", "bordeaux": "ousmane", "rennes": "paul",
    "grenoble": "joao", "bruxelles": "yassine", "liege": "amina",
}  # fmt: skip
FEATURES = (
    (
        "bordeaux",
        "Journée sans réseau",
        "Tout le trajet du jour dans le téléphone, même en sous-sol.",
        9_000_00,
    ),
    ("rennes", "Tournées de colis", "Des tournées calculées pour les vélos-cargos, avec remorque.", 7_000_00),
    ("monaco", "Portail des commerces", "Un seul endroit pour commander, suivre et payer.", 8_000_00),
    ("bruxelles", "Paie belge jusqu’au net", "Précompte, pécule, commission paritaire 140.03.", 4_000_00),
    ("liege", "TVA belge", "Déclaration et listing clients de Belgique.", 3_000_00),
    ("liege", "Écrans pour toutes et tous", "Lecteurs d’écran, gros caractères, gants.", 5_000_00),
)
SUPPORT = {
    "monaco": (1, 2), "vaduz": (0, 2), "helsinki": (0, 1, 2), "bordeaux": (0, 1, 2), "rennes": (1, 2),
    "grenoble": (0, 1), "bruxelles": (3, 4, 5), "liege": (3, 4, 5),
}  # fmt: skip


def pool_what_we_have(*, at: datetime) -> None:
    """The policy's life over the last months, then the roadmap's."""
    scheme = example("split-day-wages")
    version = published(AUTHOR, REVIEWS, begun(AUTHOR, scheme, at - PUBLISHED_AGO), at - PUBLISHED_AGO)
    for number, (slug, login, values, minute) in enumerate(ADOPTERS):
        decided_at = at - timedelta(days=150 - 25 * number)
        adopted((slug, login), version.pk, minute, decided_at, values=values)
    slug, login, values = TRIED
    with inside(home(slug)):
        replay = ask_replay(version_id=version.pk, values=values, target={}, by=person(login), at=at)
        carry_out_replay(replay_id=replay.pk)
    _roadmap(at)


def example(name: str) -> Any:
    """A policy of `data/policies`, as it is read."""
    return read((Path(settings.ROOT) / "data" / "policies" / f"{name}.toml").read_text())


def begun(author: Signed, stored: Any, at: datetime) -> PolicyDraft:
    """On the desk of its author."""
    slug, login = author
    with inside(home(slug)):
        return begin_draft(stored=stored, by=person(login), at=at)


def published(author: Signed, reviews: Reviews, draft: PolicyDraft, at: datetime) -> PolicyVersion:
    """Through the gate, read by two other co-ops within the week, published by its author after nine days."""
    slug, login = author
    with inside(home(slug)):
        _report, version = submit_draft(draft_id=draft.pk, by=person(login), at=at)
    assert version is not None
    for days, (reviewer, peer, words) in enumerate(reviews, 6):
        with inside(home(reviewer)):
            review_version(
                version_id=version.pk,
                agrees=True,
                words=words,
                by=person(peer),
                at=at + timedelta(days=days),
            )
    with inside(home(slug)):
        mark_version(version_id=version.pk, kind="published", by=person(login), at=at + timedelta(days=9))
    return version


def adopted(
    by: Signed,
    version_id: UUID,
    minute: str,
    at: datetime,
    *,
    values: Mapping[str, int] | None = None,
    target: Mapping[str, Any] | None = None,
) -> PolicyDecision:
    """Tried on the co-op's own past and decided, the same day."""
    slug, login = by
    with inside(home(slug)):
        replay = ask_replay(
            version_id=version_id, values=values or {}, target=target or {}, by=person(login), at=at
        )
        return adopt_version(
            replay_id=replay.pk, minute=minute, valid_from=timezone.localdate(at), by=person(login), at=at
        )


def _roadmap(at: datetime) -> None:
    opened, closed = at - timedelta(days=70), at - timedelta(days=20)
    federation = home(FEDERATION)
    with scope(federation.pk):
        round_ = open_round(
            title=f"Feuille de route {closed.year + 1}",
            opens_at=opened,
            closes_at=closed,
            pot_cents=POT_CENTS,
            dues_cents=DUES,
            equal_percent=EQUAL_PERCENT,
            minute="Assemblée de la fédération, résolution 4 : moitié à parts égales, moitié selon les cotisations",
            by=person("rui"),
            at=opened,
        )
    features = []
    for number, (slug, name, words, cents) in enumerate(FEATURES):
        with inside(home(slug)):
            made = propose_feature(
                round_id=round_.pk,
                name=name,
                words=words,
                cost_cents=cents,
                by=person(DELEGATES[slug]),
                at=opened + timedelta(days=3 + number),
            )
            features.append(made.pk)
    for slug, chosen in SUPPORT.items():
        with inside(home(slug)):
            support_features(
                round_id=round_.pk,
                feature_ids=[features[place] for place in chosen],
                by=person(DELEGATES[slug]),
                at=closed - timedelta(days=2),
            )
    with scope(federation.pk):
        decide_round(round_id=round_.pk, by=person("rui"), at=closed + timedelta(days=1))
