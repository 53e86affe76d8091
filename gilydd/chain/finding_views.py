"""Pages of the search: what somebody looks for, the list they keep, the list on paper."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from gilydd.people.models import Area, Community, Term
from gilydd.people.queries import standing
from gilydd.people.words import Scheme
from gilydd.services import commands
from gilydd.services.forms import Named
from gilydd.services.policy import visible_saved
from gilydd.services.words import Kind
from gilydd.ui.bilingual import field_of
from gilydd.ui.doors import PUBLIC, page
from gilydd.ui.forms import Form
from gilydd.ui.papers import paper_response, pdf

from . import finding


class FindForm(Form):
    """What somebody looks for; its answers stand in the address, so that they can be kept and sent."""

    q = forms.CharField(
        label=gettext_lazy("What are you looking for?"),
        help_text=gettext_lazy("In Welsh or English. A slip of the finger does not matter."),
        max_length=200,
        required=False,
    )
    kind = forms.ChoiceField(label=gettext_lazy("What kind?"), required=False)
    near = Named(
        queryset=None, label=gettext_lazy("Near where?"), empty_label=gettext_lazy("Anywhere"), required=False
    )

    def __init__(self, community: Community, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        told: dict[str, Any] = self.fields
        told["kind"].choices = [("", _("Everything")), *Kind.choices]
        told["near"].queryset = Area.objects.of(community).order_by(field_of("name"))


@page("GET", who=PUBLIC)
def find(request: Any, community: Community) -> HttpResponse:
    """Search, or begin with what matters to me."""
    membership = standing(request.person, community).membership
    given = request.GET.copy()
    if "near" not in given and membership and membership.area_id:
        given["near"] = str(membership.area_id)
    form = FindForm(community, given)
    form.is_valid()
    told = form.cleaned_data
    # Not "(optional)" beside the one thing that the page asks: from here on it is only drawn.
    form.fields["q"].required = True
    term = _term(community, request.GET.get("term", ""))
    wish = finding.Wish(
        text=(told.get("q") or "").replace("\x00", " "),
        term=term,
        kind=told.get("kind") or "",
        near=told.get("near"),
    )
    mine, others = finding.what_matters(request.person, community) if wish.is_empty else ([], [])
    found = finding.found(request.person, community, wish)
    kept = {"q": wish.text, "term": term.pk if term else "", "near": given.get("near", "")}
    return render(
        request,
        "chain/find.html",
        {
            "form": form,
            "wish": wish,
            "results": found.results,
            "instead": found.instead,
            "mine": mine,
            "others": others,
            "kinds": [
                (str(label), "?" + urlencode({**kept, "kind": value}), value == wish.kind)
                for value, label in [("", _("Everything")), *Kind.choices]
            ],
        },
    )


@page("GET")
def saved(request: Any, community: Community) -> HttpResponse:
    """My list: what I found and keep."""
    rows = finding.saved(request.person, community)
    return render(request, "chain/saved.html", {"rows": rows})


@page("POST")
def save(request: Any, community: Community) -> HttpResponse:
    """One button: keep something on my list."""
    kind, thing = request.POST.get("kind", ""), request.POST.get("thing", "")
    if not thing.isdecimal() or len(thing) > 18:
        raise Http404
    if not finding.may_see(request.person, community, kind, int(thing)):
        raise Http404
    commands.save_thing(by=request.person, community=community, kind=kind, thing=int(thing))
    messages.success(request, _("It is on your list."))
    return redirect("chain:saved", community.slug)


@page("POST")
def saved_forget(request: Any, community: Community, saved: int) -> HttpResponse:
    """One button: take something off my list."""
    row = get_object_or_404(visible_saved(request.person, community), pk=saved)
    commands.forget_saved(by=request.person, saved=row)
    messages.success(request, _("It is off your list."))
    return redirect("chain:saved", community.slug)


@page("GET")
def saved_paper(request: Any, community: Community) -> HttpResponse:
    """My list as a PDF, in my language or both, in large print where I like it, or asked for."""
    person = request.person
    languages = [person.language] if person.language else ["cy", "en"]

    def rows() -> Any:
        return finding.saved_on_paper(person, community)

    made = pdf(
        "chain/paper_saved.html",
        {"community": community, "rows": rows},
        languages,
        large=person.large_print or "large" in request.GET,
        easy=person.easy_read,
    )
    return paper_response(_("My list"), made)


def _term(community: Community, text: str) -> Term | None:
    """A word of what people care about, or live through."""
    if not text.isdecimal() or len(text) > 18:
        return None
    rows = Term.objects.filter(scheme__in=(Scheme.INTEREST, Scheme.EXPERIENCE), pk=int(text))
    return (rows.filter(community__isnull=True) | rows.filter(community=community)).first()


__all__ = ["FindForm", "find", "save", "saved", "saved_forget", "saved_paper"]
