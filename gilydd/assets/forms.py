"""Forms of what people can give, and the field for a term that suggests while somebody types."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterator
from typing import Any

from babel.dates import get_day_names
from django import forms
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from gilydd.people.models import Area, Community, Place, Term
from gilydd.people.queries import kinds_of_work
from gilydd.ui.bilingual import field_of, said
from gilydd.ui.filters import babel_locale, language
from gilydd.ui.forms import DAY_MINUTES, DayField, Form, HoursField

from . import queries
from .words import DISTANCES, LISTED, SCHEME_OF, AssetKind, PartOfDay, Shown, Tongue

LANGUAGES = [("cy", "Cymraeg"), ("en", "English")]


class TermField(forms.ModelChoiceField):
    """A term of the shared taxonomy; cleans to a `Term`.

    Without JavaScript it is a list to choose from. With it, the list becomes a box that suggests terms in
    both languages while somebody types (gilydd.js, `data-suggest`).

    Parameters: the community, the schemes to choose from, and anything that a choice field takes. Make it
    in a form's `__init__`, where the community and the language of the page are known.
    """

    def __init__(self, community: Community, schemes: Collection[str], **kwargs: Any) -> None:
        kwargs.setdefault("empty_label", "---------")
        super().__init__(queryset=queries.terms_of(community, schemes), **kwargs)
        address = reverse("assets:suggest", args=[community.slug])
        self.widget.attrs |= {
            "data-suggest": f"{address}?{urlencode([('scheme', str(scheme)) for scheme in schemes])}",
            "data-suggest-some": gettext("Suggestions: %(count)s") % {"count": "%{count}"},
            "data-suggest-none": gettext("Nothing found. Try another word."),
            "data-suggest-hint": gettext("Start to type, in Welsh or English, then choose."),
        }

    def label_from_instance(self, obj: Any) -> str:
        """A kind of work that stands at the top stands for whatever has no word of its own."""
        if obj.parent_id is None and obj.scheme == SCHEME_OF[AssetKind.OFFER]:
            return gettext("%(kind)s: something else") % {"kind": said(obj, "name")}
        return said(obj, "name")


class PlaceField(forms.ModelChoiceField):
    """A place of the community, which may stay empty."""

    def label_from_instance(self, obj: Any) -> str:
        return said(obj, "name")


TERM_LABELS = {
    AssetKind.OFFER: _("What can you do for somebody?"),
    AssetKind.NEED: _("What could you do with?"),
    AssetKind.SKILL: _("What are you good at?"),
    AssetKind.INTEREST: _("What do you care about?"),
    AssetKind.EXPERIENCE: _("What have you lived through?"),
    AssetKind.THING: _("What can you lend?"),
}
# Somebody who looks after a member writes about them, not about "you".
TERM_LABELS_FOR = {
    AssetKind.OFFER: _("What can they do for somebody?"),
    AssetKind.NEED: _("What could they do with?"),
    AssetKind.SKILL: _("What are they good at?"),
    AssetKind.INTEREST: _("What do they care about?"),
    AssetKind.EXPERIENCE: _("What have they lived through?"),
    AssetKind.THING: _("What can they lend?"),
}
SHOWN_FOR = {
    Shown.PRIVATE: _("Only they can see it; it is used to find people like them"),
    Shown.BROKERS: _("They and the brokers"),
    Shown.MEMBERS: _("Every member"),
}


class AssetForm(Form):
    """One thing that a party can give, needs, cares about, lived through or lends."""

    title = forms.CharField(
        label=_("In your own words"), help_text=_("One line, if you like."), max_length=120, required=False
    )
    details = forms.CharField(
        label=_("Anything else to know?"),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=2000,
        required=False,
    )
    lang = forms.ChoiceField(
        label=_("Which language did you write in?"), choices=LANGUAGES, widget=forms.RadioSelect
    )
    shown = forms.ChoiceField(label=_("Who may see it?"), choices=Shown.choices, widget=forms.RadioSelect)

    def __init__(
        self, community: Community, kind: AssetKind, *args: Any, for_other: bool = False, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.initial.setdefault("lang", language())
        labels = TERM_LABELS_FOR if for_other else TERM_LABELS
        self.fields["term"] = TermField(community, [SCHEME_OF[kind]], label=labels[kind])
        self.fields["term"].error_messages["required"] = gettext("Choose one from the list")
        if for_other:
            levels: Any = self.fields["shown"]
            levels.choices = list(SHOWN_FOR.items())
        order = ["term", "title", "details", "lang"]
        if kind in (AssetKind.OFFER, AssetKind.NEED):
            self.fields["minutes"] = HoursField(
                label=_("About how long?"),
                help_text=_("For example 1 h 30 min. Steps of 15 minutes."),
                max_minutes=DAY_MINUTES,
                required=False,
            )
            order.append("minutes")
        if kind in LISTED and Place.objects.of(community).exists():
            places = Place.objects.of(community).order_by(field_of("name"))
            self.fields["place"] = PlaceField(
                queryset=places, label=_("Where?"), required=False, empty_label="---------"
            )
            order.append("place")
        self.order_fields([*order, "shown"])


class AboutForm(Form):
    """About me, and how far I can go."""

    about = forms.CharField(
        label=_("About you, in your own words"),
        help_text=_("What would you like neighbours to know? What do you enjoy?"),
        widget=forms.Textarea(attrs={"rows": 6}),
        max_length=4000,
        required=False,
    )
    lang = forms.ChoiceField(
        label=_("Which language did you write in?"), choices=LANGUAGES, widget=forms.RadioSelect
    )
    travel_metres = forms.TypedChoiceField(
        label=_("How far can you go?"),
        coerce=int,
        empty_value=None,
        choices=[("", _("I would rather not say")), *DISTANCES.items()],
        widget=forms.RadioSelect,
        required=False,
    )


class LanguagesForm(Form):
    """Languages spoken, and languages to practise."""

    speaks = forms.MultipleChoiceField(
        label=_("Which languages do you speak?"),
        choices=Tongue.choices,
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    learning = forms.MultipleChoiceField(
        label=_("Which would you like to practise?"),
        choices=Tongue.choices,
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )


def moments() -> Iterator[tuple[int, str, list[tuple[str, str]]]]:
    """The week as a table: (weekday, its name, [(part, its name)]), Monday first."""
    days = get_day_names("wide", locale=babel_locale())
    parts = [(part, str(label)) for part, label in PartOfDay.choices]
    for weekday in range(7):
        yield weekday, days[weekday], parts


class FreeForm(Form):
    """When somebody is usually free: boxes of a table, each "weekday-part". Cleans to pairs."""

    free = forms.MultipleChoiceField(
        choices=[(f"{weekday}-{part}", "") for weekday in range(7) for part in PartOfDay.values],
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )

    def clean_free(self) -> list[tuple[int, str]]:
        return [moment(value) for value in self.cleaned_data["free"]]


def moment(value: str) -> tuple[int, str]:
    """ "0-morning" as (0, "morning")."""
    weekday, part = value.split("-")
    return int(weekday), part


class BorrowForm(Form):
    """From when until when?"""

    wanted_from = DayField(label=_("From which day?"))
    wanted_until = DayField(label=_("Until which day?"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        today = timezone.localdate()
        kwargs.setdefault("initial", {"wanted_from": today, "wanted_until": today + dt.timedelta(days=7)})
        super().__init__(*args, **kwargs)


class DirectoryForm(Form):
    """What the directory is narrowed to. Nothing here must be filled in."""

    q = forms.CharField(
        label=_("What are you looking for?"),
        help_text=_("A word in Welsh or English, such as “garddio” or “lift”."),
        max_length=120,
        required=False,
    )
    kind = forms.ChoiceField(
        label=_("Show"),
        choices=[
            ("", _("Everything")),
            (AssetKind.OFFER, _("What people can do")),
            (AssetKind.NEED, _("What people could do with")),
            (AssetKind.THING, _("Things to borrow")),
        ],
        required=False,
    )
    work = PlaceField(queryset=None, label=_("Kind of work"), required=False, empty_label=_("All kinds"))
    area = PlaceField(queryset=None, label=_("Area"), required=False, empty_label=_("Everywhere"))
    speaks = forms.ChoiceField(
        label=_("Speaks"), choices=[("", _("Any language")), *Tongue.choices], required=False
    )
    free = forms.ChoiceField(label=_("Usually free"), required=False)

    def __init__(self, community: Community, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kinds: Any = self.fields["work"]
        kinds.queryset = kinds_of_work().exclude(code="not-sorted")
        areas: Any = self.fields["area"]
        areas.queryset = Area.objects.of(community).order_by(field_of("name"))
        times: Any = self.fields["free"]
        times.choices = [
            ("", _("At any time")),
            *(
                (f"{weekday}-{part}", f"{day_name}, {part_name}")
                for weekday, day_name, parts in moments()
                for part, part_name in parts
            ),
        ]
        self.narrowed = self._narrowed()
        # Read once; from here on it only draws. Nobody need be told six times that a search is optional.
        for field in self.fields.values():
            field.required = True

    def _narrowed(self) -> queries.Filters:
        """What was chosen; an answer that is none of the choices narrows nothing."""
        if not self.is_bound:
            return queries.Filters()
        self.full_clean()
        said_so = self.cleaned_data
        area = said_so.get("area")
        return queries.Filters(
            kind=said_so.get("kind") or "",
            work=said_so.get("work"),
            area=area.pk if isinstance(area, Area) else None,
            language=said_so.get("speaks") or "",
            free=moment(said_so["free"]) if said_so.get("free") else None,
            text=said_so.get("q") or "",
        )


def first_step(community: Community, codes: Collection[str]) -> list[Term]:
    """The terms of one of the first questions, in the order of its codes."""
    found = {
        term.code: term for term in Term.objects.filter(community__isnull=True, code__in=codes, scheme="work")
    }
    return [found[code] for code in codes if code in found]
