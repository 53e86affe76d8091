"""Pages of areas, checks, consent, news, letters and words."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from gilydd.algorithms import disclosure
from gilydd.ui.acting import carried_out
from gilydd.ui.doors import page

from .. import commands, queries
from ..forms.members import AreaForm, CoordinatorForm, ReasonForm
from ..forms.others import (
    AgreeForm,
    AgreeForThemForm,
    CheckForm,
    EditWordForm,
    NewsForm,
    WordForm,
    WorkRuleForm,
)
from ..models import Area, Community, Mailing, Membership, Message, Term, Vetting, WorkRule
from ..policy import serves, visible_members
from ..words import Channel, Explained, Purpose, Role, Scheme
from .members import SERVING


@page("GET", who=Role.BROKER)
def areas(request: Any, community: Community) -> HttpResponse:
    """The neighbourhoods, with their co-ordinators."""
    rows = list(Area.objects.of(community).order_by("name_en", "pk"))
    told = queries.coordinators(community, rows)
    return render(request, "people/areas.html", {"rows": [(row, told.get(row.pk, [])) for row in rows]})


@page("GET", "POST", who=Role.BROKER)
def area_new(request: Any, community: Community) -> HttpResponse:
    """Add a neighbourhood."""
    form = AreaForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        done = carried_out(
            form, commands.add_area, by=request.person, community=community, **form.cleaned_data
        )
        if done:
            messages.success(request, _("The area is added."))
            return redirect("people_here:areas", community.slug)
    return render(request, "people/area_new.html", {"form": form})


@page("GET", "POST", who=Role.BROKER)
def area(request: Any, community: Community, area: int) -> HttpResponse:
    """Change a neighbourhood's names or its middle."""
    row = get_object_or_404(Area.objects.of(community).select_related("community"), pk=area)
    start = {name: getattr(row, name) for name in ("name_cy", "name_en", "latitude", "longitude")}
    form = AreaForm(request.POST or None, initial=start)
    if request.method == "POST" and form.is_valid():
        done = carried_out(form, commands.edit_area, by=request.person, area=row, **form.cleaned_data)
        if done:
            messages.success(request, _("It is changed."))
            return redirect("people_here:areas", community.slug)
    return render(request, "people/area.html", {"row": row, "form": form})


@page("GET", "POST", who=Role.BROKER)
def coordinators(request: Any, community: Community, area: int) -> HttpResponse:
    """Who looks after a neighbourhood."""
    row = get_object_or_404(Area.objects.of(community), pk=area)
    form = CoordinatorForm(community, request.POST or None)
    if request.method == "POST" and form.is_valid():
        done = carried_out(
            form, commands.give_role, by=request.person, membership=form.cleaned_data["member"],
            role=Role.COORDINATOR, area=row,
        )  # fmt: skip
        if done:
            messages.success(request, _("The role is given."))
            return redirect("people_here:coordinators", community.slug, row.pk)
    held = queries.coordinators(community, [row]).get(row.pk, [])
    return render(request, "people/coordinators.html", {"row": row, "form": form, "held": held})


@page("GET", who=Role.BROKER)
def checks(request: Any, community: Community) -> HttpResponse:
    """Checks that must be looked at again, and which work asks for one."""
    rows = list(queries.to_renew(community))
    called = queries.names(row.membership.party_id for row in rows)
    told = {
        "rows": [(row, called[row.membership.party_id]) for row in rows],
        "rules": queries.work_rules(community),
        "days": queries.RENEW_SOON_DAYS,
    }
    return render(request, "people/checks.html", told)


@page("GET", "POST", who=Role.BROKER)
def work_rule_new(request: Any, community: Community) -> HttpResponse:
    """A kind of work asks for a check."""
    form = WorkRuleForm(community, request.POST or None)
    if request.method == "POST" and form.is_valid():
        done = carried_out(
            form, commands.set_work_rule, by=request.person, community=community, **form.cleaned_data
        )
        if done:
            messages.success(request, _("It is changed."))
            return redirect("people_here:checks", community.slug)
    return render(request, "people/work_rule_new.html", {"form": form})


@page("POST", who=Role.BROKER)
def work_rule_end(request: Any, community: Community, rule: int) -> HttpResponse:
    """A kind of work no longer asks for a check."""
    row = get_object_or_404(WorkRule.objects.of(community).select_related("community", "work"), pk=rule)
    commands.end_work_rule(by=request.person, rule=row)
    messages.success(request, _("It is changed."))
    return redirect("people_here:checks", community.slug)


@page("GET", "POST", who=Role.BROKER)
def checks_of(request: Any, community: Community, member: int) -> HttpResponse:
    """The checks recorded of one member, and a form for one that was seen."""
    row = _member(request, community, member)
    form = CheckForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        done = carried_out(
            form, commands.record_vetting, by=request.person, membership=row, **form.cleaned_data
        )
        if done:
            messages.success(request, _("The check is recorded."))
            return redirect("people_here:checks_of", community.slug, row.pk)
    told = {"form": form, "member": row, "called": _called(row), "rows": queries.checks_of(row)}
    return render(request, "people/checks_of.html", told)


@page("GET", "POST", who=Role.BROKER)
def check_end(request: Any, community: Community, check: int) -> HttpResponse:
    """A check no longer counts."""
    row = get_object_or_404(Vetting.objects.of(community).select_related("membership"), pk=check)
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        done = carried_out(form, commands.end_vetting, by=request.person, vetting=row, **form.cleaned_data)
        if done:
            return redirect("people_here:checks_of", community.slug, row.membership_id)
    told = {
        "form": form, "title": _("This check no longer counts"), "text": row.get_kind_display(),
        "member": row.membership, "called": _called(row.membership),
    }  # fmt: skip
    return render(request, "people/change.html", told)


@page("GET", "POST")
def agreed(request: Any, community: Community) -> HttpResponse:
    """What I agree to here, and taking it back."""
    person = request.person
    now = set(queries.consents_of(community, person))
    form = AgreeForm(request.POST or None, initial={"purposes": sorted(now)})
    if request.method == "POST" and form.is_valid():
        _agree(request, community, person, now, set(form.cleaned_data["purposes"]), Explained.SCREEN)
        messages.success(request, _("We do as you say from now on."))
        return redirect("people_here:agreed", community.slug)
    return render(request, "people/agreed.html", {"form": form, "for_them": ""})


@page("GET", "POST", who=SERVING)
def agreed_of(request: Any, community: Community, member: int) -> HttpResponse:
    """What a member agreed to, entered for them."""
    row = _member(request, community, member)
    person = getattr(row.party, "person", None)
    if person is None or not serves(request.person, community, row.party_id):
        raise Http404
    now = set(queries.consents_of(community, person))
    form = AgreeForThemForm(request.POST or None, initial={"purposes": sorted(now)})
    if request.method == "POST" and form.is_valid():
        wanted = set(form.cleaned_data["purposes"])
        _agree(request, community, person, now, wanted, form.cleaned_data["explained"])
        messages.success(request, _("It is changed."))
        return redirect("people_here:member", community.slug, row.pk)
    return render(request, "people/agreed.html", {"form": form, "for_them": _called(row), "member": row})


@page("GET", who=Role.BROKER)
def mailings(request: Any, community: Community) -> HttpResponse:
    """News that went out."""
    rows = Mailing.objects.of(community).select_related("area").order_by("-made_at")[:50]
    return render(request, "people/mailings.html", {"rows": rows})


@page("GET", "POST", who=Role.BROKER)
def mailing_new(request: Any, community: Community) -> HttpResponse:
    """Write news, look at it with whom it reaches, and send it."""
    form = NewsForm(community, request.POST or None)
    if request.method == "POST" and form.is_valid() and "change" not in request.POST:
        if "send" in request.POST:
            done = carried_out(
                form, commands.send_mailing, by=request.person, community=community, **form.cleaned_data
            )
            if done:
                messages.success(request, _("The news is on its way."))
                return redirect("people_here:mailing", community.slug, done.pk)
        else:
            told = _reach(queries.reach(community, form.cleaned_data["area"]))
            return render(request, "people/mailing_preview.html", {"form": form, **told})
    return render(request, "people/mailing_new.html", {"form": form})


@page("GET", who=Role.BROKER)
def mailing(request: Any, community: Community, mailing: int) -> HttpResponse:
    """One piece of news, and how far its sending is."""
    row = get_object_or_404(Mailing.objects.of(community).select_related("area"), pk=mailing)
    made = Message.objects.filter(community=community, key__startswith=f"people.mailing:{row.pk}:").count()
    return render(request, "people/mailing.html", {"row": row, "made": made})


@page("GET", "POST", who=Role.BROKER)
def letters(request: Any, community: Community) -> HttpResponse:
    """Letters that wait to be printed, and what a broker has to tell."""
    to_print, to_tell = queries.unsent_letters(community), queries.to_tell(community)
    if request.method == "POST":
        chosen = {int(pk) for pk in request.POST.getlist("message") if pk.isdigit()}
        printed = commands.mark_printed(
            by=request.person, community=community, messages=to_print.filter(pk__in=chosen)
        )
        told = commands.mark_told(
            by=request.person, community=community, messages=to_tell.filter(pk__in=chosen)
        )
        if printed or told:
            messages.success(request, _("They are marked as done."))
        return redirect("people_here:letters", community.slug)
    lists = [list(rows[:200]) for rows in (to_print, to_tell)]
    whom = {row.party_id for rows in lists for row in rows}
    called, safe = queries.names(whom), queries.contacts_of(community, whom)
    named = [[(row, called[row.party_id], safe.get(row.party_id)) for row in rows] for rows in lists]
    return render(request, "people/letters.html", {"to_print": named[0], "to_tell": named[1]})


@page("GET", who=(Role.BROKER, Role.FACILITATOR))
def words(request: Any, community: Community) -> HttpResponse:
    """The kinds of work, and the community's own words below them."""
    return render(request, "people/words.html", {"kinds": queries.work_tree(community)})


@page("GET", "POST", who=(Role.BROKER, Role.FACILITATOR))
def word_new(request: Any, community: Community) -> HttpResponse:
    """Add a word of our own; words that look alike are shown first."""
    form = WordForm(request.POST or None)
    near: list[Term] = []
    if request.method == "POST" and form.is_valid():
        said = dict(form.cleaned_data)
        if not said.pop("another"):
            near = queries.alike(community, Scheme.WORK, said["name_cy"], said["name_en"])[:5]
        if not near:
            done = carried_out(form, commands.add_term, by=request.person, community=community, **said)
            if done:
                messages.success(request, _("The word is added."))
                return redirect("people_here:words", community.slug)
    return render(request, "people/word_new.html", {"form": form, "near": near})


@page("GET", "POST", who=(Role.BROKER, Role.FACILITATOR))
def word(request: Any, community: Community, term: int) -> HttpResponse:
    """Correct a word of our own."""
    row = get_object_or_404(Term.objects.filter(community=community).select_related("community"), pk=term)
    form = EditWordForm(request.POST or None, initial={"name_cy": row.name_cy, "name_en": row.name_en})
    if request.method == "POST" and form.is_valid():
        done = carried_out(form, commands.edit_term, by=request.person, term=row, **form.cleaned_data)
        if done:
            messages.success(request, _("It is changed."))
            return redirect("people_here:words", community.slug)
    return render(request, "people/word.html", {"form": form, "row": row})


def _agree(
    request: Any, community: Community, person: Any, now: set[str], wanted: set[str], explained: str
) -> None:
    shared = {"by": request.person, "community": community, "person": person}
    for purpose in Purpose.values:
        if purpose in wanted - now:
            commands.give_consent(**shared, purpose=purpose, explained=explained)
        elif purpose in now - wanted:
            commands.withdraw_consent(**shared, purpose=purpose)


def _reach(going: queries.Reach) -> dict[str, Any]:
    """What the preview shows: messages are counted as they are, people left out as figures about people."""
    channels = dict(Channel.choices)
    return {
        "messages_by_channel": [(channels[name], number) for name, number in going.by_channel.items()],
        "messages_in_all": len(going.party_ids),
        "left_out": disclosure.table(
            {"not_agreed": going.not_agreed, "paused": going.paused}, "people"
        ).cells,
    }


def _member(request: Any, community: Community, member: int) -> Membership:
    rows = visible_members(request.person, community).select_related("community", "party__person")
    return get_object_or_404(rows, pk=member)


def _called(row: Membership) -> str:
    return queries.names([row.party_id])[row.party_id]
