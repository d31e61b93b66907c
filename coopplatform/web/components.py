"""The page that shows every component in light, dark and sun: the look's own test card."""

import json
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy


class SampleForm(forms.Form):
    """One field of each kind, two of them wrong."""

    first_name = forms.CharField(label=gettext_lazy("First name"))
    floor = forms.CharField(label=gettext_lazy("Floor, code"), required=False)
    iban = forms.CharField(
        label="IBAN",
        min_length=27,
        error_messages={
            "min_length": gettext_lazy(
                "%(show_value)d characters out of 27. Paste the whole IBAN, spaces allowed."
            )
        },
    )
    shares = forms.IntegerField(
        label=gettext_lazy("Shares"),
        min_value=5,
        error_messages={"min_value": gettext_lazy("At least 5 shares (statutes, art. 9).")},
    )
    share_value = forms.CharField(
        label=gettext_lazy("Value of one share"),
        required=False,
        help_text=gettext_lazy("Set by the statutes"),
    )
    vehicle = forms.ChoiceField(
        label=gettext_lazy("Vehicle"),
        choices=[("bike", gettext_lazy("Bike")), ("cargo", gettext_lazy("Cargo bike"))],
    )
    ready_in = forms.ChoiceField(
        label=gettext_lazy("Ready in"),
        choices=[(n, f"{n} min") for n in ("10", "15", "20", "30")],
        widget=forms.RadioSelect,
    )
    note = forms.CharField(
        label=gettext_lazy("Word for the courier"), required=False, widget=forms.Textarea(attrs={"rows": 2})
    )
    agreed = forms.BooleanField(label=gettext_lazy("I have read the statutes"), required=False)

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.fields["share_value"].widget.attrs["readonly"] = True


def asked(*person: str, code: Any = None, **others: list[str]) -> str:
    """What a stop asks of the courier, as the day's page carries it."""
    return json.dumps({"methods": {"person": list(person), **others}, "code": code})


SAMPLE_CODE = {
    "salt": "00112233445566778899aabbccddeeff",
    "iterations": 20_000,
    "hash": "a67a8ef16ca8297dcf4997c10bf7cfeda58767071a602b45a8bc4ed00399b208",
}
PROOFS = [
    (gettext_lazy("Delivered: nothing is asked"), asked()),
    (gettext_lazy("A photo"), asked("photo")),
    (gettext_lazy("The code, 4711"), asked("code", code=SAMPLE_CODE)),
    (gettext_lazy("A signature"), asked("signature")),
    (gettext_lazy("All of it"), asked("photo", "code", "name", "signature", code=SAMPLE_CODE)),
]
OTHER_WAYS = asked(neighbour=["name"], mailbox=["photo"], safe_place=["photo"])
SAMPLE = {
    "first_name": "Salomé",
    "floor": "B, 3e",
    "iban": "FR76 3000 4000 0312 3456",
    "shares": "3",
    "share_value": "20,00 €",
    "vehicle": "cargo",
    "ready_in": "15",
    "note": "Sonner deux fois",
}


def components(request: HttpRequest) -> HttpResponse:
    """Every component, with samples in the current language."""
    day = [
        {"share": 0, "time": "11:00", "words": _("Lunch, 6 couriers"), "kind": "done", "after": "past"},
        {"share": 0.13, "time": "12:24", "words": _("now"), "kind": "now", "after": "solid"},
        {"share": 0.32, "time": "14:30", "words": _("End of lunch"), "kind": "end", "after": "unsure"},
        {
            "share": 0.68,
            "time": "18:30",
            "words": _("Evening, 5 of 6 couriers"),
            "kind": "start",
            "after": "solid",
            "alarm": True,
        },
        {"share": 1, "time": "22:00", "words": _("Close"), "kind": "end"},
    ]
    themes = [("light", _("Light")), ("dark", _("Dark")), ("sun", _("Full sun"))]
    paints = ["paper", "ground", "ink", "ink2", "signal", "signal-t", "money", "money-t", "alarm", "alarm-t"]
    context = {
        "form": SampleForm(SAMPLE),
        "day": day,
        "themes": themes,
        "paints": paints,
        "proofs": PROOFS,
        "other_ways": OTHER_WAYS,
    }
    return render(request, "web/components.html", context)
