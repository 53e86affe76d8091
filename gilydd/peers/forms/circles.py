"""Forms of circles: what it is, coming in, writing, pictures, hours, roles, proposals."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django import forms
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from gilydd.deciding.words import RULES_OF, VoteKind, VoteRule
from gilydd.exchange.forms.acting import KeyField, LanguageField, in_steps
from gilydd.exchange.forms.asks import TermChoice
from gilydd.exchange.forms.together import one_member
from gilydd.exchange.words import LONGEST_ASK_MINUTES
from gilydd.people.models import Area, Community, Party, Person, Term
from gilydd.people.queries import folded, work_terms
from gilydd.people.words import Scheme
from gilydd.ui.forms import DayField, Form, HoursField, bilingual
from gilydd.ui.photos import PhotoField

from ..models import Circle, CirclePicture
from ..words import LONGEST_POST, SHORTEST_VOTE_DAYS, CircleKind, CircleRole, Hears, JoiningRule

DAY_ENDS = dt.time(20)
# More names than this are written, not ticked.
MOST_BOXES = 40


class PictureChoice(forms.ModelChoiceField):
    """A choice among pictures of a circle, by the words for who cannot see them."""

    def label_from_instance(self, obj: Any) -> str:
        return str(obj.alt)


def areas_of(form: forms.Form, community: Community) -> None:
    """Let the form's field `area` offer the community's areas; without any it is not asked."""
    field: Any = form.fields["area"]
    field.queryset = Area.objects.of(community).order_by("code")
    if not field.queryset.exists():
        del form.fields["area"]


def evening_of(day: dt.date) -> dt.datetime:
    """The moment in the evening of a day at which a vote closes."""
    return timezone.make_aware(dt.datetime.combine(day, DAY_ENDS))


class CircleForm(Form):
    """What the circle is, in the words of those who make it."""

    kind = forms.ChoiceField(
        label=_("What would you like to start?"), choices=CircleKind.choices, widget=forms.RadioSelect,
        initial=CircleKind.CIRCLE,
    )  # fmt: skip
    name = forms.CharField(label=_("What is it called?"), max_length=120)
    name_cy = forms.CharField(
        label=_("Its name in Welsh, if it has another one"), max_length=120, required=False,
        widget=forms.TextInput(attrs={"lang": "cy", "spellcheck": "true"}),
    )  # fmt: skip
    purpose = forms.CharField(
        label=_("What is it for?"),
        help_text=_("In your own words: what you do together, and why."),
        widget=forms.Textarea(attrs={"rows": 4}),
        max_length=2_000,
    )
    easy = forms.CharField(
        label=_("The same in short sentences"),
        help_text=_("One sentence a line, at most 15 words. It is shown to who reads Easy Read."),
        widget=forms.Textarea(attrs={"rows": 4}),
        required=False,
        max_length=1_000,
    )
    lang = LanguageField()
    meets = forms.CharField(
        label=_("When and where do you usually meet?"), required=False, max_length=200,
        help_text=_("For example: Tuesdays at 2 in the library."),
    )  # fmt: skip
    topic = TermChoice(
        queryset=None, label=_("What is it about?"), required=False, empty_label=_("Choose one")
    )
    for_whom_cy, for_whom_en = bilingual(
        forms.CharField, _("Who it is for"), max_length=200, required=False,
        help_text=_("For example: people who look after somebody at home."),
    )  # fmt: skip
    area = TermChoice(
        queryset=None, label=_("From which area do people come in by themselves?"), required=False,
        empty_label=_("Any area"),
    )  # fmt: skip
    joining = forms.ChoiceField(
        label=_("How do people come in?"), choices=JoiningRule.choices, widget=forms.RadioSelect,
        initial=JoiningRule.ASK,
    )  # fmt: skip
    listed = forms.BooleanField(
        label=_("Members of the community can find it"),
        help_text=_("Without this, only those who are invited know of it."),
        required=False,
        initial=True,
    )

    def __init__(self, community: Community, *args: Any, circle: Circle | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        topics: Any = self.fields["topic"]
        mine = Q(community=None) | Q(community=community)
        topics.queryset = Term.objects.filter(mine, scheme__in=(Scheme.INTEREST, Scheme.EXPERIENCE)).order_by(
            "scheme", "place_in_list", "code"
        )
        areas_of(self, community)
        if circle is not None:
            del self.fields["kind"]
            if circle.kind == CircleKind.PROJECT:
                # The members decide who may join; the page leads to a proposal instead.
                for name in ("for_whom_cy", "for_whom_en", "area", "joining"):
                    self.fields.pop(name, None)


class JoinForm(Form):
    """Why would you like to join?"""

    words = forms.CharField(
        label=_("Would you like to say something to the hosts?"), required=False, max_length=400,
        widget=forms.Textarea(attrs={"rows": 3}),
    )  # fmt: skip
    lang = LanguageField()


class ReasonForm(Form):
    """A reason in one's own words. `reason_label` says for whom."""

    reason = forms.CharField(widget=forms.Textarea(attrs={"rows": 3}), max_length=400)
    lang = LanguageField()

    def __init__(
        self, *args: Any, reason_label: Any, required: bool = True, hint: Any = "", **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["reason"]
        field.label, field.help_text, field.required = reason_label, hint, required


class InviteForm(Form):
    """Whom do you invite?"""

    member = forms.CharField(
        label=_("Whom do you invite?"),
        help_text=_("Their whole name, or their member number."),
        max_length=160,
    )

    def __init__(
        self, person: Person, community: Community, *args: Any, label: Any = "", **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.person, self.community = person, community
        if label:
            self.fields["member"].label = label

    def clean_member(self) -> Party:
        return one_member(self.person, self.community, self.cleaned_data["member"])


class PostForm(Form):
    """A message to everybody in the circle."""

    words = forms.CharField(
        label=_("Your message"), widget=forms.Textarea(attrs={"rows": 4}), max_length=LONGEST_POST
    )
    lang = LanguageField()
    key = KeyField()

    def __init__(self, *args: Any, parties: Sequence[tuple[int, str]] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if len(parties) > 1:
            choices = [(str(pk), name or gettext("Myself")) for pk, name in parties]
            self.fields = {
                "party": forms.ChoiceField(
                    choices=choices, label=_("For whom do you write?"), initial=choices[0][0],
                    help_text=_("Your name is shown beside theirs, and they are told."),
                ),
                **self.fields,
            }  # fmt: skip


class HearsForm(Form):
    """How often do you want to hear?"""

    hears = forms.ChoiceField(
        label=_("How often do you want to hear what is written?"), choices=Hears.choices,
        widget=forms.RadioSelect,
    )  # fmt: skip


class PictureForm(Form):
    """A picture, and the words for who cannot see it."""

    photo = PhotoField(
        label=_("The picture"), help_text=_("A photo of yours: JPEG, PNG or WebP, up to 10 MB.")
    )
    alt = forms.CharField(
        label=_("What is in the picture?"),
        help_text=_("A few words for people who cannot see it. Name nobody who did not say yes."),
        max_length=240,
    )
    lang = LanguageField()


class GiveForm(Form):
    """How many hours do you give to the circle?"""

    minutes = HoursField(label=_("How much time do you give?"), max_minutes=LONGEST_ASK_MINUTES)
    words = forms.CharField(label=_("A few words with it"), required=False, max_length=240)
    lang = LanguageField()
    key = KeyField()

    def __init__(self, community: Community, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        in_steps(self, community)


class PayForm(Form):
    """Whom does the circle pay, how much, what for?"""

    to = forms.ChoiceField(label=_("Who gets the hours?"))
    minutes = HoursField(label=_("How much time?"), max_minutes=LONGEST_ASK_MINUTES)
    reason = forms.CharField(
        label=_("What is it for?"), help_text=_("Every member of the circle reads this."), max_length=240
    )
    lang = LanguageField()
    work = TermChoice(
        queryset=None, label=_("Which help was it?"), required=False, empty_label=_("No help: it is a gift")
    )
    key = KeyField()

    def __init__(
        self, community: Community, *args: Any, people: Sequence[tuple[int, str]], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        in_steps(self, community)
        to: Any = self.fields["to"]
        to.choices = [("", "---"), *((str(pk), name) for pk, name in people)]
        self.fields["work"].queryset = work_terms(community).filter(parent__isnull=False)  # type: ignore[attr-defined]


class CircleAskForm(Form):
    """What do you need a hand with? The members of the circle alone see it."""

    title = forms.CharField(label=_("What would help you?"), max_length=120)
    details = forms.CharField(
        label=_("Anything else to know?"), widget=forms.Textarea(attrs={"rows": 3}), required=False,
        max_length=2_000,
    )  # fmt: skip
    work = TermChoice(queryset=None, label=_("What kind of help is it?"), empty_label=_("Choose one"))
    minutes = HoursField(label=_("About how long?"), max_minutes=LONGEST_ASK_MINUTES)
    wanted_on = DayField(label=_("On which day? (if you know)"), required=False)
    lang = LanguageField()

    def __init__(self, community: Community, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        in_steps(self, community)
        self.fields["work"].queryset = work_terms(community).filter(parent__isnull=False)  # type: ignore[attr-defined]


class ClosingField(DayField):
    """The last day of a vote; it closes in the evening."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("label", _("On which day does the vote close?"))
        super().__init__(**kwargs)

    def clean(self, value: Any) -> dt.date:
        day: dt.date = super().clean(value)
        if day and day < timezone.localdate() + dt.timedelta(days=SHORTEST_VOTE_DAYS):
            raise forms.ValidationError(
                gettext("Leave at least %(days)s days to vote, so that letters can come and go.")
                % {"days": SHORTEST_VOTE_DAYS}
            )
        return day


class ElectForm(Form):
    """Which role, who stands, how many, until when?"""

    role = forms.ChoiceField(
        label=_("Which role?"), choices=CircleRole.choices, widget=forms.RadioSelect, initial=CircleRole.HOST
    )
    name_cy, name_en = bilingual(
        forms.CharField, _("The name of another role"), max_length=80, required=False,
        help_text=_("Only if you chose “Another role”."),
    )  # fmt: skip
    candidates = forms.MultipleChoiceField(
        label=_("Who stands?"),
        help_text=_("Ask them first. Only members can stand."),
        widget=forms.CheckboxSelectMultiple,
    )
    seats = forms.IntegerField(label=_("How many people do it?"), min_value=1, max_value=12, initial=1)
    closes_on = ClosingField()
    until = DayField(label=_("What is the last day of the term?"))
    key = KeyField()

    def __init__(self, *args: Any, people: Sequence[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.people = people
        field: Any = self.fields["candidates"]
        if len(people) > MOST_BOXES:
            self.fields["candidates"] = forms.CharField(
                label=field.label,
                help_text=_("One whole name on each line. Ask them first. Only members can stand."),
                widget=forms.Textarea(attrs={"rows": 5, "spellcheck": "false"}),
            )
        else:
            field.choices = [(str(pk), name) for pk, name in people]

    def clean_candidates(self) -> list[int]:
        given = self.cleaned_data["candidates"]
        if isinstance(given, list):
            return [int(pk) for pk in given]
        return [self._meant(line.strip()) for line in given.splitlines() if line.strip()]

    def _meant(self, text: str) -> int:
        """The one member of the circle whom a line names."""
        found = [pk for pk, name in self.people if folded(name) == folded(text)]
        if len(found) != 1:
            raise forms.ValidationError(
                gettext(
                    "“%(text)s” names nobody in the circle, or several. Write the name as it stands there."
                )
                % {"text": text}
            )
        return found[0]


class ProposalForm(Form):
    """Who may join from now on? Said in full, and in short sentences."""

    for_whom_cy, for_whom_en = bilingual(
        forms.CharField, _("Who it is for, from now on"), max_length=200, required=False
    )
    joining = forms.ChoiceField(
        label=_("How do people come in, from now on?"), choices=JoiningRule.choices, widget=forms.RadioSelect
    )
    area = TermChoice(
        queryset=None, label=_("From which area do people come in by themselves?"), required=False,
        empty_label=_("Any area"),
    )  # fmt: skip
    easy_cy, easy_en = bilingual(
        forms.CharField, _("Short sentences"), widget=forms.Textarea, required=False,
        help_text=_("One sentence a line, at most 15 words. One of the two languages is enough."),
        max_length=1_000,
    )  # fmt: skip
    about_cy, about_en = bilingual(
        forms.CharField, _("The reason"), widget=forms.Textarea, required=False, max_length=4_000
    )
    picture = PictureChoice(
        queryset=None, label=_("A picture that helps to understand it"), required=False,
        empty_label=_("No picture"),
    )  # fmt: skip

    def __init__(
        self, circle: Circle, *args: Any, parties: Sequence[tuple[int, str]] = (), **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        areas_of(self, circle.community)
        pictures: Any = self.fields["picture"]
        shown = CirclePicture.objects.filter(circle=circle, away_at__isnull=True)
        pictures.queryset = shown.defer("content").order_by("-pk")
        if not shown.exists():
            del self.fields["picture"]
        proposed_by(self, parties)


class EndProposalForm(Form):
    """Is it to end? Said in full, and in short sentences."""

    easy_cy, easy_en = bilingual(
        forms.CharField, _("Short sentences"), widget=forms.Textarea, required=False,
        help_text=_("One sentence a line, at most 15 words. One of the two languages is enough."),
        max_length=1_000,
    )  # fmt: skip
    about_cy, about_en = bilingual(
        forms.CharField, _("The reason"), widget=forms.Textarea, required=False, max_length=4_000
    )

    def __init__(self, *args: Any, parties: Sequence[tuple[int, str]] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        proposed_by(self, parties)


def proposed_by(form: forms.Form, parties: Sequence[tuple[int, str]]) -> None:
    """Ask a supporter for which member they type it."""
    if parties:
        field = forms.ChoiceField(
            label=_("Whose proposal do you type?"),
            choices=[("", "---"), *((str(pk), name) for pk, name in parties)],
        )
        form.fields = {"party": field, **form.fields}


class VoteForm(Form):
    """Until when do the members vote, and how many must agree?"""

    closes_on = ClosingField()
    rule = forms.ChoiceField(
        label=_("How many must say yes?"), widget=forms.RadioSelect, initial=VoteRule.TWO_THIRDS
    )
    quorum_percent = forms.IntegerField(
        label=_("How many of a hundred members must vote at least?"), min_value=0, max_value=100, initial=25
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["rule"]
        field.choices = [(one.value, one.label) for one in RULES_OF[VoteKind.RESOLUTION]]


class LookAgainForm(Form):
    """A broker's second look at a message that was taken away."""

    back = forms.ChoiceField(
        label=_("What do you decide?"),
        choices=[("yes", _("It comes back")), ("no", _("It stays away"))],
        widget=forms.RadioSelect,
    )
    answer = forms.CharField(
        label=_("Say why, to both sides"), widget=forms.Textarea(attrs={"rows": 3}), max_length=400
    )
    lang = LanguageField()


def start_of(circle: Circle) -> dict[str, Any]:
    """What the form of a circle begins with."""
    fields = (
        "name", "name_cy", "purpose", "easy", "lang", "meets", "topic", "for_whom_cy", "for_whom_en", "area",
        "joining", "listed",
    )  # fmt: skip
    return {name: getattr(circle, name) for name in fields}


def start_of_proposal(circle: Circle) -> dict[str, Any]:
    """A proposal begins with how it is now."""
    return {name: getattr(circle, name) for name in ("for_whom_cy", "for_whom_en", "joining", "area")}


__all__ = [
    "CircleAskForm",
    "CircleForm",
    "ElectForm",
    "EndProposalForm",
    "GiveForm",
    "HearsForm",
    "InviteForm",
    "JoinForm",
    "LookAgainForm",
    "PayForm",
    "PictureForm",
    "PostForm",
    "ProposalForm",
    "ReasonForm",
    "VoteForm",
    "evening_of",
    "start_of",
    "start_of_proposal",
]
