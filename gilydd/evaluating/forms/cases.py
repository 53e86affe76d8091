"""Forms: tell a case, agree to it, take it back, begin from one, bring some in."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from gilydd.people.models import Community
from gilydd.services.models import Service
from gilydd.ui.bilingual import said
from gilydd.ui.forms import Form, bilingual

from ..commands.cases import TEXTS
from ..models import Case
from ..words import LONGEST_CASE_TEXT, LONGEST_CASE_TITLE, CaseSide
from .indicators import ServiceChoice


def _area(rows: int) -> Any:
    return lambda attrs: forms.Textarea({**attrs, "rows": rows})


class CaseForm(Form):
    """A finished turn in the words of those who ran it. The figures come from the records."""

    title_cy, title_en = bilingual(
        forms.CharField, _("What is the case called?"), max_length=LONGEST_CASE_TITLE,
        help_text=_("Such as: A lunch club that its members cook for"),
    )  # fmt: skip
    need_cy, need_en = bilingual(
        forms.CharField, _("What was it for?"), widget=_area(4), max_length=LONGEST_CASE_TEXT,
        help_text=_("The need, as somebody would look for it. People find the case by these words."),
    )  # fmt: skip
    changed_cy, changed_en = bilingual(
        forms.CharField, _("What did it change?"), widget=_area(5), max_length=LONGEST_CASE_TEXT,
        help_text=_("For whom, and what did not change. Do not write anybody's name."),
    )  # fmt: skip
    wrong_cy, wrong_en = bilingual(
        forms.CharField, _("What went wrong?"), widget=_area(5), max_length=LONGEST_CASE_TEXT, required=False,
        help_text=_("In your own words; one language is enough. Others learn most from it. Blame nobody."),
    )  # fmt: skip

    def __init__(self, *args: Any, case: Case | None = None, **kwargs: Any) -> None:
        if case is not None:
            kwargs["initial"] = {name: getattr(case, name) for name in TEXTS}
        super().__init__(*args, **kwargs)


class AgreeForm(Form):
    """I have read it and agree."""

    side = forms.ChoiceField(label=_("As whom do you agree?"), widget=forms.RadioSelect)
    digest = forms.CharField(widget=forms.HiddenInput)

    def __init__(self, sides: list[CaseSide], digest: str, *args: Any, **kwargs: Any) -> None:
        first = sides[0].value if len(sides) == 1 else ""
        kwargs["initial"] = {"digest": digest, "side": first}
        super().__init__(*args, **kwargs)
        self.fields["side"].choices = [(side.value, side.label) for side in sides]  # type: ignore[attr-defined]


class WrittenDownForm(Form):
    """A citizen of the panel or board heard the case, and agreed; a broker writes it down."""

    party = forms.TypedChoiceField(
        label=_("Who heard it, and agreed?"), widget=forms.RadioSelect, coerce=int,
        help_text=_("Read the whole case to them first. What you write down is kept with your name."),
    )  # fmt: skip
    digest = forms.CharField(widget=forms.HiddenInput)

    def __init__(self, people: list[tuple[int, str]], digest: str, *args: Any, **kwargs: Any) -> None:
        kwargs["initial"] = {"digest": digest}
        super().__init__(*args, **kwargs)
        self.fields["party"].choices = people  # type: ignore[attr-defined]


class WithdrawForm(Form):
    """Why a case is taken back."""

    why_cy, why_en = bilingual(
        forms.CharField, _("Why you take it back"), widget=_area(3), max_length=LONGEST_CASE_TEXT,
        help_text=_("Everybody reads it. The words and figures of the case are gone for good."),
    )  # fmt: skip


class BeginForm(Form):
    """Which service begins a turn from the case?"""

    service = ServiceChoice(
        queryset=Service.objects.none(), label=_("Which service begins its turn from it?"), empty_label=None,
        widget=forms.RadioSelect,
    )  # fmt: skip

    def __init__(self, community: Community, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        under_way = Service.objects.of(community).filter(turns__ended_on__isnull=True, turns__isnull=False)
        rows = Service.objects.of(community).exclude(pk__in=under_way.values("pk")).order_by("pk")
        self.fields["service"].queryset = rows  # type: ignore[attr-defined]
        self.free = [said(row, "name") for row in rows]


class CaseFileForm(Form):
    """A file of cases from another installation."""

    file = forms.FileField(
        label=_("The cases as a file"), help_text=_("JSON, as the library of another Gilydd gives it.")
    )
