"""Pages of evaluating: one turn from both sides, judging, findings and what people say of them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from gilydd.history.words import Refused
from gilydd.people.models import Community, Person
from gilydd.people.queries import names
from gilydd.services.models import Outcome, Turn
from gilydd.surveys.policy import visible_published, visible_surveys
from gilydd.surveys.words import Group
from gilydd.ui.acting import carried_out
from gilydd.ui.context import page as look
from gilydd.ui.doors import PUBLIC, page

from .. import commands, queries
from ..forms.turns import CommentForm, EvidenceForm, FindingForm, JudgeForm
from ..models import Finding, Judgement
from ..policy import EVALUATORS, may, visible_comments, visible_findings, visible_turns
from ..queries.conversations import conversations_of
from ..queries.grounds import codes_of, the_thing, to_point_at
from ..words import FindingState, Side, Verdict


@page("GET", who=PUBLIC)
def turn(request: Any, community: Community, turn: int) -> HttpResponse:
    """One turn: evidence, findings, and what both sides say of each outcome."""
    person, row = request.person, _turn(community, turn)
    closed = queries.judging_is_closed(row)
    context = {
        "turn": row,
        "evidence": queries.evidence_told(row, person),
        "findings": queries.findings_of(row, person),
        "outcomes": queries.outcomes_judged(row, person),
        "closed": closed,
        "conversations": conversations_of(row) if closed else {},
        "groups": dict(Group.choices),
        "sides": dict(Side.choices),
        "verdicts": dict(Verdict.choices),
        "can": {
            "judge": not closed and may(person, "judge_outcome", row),
            "evaluate": may(person, "find", row),
            "close": not closed and may(person, "close_judging", row),
        },
    }
    return render(request, "evaluating/turn.html", context)


@page("GET", "POST")
def judge(request: Any, community: Community, turn: int, outcome: int) -> HttpResponse:
    """Say whether an outcome is achieved, or change what you said."""
    row = _turn(community, turn)
    about = get_object_or_404(Outcome.objects.of(community).filter(service=row.service_id), pk=outcome)
    before = Judgement.objects.filter(turn=row, outcome=about, party=request.person.party_id, is_latest=True)
    things = to_point_at(request.person, row)
    form = JudgeForm(
        request.POST or None, easy=look(request)["easy"], things=things, initial=_said_before(before.first())
    )
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data
        told["grounds"] = [
            thing for code in told.get("grounds", []) if (thing := the_thing(request.person, row, code))
        ]
        done = carried_out(form, commands.judge_outcome, by=request.person, turn=row, outcome=about, **told)
        if done:
            messages.success(
                request, _("Thank you. Your judgement counts. You can change it until judging is closed.")
            )
            return redirect("evaluating:turn", community.slug, row.pk)
    return render(request, "evaluating/judge.html", {"form": form, "turn": row, "outcome": about})


def _said_before(row: Judgement | None) -> dict[str, Any]:
    """What somebody said before, to begin the form with."""
    if row is None:
        return {}
    told = {"verdict": row.verdict, "reason": row.reason, "lang": row.lang, "grounds": codes_of(row)}
    return {name: part for name, part in told.items() if part}


@page("POST", who=EVALUATORS)
def close(request: Any, community: Community, turn: int) -> HttpResponse:
    """Close the judging, so that both sides are shown."""
    row = _turn(community, turn)
    commands.close_judging(by=request.person, turn=row)
    messages.success(request, _("Judging is closed. Both sides are shown now."))
    return redirect("evaluating:turn", community.slug, row.pk)


@page("GET", "POST", who=EVALUATORS)
def evidence_new(request: Any, community: Community, turn: int) -> HttpResponse:
    """Link a survey or a published result."""
    person, row = request.person, _turn(community, turn)
    sources = queries.sources_to_link(person, community, row)
    form = EvidenceForm(sources, request.POST or None)
    if request.method == "POST" and form.is_valid():
        kind, number = form.picked()
        visible = visible_surveys if kind == "survey" else visible_published
        source: Any = get_object_or_404(visible(person, community), pk=number)
        if carried_out(form, commands.link_evidence, by=person, turn=row, **{kind: source}):
            messages.success(request, _("It is linked to this turn."))
            return redirect("evaluating:turn", community.slug, row.pk)
    return render(request, "evaluating/evidence_new.html", {"form": form, "turn": row, "sources": sources})


@page("GET", "POST", who=EVALUATORS)
def finding_new(request: Any, community: Community, turn: int) -> HttpResponse:
    """Write down what was found."""
    row = _turn(community, turn)
    form = FindingForm(row.pk, request.POST or None)
    if request.method == "POST" and form.is_valid():
        made = carried_out(form, commands.find, by=request.person, turn=row, **form.cleaned_data)
        if made:
            messages.success(request, _("The finding is written. Open it for comment when you are ready."))
            return redirect("evaluating:finding", community.slug, made.pk)
    return render(request, "evaluating/finding_new.html", {"form": form, "turn": row})


@page("GET", who=PUBLIC)
def finding(request: Any, community: Community, finding: int) -> HttpResponse:
    """One finding, what it rests on, and what people say to it."""
    return _finding_page(request, _finding(request.person, community, finding), CommentForm())


@page("POST")
def comment(request: Any, community: Community, finding: int) -> HttpResponse:
    """Say something to a finding."""
    row = _finding(request.person, community, finding)
    form = CommentForm(request.POST)
    if form.is_valid():
        done = carried_out(
            form, commands.comment_on_finding, by=request.person, finding=row, **form.cleaned_data
        )
        if done:
            messages.success(request, _("Thank you. Your words stand beside the finding."))
            return redirect("evaluating:finding", community.slug, row.pk)
    return _finding_page(request, row, form)


@page("POST", who=EVALUATORS)
def finding_open(request: Any, community: Community, finding: int) -> HttpResponse:
    """Open a finding for comment."""
    row = _finding(request.person, community, finding)
    return _moved(request, row, commands.open_finding, _("The finding is open for comment."))


@page("POST", who=EVALUATORS)
def finding_publish(request: Any, community: Community, finding: int) -> HttpResponse:
    """Publish a finding."""
    row = _finding(request.person, community, finding)
    return _moved(request, row, commands.publish_finding, _("The finding is published."))


@page("POST", who=EVALUATORS)
def finding_hand_down(request: Any, community: Community, finding: int) -> HttpResponse:
    """Make the finding a need of the next turn."""
    row = _finding(request.person, community, finding)
    return _moved(request, row, commands.hand_down_need, _("The next turn starts from this finding."))


def _moved(request: Any, row: Finding, command: Callable[..., Any], done: str) -> HttpResponse:
    """Carry out a command that has no form; a refusal becomes a message on the finding's page."""
    try:
        command(by=request.person, finding=row)
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, done)
    return redirect("evaluating:finding", row.community.slug, row.pk)


def _finding_page(request: Any, row: Finding, form: CommentForm) -> HttpResponse:
    person, state = request.person, row.state
    reads = may(person, "see_comments", row)
    comments = visible_comments(person, row.community).filter(finding=row).order_by("pk")
    said = list(comments.values_list("pk", "text", "lang", "party", "side")) if reads else []
    called = names(party for _pk, _text, _lang, party, _side in said)
    handed = getattr(row, "handed_down", None)
    context = {
        "finding": row,
        "form": form,
        "comments": [(pk, text, lang, called[party], side) for pk, text, lang, party, side in said],
        "handed_down": handed,
        "former": _former(row, comments, called) if reads else [],
        "can": {
            "change": state != FindingState.PUBLISHED and may(person, "change_finding", row),
            "read": reads,
            "comment": may(person, "comment_on_finding", row),
            "open": state == FindingState.DRAFT and may(person, "open_finding", row),
            "publish": state != FindingState.PUBLISHED and may(person, "publish_finding", row),
            "hand_down": state == FindingState.PUBLISHED
            and not handed
            and may(person, "hand_down_need", row),
        },
    }
    return render(request, "evaluating/finding.html", context)


def _former(row: Finding, comments: Any, called: dict[int, str]) -> list[tuple[Any, str, str, str]]:
    """How the finding was worded before, newest first: (wording, who changed it, their words, language)."""
    told = {pk: (called.get(party, ""), text, lang) for pk, text, lang, party in
            comments.values_list("pk", "text", "lang", "party")}  # fmt: skip
    rows = row.former.order_by("-pk")
    return [(one, *told.get(one.because_id, ("", "", ""))) for one in rows]


def _turn(community: Community, pk: int) -> Turn:
    return get_object_or_404(visible_turns(None, community).select_related("community", "service"), pk=pk)


def _finding(person: Person | None, community: Community, pk: int) -> Finding:
    rows = visible_findings(person, community).select_related(
        "community",
        "turn__service",
        "turn__community",
        "evidence__survey",
        "evidence__published",
        "handed_down__need",
    )
    return get_object_or_404(rows, pk=pk)
