"""Pages of conversations: one's list, a first message, one conversation; for brokers, what is read out."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from gilydd.history.commands import key_of
from gilydd.people.models import Community, Membership, Party
from gilydd.people.queries import names
from gilydd.people.words import MembershipState, Role
from gilydd.ui.acting import carried_out
from gilydd.ui.doors import page

from .. import commands
from ..forms.messages import ReportForm, WriteForm
from ..models import Conversation
from ..policy import may, sides_spoken_for, to_read_out, visible_conversations
from ..queries import messages as reads

SERVING = (Role.BROKER, Role.COORDINATOR)


@page("GET")
def conversations(request: Any, community: Community) -> HttpResponse:
    """With whom I write."""
    party = _party(request, community)
    only = party.pk if "as" in request.GET else None
    lines = reads.conversations(request.person, community, only)
    whose = names([party.pk])[party.pk] if only and only != request.person.pk else ""
    told = {"lines": lines, "whose": whose, "only": only}
    return render(request, "peers/conversations.html", told)


@page("GET", "POST")
def write(request: Any, community: Community, found: int) -> HttpResponse:
    """Write to somebody for the first time."""
    party = _party(request, community)
    here = Membership.objects.of(community).filter(state=MembershipState.ACTIVE)
    row = get_object_or_404(here.select_related("party"), pk=found)
    open_ones = visible_conversations(request.person, community).filter(closed_at__isnull=True)
    begun = open_ones.filter(first__in=(party, row.party), second__in=(party, row.party)).first()
    if begun is not None:
        return redirect("peers:conversation", community.slug, begun.pk)
    if row.party_id not in reads.open_to(community, party.pk, [row.party_id]):
        raise Http404
    form = WriteForm(request.POST or None, read_out=_types_for(request, community, party))
    if request.method == "POST" and form.is_valid():
        made = carried_out(
            form, commands.write_first, by=request.person, community=community, party=party, to=row.party,
            **_given(request, form),
        )  # fmt: skip
        if made:
            messages.success(request, _("Your message is on its way. You will hear when there is an answer."))
            if not may(request.person, "see_conversation", made):
                return redirect("peers:to_read_out", community.slug)
            return redirect("peers:conversation", community.slug, made.pk)
    told = {"form": form, "called": names([row.party_id])[row.party_id], "whose": _whose(request, party)}
    return render(request, "peers/write.html", told)


@page("GET", "POST")
def conversation(request: Any, community: Community, conversation: int) -> HttpResponse:
    """One conversation, and my answer."""
    row = _conversation(request, community, conversation)
    party_id = _side(request, row)
    whole = reads.whole(request.person, row, party_id)
    form = WriteForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        done = carried_out(
            form, commands.write_back, by=request.person, conversation=row, party=whole.party,
            **_given(request, form),
        )  # fmt: skip
        if done:
            messages.success(request, _("Your answer is on its way."))
            return redirect(request.get_full_path())
    told = {"form": form, "whole": whole, "row": row, "own": may(request.person, "report_conversation", row)}
    return render(request, "peers/conversation.html", told)


@page("POST")
def conversation_close(request: Any, community: Community, conversation: int) -> HttpResponse:
    """I do not want to write here any more."""
    row = _conversation(request, community, conversation)
    party = row.first if _side(request, row) == row.first_id else row.second
    commands.close_conversation(by=request.person, conversation=row, party=party)
    messages.success(request, _("The conversation is closed. Only you can begin again."))
    return redirect("peers:conversations", community.slug)


@page("GET", "POST")
def conversation_report(request: Any, community: Community, conversation: int) -> HttpResponse:
    """Tell the safeguarding leads what worries me about it."""
    row = _conversation(request, community, conversation)
    if not may(request.person, "report_conversation", row):
        raise Http404
    form = ReportForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        done = carried_out(
            form, commands.report_conversation, by=request.person, conversation=row, **form.cleaned_data
        )
        if done:
            messages.success(request, _("Thank you for telling us. The safeguarding leads have received it."))
            return redirect("safety:mine", community.slug)
    whole = reads.whole(request.person, row)
    return render(request, "peers/report.html", {"form": form, "called": whole.called, "row": row})


@page("GET", who=SERVING)
def read_out(request: Any, community: Community) -> HttpResponse:
    """Messages that wait for members without a screen: read out, and answered for them."""
    lines = reads.waiting_to_be_read_out(request.person, community)
    return render(request, "peers/to_read_out.html", {"lines": lines})


@page("GET", "POST", who=SERVING)
def read_out_one(request: Any, community: Community, waiting: int) -> HttpResponse:
    """What waits for one member, and what they want to answer."""
    rows = to_read_out(request.person, community).select_related("community", "first", "second")
    row = get_object_or_404(rows, pk=waiting)
    party = row.second if row.last_by_id == row.first_id else row.first
    form = WriteForm(request.POST or None, read_out=True)
    if request.method == "POST" and "close" in request.POST:
        commands.close_conversation(by=request.person, conversation=row, party=party)
        messages.success(request, _("The conversation is closed."))
        return redirect("peers:to_read_out", community.slug)
    if request.method == "POST" and form.is_valid():
        done = carried_out(
            form, commands.write_back, by=request.person, conversation=row, party=party,
            **_given(request, form),
        )  # fmt: skip
        if done:
            messages.success(request, _("The answer is on its way. It shows that you typed it."))
            return redirect("peers:to_read_out", community.slug)
    called = names([row.first_id, row.second_id])
    told = {
        "form": form,
        "row": row,
        "called": called[party.pk],
        "from_whom": called[row.last_by_id],
        "waiting": reads.last_words(row),
    }
    return render(request, "peers/read_out.html", told)


def _party(request: Any, community: Community) -> Party:
    """As whom: ?as= names a party that one writes for, else oneself; 404 for anybody else's."""
    wanted = request.GET.get("as", "")
    if not wanted or wanted == str(request.person.pk):
        party: Party = request.person.party
        return party
    if not (wanted.isascii() and wanted.isdecimal() and len(wanted) < 19):
        raise Http404
    rows = Membership.objects.of(community).select_related("party", "community")
    row = get_object_or_404(rows, party=int(wanted))
    if not may(request.person, "write_as", row):
        raise Http404
    return row.party


def _types_for(request: Any, community: Community, party: Party) -> bool:
    """Whether the person types what a member without a screen said, in no other right."""
    if party.pk == request.person.pk:
        return False
    here = Membership.objects.of(community).select_related("community").get(party=party)
    return not may(request.person, "write_in_own_right", here)


def _side(request: Any, row: Conversation) -> int:
    """The side that the reader writes for: the one named by ?as=, else the first that is theirs."""
    own = sides_spoken_for(request.person, row)
    wanted = request.GET.get("as", "")
    return next((pk for pk in own if str(pk) == wanted), own[0])


def _whose(request: Any, party: Party) -> str:
    return "" if party.pk == request.person.pk else names([party.pk])[party.pk]


def _given(request: Any, form: WriteForm) -> dict[str, Any]:
    """What the form says, with a key that nobody else's form can carry."""
    said = dict(form.cleaned_data)
    said["key"] = f"{key_of(request.person)}:{said['key']}"
    return said


def _conversation(request: Any, community: Community, pk: int) -> Conversation:
    rows = visible_conversations(request.person, community)
    return get_object_or_404(rows.select_related("community", "first", "second"), pk=pk)
