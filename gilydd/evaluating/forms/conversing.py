"""Forms: a finding put into other words, a conversation, and looks at raw figures."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from gilydd.commissioning.words import LONGEST_NEED
from gilydd.people.models import Community, Membership, Party
from gilydd.people.queries import names
from gilydd.people.words import MembershipState, Role
from gilydd.surveys.models import Question
from gilydd.surveys.words import SurveyState
from gilydd.ui.bilingual import said
from gilydd.ui.filters import language
from gilydd.ui.forms import Form, bilingual

from ..models import Finding, FindingComment
from ..policy import visible_comments
from ..words import LONGEST_REASON, LONGEST_SAYING, EndingKind
from .turns import LANGUAGES


class CommentChoice(forms.ModelChoiceField):
    """A choice among what people said of a finding, by who said it and how it begins."""

    called: dict[int, str]

    def label_from_instance(self, obj: Any) -> str:
        return f"{self.called.get(obj.party_id, '')}: {obj.text[:80]}"


class ChangeFindingForm(Form):
    """Other words for a finding, and the comment that they answer."""

    text_cy, text_en = bilingual(
        forms.CharField, _("What was found, and what follows"), widget=forms.Textarea, max_length=LONGEST_NEED
    )
    because = CommentChoice(
        queryset=FindingComment.objects.none(),
        label=_("Whose words changed it?"),
        help_text=_("They are told. Their words stand beside the old ones."),
        required=False,
        empty_label=_("Nobody’s: we saw it ourselves"),
    )

    def __init__(self, person: Any, finding: Finding, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("initial", {"text_cy": finding.text_cy, "text_en": finding.text_en})
        super().__init__(*args, **kwargs)
        rows = visible_comments(person, finding.community).filter(finding=finding).order_by("pk")
        field: Any = self.fields["because"]
        field.called = names(rows.values_list("party", flat=True))
        field.queryset = rows


class SayForm(Form):
    """What do you say?"""

    text = forms.CharField(
        label=_("What do you want to say?"),
        help_text=_("Members read it, with your name."),
        widget=forms.Textarea(attrs={"rows": 4}),
        max_length=LONGEST_SAYING,
    )
    lang = forms.ChoiceField(
        label=_("Which language did you write in?"), choices=LANGUAGES, widget=forms.RadioSelect
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("initial", {"lang": language()})
        super().__init__(*args, **kwargs)


class EndingForm(Form):
    """What did it come to?"""

    kind = forms.ChoiceField(
        label=_("What did it come to?"), choices=EndingKind.choices, widget=forms.RadioSelect
    )
    text_cy, text_en = bilingual(
        forms.CharField, _("What both sides say"),
        widget=forms.Textarea, max_length=LONGEST_SAYING,
    )  # fmt: skip


class PartyChoice(forms.ModelChoiceField):
    """A choice among people, by name."""

    called: dict[int, str]

    def label_from_instance(self, obj: Any) -> str:
        return self.called.get(obj.pk, "")


class RawReaderForm(Form):
    """Which evaluator may see raw figures?"""

    reader = PartyChoice(queryset=Party.objects.none(), label=_("Which evaluator?"), empty_label=None)

    def __init__(self, community: Community, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = Membership.objects.of(community).filter(
            state=MembershipState.ACTIVE, roles__role=Role.EVALUATOR, roles__until__isnull=True
        )
        field: Any = self.fields["reader"]
        field.queryset = Party.objects.filter(pk__in=rows.values("party")).order_by("pk")
        field.called = names(field.queryset.values_list("pk", flat=True))


class RawLookForm(Form):
    """Why do you need the raw figures?"""

    reason = forms.CharField(
        label=_("Why do you need to see them?"),
        help_text=_("Every member can read your name, the day and this reason."),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=LONGEST_REASON,
    )
    lang = forms.ChoiceField(
        label=_("Which language did you write in?"), choices=LANGUAGES, widget=forms.RadioSelect
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("initial", {"lang": language()})
        super().__init__(*args, **kwargs)


class QuestionChoice(forms.ModelChoiceField):
    """A choice among questions of closed surveys."""

    def label_from_instance(self, obj: Any) -> str:
        return f"{said(obj.survey, 'title')}: {said(obj, 'text')}"


class TrustForm(Form):
    """Which question asks about trust?"""

    question = QuestionChoice(
        queryset=Question.objects.none(), label=_("Which question asks about trust?"), empty_label=None
    )

    def __init__(self, community: Community, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = Question.objects.of(community).filter(
            survey__state=SurveyState.CLOSED, background=False, asks_about_trust__isnull=True
        )
        self.fields["question"].queryset = rows.select_related("survey").order_by("-survey", "place_in_list")  # type: ignore[attr-defined]
