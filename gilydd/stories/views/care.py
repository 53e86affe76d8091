"""Pages of my care, decided together. Whoever may not see a record finds nothing at its address."""

from __future__ import annotations

import json
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from gilydd.people.models import Community, Party
from gilydd.ui.acting import carried_out
from gilydd.ui.doors import page
from gilydd.ui.filters import language
from gilydd.ui.papers import paper_response, pdf

from ..care_policy import may, own_records, visible_records
from ..care_words import Weight
from ..commands import care as commands
from ..forms.care import (
    CareShareForm,
    DecideForm,
    LookAgainForm,
    OptionForm,
    PointForm,
    RecordForm,
    ViewForm,
)
from ..forms.research import NothingForm
from ..models import CareDecision, CareOption, CarePoint, CareRecord, CareShare, CareView
from ..queries import care as reads


def one_record(request: Any, community: Community, care: UUID) -> CareRecord:
    """A record that is the person's, or shared with them today; nothing else exists for them."""
    row: CareRecord = get_object_or_404(visible_records(request.person, community), key=care)
    return row


def own_record(request: Any, community: Community, care: UUID) -> CareRecord:
    """A record of the person's own."""
    row: CareRecord = get_object_or_404(own_records(request.person, community), key=care)
    return row


def written_record(request: Any, community: Community, care: UUID) -> CareRecord:
    """A record in which the person may write; for all others it is not here."""
    row = one_record(request, community, care)
    if not may(request.person, "write", row):
        row = own_record(request, community, care)
    return row


def to_record(row: CareRecord) -> HttpResponse:
    """Back to the record."""
    return redirect("stories:care", row.community.slug, row.key)


def options_of(row: CareRecord) -> list[tuple[str, str]]:
    """The choices of a record, to choose from."""
    return [(str(pk), name) for pk, name in row.options.order_by("pk").values_list("pk", "name")]


def step(request: Any, row: CareRecord | None, form: Any, **shown: Any) -> HttpResponse:
    """A page of a record with one form."""
    return render(request, "stories/care_step.html", {"record": row, "form": form, **shown})


@page("GET")
def care_list(request: Any, community: Community) -> HttpResponse:
    """My records, and those that others share with me."""
    shown = {
        "mine": reads.my_records(request.person, community),
        "shared": reads.shared_with_me(request.person, community),
    }
    return render(request, "stories/care_list.html", shown)


@page("GET", "POST")
def care_new(request: Any, community: Community) -> HttpResponse:
    """Begin a record."""
    form = RecordForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        made = carried_out(
            form, commands.begin_record, by=request.person, community=community, **form.cleaned_data
        )
        if made:
            return to_record(made)
    return step(
        request, None, form, title=_("Begin a record"), submit=_("Begin"),
        lead=_("Nobody but you sees it, or that it is there, until you share it with somebody."),
        easy_lines=[("lock", _("Only you can see this.")), ("writing", _("You can change it at any time."))],
    )  # fmt: skip


@page("GET")
def care_page(request: Any, community: Community, care: UUID) -> HttpResponse:
    """One record as a whole."""
    row = one_record(request, community, care)
    commands.open_record(by=request.person, record=row)
    shown = {"whole": reads.whole(request.person, row), "record": row, "weights": Weight.choices}
    return render(request, "stories/care.html", shown)


@page("GET", "POST")
def care_change(request: Any, community: Community, care: UUID) -> HttpResponse:
    """What it is about, and what matters to me."""
    row = own_record(request, community, care)
    form = RecordForm(
        request.POST or None, initial={"title": row.title, "matters": row.matters, "lang": row.lang}
    )
    if request.method == "POST" and form.is_valid():
        done = carried_out(form, commands.change_record, by=request.person, record=row, **form.cleaned_data)
        if done:
            return to_record(row)
    return step(
        request, row, form, title=_("What matters to me"), submit=_("Keep it so"),
        easy_lines=[("heart", _("What do you want to be able to do?")), ("question", _("What worries you?"))],
    )  # fmt: skip


@page("GET", "POST")
def care_delete(request: Any, community: Community, care: UUID) -> HttpResponse:
    """Delete a record for good."""
    row = own_record(request, community, care)
    form = NothingForm(request.POST if request.method == "POST" else None)
    if request.method == "POST":
        commands.delete_record(by=request.person, record=row)
        messages.success(request, _("Deleted. Nothing of it is left."))
        return redirect("stories:my_care", community.slug)
    return step(
        request, row, form, title=_("Delete this record"), submit=_("Delete it for good"), warning=True,
        lead=_("Everything in it goes, for you and all you share it with. Nobody can bring it back."),
        easy_lines=[("cross", _("Everything in it will be gone.")), ("question", _("Are you sure?"))],
    )  # fmt: skip


@page("GET", "POST")
def option_new(request: Any, community: Community, care: UUID) -> HttpResponse:
    """Write down one thing that could be done."""
    row = written_record(request, community, care)
    form = OptionForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        done = carried_out(form, commands.add_option, by=request.person, record=row, **form.cleaned_data)
        if done:
            return to_record(row)
    return step(
        request, row, form, title=_("Add a choice"), submit=_("Add it"),
        easy_lines=[("question", _("What could you do?")), ("clock", _("You could also wait."))],
    )  # fmt: skip


@page("POST")
def option_away(request: Any, community: Community, care_option: int) -> HttpResponse:
    """Take a choice away."""
    found = _found(request, community, CareOption, "record", care_option)
    commands.take_option_away(by=request.person, option=found)
    return to_record(found.record)


@page("GET", "POST")
def point_new(request: Any, community: Community, care_option: int) -> HttpResponse:
    """One sentence for or against a choice."""
    found = _found(request, community, CareOption, "record", care_option)
    row = written_record(request, community, found.record.key)
    mine = row.party_id == request.person.pk
    side = request.GET.get("side", "")
    form = PointForm(request.POST or None, mine=mine, initial={"side": side} if side else None)
    if request.method == "POST" and form.is_valid():
        done = carried_out(form, commands.add_point, by=request.person, option=found, **form.cleaned_data)
        if done:
            return to_record(row)
    return step(
        request, row, form, title=_("What is good or not so good about it?"), submit=_("Add it"),
        quote={"words": found.name, "lang": found.lang},
        easy_lines=[("happy", _("What is good about it?")), ("question", _("What is not so good?"))],
    )  # fmt: skip


@page("POST")
def point_weigh(request: Any, community: Community, care_point: int) -> HttpResponse:
    """How much a point matters to me."""
    found = _found(request, community, CarePoint, "option__record", care_point)
    record = own_record(request, community, found.option.record.key)
    given = request.POST.get("weight", "")
    if given in {str(one.value) for one in Weight}:
        commands.weigh_point(by=request.person, point=found, weight=int(given))
    return to_record(record)


@page("POST")
def point_away(request: Any, community: Community, care_point: int) -> HttpResponse:
    """Take a sentence away."""
    found = _found(request, community, CarePoint, "option__record", care_point)
    commands.take_point_away(by=request.person, point=found)
    return to_record(found.option.record)


@page("GET", "POST")
def view_new(request: Any, community: Community, care: UUID) -> HttpResponse:
    """What I think, or what a professional said to me."""
    row = written_record(request, community, care)
    mine = row.party_id == request.person.pk
    before = row.views.filter(party=request.person.pk, said_by="").first()
    start = (
        {"words": before.words, "option": str(before.option_id or ""), "lang": before.lang}
        if before
        else None
    )
    said_to_me = mine and request.GET.get("said") == "yes"
    form = ViewForm(
        request.POST or None, options=options_of(row), mine=mine, initial=None if said_to_me else start
    )
    if request.method == "POST" and form.is_valid():
        given = dict(form.cleaned_data)
        chosen = given.pop("option", "")
        option = get_object_or_404(row.options, pk=chosen) if chosen else None
        if carried_out(form, commands.write_view, by=request.person, record=row, option=option, **given):
            return to_record(row)
    title = _("What my professional thinks") if said_to_me else _("What I think")
    return step(
        request, row, form, title=title, submit=_("Keep it"),
        easy_lines=[("speech", _("What do you think?")), ("check", _("Which choice do you lean to?"))],
    )  # fmt: skip


@page("POST")
def view_away(request: Any, community: Community, care_view: int) -> HttpResponse:
    """Take away what was written."""
    found = _found(request, community, CareView, "record", care_view)
    if not may(request.person, "take_away", found):
        own_record(request, community, found.record.key)
    commands.take_view_away(by=request.person, view=found)
    return to_record(found.record)


@page("GET", "POST")
def care_decide(request: Any, community: Community, care: UUID) -> HttpResponse:
    """What we decided, and when we look again."""
    row = own_record(request, community, care)
    form = DecideForm(request.POST or None, options=options_of(row))
    if request.method == "POST" and form.is_valid():
        given = dict(form.cleaned_data)
        chosen = given.pop("option", "")
        option = get_object_or_404(row.options, pk=chosen) if chosen else None
        if carried_out(form, commands.decide, by=request.person, record=row, option=option, **given):
            messages.success(request, _("It is written down."))
            return to_record(row)
    return step(
        request, row, form, title=_("What we decided"), submit=_("Write it down"),
        easy_lines=[("check", _("What did you decide?")), ("calendar", _("When do you look at it again?"))],
    )  # fmt: skip


@page("GET", "POST")
def care_look_again(request: Any, community: Community, care_decision: int) -> HttpResponse:
    """How it went, and when we look again."""
    found = _found(request, community, CareDecision, "record", care_decision)
    row = own_record(request, community, found.record.key)
    form = LookAgainForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        done = carried_out(form, commands.look_again, by=request.person, decision=found, **form.cleaned_data)
        if done:
            return to_record(row)
    return step(
        request, row, form, title=_("Look at it again"), submit=_("Keep it"),
        quote={"words": found.words, "lang": found.lang},
        easy_lines=[("eye", _("You decided this.")), ("question", _("How did it go?"))],
    )  # fmt: skip


@page("GET", "POST")
def care_share(request: Any, community: Community, care: UUID) -> HttpResponse:
    """Share the record with somebody here, until a day."""
    row = own_record(request, community, care)
    people = reads.people_to_share_with(request.person, community)
    form = CareShareForm(request.POST or None, people=people)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        done = carried_out(
            form, commands.share_record, by=request.person, record=row,
            party=get_object_or_404(Party, pk=given["member"]), scope=given["scope"], until=given["until"],
        )  # fmt: skip
        if done:
            messages.success(request, _("They can open it now. You see on which days they do."))
            return to_record(row)
    return step(
        request, row, form, title=_("Share this record"), submit=_("Share it"),
        lead=_("They see all of this record, and none of your others. You can end it at any time."),
        easy_lines=[("people", _("You choose who can see it.")), ("lock", _("You can stop at any time."))],
    )  # fmt: skip


@page("POST")
def share_end(request: Any, community: Community, care_share: int) -> HttpResponse:
    """Stop sharing, or give back what was shared with me."""
    found = _found(request, community, CareShare, "record", care_share)
    commands.end_share(by=request.person, share=found)
    if found.party_id == request.person.pk:
        messages.success(request, _("It is not shared with you any more."))
        return redirect("stories:my_care", community.slug)
    messages.success(request, _("They cannot open it any more."))
    return to_record(found.record)


@page("GET")
def care_copy(request: Any, community: Community, care: UUID) -> HttpResponse:
    """My own copy, as data."""
    row = own_record(request, community, care)
    text = json.dumps(reads.own_copy(request.person, row), ensure_ascii=False, indent=2)
    answer = HttpResponse(text, content_type="application/json; charset=utf-8")
    answer["Content-Disposition"] = 'attachment; filename="record.json"'
    return answer


@page("GET")
def care_paper(request: Any, community: Community, care: UUID) -> HttpResponse:
    """My own copy, on paper."""
    row = own_record(request, community, care)
    shown = {"whole": reads.whole(request.person, row), "record": row, "community": community}
    return _paper(request, shown)


@page("GET")
def care_blank(request: Any, community: Community) -> HttpResponse:
    """Empty sheets to fill in by hand, for who would rather keep nothing on a computer."""
    return _paper(request, {"whole": None, "record": None, "community": community})


def _paper(request: Any, shown: dict[str, Any]) -> HttpResponse:
    person = request.person
    made = pdf(
        "stories/care_paper.html", shown, [language()], large=person.large_print, easy=person.easy_read
    )
    return paper_response(pgettext("name of a file", "my care"), made)


def _found(request: Any, community: Community, model: Any, way: str, pk: int) -> Any:
    """A part of a record that the person may open; for everybody else it is not here."""
    records = visible_records(request.person, community)
    rows = model.objects.select_related(f"{way}__community", f"{way}__party")
    return get_object_or_404(rows.filter(**{f"{way}__in": records}), pk=pk)
