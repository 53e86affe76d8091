"""Forms of seeing it through: promise, milestones, offers, hours, changes, judgement, the last word."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from gilydd.delivering.models import Activity
from gilydd.exchange.forms.asks import TermChoice
from gilydd.exchange.forms.together import one_member
from gilydd.people.models import Community, Party, Person
from gilydd.people.queries import names, work_terms
from gilydd.ui.bilingual import field_of, said
from gilydd.ui.forms import DayField, Form, HoursField, bilingual

from ..commands import NewMilestone
from ..models import Challenge, Commitment, Milestone, Offer
from ..words import (
    DAYS_TO_ANSWER,
    LONGEST_COMMENT,
    LONGEST_REASON,
    LONGEST_TITLE,
    LONGEST_WORDS,
    MILESTONE_MOVES,
    MILESTONES_OVER,
    EnteredFrom,
    LastWord,
    MilestoneState,
    OfferState,
    VarianceKind,
    Verdict,
)
from .fields import EnteredForm, KeyField, LanguageField, PoundsField, WhoForm, area

LONGEST_OFFER_MINUTES = 1_000 * 60
SAME = ""


class UndertakingForm(Form):
    """Which activity delivers a funded proposal?"""

    activity = forms.ModelChoiceField(
        label=_("Which activity delivers it?"), queryset=Activity.objects.none(), empty_label=_("Choose one")
    )

    def __init__(self, challenge: Challenge, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = Activity.objects.of(challenge.community)
        if challenge.turn:
            rows = rows.filter(turn__service=challenge.turn.service)
        activity: Any = self.fields["activity"]
        activity.queryset = rows.order_by(field_of("title"), "pk")
        activity.label_from_instance = lambda row: said(row, "title")


class _OfMembers(Form):
    """A form that names members."""

    def __init__(self, person: Person, community: Community, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.person, self.community = person, community

    def member(self, name: str) -> Party:
        return one_member(self.person, self.community, self.cleaned_data[name])


class CommitForm(_OfMembers):
    """What is promised, by whom, by when."""

    promiser = forms.CharField(
        label=_("Who promises it?"), max_length=160,
        help_text=_("The name of the organisation or person as it stands among the members, or the number."),
    )  # fmt: skip
    what_cy, what_en = bilingual(
        forms.CharField, _("What exactly is promised?"), widget=forms.Textarea, max_length=LONGEST_WORDS
    )
    money_pence = PoundsField(label=_("For how much money?"))
    minutes = HoursField(
        label=_("How many time credits are set aside?"), required=False, max_minutes=LONGEST_OFFER_MINUTES
    )
    due_on = DayField(label=_("By which day is it all done?"))

    def clean_promiser(self) -> Party:
        return self.member("promiser")


class MilestoneForm(_OfMembers):
    """A step, its day, and the two who look after it."""

    what_cy, what_en = bilingual(forms.CharField, _("What is done?"), max_length=LONGEST_TITLE)
    due_on = DayField(label=_("By which day?"))
    citizen = forms.CharField(
        label=_("Which citizen looks after it?"), max_length=160,
        help_text=_("Their whole name, or their member number."),
    )  # fmt: skip
    professional = forms.CharField(
        label=_("And which professional?"), max_length=160,
        help_text=_("Their whole name, or their member number."),
    )  # fmt: skip

    def clean_citizen(self) -> Party:
        return self.member("citizen")

    def clean_professional(self) -> Party:
        return self.member("professional")

    def milestone(self) -> NewMilestone:
        """What was written, as the command takes it."""
        data = self.cleaned_data
        return NewMilestone(**{name: data[name] for name in NewMilestone.__dataclass_fields__})


class OwnersForm(MilestoneForm):
    """Other people who look after a step."""

    field_order = ("citizen", "professional")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("what_cy", "what_en", "due_on"):
            del self.fields[name]


class OfferForm(Form):
    """What part somebody whose idea it was is offered."""

    to = forms.ChoiceField(label=_("To whom?"))
    role_cy, role_en = bilingual(
        forms.CharField, _("Which part?"), max_length=LONGEST_TITLE,
        help_text=_("For example: choose the music and look after the door."),
    )  # fmt: skip
    support_cy, support_en = bilingual(
        forms.CharField, _("What supports them in it?"), max_length=LONGEST_REASON, required=False,
        help_text=_("For example: bus fares, somebody to go with, training, food."),
    )  # fmt: skip
    minutes = HoursField(
        label=_("How many time credits do they get for it, at most?"), required=False,
        max_minutes=LONGEST_OFFER_MINUTES,
    )  # fmt: skip
    answer_by = DayField(label=_("By which day do they answer?"))

    def __init__(self, people: list[tuple[int, str]], *args: Any, **kwargs: Any) -> None:
        day = timezone.localdate() + dt.timedelta(days=DAYS_TO_ANSWER)
        kwargs["initial"] = {"answer_by": day} | (kwargs.get("initial") or {})
        super().__init__(*args, **kwargs)
        choice: Any = self.fields["to"]
        choice.choices = [(str(pk), name) for pk, name in people]


class OfferAnswerForm(EnteredForm):
    """Do you take it?"""

    yes = forms.ChoiceField(
        label=_("Would you like to take part?"), widget=forms.RadioSelect,
        choices=[("yes", _("Yes, I take part")), ("no", _("No, not this"))],
    )  # fmt: skip
    answer = forms.CharField(
        label=_("Would you like to say why?"), max_length=LONGEST_REASON, required=False,
        help_text=_("If you say no, please say why: the offer can be made better."),
    )  # fmt: skip
    lang = LanguageField()

    def clean_yes(self) -> bool:
        return bool(self.cleaned_data["yes"] == "yes")


class RaiseOfferForm(Form):
    """How many time credits from now on?"""

    minutes = HoursField(label=_("How many time credits, all together?"), max_minutes=LONGEST_OFFER_MINUTES)


class PayForm(Form):
    """Who gave how much time, on which day?"""

    to = forms.ChoiceField(label=_("Who gave their time?"))
    minutes = HoursField(label=_("How much time?"))
    given_on = DayField(label=_("On which day?"))
    work = TermChoice(queryset=None, label=_("What kind of help is it?"), empty_label=_("Choose one"))
    key = KeyField()

    def __init__(self, milestone: Milestone, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        takes = Offer.objects.filter(commitment=milestone.commitment_id, state=OfferState.ACCEPTED)
        called = names(takes.values_list("party", flat=True))
        choice: Any = self.fields["to"]
        choice.choices = sorted(((str(pk), name) for pk, name in called.items()), key=lambda pair: pair[1])
        work: Any = self.fields["work"]
        work.queryset = work_terms(milestone.community).filter(parent__isnull=False)


class UpdateForm(WhoForm):
    """How does it go?"""

    milestone = forms.ModelChoiceField(
        label=_("Which milestone is it about?"), queryset=Milestone.objects.none(), required=False,
        empty_label=_("All of it"),
    )  # fmt: skip
    state = forms.ChoiceField(label=_("How far is it now?"), required=False, widget=forms.RadioSelect)
    words = area(4, label=_("What happened?"), max_length=LONGEST_COMMENT)
    lang = LanguageField()
    key = KeyField()

    def __init__(self, commitment: Commitment, person: Person, *args: Any, **kwargs: Any) -> None:
        super().__init__(person, commitment.community, *args, **kwargs)
        rows: Any = self.fields["milestone"]
        rows.queryset = commitment.milestones.exclude(state=MilestoneState.DROPPED)
        rows.label_from_instance = lambda row: said(row, "what")
        reached = {state for moves in MILESTONE_MOVES.values() for state in moves}
        state: Any = self.fields["state"]
        state.choices = [
            (SAME, gettext("As before")),
            *((one.value, one.label) for one in MilestoneState if one in reached - {MilestoneState.DROPPED}),
        ]


class VarianceForm(WhoForm):
    """What will be other than promised?"""

    kind = forms.ChoiceField(label=_("What changes?"), choices=VarianceKind.choices, widget=forms.RadioSelect)
    words = area(
        4, label=_("What changes, and why?"), max_length=LONGEST_COMMENT,
        help_text=_("Those whose idea it was answer this before anything changes."),
    )  # fmt: skip
    money_pence = PoundsField(
        label=_("If the cost changes: how much is it now, all together?"), required=False
    )
    milestone = forms.ModelChoiceField(
        label=_("If a milestone is left out or moves: which one?"), queryset=Milestone.objects.none(),
        required=False, empty_label=_("None of them"),
    )  # fmt: skip
    due_on = DayField(label=_("If a milestone moves: to which day?"), required=False)
    lang = LanguageField()
    key = KeyField()

    def __init__(self, commitment: Commitment, person: Person, *args: Any, **kwargs: Any) -> None:
        super().__init__(person, commitment.community, *args, **kwargs)
        rows: Any = self.fields["milestone"]
        rows.queryset = commitment.milestones.exclude(state__in=MILESTONES_OVER)
        rows.label_from_instance = lambda row: said(row, "what")


class ReplyForm(WhoForm):
    """Do you agree with the change?"""

    agrees = forms.ChoiceField(
        label=_("What do you say to the change?"), widget=forms.RadioSelect,
        choices=[("yes", _("I agree")), ("no", _("I do not agree"))],
    )  # fmt: skip
    words = forms.CharField(label=_("Why?"), max_length=LONGEST_REASON, help_text=_("Everybody reads this."))
    lang = LanguageField()

    def clean_agrees(self) -> bool:
        return bool(self.cleaned_data["agrees"] == "yes")


class JudgeForm(WhoForm):
    """Did it work?"""

    verdict = forms.ChoiceField(label=_("Did it work?"), choices=Verdict.choices, widget=forms.RadioSelect)
    words = area(4, label=_("Why do you think so?"), max_length=LONGEST_COMMENT)
    lang = LanguageField()


class LastWordForm(Form):
    """Was it done? Said by one whose idea it was, or written down for them."""

    whose = forms.ChoiceField(label=_("Whose word is it?"))
    word = forms.ChoiceField(label=_("Was it done?"), choices=LastWord.choices, widget=forms.RadioSelect)
    words = forms.CharField(
        label=_("A few words with it"), max_length=LONGEST_REASON, required=False,
        help_text=_("If it was not done: what is missing. If somebody could not be reached: how and when."),
    )  # fmt: skip
    lang = LanguageField()

    def __init__(self, people: list[tuple[int, str]], *args: Any, own: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        whose: Any = self.fields["whose"]
        if own and len(people) == 1:
            whose.widget, whose.initial = forms.HiddenInput(), str(people[0][0])
        whose.choices = [(str(pk), name) for pk, name in people]
        if own:
            word: Any = self.fields["word"]
            word.choices = [(one.value, one.label) for one in LastWord if one != LastWord.ABSENT]
        else:
            self.fields["entered_from"] = forms.ChoiceField(
                label=gettext("How did it come to you?"), required=False, widget=forms.RadioSelect,
                choices=EnteredFrom.choices,
            )  # fmt: skip


class CloseForm(Form):
    """What was done together."""

    did_cy, did_en = bilingual(
        forms.CharField, _("What did you do together?"), widget=forms.Textarea, max_length=LONGEST_WORDS,
        help_text=_("Everybody reads this as the answer to what people said."),
    )  # fmt: skip
