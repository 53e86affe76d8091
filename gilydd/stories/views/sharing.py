"""Pages of who keeps the room: datasets that went out, and the questions that tellers answer."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from gilydd.people.models import Community
from gilydd.people.words import Role
from gilydd.services.policy import visible_services
from gilydd.ui.acting import carried_out
from gilydd.ui.doors import page

from .. import commands
from ..forms.listening import PromptForm, ShareForm
from ..models import Prompt
from ..policy import keeps_the_room, visible_shares
from ..queries.datasets import share_lines

LISTENERS = (Role.RESEARCHER, Role.FACILITATOR)


@page("GET", who=LISTENERS)
def shares(request: Any, community: Community) -> HttpResponse:
    """Who received which stories, and what they were told to delete."""
    shown = {
        "rows": share_lines(request.person, community),
        "keeps": keeps_the_room(request.person, community),
    }
    return render(request, "stories/shares.html", shown)


@page("GET", "POST", who=Role.FACILITATOR)
def share_new(request: Any, community: Community) -> HttpResponse:
    """Let somebody outside fetch stories; the address is shown once."""
    services = list(visible_services(request.person, community).order_by("pk"))
    form = ShareForm(services, request.POST or None)
    if request.method == "POST" and form.is_valid():
        made = carried_out(
            form, commands.share_dataset, by=request.person, community=community, **form.given()
        )
        if made:
            row, secret = made
            address = request.build_absolute_uri(reverse("stories:fetched", args=[community.slug, secret]))
            return render(request, "stories/share_made.html", {"share": row, "address": address})
    return render(request, "stories/share_new.html", {"form": form})


@page("POST", who=Role.FACILITATOR)
def share_end(request: Any, community: Community, story_share: int) -> HttpResponse:
    """Nothing more can be fetched at this address."""
    row = get_object_or_404(visible_shares(request.person, community), pk=story_share)
    commands.end_share(by=request.person, share=row)
    messages.success(request, _("Nothing more can be fetched there."))
    return redirect("stories:shares", community.slug)


@page("GET", "POST", who=Role.FACILITATOR)
def prompts(request: Any, community: Community) -> HttpResponse:
    """The questions that tellers answer, and one more."""
    rows = list(Prompt.objects.of(community).filter(ended_on__isnull=True).order_by("place_in_list", "pk"))
    form = PromptForm(request.POST or None)
    if (
        request.method == "POST"
        and form.is_valid()
        and carried_out(form, commands.add_prompt, by=request.person, community=community, **form.given())
    ):
        messages.success(request, _("From now on tellers are asked this too."))
        return redirect("stories:prompts", community.slug)
    return render(request, "stories/prompts.html", {"form": form, "rows": rows})


@page("POST", who=Role.FACILITATOR)
def prompts_usual(request: Any, community: Community) -> HttpResponse:
    """Begin with the usual questions."""
    commands.use_usual_prompts(by=request.person, community=community)
    messages.success(request, _("Tellers are asked the usual questions now."))
    return redirect("stories:prompts", community.slug)


@page("POST", who=Role.FACILITATOR)
def prompt_end(request: Any, community: Community, story_prompt: int) -> HttpResponse:
    """Stop asking a question."""
    row = get_object_or_404(Prompt.objects.of(community), pk=story_prompt)
    commands.end_prompt(by=request.person, prompt=row)
    messages.success(request, _("It is not asked any more. What was answered stays."))
    return redirect("stories:prompts", community.slug)
