"""Forms of proposals: make one, change it, say what one thinks, answer others, what it costs."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from gilydd.exchange.forms.together import one_member
from gilydd.people.models import Community, Party, Person
from gilydd.ui.filters import hours, pounds
from gilydd.ui.forms import Form, HoursField, bilingual

from ..commands import Cost
from ..models import CostLine, Proposal
from ..words import (
    IN_MINUTES,
    LONGEST_COMMENT,
    LONGEST_REASON,
    LONGEST_TITLE,
    LONGEST_WORDS,
    AuthorKind,
    CommentKind,
    CostKind,
    EnteredFrom,
    ProposalState,
)
from .fields import (
    KeyField,
    LanguageField,
    MembersField,
    PoundsField,
    WhoForm,
    area,
    easy_box,
    members,
)

LONGEST_COST_MINUTES = 100_000 * 60
YES_NO = [("yes", _("Yes")), ("no", _("No"))]


class ProposeForm(WhoForm):
    """Your idea, in your own words. Nothing has to be costed yet."""

    whose_label: Any = _("Whose idea is it?")
    title = forms.CharField(
        label=_("What is your idea called?"), max_length=LONGEST_TITLE,
        help_text=_("A few words, for example: A music night on Fridays."),
    )  # fmt: skip
    about = area(
        6, label=_("What would happen, and what would change?"), max_length=LONGEST_WORDS,
        help_text=_("Say it as you would tell a friend. What it costs is worked out later, together."),
    )  # fmt: skip
    easy = easy_box(_("The same in short sentences"))
    others = MembersField(
        label=_("Who had the idea with you?"), required=False,
        help_text=_("Whole names or member numbers, one on each line. They are asked, and say yes or no."),
    )  # fmt: skip
    lang = LanguageField()
    key = KeyField()

    def clean_others(self) -> list[Party]:
        return members(self, "others")


class ReviseForm(WhoForm):
    """The proposal as it reads from now on, in both languages, and what was changed."""

    title_cy, title_en = bilingual(
        forms.CharField, _("What it is called"), max_length=LONGEST_TITLE, required=False
    )
    about_cy, about_en = bilingual(
        forms.CharField, _("What would happen, and what would change?"), widget=forms.Textarea,
        max_length=LONGEST_WORDS, required=False,
    )  # fmt: skip
    easy_cy = easy_box(_("In short sentences, in Welsh"), "cy")
    easy_en = easy_box(_("In short sentences, in English"), "en")
    why = forms.CharField(
        label=_("What did you change, and why?"), max_length=LONGEST_REASON,
        help_text=_("Everybody reads this beside the new version."),
    )  # fmt: skip
    why_lang = LanguageField()


class TranslateForm(Form):
    """A proposal in the other language, beside its own words."""

    title = forms.CharField(label=_("What it is called"), max_length=LONGEST_TITLE)
    about = area(6, label=_("What would happen, and what would change?"), max_length=LONGEST_WORDS)
    easy = easy_box(_("The same in short sentences"))

    def __init__(self, lang: str, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.widget.attrs |= {"lang": lang, "spellcheck": "true"}


class AskAuthorForm(Form):
    """Who else is with it?"""

    other = forms.CharField(
        label=_("Who is it?"), help_text=_("Their whole name, or their member number."), max_length=160
    )
    kind = forms.ChoiceField(
        label=_("What did they do?"), widget=forms.RadioSelect, initial=AuthorKind.CO_AUTHOR,
        choices=[(one.value, one.label) for one in (AuthorKind.ORIGINATOR, AuthorKind.CO_AUTHOR)],
    )  # fmt: skip

    def __init__(
        self, person: Person, community: Community, *args: Any, enters: bool = False, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.person, self.community = person, community
        if enters:
            self.fields["entered_from"] = forms.ChoiceField(
                label=gettext("Have they told you so themselves?"), required=False,
                choices=[("", gettext("No: they are asked")), *EnteredFrom.choices],
                widget=forms.RadioSelect, initial="",
            )  # fmt: skip

    def clean_other(self) -> Party:
        return one_member(self.person, self.community, self.cleaned_data["other"])


class AmendForm(WhoForm):
    """What would you change?"""

    words = area(
        4, label=_("What would you change, and why?"), max_length=LONGEST_COMMENT,
        help_text=_("Those who wrote it take it up, or say why not."),
    )  # fmt: skip
    about = area(
        6, label=_("How would it read then? (if you like)"), max_length=LONGEST_WORDS, required=False
    )
    lang = LanguageField()
    key = KeyField()


class AnswerForm(WhoForm):
    """Yes or no, and why."""

    yes = forms.ChoiceField(label=_("What do you say?"), choices=YES_NO, widget=forms.RadioSelect)
    answer = forms.CharField(label=_("Why?"), max_length=LONGEST_REASON, help_text=_("Everybody reads this."))
    lang = LanguageField()

    def __init__(self, *args: Any, asks: Any, yes: Any, no: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["yes"]
        field.label, field.choices = asks, [("yes", yes), ("no", no)]

    def clean_yes(self) -> bool:
        return bool(self.cleaned_data["yes"] == "yes")


class AnswerAmendmentForm(AnswerForm):
    """The same, with how the proposal reads if the change is taken up."""

    about_cy, about_en = bilingual(
        forms.CharField, _("How it reads then"), widget=forms.Textarea, max_length=LONGEST_WORDS,
        required=False,
    )  # fmt: skip


class MergeForm(WhoForm):
    """With which proposal does it belong together?"""

    into = forms.ModelChoiceField(
        label=_("With which proposal?"), queryset=Proposal.objects.none(), empty_label=_("Choose one")
    )
    words = forms.CharField(label=_("Why do the two belong together?"), max_length=LONGEST_REASON)
    lang = LanguageField()

    def __init__(self, proposal: Proposal, person: Person, *args: Any, **kwargs: Any) -> None:
        super().__init__(person, proposal.community, *args, **kwargs)
        into: Any = self.fields["into"]
        into.queryset = (
            Proposal.objects.filter(challenge=proposal.challenge_id, state=ProposalState.PROPOSED)
            .exclude(pk=proposal.pk)
            .order_by("pk")
        )
        into.label_from_instance = lambda row: row.called


class SayForm(WhoForm):
    """What do you think? Of a proposal one can say for or against."""

    kind = forms.ChoiceField(
        label=_("What is it?"), choices=CommentKind.choices, widget=forms.RadioSelect,
        initial=CommentKind.COMMENT,
    )  # fmt: skip
    words = area(4, label=_("What do you think?"), max_length=LONGEST_COMMENT)
    lang = LanguageField()
    key = KeyField()

    def __init__(self, *args: Any, of_proposal: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not of_proposal:
            del self.fields["kind"]


class LookAgainForm(Form):
    """Does it come back?"""

    back = forms.ChoiceField(
        label=_("What do you say?"), widget=forms.RadioSelect,
        choices=[("yes", _("It comes back")), ("no", _("It stays away"))],
    )  # fmt: skip
    answer = forms.CharField(label=_("Why?"), max_length=LONGEST_REASON, help_text=_("Everybody reads this."))
    lang = LanguageField()

    def clean_back(self) -> bool:
        return bool(self.cleaned_data["back"] == "yes")


class CostForm(WhoForm):
    """One cost: money in pounds, time in hours."""

    kind = forms.ChoiceField(
        label=_("What kind of cost is it?"), choices=CostKind.choices, widget=forms.RadioSelect,
        initial=CostKind.CASH,
    )  # fmt: skip
    what = forms.CharField(
        label=_("What is it?"), max_length=LONGEST_TITLE, help_text=_("For example: Hire of the hall.")
    )
    quantity = forms.IntegerField(
        label=_("How many?"), min_value=1, max_value=100_000, initial=1,
        help_text=_("For example 12, for twelve evenings."),
    )  # fmt: skip
    likely = forms.CharField(
        label=_("How much is one?"), max_length=40,
        help_text=_("Money such as £25, time such as 1 h 30 min."),
    )  # fmt: skip
    low = forms.CharField(label=_("At least (if you are not sure)"), max_length=40, required=False)
    high = forms.CharField(label=_("At most (if you are not sure)"), max_length=40, required=False)
    rate_pence = PoundsField(
        label=_("For staff time: what does an hour cost the budget?"), required=False,
        help_text=_("Leave it empty where their time is paid already."),
    )  # fmt: skip
    year = forms.IntegerField(label=_("In which year?"), min_value=2000, max_value=2100)
    source = forms.CharField(
        label=_("Where does the figure come from?"), max_length=LONGEST_REASON,
        help_text=_("A quote, a price list, somebody who knows."),
    )  # fmt: skip
    lang = LanguageField()

    def __init__(self, *args: Any, line: CostLine | None = None, **kwargs: Any) -> None:
        start = _start_of(line) if line else {"year": timezone.localdate().year}
        kwargs["initial"] = start | (kwargs.get("initial") or {})
        super().__init__(*args, **kwargs)

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        amounts = [data.get(name) for name in ("low", "likely", "high")]
        if data.get("kind") and amounts[1]:
            low, likely, high = (self._amount(name, data) for name in ("low", "likely", "high"))
            if likely is not None:
                data["low"] = likely if low is None else low
                data["high"] = likely if high is None else high
                data["likely"] = likely
        return data

    def _amount(self, name: str, data: dict[str, Any]) -> int | None:
        field = (
            HoursField(required=False, max_minutes=LONGEST_COST_MINUTES)
            if data["kind"] in IN_MINUTES
            else PoundsField(required=False)
        )
        try:
            found: int | None = field.clean(data.get(name) or "")
        except forms.ValidationError as error:
            self.add_error(name, error)
            return None
        return found

    def cost(self) -> Cost:
        """What was written, as the command takes it."""
        data = self.cleaned_data
        names = ("kind", "what", "lang", "quantity", "low", "likely", "high", "year", "source")
        return Cost(**{name: data[name] for name in names}, rate_pence=data["rate_pence"] or 0)


def _start_of(line: CostLine) -> dict[str, Any]:
    write = hours if line.kind in IN_MINUTES else pounds
    shown = {
        name: write(getattr(line, name)).replace("\N{NO-BREAK SPACE}", " ")
        for name in ("low", "likely", "high")
    }
    return {
        "kind": line.kind, "what": line.what, "quantity": line.quantity, "year": line.year,
        "source": line.source, "lang": line.lang, "rate_pence": line.rate_pence or None, **shown,
    }  # fmt: skip
