"""Pages of joining: the public door, the code of conduct, and the broker's steps."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from gilydd.history.queries import timeline
from gilydd.history.words import Audience, Refused
from gilydd.ui.acting import carried_out
from gilydd.ui.doors import PUBLIC, page
from gilydd.ui.filters import language

from .. import commands, queries
from ..forms.joining import (
    AnswerForm,
    ChangedMindForm,
    CodeForm,
    DeclineForm,
    InductionForm,
    JoinAsWellForm,
    JoinForm,
    JoinForThemForm,
    JoiningRulesForm,
    KnownJoinerForm,
    MetForm,
    NothingForm,
    ReferenceForm,
    VisitForm,
    WelcomeForm,
)
from ..keys import address_of
from ..models import Community, Joining, Person, Reference
from ..policy import may, visible_joinings
from ..tries import Limit
from ..words import JOINING_MOVES, JoiningState, Role
from .members import SERVING

# One hall's computer on an open day sends several asks; a machine sends hundreds.
FROM_ONE_PLACE = Limit("join", allowed=10, seconds=3600)
DETAILS = (
    "full_name", "known_as", "phone", "email", "address", "postcode", "area", "gives", "language",
    "easy_read",
)  # fmt: skip


@dataclass(frozen=True)
class StepPage:
    """The page of one step: its title, form and command, and what its button says."""

    title: Promise
    form: Callable[..., Any]
    command: Callable[..., Any]
    submit: Promise


STEPS = {
    "visit": StepPage(
        gettext_lazy("Book a visit"), VisitForm, commands.book_visit, gettext_lazy("Book the visit")
    ),
    "met": StepPage(
        gettext_lazy("You met face to face"), MetForm, commands.record_meeting, gettext_lazy("We met")
    ),
    "reference": StepPage(
        gettext_lazy("Ask for a reference"), ReferenceForm, commands.ask_reference,
        gettext_lazy("Keep this reference"),
    ),
    "code": StepPage(
        gettext_lazy("The code of conduct"), CodeForm, commands.agree_code, gettext_lazy("They agree to it")
    ),
    "induction": StepPage(
        gettext_lazy("Induction"), InductionForm, commands.record_induction,
        gettext_lazy("The induction is done"),
    ),
    "welcome": StepPage(gettext_lazy("Welcome"), WelcomeForm, commands.welcome, gettext_lazy("Welcome them")),
    "decline": StepPage(
        gettext_lazy("They cannot be welcomed"), DeclineForm, commands.decline, gettext_lazy("Decline")
    ),
    "withdraw": StepPage(
        gettext_lazy("They changed their mind"), ChangedMindForm, commands.withdraw_joining,
        gettext_lazy("They changed their mind"),
    ),
    "reopen": StepPage(
        gettext_lazy("On the way in again"), ChangedMindForm, commands.reopen_joining,
        gettext_lazy("Open it again"),
    ),
    "forget": StepPage(
        gettext_lazy("Remove their details"), NothingForm, commands.forget_joining,
        gettext_lazy("Remove the details"),
    ),
}  # fmt: skip


@page("GET", "POST", who=PUBLIC)
def join(request: Any, community: Community) -> HttpResponse:
    """I would like to join."""
    person: Person | None = request.person
    here = queries.standing(person, community).membership
    if here is not None:
        return render(request, "people/join_member.html", {"membership": here})
    form = (JoinAsWellForm if person else JoinForm)(community, request.POST or None)
    if request.method == "POST" and form.is_valid():
        done = carried_out(
            form, _ask, request=request, community=community, by=person, lang=language(),
            **form.cleaned_data,
        )  # fmt: skip
        if done:
            return redirect("people_here:joined", community.slug)
    return render(request, "people/join.html", {"form": form, "known": person is not None})


@page("GET", who=PUBLIC)
def joined(request: Any, community: Community) -> HttpResponse:
    """What happens now."""
    return render(request, "people/joined.html", {"rules": queries.rules_of_joining(community)})


@page("GET", who=PUBLIC)
def conduct(request: Any, community: Community) -> HttpResponse:
    """How we treat each other here."""
    rules = queries.rules_of_joining(community)
    told = {
        "code": [line for line in queries.code_of_conduct(rules, language()).split("\n") if line.strip()],
        "easy_code": queries.easy_code(rules, language()),
        "changed_on": rules.code_changed_on,
    }
    return render(request, "people/conduct.html", told)


@page("GET", who=SERVING)
def joinings(request: Any, community: Community) -> HttpResponse:
    """Those on the way in, who waited longest first; and those who ended lately."""
    rules = queries.rules_of_joining(community)
    rows = visible_joinings(request.person, community)
    ended = (
        rows.exclude(pk__in=queries.on_the_way_in(rows).values("pk"))
        .select_related("person__party", "membership__party", "person__identity")
        .order_by("-asked_at")[:20]
    )
    told = {
        "rows": [(row, queries.steps(row, rules)) for row in queries.on_the_way_in(rows)],
        "ended": _named(list(ended)),
    }
    return render(request, "people/joinings.html", told)


@page("GET", "POST", who=SERVING)
def joining_new(request: Any, community: Community) -> HttpResponse:
    """Enter somebody who rang or came to the door."""
    form = JoinForThemForm(community, request.POST or None, initial={"lang": language()})
    if request.method == "POST" and form.is_valid():
        done = carried_out(
            form, commands.ask_to_join, by=request.person, community=community, comes_in=True,
            **form.cleaned_data,
        )  # fmt: skip
        if done:
            messages.success(request, _("%(name)s is on the way in.") % {"name": done.called})
            if not may(request.person, "see_joiner", done):
                return redirect("people_here:joinings", community.slug)
            return redirect("people_here:joining", community.slug, done.pk)
    return render(request, "people/joining_new.html", {"form": form})


@page("GET", who=SERVING)
def joining(request: Any, community: Community, joining: int) -> HttpResponse:
    """One person on the way in: the steps, what is known, what was done."""
    row = _joining(request, community, joining)
    rules = queries.rules_of_joining(community)
    walk = queries.steps(row, rules)
    allowed = JOINING_MOVES[JoiningState(row.state)]
    open_still = row.state in (JoiningState.ASKED, JoiningState.VISIT, JoiningState.MET)
    coming = next((step for step in walk if step.state == "now" and open_still), None)
    references = list(row.references.order_by("asked_on", "pk"))
    unanswered = [one for one in references if one.recommends is None]
    lacking = rules.references_needed - queries.recommended(row)
    told = {
        "row": row,
        "steps": walk,
        "next": coming,
        "next_title": STEPS[coming.form].title if coming else "",
        "unanswered": unanswered[0] if len(unanswered) >= lacking and unanswered else None,
        "open": open_still,
        "moves": {str(move) for move in allowed},
        "references": references,
        "rules": rules,
        "identity": getattr(row.person, "identity", None) if row.person else row,
        "missing": queries.missing(row, rules) if open_still else [],
        "may_welcome": may(request.person, "welcome", row),
        "acts": timeline(row, audiences={Audience.STAFF}).select_related("reason"),
    }
    return render(request, "people/joining.html", told)


@page("GET", "POST", who=SERVING)
def joining_step(request: Any, community: Community, joining: int, step: str) -> HttpResponse:
    """One step of joining: its form, its command, and back."""
    row = _joining(request, community, joining)
    if step == "details":
        return _details(request, row)
    if step not in STEPS:
        raise Http404
    spec = STEPS[step]
    form = spec.form(request.POST or None)
    if request.method == "POST" and form.is_valid():
        taken = form.taken() if hasattr(form, "taken") else form.cleaned_data
        done = carried_out(form, spec.command, by=request.person, joining=row, **taken)
        if done and step == "welcome":
            messages.success(request, _("They are a member now, and are told so."))
            return redirect("people_here:member", community.slug, done.pk)
        if done:
            return redirect("people_here:joining", community.slug, row.pk)
    rules = queries.rules_of_joining(community)
    code = queries.code_of_conduct(rules, row.language or language()).split("\n") if step == "code" else []
    told = {"row": row, "form": form, "title": spec.title, "submit": spec.submit, "step": step, "code": code}
    told["missing"] = queries.missing(row, rules) if step == "welcome" else []
    return render(request, "people/joining_step.html", told)


@page("GET", "POST", who=SERVING)
def reference(request: Any, community: Community, reference: int) -> HttpResponse:
    """What a reference said."""
    rows = Reference.objects.of(community).filter(joining__in=visible_joinings(request.person, community))
    row = get_object_or_404(rows.select_related("joining__community", "joining__person__party"), pk=reference)
    start = {"words": row.words, "recommends": {True: "yes", False: "no", None: ""}[row.recommends]}
    form = AnswerForm(request.POST or None, initial=start)
    if request.method == "POST" and form.is_valid():
        done = carried_out(
            form, commands.answer_reference, by=request.person, reference=row, **form.cleaned_data
        )
        if done:
            return redirect("people_here:joining", community.slug, row.joining_id)
    return render(request, "people/reference.html", {"row": row, "form": form})


@page("GET", "POST", who=Role.BROKER)
def joining_rules(request: Any, community: Community) -> HttpResponse:
    """What the community asks for before a welcome, and its code of conduct."""
    rules = queries.rules_of_joining(community)
    names = ("references_needed", "induction_needed", "code_of_conduct_cy", "code_of_conduct_en",
             "easy_code_cy", "easy_code_en")  # fmt: skip
    form = JoiningRulesForm(request.POST or None, initial={name: getattr(rules, name) for name in names})
    if request.method == "POST" and form.is_valid():
        done = carried_out(
            form, commands.change_joining_rules, by=request.person, community=community, **form.cleaned_data
        )
        if done:
            messages.success(request, _("It is changed."))
            return redirect("people_here:joinings", community.slug)
    return render(request, "people/joining_rules.html", {"form": form})


def _ask(*, request: Any, **said: Any) -> Joining:
    if FROM_ONE_PLACE.wait_seconds(address_of(request)):
        raise Refused(_("Many people asked just now. Please try again later, or talk to a broker."))
    return commands.ask_to_join(**said)


def _details(request: Any, row: Joining) -> HttpResponse:
    known = row.person_id is not None
    make = KnownJoinerForm if known else JoinForThemForm
    start = {name: getattr(row, name) for name in DETAILS} | {"area": row.area_id, "lang": row.lang}
    form = make(row.community, request.POST or None, initial=start)
    if request.method == "POST" and form.is_valid():
        told = {name: value for name, value in form.cleaned_data.items() if name != "lang"}
        if carried_out(form, commands.change_joining, by=request.person, joining=row, **told):
            return redirect("people_here:joining", row.community.slug, row.pk)
    title, submit = _("Correct their details"), _("Keep this")
    told = {"row": row, "form": form, "title": title, "submit": submit, "step": "details", "code": []}
    return render(request, "people/joining_step.html", told | {"missing": []})


def _joining(request: Any, community: Community, pk: int) -> Joining:
    rows = visible_joinings(request.person, community).select_related(
        "community", "area", "person__party", "person__identity", "membership__party"
    )
    return get_object_or_404(rows.prefetch_related("references"), pk=pk)


def _named(rows: list[Joining]) -> list[tuple[Joining, str]]:
    """Each row with what to call them; two queries whatever their number."""
    known = {row.pk: row.person_id or (row.membership.party_id if row.membership else None) for row in rows}
    called = queries.names(pk for pk in known.values() if pk)
    return [(row, called.get(known[row.pk] or 0) or row.called) for row in rows]
