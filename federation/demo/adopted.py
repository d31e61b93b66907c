"""What the co-ops took out of the commons and live by: La Roue Libre's letters, words and assemblies, the federation's
criteria. Each was written by one co-op, read by two others, and voted where it counts."""

from datetime import datetime, timedelta
from decimal import Decimal
from uuid import UUID

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import override

from cooperatives.queries.here import inside
from coopplatform.tenancy.scope import scope
from federation.demo.assemblies import in_spring
from federation.demo.cast import FEDERATION, MEMBERS
from federation.demo.commons import Reviews, Signed, adopted, begun, example, published
from federation.demo.people import home, person
from federation.domain.commons.reading import read, written
from federation.models import PolicyVersion, Review
from federation.services.commons.drafting import begin_version, save_draft
from federation.services.letters import print_letter
from federation.services.review.criteria import adopt_pooled_criteria
from federation.services.review.evidence import Declared, declare_evidence, release_dossier
from federation.services.review.reviewing import give_opinion, name_reviewer, open_review, send_report
from members.queries.contracts import everyone_employed

DAY = timedelta(days=1)
REVIEWERS = ("fatou", "rui")
HERE: Signed = (MEMBERS[0].slug, "nour")
BORDEAUX: Signed = ("bordeaux", "margaux")
RENNES: Signed = ("rennes", "gwenn")
LIEGE: Signed = ("liege", "denis")
LETTER_READ: Reviews = (
    ("rennes", "paul", "Notre banque l’a acceptée telle quelle ; toutes les mentions y sont."),
    ("liege", "amina", "Relue avec notre secrétariat social : rien qui ne vaille qu’en France."),
)
LETTER_READ_AGAIN: Reviews = (
    ("rennes", "paul", "Le bailleur d’une coursière demandait justement que l’ancienneté soit dite."),
    ("grenoble", "joao", "Une phrase de plus, aucune place nouvelle : rien à saisir en plus."),
)
WORDS_READ: Reviews = (
    ("bordeaux", "ousmane", "Lu sur les pages du tableau et du commerce, tout s’accorde."),
    ("bruxelles", "yassine", "Essayé une semaine à l’atelier : on s’y fait en un jour."),
)
ASSEMBLY_READ: Reviews = (
    ("rennes", "paul", "Comparé article par article avec nos statuts de Scop SARL."),
    ("grenoble", "joao", "Rejoué sur nos trois dernières assemblées : mêmes résultats."),
)
CRITERIA_READ: Reviews = (
    ("bordeaux", "ousmane", "Deux seuils que chacun peut vérifier seul, c’est ce qu’il nous faut."),
    ("bruxelles", "yassine", "85 % d’associées, cinquante personnes chez nous : exigeant, mais atteint."),
)
MORE = "À la date de ce jour, {member} n’est ni en période d’essai ni en préavis."
WHY_MORE = "Ni essai ni préavis : les bailleurs le demandent."
JUDGED, STRICTER = "rennes", {"members_green": 85}
NOTE = "Vote du bureau : le jeu léger de Liège, avec 85 % d’associées pour le vert, essayé sur tous les dossiers."
FIRST = "Première revue d’après le jeu de critères de Liège, sur le dossier de l’année."
BY_US = "D’après notre registre des parts et nos procès-verbaux."
YOUNG = "Deux personnes embauchées en mars ne sont pas encore associées ; leurs souscriptions sont signées pour mai."
FOUND = (
    "Le seuil nouveau ne change que la ligne des associées, et la coopérative sait déjà comment y répondre."
)


def live_by_the_commons(*, at: datetime) -> None:
    """After the spring assembly voted it, and before the one in autumn, which is held by the rules adopted here."""
    rules = _pooled(BORDEAUX, "scop-assembly", ASSEMBLY_READ, at - 220 * DAY)
    words = _pooled(RENNES, "feminine-french", WORDS_READ, at - 230 * DAY)
    letter = _pooled(BORDEAUX, "attestation", LETTER_READ, at - 210 * DAY)
    minute, voted = _minute(in_spring(at)), in_spring(at)
    alma = _alma(at)
    adopted(HERE, rules.pk, minute, voted + DAY)
    adopted(HERE, words.pk, minute, voted + DAY)
    adopted(HERE, letter.pk, minute, voted + DAY, target={"member_id": str(alma)})
    with inside(home(HERE[0])):
        typed = {"signatory": "Nour Benali"}
        by, on = person(HERE[1]), at - 60 * DAY
        print_letter(document="employment", member_id=alma, typed=typed, by=by, at=on)
    _newer(letter, at - 40 * DAY)
    _judge_by_a_set(_pooled(LIEGE, "light-criteria", CRITERIA_READ, at - 60 * DAY), at)


def _pooled(author: Signed, name: str, reviews: Reviews, at: datetime) -> PolicyVersion:
    return published(author, reviews, begun(author, example(name), at), at)


def _minute(voted: datetime) -> str:
    with override("fr"):
        return f"AG du {date_format(voted, 'j F Y')}, résolution 4"


def _alma(at: datetime) -> UUID:
    with inside(home(HERE[0])):
        employed = everyone_employed(timezone.localdate(at))
        return next(one.member.pk for one in employed if one.member.code == "AL")


def _newer(letter: PolicyVersion, at: datetime) -> None:
    """Bordeaux says more in its certificate: whoever uses it is shown what is different, and decides."""
    slug, login = BORDEAUX
    with inside(home(slug)):
        draft = begin_version(version_id=letter.pk, by=person(login), at=at)
        stored = read(draft.text)
        contract, rest = stored["body"]["text"].split("Fait le ")
        stored["body"]["text"] = f"{contract}{MORE}\n\nFait le {rest}"
        text = written(stored | {"changelog": WHY_MORE})
        draft = save_draft(draft_id=draft.pk, text=text, by=person(login), at=at)
    published(BORDEAUX, LETTER_READ_AGAIN, draft, at)


def _judge_by_a_set(pooled: PolicyVersion, at: datetime) -> None:
    """The board adopts it after Lyon's review began, which keeps its own; Rennes is the first that is judged by it."""
    federation = home(FEDERATION)
    with scope(federation.pk):
        by = person("simone")
        adopt_pooled_criteria(version_id=pooled.pk, values=STRICTER, note=NOTE, by=by, at=at - 9 * DAY)
        review = open_review(
            slug=JUDGED, kind=Review.Kind.LIGHT, why=FIRST, by=person("fatou"), at=at - 8 * DAY
        )
        for login in REVIEWERS:
            user_id = int(person(login).id)
            name_reviewer(review_id=review.pk, user_id=user_id, by=by, at=at - 8 * DAY)
    with inside(home(JUDGED)):
        first, last = (at - 365 * DAY).date(), at.date()
        for code, value in (("M1", "82"), ("D1", "5")):
            said = Declared(code, Decimal(value), first, last, BY_US)
            declare_evidence(said=said, by=person("gwenn"), at=at - 5 * DAY)
        release_dossier(by=person("gwenn"), at=at - 5 * DAY)
    with scope(federation.pk):
        for login in REVIEWERS:
            give_opinion(
                review_id=review.pk,
                criterion="M1",
                colour="amber",
                text=YOUNG,
                by=person(login),
                at=at - 2 * DAY,
            )
        send_report(review_id=review.pk, conclusion=FOUND, by=person("rui"), at=at - DAY)
