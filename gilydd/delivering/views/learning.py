"""Pages of the record of learning, which its person owns: writing, showing, taking it along."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from gilydd.people.keys import address_of
from gilydd.people.models import Community, Identity, Membership
from gilydd.people.queries import names, not_begun
from gilydd.people.tries import Limit
from gilydd.people.words import MembershipState
from gilydd.ui.acting import carried_out
from gilydd.ui.doors import PUBLIC, page
from gilydd.ui.filters import language
from gilydd.ui.papers import paper_response, pdf
from gilydd.ui.sheets import KINDS, Cell, Table, hours_of, sheet_response

from .. import commands
from ..forms.training import LearningForm, LinkForm, ShowForm
from ..models import Certificate, Learning, LearningLink
from ..queries import training as reads
from ..queries.training import SHOWN_BY_LINK, SHOWN_TO_MEMBERS, LearningRecord
from ..words import Shown

FAILED = Limit("learning link", allowed=20, seconds=600)


@page("GET")
def learning(request: Any, community: Community) -> HttpResponse:
    """What I learned: certificates, courses under way, and what I wrote myself."""
    membership = Membership.objects.of(community).get(party=request.person.pk)
    context = {
        "record": reads.record_of(request.person.pk, community),
        "audiences": dict(Shown.choices),
        "membership": membership,
    }
    return render(request, "delivering/learning.html", context)


@page("GET", "POST")
def learning_write(request: Any, community: Community) -> HttpResponse:
    """Write into my record of learning."""
    return _written(request, community, None)


@page("GET", "POST")
def learning_change(request: Any, community: Community, entry: int) -> HttpResponse:
    """Change what I wrote."""
    return _written(request, community, _entry(request, community, entry))


@page("POST")
def learning_forget(request: Any, community: Community, entry: int) -> HttpResponse:
    """Delete what I wrote."""
    commands.forget_learning(by=request.person, entry=_entry(request, community, entry))
    messages.success(request, _("It is deleted."))
    return redirect("delivering:learning", community.slug)


@page("GET", "POST")
def learning_show(request: Any, community: Community, certificate: int) -> HttpResponse:
    """Say to whom one of my certificates is shown."""
    rows = Certificate.objects.of(community).filter(party=request.person.pk, withdrawn_at__isnull=True)
    row: Certificate = get_object_or_404(rows.select_related("community", "course__activity"), pk=certificate)
    start = {"shown": row.shown, "names_holder": row.names_holder}
    form = ShowForm(request.POST or None, initial=start)
    if request.method == "POST" and form.is_valid():
        done = carried_out(
            form, commands.show_certificate, by=request.person, certificate=row, **form.cleaned_data
        )
        if done:
            messages.success(request, _("It is shown as you said."))
            return redirect("delivering:learning", community.slug)
    return render(request, "delivering/learning_show.html", {"form": form, "certificate": row})


@page("GET", "POST")
def learning_links(request: Any, community: Community) -> HttpResponse:
    """Secret addresses under which I show what I learned. A new one is shown this once."""
    form = LinkForm(request.POST or None)
    address = ""
    if request.method == "POST" and form.is_valid():
        made = carried_out(
            form, commands.make_learning_link, by=request.person, community=community, **form.cleaned_data
        )
        if made:
            path = reverse("delivering:learning_shown", args=[community.slug, made[1]])
            address, form = settings.SITE_ADDRESS + path, LinkForm()
    rows = LearningLink.objects.of(community).filter(person=request.person.pk, ended_at__isnull=True)
    links = rows.filter(expires_on__gte=timezone.localdate()).order_by("-pk")
    return render(
        request, "delivering/learning_links.html", {"form": form, "links": links, "address": address}
    )


@page("POST")
def learning_link_end(request: Any, community: Community, link: int) -> HttpResponse:
    """Close a secret address."""
    rows = LearningLink.objects.of(community).filter(person=request.person.pk).select_related("community")
    commands.end_learning_link(by=request.person, link=get_object_or_404(rows, pk=link))
    messages.success(request, _("This address shows nothing any more."))
    return redirect("delivering:learning_links", community.slug)


@page("GET", who=PUBLIC)
def learning_shown(request: Any, community: Community, shown: str) -> HttpResponse:
    """What somebody shows to whoever has their secret address; 404 once it ended."""
    link = reads.link_called(community, shown)
    if link is None:
        wait = FAILED.wait_seconds(address_of(request))
        if wait:
            return HttpResponse(status=429, headers={"Retry-After": str(wait)})
        raise Http404(_("This address shows nothing any more."))
    return _shown(request, community, link.person_id, SHOWN_BY_LINK)


@page("GET")
def learning_of(request: Any, community: Community, member: int) -> HttpResponse:
    """What another member shows to the members of their community."""
    rows = Membership.objects.of(community).filter(state=MembershipState.ACTIVE)
    rows = rows.exclude(party__in=not_begun(community).exclude(person=request.person.pk))
    row = get_object_or_404(rows, pk=member)
    return _shown(request, community, row.party_id, SHOWN_TO_MEMBERS)


@page("GET")
def learning_file(request: Any, community: Community, kind: str) -> HttpResponse:
    """My whole record as a file of my own: CSV, XLSX, ODS or PDF."""
    person = request.person
    if kind == "pdf":
        context = {
            "community": community,
            "called": names([person.pk])[person.pk],
            "tell": lambda: reads.record_of(person.pk, community),
            "today": timezone.localdate(),
        }
        languages = [person.language or language()]
        made = pdf(
            "delivering/paper_learning.html",
            context,
            languages,
            large=person.large_print,
            easy=person.easy_read,
        )
        return paper_response(_("what I learned"), made)
    if kind not in KINDS:
        raise Http404(_("There is no such kind of file here."))
    return sheet_response(_("what I learned"), [_table(reads.record_of(person.pk, community))], kind)


def _written(request: Any, community: Community, entry: Learning | None) -> HttpResponse:
    fields = ("title", "where", "learned_on", "minutes", "words", "shown", "lang")
    start = {name: getattr(entry, name) for name in fields} if entry else {"learned_on": timezone.localdate()}
    form = LearningForm(request.POST or None, initial=start)
    if request.method == "POST" and form.is_valid():
        told = {"community": community, "entry": entry, **form.cleaned_data}
        if carried_out(form, commands.write_learning, by=request.person, **told):
            messages.success(request, _("It is in your record of learning."))
            return redirect("delivering:learning", community.slug)
    return render(request, "delivering/learning_write.html", {"form": form, "entry": entry})


def _shown(request: Any, community: Community, party: int, shown: tuple[str, ...]) -> HttpResponse:
    holder = Identity.objects.filter(person=party).first()
    if holder is None:
        raise Http404(_("This address shows nothing any more."))
    record = reads.record_of(party, community, shown=shown)
    return render(request, "delivering/learning_shown.html", {"record": record, "name": holder.called})


def _table(record: LearningRecord) -> Table:
    head = [
        _("What"),
        _("Day"),
        _("Hours"),
        _("Number"),
        _("Where"),
        _("In your own words"),
        _("Who may see it"),
    ]
    shown = dict(Shown.choices)
    rows: list[list[Cell]] = [
        [
            row.title,
            row.completed_on,
            hours_of(row.minutes),
            row.number,
            "",
            row.learns,
            str(shown[row.shown]),
        ]
        for row in record.certificates
    ]
    rows += [
        [
            row.title,
            row.learned_on,
            hours_of(row.minutes) if row.minutes else None,
            "",
            row.where,
            row.words,
            str(row.get_shown_display()),
        ]
        for row in record.entries
    ]
    rows += [
        [_("%(title)s (under way: %(sessions)s of %(needed)s sessions)")
         % {"title": row.title, "sessions": row.sessions, "needed": row.needed},
         None, None, "", "", "", str(shown[Shown.NOBODY])]
        for row in record.under_way
    ]  # fmt: skip
    return Table(_("What I learned"), head, rows)


def _entry(request: Any, community: Community, pk: int) -> Learning:
    rows = Learning.objects.of(community).filter(party=request.person.pk).select_related("community")
    row: Learning = get_object_or_404(rows, pk=pk)
    return row
