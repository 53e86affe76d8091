"""Forms of the directory: an entry, an answer, a mistake, a list to bring in, what somebody looks for."""

from __future__ import annotations

import re
from dataclasses import fields
from decimal import Decimal
from typing import Any

from babel.dates import get_day_names
from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from gilydd.people.models import Area, Community, Membership, Party, Place, Term
from gilydd.people.queries import names
from gilydd.people.words import Facility, PartyKind, Scheme
from gilydd.ui.bilingual import field_of, said
from gilydd.ui.filters import babel_locale, language
from gilydd.ui.forms import DAY_MINUTES, Form, HoursField, bilingual

from . import times
from .models import Listing, Provider, Service
from .queries import Wanted
from .queries.listings import terms_in_use
from .telling import ListingTold, PhoneTold, told_of
from .words import WEEKDAYS, MistakeKind, Status, Way

LANGUAGES = [("cy", "Cymraeg"), ("en", "English")]
SPOKEN = [
    ("cy", _("Welsh")), ("en", _("English")), ("bfi", _("British Sign Language")), ("ar", _("Arabic")),
    ("bn", _("Bengali")), ("zh", _("Chinese")), ("pl", _("Polish")), ("pt", _("Portuguese")),
    ("ro", _("Romanian")), ("uk", _("Ukrainian")), ("ur", _("Urdu")),
]  # fmt: skip
EVERY = [(90, _("Every three months")), (180, _("Every six months")), (365, _("Once a year"))]
NUMBER = re.compile(r"[+(]?[\d][\d ()+-]{4,30}")


class Named(forms.ModelChoiceField):
    """A row with a name in both languages; what is left empty is none."""

    def label_from_instance(self, obj: Any) -> str:
        return said(obj, "name")


class NamedMany(forms.ModelMultipleChoiceField):
    """Several rows with names in both languages, as boxes to tick."""

    widget = forms.CheckboxSelectMultiple

    def label_from_instance(self, obj: Any) -> str:
        return said(obj, "name")


def _area(rows: int = 3, **attrs: str) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows, **attrs})


class ListingForm(Form):
    """An entry of the directory. Times and phone numbers are written one a line."""

    name_cy, name_en = bilingual(forms.CharField, _("What it is called"), max_length=160, required=False)
    provider = Named(queryset=None, label=_("Who runs it?"), empty_label="---------", required=False)
    provider_name = forms.CharField(
        label=_("Or an organisation that is not in the list"), max_length=160, required=False
    )
    about_cy, about_en = bilingual(
        forms.CharField,
        _("What it is"),
        widget=lambda attrs: forms.Textarea({**attrs, "rows": 4}),
        required=False,
    )
    easy_cy, easy_en = bilingual(
        forms.CharField,
        _("In Easy Read"),
        widget=lambda attrs: forms.Textarea({**attrs, "rows": 3}),
        required=False,
        help_text=_("One short sentence a line, one idea in each."),
    )
    terms = NamedMany(queryset=None, label=_("What is it about?"), required=False)
    places = NamedMany(queryset=None, label=_("Where is it?"), required=False)
    areas = NamedMany(queryset=None, label=_("For which areas?"), required=False)
    ways = forms.MultipleChoiceField(
        label=_("How does somebody take part?"), choices=Way.choices, widget=forms.CheckboxSelectMultiple,
        required=False,
    )  # fmt: skip
    times = forms.CharField(
        label=_("When is it open?"),
        help_text=_(
            "One line for each, such as “Monday, Wednesday 10:00-12:00” or “first Tuesday 14:00-16:00”."
        ),
        widget=_area(4),
        required=False,
    )
    keep_other_times = forms.BooleanField(label=_("Keep the other times too"), required=False, initial=True)
    phones = forms.CharField(
        label=_("Phone"),
        help_text=_("One number a line, then what it is for."),
        widget=_area(2),
        required=False,
    )
    email = forms.EmailField(label=_("Email for everybody"), required=False)
    url = forms.URLField(label=_("Website"), required=False, assume_scheme="https")
    cost = forms.DecimalField(
        label=_("What does it cost, in pounds?"), help_text=_("0 for nothing. Empty if you do not know."),
        min_value=0, max_digits=7, decimal_places=2, required=False,
    )  # fmt: skip
    cost_minutes = HoursField(
        label=_("What does it cost in hours of the timebank?"),
        min_minutes=0,
        max_minutes=DAY_MINUTES,
        required=False,
    )
    fees_cy, fees_en = bilingual(
        forms.CharField, _("More about the cost"), widget=lambda attrs: forms.Textarea({**attrs, "rows": 2}),
        required=False,
    )  # fmt: skip
    minimum_age = forms.IntegerField(label=_("From which age?"), min_value=0, max_value=130, required=False)
    maximum_age = forms.IntegerField(label=_("Up to which age?"), min_value=0, max_value=130, required=False)
    who_cy, who_en = bilingual(
        forms.CharField,
        _("Who it is for"),
        widget=lambda attrs: forms.Textarea({**attrs, "rows": 2}),
        required=False,
    )
    access_cy, access_en = bilingual(
        forms.CharField, _("How somebody gets in"), widget=lambda attrs: forms.Textarea({**attrs, "rows": 2}),
        required=False, help_text=_("Just turn up, ring first, or be sent by a doctor?"),
    )  # fmt: skip
    languages = forms.MultipleChoiceField(
        label=_("Which languages are spoken?"),
        choices=SPOKEN,
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    status = forms.ChoiceField(
        label=_("How does it stand?"), choices=Status.choices, widget=forms.RadioSelect
    )
    alert_cy, alert_en = bilingual(
        forms.CharField, _("Something people must know now"), max_length=300, required=False
    )
    service = Named(
        queryset=None,
        label=_("Is it one of the services we run together?"),
        empty_label=_("No"),
        required=False,
    )
    owner = forms.ChoiceField(label=_("Who is asked whether it is still true?"), required=False)
    contact_email = forms.EmailField(label=_("Or an email to ask, which nobody else sees"), required=False)
    check_every_days = forms.TypedChoiceField(label=_("How often?"), choices=EVERY, coerce=int)

    def __init__(
        self,
        community: Community,
        *args: Any,
        listing: Listing | None = None,
        keeps: bool = True,
        **kwargs: Any,
    ) -> None:
        self.community, self.listing = community, listing
        self.before = told_of(listing) if listing else ListingTold()
        kwargs.setdefault("initial", self._begin())
        super().__init__(*args, **kwargs)
        name = field_of("name")
        told: dict[str, Any] = self.fields
        told["provider"].queryset = Provider.objects.of(community).order_by(name)
        told["terms"].queryset = _terms(community)
        told["places"].queryset = Place.objects.of(community).order_by(name)
        told["areas"].queryset = Area.objects.of(community).order_by(name)
        told["service"].queryset = Service.objects.of(community).order_by(name)
        told["owner"].choices = [("", gettext("Nobody here")), *_members(community, self.before.owner)]
        every = dict(EVERY)
        if self.before.check_every_days not in every:
            days = self.before.check_every_days
            told["check_every_days"].choices = [
                *EVERY,
                (days, gettext("Every %(days)s days") % {"days": days}),
            ]
        if not self.other_times:
            del told["keep_other_times"]
        if not keeps:
            for left in (
                "provider",
                "provider_name",
                "owner",
                "contact_email",
                "check_every_days",
                "service",
            ):
                del told[left]

    @property
    def other_times(self) -> list[Any]:
        """Times that do not fit into a line."""
        return times.written(self.before.times)[1]

    def _begin(self) -> dict[str, Any]:
        """What stands in the form at first: the entry as it is."""
        before = self.before
        begin: dict[str, Any] = {one.name: getattr(before, one.name) for one in fields(before)}
        begin |= {
            "provider": self.listing.provider_id if self.listing else None,
            "terms": [row.pk for row in before.terms],
            "places": [row.pk for row in before.places],
            "areas": [row.pk for row in before.areas],
            "times": times.written(before.times)[0],
            "phones": "\n".join(f"{one.number} {said(one, 'note')}".strip() for one in before.phones),
            "cost": None if before.cost_pence is None else Decimal(before.cost_pence) / 100,
            "owner": before.owner.pk if before.owner else "",
            "service": before.service.pk if before.service else None,
            "keep_other_times": True,
        }
        return begin

    def clean_times(self) -> list[Any]:
        try:
            return times.read_times(self.cleaned_data["times"])
        except times.UnreadableError as failure:
            raise ValidationError(times.refusal(failure)) from failure

    def clean_phones(self) -> list[PhoneTold]:
        made = []
        for line in self.cleaned_data["phones"].splitlines():
            if not line.strip():
                continue
            found = NUMBER.match(line.strip())
            if not found:
                raise ValidationError(gettext("A line begins with the number, such as 01656 111222."))
            number = found[0].strip(" -")
            note = line.strip()[len(found[0]) :].strip(" ,:–-")[:120]
            was = next((one for one in self.before.phones if one.number == number), PhoneTold(number))
            other = "en" if language() == "cy" else "cy"
            notes = {f"note_{language()}": note, f"note_{other}": getattr(was, f"note_{other}")}
            if note == said(was, "note"):
                notes = {"note_cy": was.note_cy, "note_en": was.note_en}
            made.append(PhoneTold(number, **notes))
        return made

    def clean_owner(self) -> Party | None:
        chosen = self.cleaned_data["owner"]
        return Party.objects.get(pk=chosen) if chosen else None

    def clean(self) -> Any:
        told = super().clean() or self.cleaned_data
        if "provider" in self.fields and not (told.get("provider") or told.get("provider_name", "").strip()):
            self.add_error("provider", gettext("Say who runs it: choose from the list, or write the name."))
        return told

    def told(self) -> ListingTold:
        """What the form tells, over what stood there before."""
        told = dict(self.cleaned_data)
        kept = list(self.other_times) if told.pop("keep_other_times", False) else []
        cost = told.pop("cost")
        for name in ("provider", "provider_name"):
            told.pop(name, None)
        told |= {
            "cost_pence": None if cost is None else int(cost * 100),
            "times": (
                *told["times"],
                *(one for one in kept if one.place is None or one.place in told["places"]),
            ),
            "labels": self.before.labels,
            "area_words": self.before.area_words,
        }
        for name in ("terms", "places", "areas", "phones", "ways", "languages"):
            told[name] = tuple(told[name])
        same = {one.name: getattr(self.before, one.name) for one in fields(self.before)}
        return ListingTold(**(same | told))


def _terms(community: Community) -> Any:
    """What people care about and live through: the words that help is looked for under."""
    rows = Term.objects.filter(scheme__in=(Scheme.INTEREST, Scheme.EXPERIENCE))
    mine = rows.filter(community__isnull=True) | rows.filter(community=community)
    return mine.order_by("-scheme", "place_in_list", "code")


def _members(community: Community, owner: Party | None) -> list[tuple[int, str]]:
    """Organisations and groups, and whoever it is now: people are chosen through what they act for."""
    rows = Membership.objects.of(community).filter(
        party__kind__in=(PartyKind.ORGANISATION, PartyKind.GROUP), state="active"
    )
    called = names([*rows.values_list("party", flat=True), *([owner.pk] if owner else [])])
    return sorted(called.items(), key=lambda one: one[1].casefold())


class ProviderForm(Form):
    """An organisation behind entries."""

    name_cy, name_en = bilingual(forms.CharField, _("What it is called"), max_length=160, required=False)
    about_cy, about_en = bilingual(
        forms.CharField,
        _("What it does"),
        widget=lambda attrs: forms.Textarea({**attrs, "rows": 3}),
        required=False,
    )
    website = forms.URLField(label=_("Website"), required=False, assume_scheme="https")
    email = forms.EmailField(label=_("Email for everybody"), required=False)


class AnswerForm(Form):
    """The owner's answer: is it still true?"""

    words = forms.CharField(label=_("What has changed?"), widget=_area(4), max_length=2_000, required=False)
    lang = forms.ChoiceField(
        label=_("Which language did you write in?"),
        choices=LANGUAGES,
        widget=forms.RadioSelect,
        required=False,
    )


class MistakeForm(Form):
    """Something is wrong with an entry, or missing."""

    kind = forms.ChoiceField(label=_("What is wrong?"), widget=forms.RadioSelect)
    words = forms.CharField(
        label=_("Tell us more"), 
        help_text=_("Please write nothing about your own health or somebody else's."),
        widget=_area(3), max_length=2_000, required=False,
    )  # fmt: skip
    lang = forms.ChoiceField(
        label=_("Which language did you write in?"), choices=LANGUAGES, widget=forms.RadioSelect
    )
    email = forms.EmailField(
        label=_("Your email, if you want to hear what came of it"),
        help_text=_("We use it for this one answer, and then forget it."),
        required=False,
    )

    def __init__(self, *args: Any, of_listing: bool = True, known: bool = False, **kwargs: Any) -> None:
        kwargs.setdefault("initial", {"lang": language(), "kind": "" if of_listing else MistakeKind.MISSING})
        super().__init__(*args, **kwargs)
        told: dict[str, Any] = self.fields
        missing = MistakeKind.MISSING
        told["kind"].choices = [one for one in MistakeKind.choices if (one[0] != missing) == of_listing]
        if not of_listing:
            told["kind"].widget = forms.HiddenInput()
            told["words"].label, told["words"].required = gettext("What is missing?"), True
        if known:
            del told["email"]


class SettleForm(Form):
    """What came of it."""

    mended = forms.ChoiceField(
        label=_("What came of it?"),
        choices=[("yes", _("It is put right")), ("no", _("It stays as it is"))],
        widget=forms.RadioSelect,
    )
    reply = forms.CharField(
        label=_("A word to whoever told us"), widget=_area(3), max_length=2_000, required=False
    )
    lang = forms.ChoiceField(
        label=_("Which language did you write in?"), choices=LANGUAGES, widget=forms.RadioSelect
    )


class ListFileForm(Form):
    """A list in Open Referral UK."""

    file = forms.FileField(
        label=_("The file"), help_text=_("JSON or CSV of Open Referral UK 3.0, up to 5 MB.")
    )
    lang = forms.ChoiceField(
        label=_("Which language is it written in?"), choices=LANGUAGES, widget=forms.RadioSelect
    )


class NarrowForm(Form):
    """What somebody looks for in the directory; its answers stand in the address."""

    term = Named(queryset=None, label=_("What about?"), empty_label=_("Everything"), required=False)
    area = Named(queryset=None, label=_("In which area?"), empty_label=_("Anywhere"), required=False)
    weekday = forms.ChoiceField(label=_("On which day?"), required=False)
    way = forms.ChoiceField(label=_("How?"), required=False)
    facility = forms.ChoiceField(label=_("What must the place have?"), required=False)
    free = forms.BooleanField(label=_("Only what costs no money"), required=False)

    def __init__(self, community: Community, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        told: dict[str, Any] = self.fields
        used = [term.pk for term, _number in terms_in_use(community)]
        told["term"].queryset = Term.objects.filter(pk__in=used).order_by(field_of("name"))
        told["area"].queryset = Area.objects.of(community).order_by(field_of("name"))
        told["weekday"].choices = [("", gettext("Any day")), *_weekdays()]
        told["way"].choices = [("", gettext("Any way")), *Way.choices]
        told["facility"].choices = [("", gettext("Nothing in particular")), *Facility.choices]

    @property
    def is_used(self) -> bool:
        """Whether anything is looked for."""
        return self.is_bound and any(self.data.get(name) for name in self.fields)

    def wanted(self) -> Wanted:
        """What is looked for; an answer that does not exist is left out."""
        if not self.is_bound:
            return Wanted()
        self.full_clean()
        given = self.cleaned_data
        term, area, day = given.get("term"), given.get("area"), given.get("weekday")
        return Wanted(
            term=term.pk if term else None,
            area=area.pk if area else None,
            weekday=WEEKDAYS.index(day) if day else None,
            free=bool(given.get("free")),
            facility=given.get("facility", ""),
            way=given.get("way", ""),
        )


def _weekdays() -> list[tuple[str, str]]:
    called = get_day_names("wide", locale=babel_locale())
    return [(code, called[place]) for place, code in enumerate(WEEKDAYS)]
