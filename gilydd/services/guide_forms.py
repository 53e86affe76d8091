"""Forms of the guide: a step in one's own words, a step of one's own, why one is left out."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from gilydd.ui.bilingual import said
from gilydd.ui.forms import Form, bilingual

from .guide_words import PAIRS
from .queries.guiding import StepTold
from .words import LONGEST_STEP_TEXT, LONGEST_STEP_TITLE, LONGEST_TEMPLATE, FallsTo, Quarter


def _area(rows: int) -> Any:
    return lambda attrs: forms.Textarea({**attrs, "rows": rows})


class StepForm(Form):
    """A step in the words of the community."""

    title_cy, title_en = bilingual(
        forms.CharField, _("What is the step called?"), max_length=LONGEST_STEP_TITLE
    )
    what_cy, what_en = bilingual(
        forms.CharField, _("What to do"), widget=_area(4), max_length=LONGEST_STEP_TEXT
    )
    falls_to = forms.ChoiceField(
        label=_("To whom does it fall?"), choices=FallsTo.choices, widget=forms.RadioSelect
    )
    why_cy, why_en = bilingual(
        forms.CharField, _("Why it matters"), widget=_area(3), required=False, max_length=LONGEST_STEP_TEXT
    )
    known_cy, known_en = bilingual(
        forms.CharField, _("How you know that it is done"), widget=_area(2), required=False,
        max_length=LONGEST_STEP_TEXT,
    )  # fmt: skip
    easy_cy, easy_en = bilingual(
        forms.CharField, _("In Easy Read"), widget=_area(3), required=False, max_length=LONGEST_STEP_TEXT,
        help_text=_("One short sentence a line, of 15 words at most."),
    )  # fmt: skip
    template_title_cy, template_title_en = bilingual(
        forms.CharField, _("What the template is called"), required=False, max_length=LONGEST_STEP_TITLE
    )
    template_cy, template_en = bilingual(
        forms.CharField, _("A template to copy"), widget=_area(8), required=False, max_length=LONGEST_TEMPLATE
    )
    example_cy, example_en = bilingual(
        forms.CharField, _("An example"), widget=_area(3), required=False, max_length=LONGEST_STEP_TEXT
    )

    def __init__(self, *args: Any, step: StepTold | None = None, **kwargs: Any) -> None:
        if step is not None:
            begin = {name: getattr(step.text, name) for name in (*PAIRS, "falls_to")}
            kwargs["initial"] = begin | kwargs.get("initial", {})
        super().__init__(*args, **kwargs)

    @property
    def told(self) -> dict[str, str]:
        """What a valid form says of the step."""
        return {name: self.cleaned_data[name] for name in (*PAIRS, "falls_to")}


class NewStepForm(StepForm):
    """A step of the community's own, and where it stands."""

    quarter = forms.ChoiceField(
        label=_("In which quarter?"), choices=Quarter.choices, widget=forms.RadioSelect
    )
    after = forms.ChoiceField(
        label=_("After which step?"), required=False,
        help_text=_("A step of another quarter counts as none: then it comes last in its own."),
    )  # fmt: skip
    field_order = ("title_cy", "title_en", "what_cy", "what_en", "quarter", "after", "falls_to")

    def __init__(self, steps: list[StepTold], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        known = [(one.code, f"{Quarter(one.quarter).label}: {said(one.text, 'title')}") for one in steps]
        self.fields["after"].choices = [("", _("At the end")), *known]  # type: ignore[attr-defined]


class LeaveOutForm(Form):
    """Why a step is left out; everybody reads it."""

    reason_cy, reason_en = bilingual(
        forms.CharField, _("Why you leave it out"), widget=_area(3), max_length=LONGEST_STEP_TEXT,
        help_text=_("Everybody reads it. The step stays in sight and can come back."),
    )  # fmt: skip
