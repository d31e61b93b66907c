"""The letters a co-op prints, by the template that rules each: seen with a real case, then printed and kept."""

from datetime import date
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from cooperatives.web.guards import allow
from cooperatives.web.requests import TenantRequest, actor_of
from coopplatform.kernel.text import Sentence
from coopplatform.web.papers import pdf_file
from coopplatform.web.wording import write as in_words
from federation.adapters.letter_pdf import rendered
from federation.domain.letters import LETTERS, PLACE, WORDS, said
from federation.domain.letters_kept import term_for
from federation.models import PrintedLetter
from federation.permissions import can_see_commons, can_write_letter
from federation.queries.letters import Ruled, people, printed_letter, printed_letters, ruled, values_for
from federation.services.letters import MOST_TYPED, print_letter, written_letter
from federation.web.here import of_a_cooperative
from federation.web.rooms import rooms_for
from members.web.forms import done, posted

LONG = ("agenda", "text")


class LetterForm(forms.Form):
    """Whom a letter is for, who signs, what only a person can say, and what the platform does not know of them."""

    member = forms.ChoiceField(label=gettext_lazy("For"))
    signatory = forms.CharField(label=gettext_lazy("Signed by"), max_length=120)

    def __init__(
        self,
        *args: Any,
        by_template: Ruled,
        members: list[tuple[str, str]],
        unknown: list[str],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["member"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = members
        for name in by_template.template.places:
            if name in by_template.letter.typed or name in unknown:
                widget = forms.Textarea(attrs={"rows": 4}) if name in LONG else forms.TextInput
                self.fields[name] = forms.CharField(
                    label=in_words(Sentence(WORDS[name])).capitalize(),
                    required=False,
                    widget=widget,
                    max_length=MOST_TYPED,
                )

    def typed(self) -> dict[str, str]:
        return {name: value for name, value in self.cleaned_data.items() if name != "member"}


@allow(can_see_commons)
@require_safe
@of_a_cooperative
def letters(request: TenantRequest) -> HttpResponse:
    """Each kind of letter with the template that rules it, and what was printed."""
    may_write, today = can_write_letter.test(request.access), _today()
    context = rooms_for(request, "letters") | {
        "rows": [ruled(code) for code in LETTERS],
        "printed": [
            (one, name, Sentence(LETTERS[one.document].label), _kept_until(request, one))
            for one, name in printed_letters(today)
        ]
        if may_write
        else [],
        "may_write": may_write,
        "term": term_for(request.cooperative.country, today),
    }
    return render(request, "federation/commons/letters.html", context)


@allow(can_write_letter)
@require_http_methods(["GET", "POST"])
@of_a_cooperative
def write_letter(request: TenantRequest, document: str) -> HttpResponse:
    """Filled in, looked at, printed."""
    if document not in LETTERS:
        raise Http404
    by_template = ruled(document)
    members = people(_today())
    form = LetterForm(
        posted(request),
        by_template=by_template,
        members=members,
        unknown=_unknown(request.POST.get("member", ""), members),
        initial={"signatory": getattr(request.user, "name", "")},
    )
    if form.is_valid() and request.POST.get("do") == "print":
        printed = done(
            form,
            lambda: print_letter(
                document=document,
                member_id=UUID(form.cleaned_data["member"]),
                typed=form.typed(),
                by=actor_of(request),
                at=timezone.now(),
            ),
        )
        if printed is not None:
            messages.success(request, _("Printed, and kept with the fingerprint of its template."))
            return redirect("letter", request.cooperative.slug, printed.pk)
    status = 422 if form.errors else 200
    context = rooms_for(request, "letters") | {
        "form": form,
        "ruled": by_template,
        "label": Sentence(by_template.letter.label),
        **_previewed(form, by_template),
    }
    return render(request, "federation/commons/letter_write.html", context, status=status)


@allow(can_write_letter)
@require_safe
@of_a_cooperative
def letter(request: TenantRequest, letter_id: UUID) -> HttpResponse:
    """A letter as it was printed, and by which template."""
    found = printed_letter(letter_id)
    if found is None:
        raise Http404
    context = rooms_for(request, "letters") | {
        "letter": found,
        "label": Sentence(LETTERS[found.document].label),
        "name": dict(people(_today())).get(str(found.member_id), "–"),
        "kept_until": _kept_until(request, found),
    }
    return render(request, "federation/commons/letter.html", context)


@allow(can_write_letter)
@require_safe
@of_a_cooperative
def letter_pdf(request: TenantRequest, letter_id: UUID) -> HttpResponse:
    found = printed_letter(letter_id)
    if found is None:
        raise Http404
    return pdf_file(rendered(found), f"{found.document}-{found.printed_at:%Y-%m-%d}.pdf")


def _kept_until(request: TenantRequest, printed: PrintedLetter) -> date:
    here = request.cooperative
    return term_for(here.country, _today()).kept_until(timezone.localdate(printed.printed_at, here.zone))


def _unknown(member: str, members: list[tuple[str, str]]) -> list[str]:
    """Places the platform cannot fill for the person chosen: they are typed. Before that, for the first in the list."""
    ids = [key for key, _name in members]
    chosen = member if member in ids else next(iter(ids), "")
    known = values_for(UUID(chosen), _today()) if chosen else {}
    return [name for name in WORDS if name != "signatory" and not known.get(name, "").strip()]


def _previewed(form: LetterForm, by_template: Ruled) -> dict[str, Any]:
    """How it reads with what is filled in so far; before that, with its places open."""
    if not form.is_bound or "member" not in getattr(form, "cleaned_data", {}):
        return {"preview": None, "missing": []}
    written = written_letter(
        by_template.template, member_id=UUID(form.cleaned_data["member"]), typed=form.typed(), on=_today()
    )
    return {"preview": shown(written.title, written.text, written.missing), "missing": said(written.missing)}


def shown(title: str, text: str, missing: tuple[str, ...]) -> dict[str, Any]:
    """A letter as a page draws it, each open place marked."""

    def marked(part: str) -> Any:
        pieces, at = [], 0
        for found in PLACE.finditer(part):
            if found[1] in missing:
                pieces += [format_html("{}", part[at : found.start()])]
                words = in_words(Sentence(WORDS.get(found[1], found[1])))
                pieces += [format_html('<mark class="letter-open">{}</mark>', words)]
                at = found.end()
        return mark_safe("".join([*pieces, format_html("{}", part[at:])]))  # noqa: S308 - each piece is escaped

    return {"title": marked(title), "paragraphs": [marked(one) for one in text.split("\n\n")]}


def _today() -> date:
    return timezone.localdate()
