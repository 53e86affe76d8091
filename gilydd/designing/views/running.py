"""Pages for whoever runs a challenge: frame it, ask people, phases, steps, the vote, and a second look."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _

from gilydd.deciding.models import SplitKey
from gilydd.deciding.queries.keys import ready_keys
from gilydd.people.models import Community, Party
from gilydd.people.queries import on_roll, rolls_of
from gilydd.people.words import Role
from gilydd.ui.doors import page

from .. import commands, queries
from ..forms.challenges import (
    OPEN,
    AskPeopleForm,
    FrameForm,
    MovePhaseForm,
    SurveysForm,
    TemplateForm,
    VoteForm,
)
from ..forms.fields import BothForm, ReasonForm
from ..forms.proposals import LookAgainForm
from ..models import Comment, Phase, Update
from ..policy import visible_comments, visible_updates
from ..words import ChallengeState, CommentState, DecideBy
from ._shared import ENTERS, RUNS, challenge_of, crumb, in_ones_language, must, step, to_challenge


@page("GET", "POST", who=RUNS)
def challenge_frame(request: Any, community: Community, challenge: int) -> HttpResponse:
    """Put the challenge as a question, together."""
    row = challenge_of(request, community, challenge)
    start = {
        name: getattr(row, name)
        for name in (
            "title_cy",
            "title_en",
            "question_cy",
            "question_en",
            "easy_cy",
            "easy_en",
            "money_pence",
        )
    }
    form = FrameForm(request.person, community, request.POST or None, initial=start)
    return step(
        request,
        form,
        lambda: commands.frame_challenge(by=request.person, challenge=row, **form.cleaned_data),
        title=_("Put it as a question, together"),
        submit=_("This is our question"),
        crumbs=[crumb(row)],
        done=_("The question is framed. People can answer it now."),
        to=to_challenge,
        lead=_(
            "Sit down with the people whom it is about. A good question does not hold its answer already."
        ),
    )


@page("GET", "POST", who=RUNS)
def challenge_ask(request: Any, community: Community, challenge: int) -> HttpResponse:
    """Ask people to take part."""
    row = challenge_of(request, community, challenge)
    form = AskPeopleForm(request.person, community, request.POST or None)

    def act() -> Any:
        asked = commands.ask_people(by=request.person, challenge=row, parties=form.cleaned_data["parties"])
        return [asked]

    return step(
        request,
        form,
        act,
        title=_("Ask people what they think"),
        submit=_("Ask them"),
        crumbs=[crumb(row)],
        done=_("They are told, each in their language and by their own way."),
        to=lambda made: to_challenge(row),
        lead=_("Whoever is asked and says nothing counts too: the page shows how evenly people were heard."),
    )


@page("GET", "POST", who=RUNS)
def challenge_phases(request: Any, community: Community, challenge: int) -> HttpResponse:
    """Lay out the phases from a template."""
    row = challenge_of(request, community, challenge)
    form = TemplateForm(request.POST or None)

    def act() -> Any:
        made = commands.from_template(form.cleaned_data["template"], form.cleaned_data["starts_on"])
        return commands.set_phases(by=request.person, challenge=row, phases=made)

    return step(
        request,
        form,
        act,
        title=_("Lay out the phases"),
        submit=_("Lay them out"),
        crumbs=[crumb(row)],
        done=_("The phases are laid out. You can move their days, with a reason."),
        to=lambda made: to_challenge(row),
        lead=_("A phase says what people can do on its days. Until it begins you can lay it out anew."),
    )


@page("GET", "POST", who=RUNS)
def phase_move(request: Any, community: Community, phase: int) -> HttpResponse:
    """Move the days of a phase, and say why."""
    rows = Phase.objects.of(community).select_related("challenge__community", "challenge__turn")
    row = get_object_or_404(rows, pk=phase)
    start = {"starts_on": row.starts_on, "ends_on": row.ends_on}
    form = MovePhaseForm(request.POST or None, initial=start)
    return step(
        request,
        form,
        lambda: commands.move_phase(by=request.person, phase=row, **form.cleaned_data),
        title=_("Move the days of a phase"),
        submit=_("Move them"),
        crumbs=[crumb(row.challenge)],
        done=_("The days are moved, and who takes part is told why."),
        to=lambda made: to_challenge(row.challenge),
        lead=_("Everybody reads the old days, the new days and the reason."),
    )


@page("GET", "POST", who=RUNS)
def challenge_on(request: Any, community: Community, challenge: int) -> HttpResponse:
    """Take the next step."""
    row = challenge_of(request, community, challenge)
    target = commands.next_state(row)
    talked = target == ChallengeState.DELIBERATED
    form = BothForm(
        request.POST or None,
        label=_("What was said"),
        required=talked,
        hint=_("For everybody who was not there: where people agreed, and where they did not.")
        if talked
        else "",
    )
    if not talked:
        form.fields.clear()
    label = str(target.label) if target else ""

    def act() -> Any:
        return commands.move_on(by=request.person, challenge=row, **form.cleaned_data)

    return step(
        request,
        form,
        act,
        title=_("The next step: %(state)s") % {"state": label},
        submit=_("Take this step"),
        crumbs=[crumb(row)],
        done=_("The step is taken."),
        to=to_challenge,
        lead=_("Everybody sees where the challenge stands, and on which day it came there."),
    )


@page("GET", "POST", who=RUNS)
def challenge_back(request: Any, community: Community, challenge: int) -> HttpResponse:
    """Take one step back, and say why."""
    row = challenge_of(request, community, challenge)
    form = BothForm(request.POST or None, label=_("Why it goes back"), hint=_("Everybody reads this."))

    def act() -> Any:
        words = form.cleaned_data
        return commands.go_back(
            by=request.person, challenge=row, why_cy=words["words_cy"], why_en=words["words_en"]
        )

    return step(
        request,
        form,
        act,
        title=_("One step back"),
        submit=_("Take one step back"),
        crumbs=[crumb(row)],
        done=_("It went one step back, and everybody reads why."),
        to=to_challenge,
    )


@page("GET", "POST", who=RUNS)
def challenge_stop(request: Any, community: Community, challenge: int) -> HttpResponse:
    """Stop a challenge, and say why."""
    row = challenge_of(request, community, challenge)
    form = BothForm(request.POST or None, label=_("Why it stops"), hint=_("Everybody reads this."))

    def act() -> Any:
        words = form.cleaned_data
        return commands.stop_challenge(
            by=request.person, challenge=row, why_cy=words["words_cy"], why_en=words["words_en"]
        )

    return step(
        request,
        form,
        act,
        title=_("Stop this challenge"),
        submit=_("Stop it"),
        crumbs=[crumb(row)],
        done=_("It is stopped, and who took part is told why."),
        to=to_challenge,
        warning=True,
        lead=_("This cannot be undone. What people said and wrote stays, and so does your reason."),
    )


@page("GET", "POST", who=RUNS)
def challenge_vote(request: Any, community: Community, challenge: int) -> HttpResponse:
    """Open the vote on the signed proposals."""
    row = challenge_of(request, community, challenge)
    start = {"decide_by": DecideBy.BUDGET if row.money_pence else DecideBy.ONE}
    keys = ready_keys(community)
    form = VoteForm(rolls_of(community), keys, request.POST or None, initial=start)

    def act() -> Any:
        chosen, key = form.cleaned_data.get("roll"), form.cleaned_data.get("split_key", OPEN)
        roll = list(Party.objects.filter(pk__in=list(on_roll(community, int(chosen))))) if chosen else None
        split_key = None if key == OPEN else SplitKey.objects.of(community).get(pk=int(key))
        given = {"roll": roll, "split_key": split_key, **form.asked()}
        return commands.put_to_vote(by=request.person, challenge=row, **given)

    ready = commands.ready_for_vote(row)
    told = ", ".join(f"“{one.called}”" for one in ready) or _("none yet")
    secretly = "" if keys else _("For a secret vote three members keep its keys. Ask them first.")
    return step(
        request,
        form,
        act,
        title=_("Let people decide"),
        submit=_("Open the vote"),
        crumbs=[crumb(row)],
        done=_("The vote is open, and everybody who can vote is told."),
        to=to_challenge,
        lead=_("Proposals with both signatures: %(proposals)s. The rule cannot be changed later.")
        % {"proposals": told},
        facts=[(_("Open or secret?"), secretly)] if secretly else (),
    )


@page("POST")
def challenge_result(request: Any, community: Community, challenge: int) -> HttpResponse:
    """Write down what the vote decided."""
    row = challenge_of(request, community, challenge)
    done = commands.take_result(by=request.person, challenge=row)
    told = (
        _("It is written down what people decided.")
        if done.state == ChallengeState.DECIDED
        else _("Nothing was decided. Another vote can be opened.")
    )
    messages.success(request, told)
    return to_challenge(done)


@page("GET", "POST", who=(*RUNS, Role.EVALUATOR))
def challenge_surveys(request: Any, community: Community, challenge: int) -> HttpResponse:
    """Put a survey before and one after beside the challenge."""
    row = challenge_of(request, community, challenge)
    form = SurveysForm(row, request.POST or None)
    return step(
        request,
        form,
        lambda: commands.link_surveys(by=request.person, challenge=row, **form.cleaned_data),
        title=_("Before and after"),
        submit=_("Put it on the page"),
        crumbs=[crumb(row)],
        done=_("What people say before and after stands on the page."),
        to=lambda made: to_challenge(row),
        lead=_("Ask the same questions before the work begins and when it is done."),
    )


@page("GET", who=ENTERS)
def pleas(request: Any, community: Community) -> HttpResponse:
    """Comments whose writers ask somebody to look again."""
    must(request, "see_pleas", community)
    rows = visible_comments(request.person, community).filter(state=CommentState.AGAIN).order_by("pk")
    called = queries.shown_names(request.person, community, rows.values_list("party", flat=True))
    shown = [(row, called.get(row.party_id, "")) for row in rows]
    return render(request, "designing/pleas.html", {"rows": shown})


@page("GET", "POST", who=ENTERS)
def comment_look(request: Any, community: Community, comment: int) -> HttpResponse:
    """Look again at what somebody else took away."""
    row = _comment(request, community, comment)
    form = LookAgainForm(request.POST or None, initial=in_ones_language())
    return step(
        request,
        form,
        lambda: commands.look_again(by=request.person, comment=row, **form.cleaned_data),
        title=_("Look again"),
        submit=_("Answer"),
        crumbs=[crumb(row.challenge)],
        done=_("The writer is told, and everybody reads your answer."),
        to=lambda made: to_challenge(row.challenge),
        quote=(row.words, row.lang),
        facts=[(_("It was taken away because"), row.reason), (_("The writer says"), row.plea)],
    )


@page("GET", "POST", who=ENTERS)
def comment_away(request: Any, community: Community, comment: int) -> HttpResponse:
    """Take somebody's words away, with a reason."""
    row = _comment(request, community, comment)
    must(request, "take_away", row)
    return _away(request, row, row.challenge, commands.take_comment_away, "comment")


@page("GET", "POST", who=ENTERS)
def update_away(request: Any, community: Community, update: int) -> HttpResponse:
    """Take the words of an update away, with a reason."""
    row = get_object_or_404(
        visible_updates(request.person, community).select_related(
            "commitment__proposal__challenge__community"
        ),
        pk=update,
    )
    must(request, "take_away", row)
    return _away(request, row, row.commitment.proposal.challenge, commands.take_update_away, "update")


def _away(request: Any, row: Comment | Update, challenge: Any, command: Any, name: str) -> HttpResponse:
    form = ReasonForm(
        request.POST or None,
        reason_label=_("Why do you take it away?"),
        initial=in_ones_language(),
        hint=_("Everybody reads this, and so does whoever wrote it."),
    )
    return step(
        request,
        form,
        lambda: command(by=request.person, **{name: row}, **form.cleaned_data),
        title=_("Take these words away"),
        submit=_("Take them away"),
        crumbs=[crumb(challenge)],
        done=_("The words are gone; their place and your reason stay."),
        to=lambda made: to_challenge(challenge),
        quote=(row.words, row.lang),
        warning=True,
    )


def _comment(request: Any, community: Community, pk: int) -> Comment:
    rows = visible_comments(request.person, community).select_related("challenge__community")
    row: Comment = get_object_or_404(rows, pk=pk)
    return row
