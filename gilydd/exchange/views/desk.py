"""Pages of the broker's desk: the day, one member, a contact, an introduction, who could answer an ask."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from gilydd.people.doors import open_doors
from gilydd.people.models import Community, Membership
from gilydd.people.policy import is_broker, visible_members
from gilydd.people.queries import found, names
from gilydd.people.words import MembershipState, Role
from gilydd.ui.acting import carried_out
from gilydd.ui.doors import page
from gilydd.ui.filters import language
from gilydd.ui.papers import paper_response, pdf

from .. import commands
from ..forms.brokering import ContactForm, FindForm, IntroduceForm
from ..models import Ask
from ..policy import may, visible_asks
from ..queries.desk import desk as the_desk
from ..queries.desk import section
from ..queries.one_member import people_to_meet, whole
from ..queries.pairing import candidates

SERVING = (Role.BROKER, Role.COORDINATOR)


@page("GET", who=SERVING)
def desk(request: Any, community: Community) -> HttpResponse:
    """The day: short lists with one next action a row, the most urgent first."""
    told = {
        "sections": the_desk(request.person, community),
        "today": timezone.localdate(),
        "drawers": _drawers(request.person, community),
    }
    return render(request, "exchange/desk.html", told)


def _drawers(person: Any, community: Community) -> list[dict[str, Any]]:
    """What lies ready at the desk: every page of a broker's work that is open to this person."""
    drawers = [
        (_("Write down"), "writing", {
            "exchange:slips": _("Enter paper slips"),
            "exchange:for_member": _("Hours or an ask for a member"),
            "exchange:groups": _("Hours of a group"),
            "exchange:series": _("Help that comes again and again"),
            "exchange:rounds": _("Matching rounds"),
            "deciding:votes": _("Votes, and votes on paper or by phone"),
        }),
        (_("Members"), "people", {
            "people_here:joinings": _("People on the way in"),
            "people_here:checks": _("Checks and which work needs one"),
            "people_here:areas": _("Areas and their co-ordinators"),
            "exchange:leaving": _("Who would like to leave"),
            "exchange:troubles": _("Problems and disputes"),
            "chain:reports": _("The moderators' desk"),
        }),
        (_("Letters and news"), "letter", {
            "exchange:letters": _("Letters and cards to print"),
            "people_here:letters": _("Letters to print, and what to tell"),
            "people_here:mailings": _("News to members"),
            "exchange:slips_blank": _("Blank slips (PDF)"),
        }),
        (_("The timebank"), "clock", {
            "exchange:pot": _("The community's pot"),
            "exchange:places": _("Where hours can be spent"),
            "exchange:conflicts": _("Vouchers that nobody paid"),
            "exchange:partners": _("Trade with other communities"),
            "exchange:books": _("The community's books"),
            "exchange:reciprocity": _("Reciprocity"),
            "exchange:reciprocity_asks": _("Who could be asked"),
            "exchange:report": _("Reports"),
        }),
        (_("Set up"), "tools", {
            "exchange:rules": _("Our rules"),
            "safety:rules": _("How soon something is done, and what is welcome"),
            "people_here:joining_rules": _("Before a welcome"),
            "people_here:words": _("Our own words for work"),
            "people_here:places": _("Our places, and what they have"),
            "exchange:intakes": _("Bring data in"),
            "exchange:exports": _("Take data out"),
        }),
    ]  # fmt: skip
    addresses = open_doors(person, community, [name for *_head, pages in drawers for name in pages])
    found = [
        {"title": title, "picture": picture,
         "pages": [(text, addresses[name]) for name, text in pages.items() if name in addresses]}
        for title, picture, pages in drawers
    ]  # fmt: skip
    return [drawer for drawer in found if drawer["pages"]]


@page("GET", who=SERVING)
def desk_section(request: Any, community: Community, section_key: str) -> HttpResponse:
    """One whole list of the desk."""
    found_section = section(request.person, community, section_key)
    return render(request, "exchange/desk_section.html", {"section": found_section})


@page("GET", who=SERVING)
def desk_paper(request: Any, community: Community) -> HttpResponse:
    """The day as a list to print and take along; whom a safeguarding note is about is never printed."""
    told = {
        "sections": [one for one in the_desk(request.person, community) if one.key != "notes"],
        "today": timezone.localdate(),
        "community": community,
    }
    made = pdf("exchange/desk_paper.html", told, [language()])
    return paper_response(_("The day, %(day)s") % {"day": timezone.localdate().isoformat()}, made)


@page("GET", who=SERVING)
def member(request: Any, community: Community, member: int) -> HttpResponse:
    """A member's whole life in the timebank, on one page."""
    row = _member(request, community, member)
    told = {
        "member": row,
        "whole": whole(request.person, row),
        "speaks": getattr(row.party, "person", None),
        "actions": _actions(request, row),
    }
    return render(request, "exchange/desk_member.html", told)


@page("GET", "POST", who=SERVING)
def contact(request: Any, community: Community, member: int) -> HttpResponse:
    """What was said with a member."""
    row = _member(request, community, member)
    form = ContactForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        done = carried_out(
            form, commands.record_contact, by=request.person, membership=row, **form.cleaned_data
        )
        if done:
            messages.success(request, _("It is written down."))
            return redirect("exchange:member", community.slug, row.pk)
    told = {"form": form, "member": row, "whole": whole(request.person, row)}
    return render(request, "exchange/contact.html", told)


@page("GET", "POST", who=SERVING)
def introduce(request: Any, community: Community, member: int) -> HttpResponse:
    """Bring two members together."""
    row = _member(request, community, member)
    find = FindForm(request.GET)
    wanted = find.cleaned_data["q"].strip() if find.is_valid() else ""
    people = _to_choose(request, row, wanted)
    form = IntroduceForm(people, request.POST or None)
    if request.method == "POST" and form.is_valid():
        told = dict(form.cleaned_data)
        second = get_object_or_404(
            visible_members(request.person, community).select_related("party", "community"),
            pk=int(told.pop("second")),
        )
        if carried_out(form, commands.introduce, by=request.person, first=row, second=second, **told):
            messages.success(request, _("Both will be told."))
            return redirect("exchange:member", community.slug, row.pk)
    called = names([row.party_id])[row.party_id]
    told_page = {
        "form": form,
        "find": find,
        "people": people,
        "member": row,
        "called": called,
        "wanted": wanted,
    }
    return render(request, "exchange/introduce.html", told_page)


@page("GET", who=SERVING)
def pair(request: Any, community: Community, ask: int) -> HttpResponse:
    """Who could answer an ask, with the reasons."""
    row = _ask(request, community, ask)
    told = {
        "ask": row,
        "asker": names([row.asker_id])[row.asker_id],
        "pairing": candidates(request.person, row) if row.state == "open" else None,
    }
    return render(request, "exchange/desk_pair.html", told)


@page("POST", who=SERVING)
def pair_ask(request: Any, community: Community, ask: int, member: int) -> HttpResponse:
    """Ask this member."""
    row, helper = _ask(request, community, ask), _member(request, community, member)
    told = commands.ask_to_help(by=request.person, ask=row, helper=helper)
    if told:
        messages.success(
            request, ngettext("%(num)s person is told.", "%(num)s people are told.", told) % {"num": told}
        )
    else:
        messages.info(request, _("They were asked before."))
    return redirect("exchange:pair", community.slug, row.pk)


@page("POST", who=SERVING)
def pair_yes(request: Any, community: Community, ask: int, member: int) -> HttpResponse:
    """They said yes: the promise is written down for them."""
    row, helper = _ask(request, community, ask), _member(request, community, member)
    commands.make_promise(by=request.person, ask=row, helper=helper.party)
    messages.success(request, _("The promise is written down."))
    return redirect("exchange:ask", community.slug, row.pk)


def _actions(request: Any, row: Membership) -> list[tuple[str, str]]:
    """What else can be done for a member: (words, address); some of it by a broker alone."""
    slug = row.community.slug
    broker = is_broker(request.person, row.community)
    active = row.state == MembershipState.ACTIVE
    every = (
        (active, _("Ask for help for them"), f"{reverse('exchange:ask_new', args=[slug])}?as={row.party_id}"),
        (active, _("Enter hours for them"), f"{reverse('exchange:hours', args=[slug])}?as={row.party_id}"),
        (broker, _("Type paper slips"), reverse("exchange:slips", args=[slug])),
        (broker, _("Print their card"), reverse("exchange:card", args=[slug, row.pk])),
        (broker, _("Their checks"), reverse("people_here:checks_of", args=[slug, row.pk])),
        (active, _("Pause this membership"), reverse("people_here:pause", args=[slug, row.pk])),
        (
            broker and not active,
            _("Open this membership again"),
            reverse("people_here:reopen", args=[slug, row.pk]),
        ),
        (
            broker and row.state != MembershipState.CLOSED,
            _("Close the account"),
            reverse("exchange:close_account", args=[slug, row.pk]),
        ),
    )
    return [(words, href) for allowed, words, href in every if allowed]


def _to_choose(request: Any, row: Membership, wanted: str) -> list[tuple[str, str]]:
    """Whom the form offers: who the typed name or number means, else members of the same area."""
    if request.method == "POST":
        chosen = request.POST.get("second", "")
        rows = visible_members(request.person, row.community).filter(pk=chosen if chosen.isdecimal() else 0)
        return [(str(pk), names([party])[party]) for pk, party in rows.values_list("pk", "party_id")]
    if not wanted:
        return [(str(pk), called) for pk, called in people_to_meet(request.person, row)]
    seen = set(visible_members(request.person, row.community).values_list("pk", flat=True))
    return [
        (str(pk), f"{called} ({number})" if number else called)
        for pk, called, number in found(row.community, wanted)[:12]
        if pk in seen and pk != row.pk
    ]


def _member(request: Any, community: Community, pk: int) -> Membership:
    """A member whom the person looks after; 404 for anybody else, and for themself."""
    rows = visible_members(request.person, community).select_related(
        "community", "party__person__identity", "area"
    )
    row = get_object_or_404(rows, pk=pk)
    if not may(request.person, "see_whole_member", row):
        raise Http404(_("There is nobody of this number."))
    return row


def _ask(request: Any, community: Community, pk: int) -> Ask:
    """An ask of a member whom the person looks after."""
    rows = visible_asks(request.person, community).select_related(
        "community", "asker__person", "work__parent", "place__area"
    )
    row = get_object_or_404(rows.distinct(), pk=pk)
    if not may(request.person, "pair", row):
        raise Http404(_("There is no such ask."))
    return row
