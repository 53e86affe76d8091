"""Pages of listeners: the queue, a story in its own words with marks, the version for the teller."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from gilydd.people.models import Community
from gilydd.people.words import Role
from gilydd.ui.acting import carried_out
from gilydd.ui.doors import page
from gilydd.ui.filters import language

from .. import commands
from ..forms.listening import ProposeForm, ReasonForm, WorryForm
from ..models import Recording, Story
from ..policy import visible_listening
from ..queries import own
from ..usual import CALLED
from ..words import FEELINGS, Check, StoryState, VersionState

LISTENERS = (Role.RESEARCHER, Role.FACILITATOR)
# What a mark may tell, as the page says it; the codes are those of algorithms.revealing.
MARKED = {
    "number": gettext_lazy("A number, an address or a link"),
    "date": gettext_lazy("A day, a time or an age"),
    "name": gettext_lazy("A name, or a word that may be one"),
    "place": gettext_lazy("A place"),
    "staff": gettext_lazy("Staff"),
    "other": gettext_lazy("Somebody else"),
    "rare": gettext_lazy("Something rare"),
}


@page("GET", who=LISTENERS)
def listening(request: Any, community: Community) -> HttpResponse:
    """The stories that wait, those with their tellers, and those kept back."""
    shown = {
        "waiting": own.queue(request.person, community),
        "asked": own.with_tellers(request.person, community),
        "held": own.held(request.person, community),
    }
    return render(request, "stories/listening.html", shown)


@page("GET", who=LISTENERS)
def listen(request: Any, community: Community, story: int) -> HttpResponse:
    """A story in its own words, with what could tell who it is, and what was said about versions so far."""
    row = heard(request, community, story)
    recording = Recording.objects.filter(story=row).defer("content").first()
    shown = {
        "story": row,
        "pieces": own.marked(row, row.words),
        "marked": MARKED,
        "recording": recording,
        "transcript": own.marked(row, recording.transcript) if recording and recording.transcript else [],
        "felt": list(row.feelings.select_related("prompt").order_by("prompt__place_in_list")),
        "faces": FEELINGS,
        "versions": list(row.versions.order_by("-number")),
        "uses": [one for one in own.uses_now(row) if one.consent],
        "about": [one.service for one in row.about.select_related("service")],
        "called": CALLED.get(row.lang, row.lang),
        "can_propose": row.state in (StoryState.TOLD, StoryState.ASKED, StoryState.AGREED),
    }
    return render(request, "stories/listen.html", shown)


@page("GET", "POST", who=LISTENERS)
def propose(request: Any, community: Community, story: int) -> HttpResponse:
    """Write the version that others would read, look for each thing, and send it to the teller."""
    row = heard(request, community, story)
    form = ProposeForm(row, _start(row), request.POST or None)
    if (
        request.method == "POST"
        and form.is_valid()
        and carried_out(
            form,
            commands.propose_version,
            by=request.person,
            story=row,
            why_lang=language(),
            **form.cleaned_data,
        )
    ):
        messages.success(request, _("The teller is asked whether it is right like this."))
        return redirect("stories:listening", community.slug)
    typed = form["words"].value() or ""
    shown = {"form": form, "story": row, "pieces": own.marked(row, typed), "marked": MARKED, "checks": Check}
    return render(request, "stories/propose.html", shown)


@page("GET", "POST", who=LISTENERS)
def hold(request: Any, community: Community, story: int) -> HttpResponse:
    """Keep a story back, with a reason for the teller."""
    row = heard(request, community, story)
    form = ReasonForm(request.POST or None, hint=_("The teller reads it, and can ask somebody else."))
    if (
        request.method == "POST"
        and form.is_valid()
        and carried_out(
            form, commands.hold_back, by=request.person, story=row, lang=language(), **form.cleaned_data
        )
    ):
        messages.success(request, _("It is kept back, and the teller is told."))
        return redirect("stories:listening", community.slug)
    return render(request, "stories/hold.html", {"form": form, "story": row})


@page("POST", who=LISTENERS)
def again(request: Any, community: Community, story: int) -> HttpResponse:
    """Take a story up again that was kept back."""
    row = heard(request, community, story)
    commands.take_up_again(by=request.person, story=row)
    messages.success(request, _("It waits for a listener again."))
    return redirect("stories:listen", community.slug, row.pk)


@page("GET", "POST", who=LISTENERS)
def worry(request: Any, community: Community, story: int) -> HttpResponse:
    """Hand what worries you to the safeguarding leads."""
    row = heard(request, community, story)
    form = WorryForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        carried_out(
            form, commands.hand_to_leads, by=request.person, story=row, lang=language(), **form.cleaned_data
        )
        if not form.errors:
            messages.success(request, _("The safeguarding leads have received it."))
            return redirect("stories:listen", community.slug, row.pk)
    return render(request, "stories/worry.html", {"form": form, "story": row})


def heard(request: Any, community: Community, pk: int) -> Story:
    """A story whose own words the person may read; else 404."""
    rows = visible_listening(request.person, community).select_related("community", "area")
    found: Story = get_object_or_404(rows, pk=pk)
    return found


def _start(row: Story) -> tuple[str, str, str]:
    """What a new version begins with: the last one that the teller did not refuse, else the own words."""
    last = (
        row.versions.filter(state__in=(VersionState.AGREED, VersionState.WAITING)).order_by("-number").first()
    )
    if last is not None:
        return last.title, last.words, last.lang
    recording = Recording.objects.filter(story=row).defer("content").first()
    words = row.words or (recording.transcript if recording else "")
    return row.title, words, row.lang
