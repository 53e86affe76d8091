"""Pages of a teller: begin, write, pictures, meaning, recording, uses, hand in, answer a version, take back.

They open to somebody whose membership is paused or closed as well: a story stays its teller's.
"""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from gilydd.people.models import Community
from gilydd.people.policy import is_member
from gilydd.services.policy import visible_services
from gilydd.ui.acting import carried_out
from gilydd.ui.doors import PERSON, page
from gilydd.ui.filters import language

from .. import commands
from ..commands._shared import typed_by
from ..forms.telling import (
    AboutForm,
    BeginForm,
    MeaningForm,
    PicturesForm,
    RecordingForm,
    TranscriptForm,
    UseForm,
    VersionForm,
    WriteForm,
    grid,
)
from ..models import ChangeFrom, Recording, Story, StoryVersion
from ..policy import collects_here, policy, visible_own, visible_recordings
from ..queries import answered, own
from ..usual import CALLED
from ..words import FEELINGS, HOW_PICTURES, USE_PICTURES, How, PromptKind, StoryState, Use

FIRST_PAGE = {How.PICTURES: "stories:pictures", How.RECORDING: "stories:recording"}


@page("GET", "POST")
def tell(request: Any, community: Community) -> HttpResponse:
    """How do you want to tell it? It begins a draft."""
    collects = collects_here(request.person, community)
    form = BeginForm(community, request.POST or None, collects=collects)
    if valid(request, form):
        given = form.cleaned_data
        made = carried_out(
            form, commands.begin_story, by=request.person, community=community, how=given["how"],
            lang=given["lang"], teller=given.get("teller"), for_somebody=given.get("whose") == "other",
        )  # fmt: skip
        if made:
            return redirect(FIRST_PAGE.get(How(made.how), "stories:write"), community.slug, made.pk)
    return render(request, "stories/tell.html", {"form": form, "pictures": HOW_PICTURES})


@page("GET", who=PERSON)
def mine(request: Any, community: Community) -> HttpResponse:
    """The stories I told or wrote down."""
    told = {"rows": own.mine(request.person, community), "member": is_member(request.person, community)}
    return render(request, "stories/mine.html", told)


@page("GET", who=PERSON)
def mine_one(request: Any, community: Community, story: int) -> HttpResponse:
    """One of my stories: what is still to do, what it may be used for, what became of it."""
    row = my_story(request, community, story)
    answers, changes = answered.of_story(row)
    waiting = row.versions.filter(state="waiting").first()
    shown = {
        "story": row,
        "steps": steps(row) if row.state == StoryState.DRAFT else [],
        "uses": own.uses_now(row),
        "pictures": USE_PICTURES,
        "waiting": waiting,
        "agreed": row.versions.filter(state="agreed").order_by("-number").first(),
        "answers": answers,
        "changes": changes,
        "recording": Recording.objects.filter(story=row).defer("content").first(),
        "about": [one.service for one in row.about.select_related("service")],
        "for_other": bool(typed_by(request.person, row)),
        "called": CALLED.get(row.lang, row.lang),
    }
    return render(request, "stories/mine_one.html", shown)


@page("GET", "POST", who=PERSON)
def write(request: Any, community: Community, story_draft: int) -> HttpResponse:
    """Write the story, or a part of it; it is kept as a draft."""
    row = my_draft(request, community, story_draft)
    form = WriteForm(row, request.POST or None)
    if valid(request, form) and _saved(request, form, row, **form.cleaned_data):
        return onward(row, "stories:about")
    return render(request, "stories/write.html", {"form": form, "story": row})


@page("GET", "POST", who=PERSON)
def about(request: Any, community: Community, story_draft: int) -> HttpResponse:
    """Which service it is about, whose story it is, and coarsely when and where."""
    row = my_draft(request, community, story_draft)
    services = list(visible_services(request.person, community).order_by("pk"))
    form = AboutForm(row, services, request.POST or None)
    if valid(request, form) and _saved(request, form, row, **form.given()):
        return onward(row, "stories:meaning")
    return render(request, "stories/about.html", {"form": form, "story": row})


@page("GET", "POST", who=PERSON)
def pictures(request: Any, community: Community, story_draft: int) -> HttpResponse:
    """A face from sad to happy for each question."""
    row = my_draft(request, community, story_draft)
    form = PicturesForm(row, own.prompts(community, PromptKind.FEELING), request.POST or None)
    if valid(request, form) and carried_out(
        form, commands.signify, by=request.person, story=row, feelings=form.given()
    ):
        return onward(row, "stories:about" if row.how == How.PICTURES else "stories:uses")
    return render(request, "stories/pictures.html", {"form": form, "story": row, "faces": FEELINGS})


@page("GET", "POST", who=PERSON)
def meaning(request: Any, community: Community, story_draft: int) -> HttpResponse:
    """Where the story lies between three things."""
    row = my_draft(request, community, story_draft)
    form = MeaningForm(row, own.prompts(community, PromptKind.TRIAD), request.POST or None)
    if valid(request, form) and carried_out(
        form, commands.signify, by=request.person, story=row, points=form.given()
    ):
        return onward(row, "stories:uses" if row.how == How.PICTURES else "stories:pictures")
    return render(request, "stories/meaning.html", {"form": form, "story": row, "grid": grid()})


@page("GET", "POST", who=PERSON)
def recording(request: Any, community: Community, story_draft: int) -> HttpResponse:
    """Add a recording to a draft, or take it away."""
    row = my_draft(request, community, story_draft)
    known = Recording.objects.filter(story=row).defer("content").first()
    if "remove" in request.POST:
        commands.remove_recording(by=request.person, story=row)
        messages.success(request, _("The recording is gone."))
        return onward(row, "stories:recording")
    form = RecordingForm(request.POST or None, request.FILES or None)
    if (
        request.method == "POST"
        and form.is_valid()
        and carried_out(
            form, commands.keep_recording, by=request.person, story=row, sound=form.cleaned_data["sound"]
        )
    ):
        messages.success(request, _("The recording is kept."))
        return onward(row, "stories:about")
    return render(request, "stories/recording.html", {"form": form, "story": row, "recording": known})


@page("GET", who=PERSON)
def hear(request: Any, community: Community, story: int) -> HttpResponse:
    """The recording itself, for the teller and the listeners."""
    row = get_object_or_404(visible_recordings(request.person, community), pk=story)
    response = HttpResponse(bytes(row.content), content_type=row.content_type)
    response["Cache-Control"] = "no-store, private"
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Disposition"] = "inline"
    return response


@page("GET", "POST", who=PERSON)
def transcript(request: Any, community: Community, story: int) -> HttpResponse:
    """Type what is said in a recording."""
    row = get_object_or_404(
        visible_recordings(request.person, community).select_related("story__community"), pk=story
    )
    form = TranscriptForm(request.POST or None, initial={"words": row.transcript})
    form.fields["words"].widget.attrs["lang"] = row.story.lang
    if (
        request.method == "POST"
        and form.is_valid()
        and carried_out(
            form, commands.write_transcript, by=request.person, recording=row, **form.cleaned_data
        )
    ):
        messages.success(request, _("The words are kept beside the recording."))
        own_story = visible_own(request.person, community).filter(pk=row.pk).exists()
        return redirect("stories:mine_one" if own_story else "stories:listen", community.slug, row.pk)
    return render(request, "stories/transcript.html", {"form": form, "story": row.story})


@page("GET", who=PERSON)
def uses(request: Any, community: Community, story: int) -> HttpResponse:
    """What the story may be used for: each use with its own yes."""
    row = my_story(request, community, story)
    shown = {
        "story": row,
        "uses": own.uses_now(row),
        "pictures": USE_PICTURES,
        "history": own.consent_history(row),
    }
    return render(request, "stories/uses.html", shown)


@page("GET", "POST", who=PERSON)
def use(request: Any, community: Community, story: int, story_use: str) -> HttpResponse:
    """Say yes to one use: who may read it, with a name or without, until when."""
    row = my_story(request, community, story)
    if story_use not in Use.values:
        raise Http404
    form = UseForm(row, Use(story_use), request.POST or None, typed=bool(typed_by(request.person, row)))
    if valid(request, form) and carried_out(
        form, commands.agree_to_use, by=request.person, story=row, use=story_use, **form.given()
    ):
        messages.success(request, _("Kept. You can change it or take it back on any day."))
        return redirect("stories:uses", community.slug, row.pk)
    shown = {"form": form, "story": row, "use": Use(story_use), "picture": USE_PICTURES[Use(story_use)]}
    return render(request, "stories/use.html", shown)


@page("POST", who=PERSON)
def use_end(request: Any, community: Community, story: int, story_use: str) -> HttpResponse:
    """Take a yes back."""
    row = my_story(request, community, story)
    commands.end_use(by=request.person, story=row, use=story_use)
    messages.success(request, _("Taken back. From now on the story is not used for this."))
    return redirect("stories:uses", community.slug, row.pk)


@page("POST", who=PERSON)
def hand_in(request: Any, community: Community, story_draft: int) -> HttpResponse:
    """Tell it: a listener will read it."""
    row = my_story(request, community, story_draft)
    commands.tell_story(by=request.person, story=row)
    messages.success(request, _("Thank you. Somebody will read your story soon."))
    if (
        typed_by(request.person, row)
        and not visible_own(request.person, community).filter(pk=row.pk).exists()
    ):
        return redirect("stories:mine", community.slug)
    return redirect("stories:mine_one", community.slug, row.pk)


@page("POST", who=PERSON)
def discard(request: Any, community: Community, story_draft: int) -> HttpResponse:
    """Throw a draft away."""
    row = my_story(request, community, story_draft)
    commands.discard_draft(by=request.person, story=row)
    messages.success(request, _("The draft is gone."))
    return redirect("stories:mine", community.slug)


@page("GET", "POST", who=PERSON)
def withdraw(request: Any, community: Community, story: int) -> HttpResponse:
    """Take the story back, everywhere."""
    row = my_story(request, community, story)
    if request.method == "POST":
        commands.withdraw_story(by=request.person, story=row)
        messages.success(
            request, _("Your story is taken back. It is gone from every page and every dataset.")
        )
        return redirect("stories:mine", community.slug)
    return render(request, "stories/withdraw.html", {"story": row, "received": row.received.count()})


@page("GET", "POST", who=PERSON)
def version(request: Any, community: Community, story_version: int) -> HttpResponse:
    """Read the version that others would read, and say yes or no."""
    row = get_object_or_404(
        StoryVersion.objects.of(community).select_related("story__community"), pk=story_version
    )
    mine = my_story(request, community, row.story_id)
    policy.check(request.person, "answer_version", mine)
    form = VersionForm(request.POST or None)
    if valid(request, form):
        given = form.cleaned_data
        yes = given["agreed"] == "yes"
        done = carried_out(
            form, commands.answer_version, by=request.person, version=row, agreed=yes, reply=given["reply"],
            reply_lang=language(),
        )  # fmt: skip
        if done:
            told = (
                _("Thank you. It is there for the uses you agreed to.")
                if yes
                else (_("Thank you. Whoever read your story changes it and asks you again."))
            )
            messages.success(request, told)
            return redirect("stories:mine_one", community.slug, mine.pk)
    return render(request, "stories/version.html", {"form": form, "version": row, "story": mine})


@page("POST", who=PERSON)
def felt(request: Any, community: Community, tied_change: int) -> HttpResponse:
    """Say whether it is better now."""
    row = get_object_or_404(
        ChangeFrom.objects.of(community).select_related("story__community"), pk=tied_change
    )
    mine = my_story(request, community, row.story_id)
    commands.say_felt(by=request.person, tied=row, felt=request.POST.get("felt", ""))
    messages.success(request, _("Thank you for telling us."))
    return redirect("stories:mine_one", community.slug, mine.pk)


def valid(request: Any, form: Any) -> Any:
    """Whether a form was sent and can be carried out."""
    return bool(request.method == "POST" and form.is_valid())


def my_story(request: Any, community: Community, pk: int) -> Story:
    """One of the person's own stories, or of those they wrote down; else 404."""
    rows = visible_own(request.person, community).select_related("community", "teller", "area")
    found: Story = get_object_or_404(rows, pk=pk)
    return found


def my_draft(request: Any, community: Community, pk: int) -> Story:
    """The same, while it is a draft: afterwards its words stay as they are."""
    row = my_story(request, community, pk)
    if row.state != StoryState.DRAFT:
        raise Http404(_("This story was told already."))
    return row


def onward(row: Story, name: str) -> HttpResponse:
    """To the next page of a draft."""
    return redirect(name, row.community.slug, row.pk)


def steps(row: Story) -> list[dict[str, str]]:
    """What is done of a draft and what comes next, as `ui.steps` takes it."""
    heard = Recording.objects.filter(story=row).exists()
    done = {
        "stories:write": bool(row.words) or heard or row.feelings.exists(),
        "stories:about": row.about.exists(),
        "stories:meaning": row.points.exists() or bool(row.how_common),
        "stories:uses": row.consents.filter(ended_at__isnull=True).exists(),
    }
    first = FIRST_PAGE.get(How(row.how), "stories:write")
    texts = {
        "stories:write": _("Tell what happened"),
        "stories:about": _("Say which service it is about"),
        "stories:meaning": _("Say what it means to you"),
        "stories:uses": _("Say what it may be used for"),
    }
    # What a story means need not be said: once its uses are, it can be handed in.
    needed = {name for name in done if name != "stories:meaning" or not done["stories:uses"]}
    now = next((name for name, ready in done.items() if not ready and name in needed), "")
    return [
        {
            "text": texts[name],
            "state": "done" if ready else "now" if name == now else "next",
            "href": reverse(first if name == "stories:write" else name, args=[row.community.slug, row.pk]),
        }
        for name, ready in done.items()
    ]


def _saved(request: Any, form: Any, row: Story, **given: Any) -> bool:
    return bool(carried_out(form, commands.save_story, by=request.person, story=row, **given))
