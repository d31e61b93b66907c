"""What is typed about consultations and positions; meaning is the domain's to judge."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from federation.domain.voice.voting import Choice
from federation.models import Consultation, DelegateVote
from federation.queries.releases import cells_of, latest_release
from federation.services.voice.consulting import ConsultationSaid
from federation.services.voice.positions import Citation, PositionSaid
from federation.web.figure_words import figure_words, written

MINUTES = "%Y-%m-%dT%H:%M"
CHOICES = (
    (Choice.YES, gettext_lazy("Yes")),
    (Choice.NO, gettext_lazy("No")),
    (Choice.BLANK, gettext_lazy("Blank")),
)


def moment_field(label: Any) -> forms.DateTimeField:
    return forms.DateTimeField(
        label=label,
        widget=forms.DateTimeInput({"type": "datetime-local"}, format=MINUTES),
        input_formats=[MINUTES],
    )


def choice_field(label: Any) -> forms.ChoiceField:
    return forms.ChoiceField(label=label, choices=CHOICES, widget=forms.RadioSelect)


class ConsultationForm(forms.Form):
    kind = forms.ChoiceField(label=gettext_lazy("What it is about"), choices=Consultation.Kind.choices)
    title = forms.CharField(label=gettext_lazy("Title"), max_length=140)
    text = forms.CharField(
        label=gettext_lazy("Text"),
        help_text=gettext_lazy("Part its paragraphs by empty lines: each can be amended."),
        widget=forms.Textarea(attrs={"rows": 12}),
    )
    amend_until = moment_field(gettext_lazy("Amendments until"))
    vote_from = moment_field(gettext_lazy("Vote from"))
    vote_until = moment_field(gettext_lazy("Vote until"))
    asks_workers = forms.BooleanField(
        label=gettext_lazy("Ask the workers directly too"), required=False, initial=True
    )

    @property
    def said(self) -> ConsultationSaid:
        return ConsultationSaid(**self.cleaned_data)


class OneOfSeveral(forms.Form):
    """A page holds several: the ids of each begin with its name."""

    name = ""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"auto_id": f"{self.name}_%s", **kwargs})


class RollForm(OneOfSeveral):
    name = "roll"
    workers = forms.IntegerField(label=gettext_lazy("Workers of your co-op"), min_value=1, max_value=100_000)


class AmendmentForm(OneOfSeveral):
    name = "amend"
    paragraph = forms.TypedChoiceField(label=gettext_lazy("Paragraph"), coerce=int)
    text = forms.CharField(
        label=gettext_lazy("How it should read"),
        help_text=gettext_lazy("Left empty, the paragraph is struck."),
        widget=forms.Textarea(attrs={"rows": 4}),
        required=False,
    )
    why = forms.CharField(label=gettext_lazy("Why"), max_length=500)

    def __init__(self, *args: Any, paragraphs: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["paragraph"]
        assert isinstance(field, forms.TypedChoiceField)
        field.choices = [(n, _("Paragraph %(n)s") % {"n": n}) for n in range(1, paragraphs + 1)]


class VoteForm(OneOfSeveral):
    """The co-op's vote on the text, or on the amendment whose id comes with it."""

    name = "vote"
    choice = choice_field(gettext_lazy("We vote"))
    mandate = forms.ChoiceField(
        label=gettext_lazy("Mandate"), choices=DelegateVote.Mandate.choices, required=False
    )
    reason = forms.CharField(
        label=gettext_lazy("Why"), max_length=500, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )
    amendment = forms.UUIDField(required=False, widget=forms.HiddenInput)

    def clean_mandate(self) -> str:
        return self.cleaned_data["mandate"] or DelegateVote.Mandate.FREE


class AnswerForm(OneOfSeveral):
    name = "answer"
    choice = choice_field(gettext_lazy("I answer"))


class PositionForm(forms.Form):
    """Figures are chosen from the newest release: only what everybody can read is offered."""

    title = forms.CharField(label=gettext_lazy("Title"), max_length=140)
    text = forms.CharField(label=gettext_lazy("Text"), widget=forms.Textarea(attrs={"rows": 12}))
    figures = forms.MultipleChoiceField(
        label=gettext_lazy("Figures it cites"), required=False, widget=forms.CheckboxSelectMultiple
    )
    cells = forms.MultipleChoiceField(
        label=gettext_lazy("Figures of the tables"),
        required=False,
        widget=forms.SelectMultiple(attrs={"size": 10}),
        help_text=gettext_lazy("Every cell that is published; several with Ctrl or Shift."),
    )
    consultation = forms.ChoiceField(label=gettext_lazy("Adopted by"), required=False)

    def __init__(self, *args: Any, adopted: list[Consultation], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        figures, consultation = self.fields["figures"], self.fields["consultation"]
        cells = self.fields["cells"]
        assert isinstance(cells, forms.MultipleChoiceField)
        assert isinstance(figures, forms.MultipleChoiceField)
        assert isinstance(consultation, forms.ChoiceField)
        figures.choices, cells.choices = citable(), citable_cells()
        consultation.choices = [("", _("Nobody yet: co-ops sign it"))] + [
            (str(one.pk), one.title) for one in adopted
        ]

    def said(self, slug: str = "") -> PositionSaid:
        told = self.cleaned_data
        return PositionSaid(
            title=told["title"],
            text=told["text"],
            citations=[
                *(Citation("indicators", key) for key in told["figures"]),
                *(Citation(*cell.split("|", 1)) for cell in told["cells"]),
            ],
            consultation_id=told["consultation"] or None,
            slug=slug,
        )


def citable() -> list[tuple[str, str]]:
    """The headline figures of the newest release that are published: key, and words with the value."""
    release = latest_release()
    rows = release.body["indicators"] if release else []
    return [(row["code"], f"{_(row['title'])}: {row['value']}") for row in rows if row["value"] is not None]


def citable_cells() -> list[tuple[str, list[tuple[str, str]]]]:
    """By table, its published cells: table and key, and words with the value."""
    release, found = latest_release(), []
    if release is None:
        return []
    for table in release.body["tables"]:
        cells = [
            (f"{table['code']}|{key}", f"{figure_words(titles)}: {written(row['value'], row['unit'])}")
            for key, titles, row in cells_of(release.body, table)
        ]
        found.append((_(table["title"]), cells))
    return found
