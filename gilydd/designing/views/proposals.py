"""Pages of proposals: one proposal, its versions, writing it together, changes, merging, and comments."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _

from gilydd.people.models import Community
from gilydd.people.policy import speaks_for
from gilydd.safety.queries import blocked_with
from gilydd.ui.doors import PUBLIC, page
from gilydd.ui.filters import language

from .. import commands, queries
from ..commands._proposing import FIELDS, other_language
from ..costing import costing_of
from ..forms.fields import EnteredForm, ReasonForm
from ..forms.proposals import (
    AmendForm,
    AnswerAmendmentForm,
    AnswerForm,
    AskAuthorForm,
    MergeForm,
    ProposeForm,
    ReviseForm,
    TranslateForm,
)
from ..models import Amendment, Author, Comment, Merging, Proposal
from ..phases import open_now
from ..policy import may, visible_comments
from ..words import (
    AmendmentState,
    AuthorState,
    CommentKind,
    MergingState,
    Opens,
    ProposalState,
)
from ._shared import (
    challenge_of,
    client_key,
    crumb,
    crumb_of,
    in_ones_language,
    must,
    own_parties,
    proposal_of,
    step,
    to_challenge,
    to_proposal,
)


@page("GET", "POST")
def proposal_new(request: Any, community: Community, challenge: int) -> HttpResponse:
    """Tell your idea."""
    row = challenge_of(request, community, challenge)
    form = ProposeForm(request.person, community, request.POST or None, initial=in_ones_language())

    def act() -> Proposal:
        given = form.given("party", "key")
        return commands.propose(
            by=request.person,
            challenge=row,
            originator=form.cleaned_data["party"],
            scale=100,
            key=client_key(request, form.cleaned_data["key"]),
            **given,
        )

    return step(
        request,
        form,
        act,
        title=_("Tell your idea"),
        submit=_("This is my idea"),
        crumbs=[crumb(row)],
        done=_("Your idea is there. Others can say what they think, and you can change it."),
        to=to_proposal,
        easy_lines=[
            ("idea", _("Tell us your idea.")),
            ("people", _("Others can help you with it.")),
            ("money", _("You do not need to know what it costs.")),
        ],
        lead=_("In your own words. You can change it later, with others, and what it costs comes after."),
    )


@page("GET", who=PUBLIC)
def proposal(request: Any, community: Community, proposal: int) -> HttpResponse:
    """One proposal: what it says, whose idea it was, what it costs, what people say of it."""
    row = proposal_of(request, community, proposal)
    person, own = request.person, own_parties(request, community)
    authors = queries.authors_of(person, row, community, own)
    mine = [one for one in authors if one.mine and one.state == AuthorState.IN and one.kind != "amender"]
    said = queries.said_of(person, community, visible_comments(person, community).filter(proposal=row), own)
    costing = costing_of(row)
    blocked = blocked_with(community, own) if own else frozenset()
    opens = open_now(row.challenge)
    shown = {
        "proposal": row,
        "challenge": row.challenge,
        "authors": [one for one in authors if one.state in (AuthorState.IN, AuthorState.LEFT)],
        "asked": [one for one in authors if one.state == AuthorState.ASKED] if mine else [],
        "for_it": [one for one in said if one.kind == CommentKind.FOR],
        "against": [one for one in said if one.kind == CommentKind.AGAINST],
        "comments": [one for one in said if one.kind == CommentKind.COMMENT],
        "amendments": queries.amendments_of(person, row, community, own, blocked),
        "mergings": queries.mergings_of(row) if mine else [],
        "merged_from": list(row.merged.order_by("pk")),
        "costing": costing,
        "totals": queries.total_rows(costing) if costing.lines else [],
        "signed": queries.signed_rows(person, costing, community) if costing.lines else [],
        "row": next(iter(queries.proposals(person, row.challenge, community, only=row.pk)), None),
        "commitment": getattr(row, "commitment", None),
        "mine": bool(mine),
        "opens": {one.value for one in opens}
        if row.state == ProposalState.PROPOSED
        else {one.value for one in opens & {Opens.TALK}},
        "can_take_part": may(person, "take_part", row),
        "can_translate": row.state == ProposalState.PROPOSED and may(person, "translate_proposal", row),
        "can_ask": may(person, "enter_for_somebody", row) or bool(mine),
        "away": may(person, "see_pleas", row),
        "commits": row.state == ProposalState.FUNDED and may(person, "commit", row.challenge),
        "other": other_language(row),
    }
    return render(request, "designing/proposal.html", shown)


@page("GET", who=PUBLIC)
def proposal_versions(request: Any, community: Community, proposal: int) -> HttpResponse:
    """How a proposal came to read as it does."""
    row = proposal_of(request, community, proposal)
    shown = {"proposal": row, "versions": queries.versions_of(request.person, row, community)}
    return render(request, "designing/versions.html", shown)


@page("GET", "POST")
def proposal_revise(request: Any, community: Community, proposal: int) -> HttpResponse:
    """Write a new version."""
    row = _shaped(request, community, proposal)
    start = {name: getattr(row, name) for name in FIELDS} | {"why_lang": language()}
    form = ReviseForm(request.person, community, request.POST or None, initial=start)

    def act() -> Any:
        data = form.cleaned_data
        return commands.revise_proposal(
            by=request.person,
            proposal=row,
            party=data["party"],
            entered_from=data["entered_from"],
            text=commands.Text(**{name: data[name] for name in FIELDS}),
            why=data["why"],
            why_lang=data["why_lang"],
        )

    return step(
        request,
        form,
        act,
        title=_("Write a new version"),
        submit=_("This is how it reads now"),
        crumbs=[crumb(row.challenge), crumb_of(row)],
        to=lambda made: to_proposal(row),
        done=_("The new version is there. Signatures under the costs are void: they are given anew."),
        lead=_("The old versions stay, so that everybody can see how it came about."),
    )


@page("GET", "POST")
def proposal_translate(request: Any, community: Community, proposal: int) -> HttpResponse:
    """Put a proposal into the other language."""
    row = proposal_of(request, community, proposal)
    must(request, "translate_proposal", row)
    other = other_language(row)
    start = {part: getattr(row, f"{part}_{other}") for part in ("title", "about", "easy")}
    form = TranslateForm(other, request.POST or None, initial=start)
    return step(
        request,
        form,
        lambda: commands.translate_proposal(by=request.person, proposal=row, **form.cleaned_data),
        title=_("Put it into Welsh") if other == "cy" else _("Put it into English"),
        submit=_("This is how it reads"),
        crumbs=[crumb(row.challenge), crumb_of(row)],
        done=_("It stands in both languages now."),
        to=lambda made: to_proposal(row),
        quote=(f"{row.title}\n{getattr(row, f'about_{row.lang or other}', '')}", row.lang),
        lead=_("Its own words stay as they are. A proposal goes to the vote in both languages."),
    )


@page("GET", "POST")
def proposal_ask(request: Any, community: Community, proposal: int) -> HttpResponse:
    """Ask somebody to write with you."""
    row = proposal_of(request, community, proposal)
    enters = may(request.person, "enter_for_somebody", row)
    if not enters:
        must(request, "shape_proposal", row)
    form = AskAuthorForm(request.person, community, request.POST or None, enters=enters)

    def act() -> Any:
        data = form.cleaned_data
        return commands.ask_author(
            by=request.person,
            proposal=row,
            party=data["other"],
            kind=data["kind"],
            entered_from=data.get("entered_from", ""),
        )

    return step(
        request,
        form,
        act,
        title=_("Ask somebody to be with it"),
        submit=_("Ask them"),
        crumbs=[crumb(row.challenge), crumb_of(row)],
        to=lambda made: to_proposal(row),
        done=_("They are asked. It holds from their own yes."),
        lead=_("Whose idea it was as well, or somebody who writes with you. Nobody is named without a yes."),
    )


@page("GET", "POST")
def author(request: Any, community: Community, author: int) -> HttpResponse:
    """Am I with them? Yes or no."""
    row = _author(request, community, author)
    form = EnteredForm(request.person, community, row.party_id, request.POST or None)
    shown = {"author": row, "proposal": row.proposal, "form": form}
    if request.method == "POST" and form.is_valid():
        yes = request.POST.get("yes") == "yes"
        commands.answer_authorship(
            by=request.person, author=row, yes=yes, entered_from=form.cleaned_data.get("entered_from", "")
        )
        messages.success(request, _("You are with them.") if yes else _("You said no. That is fine."))
        return to_proposal(row.proposal)
    return render(request, "designing/author.html", shown)


@page("POST")
def author_leave(request: Any, community: Community, author: int) -> HttpResponse:
    """I step back from a proposal."""
    row = _author(request, community, author)
    commands.step_back(by=request.person, author=row)
    messages.success(request, _("You stepped back. That it was your idea stays written."))
    return to_proposal(row.proposal)


@page("POST")
def proposal_withdraw(request: Any, community: Community, proposal: int) -> HttpResponse:
    """Take a proposal back."""
    row = _shaped(request, community, proposal)
    own = row.authors.filter(party__in=own_parties(request, community), kind="originator").first()
    if own is None:
        raise Http404
    commands.withdraw_proposal(by=request.person, proposal=row, party=own.party)
    messages.success(request, _("The proposal is taken back."))
    return to_challenge(row.challenge)


@page("GET", "POST")
def proposal_amend(request: Any, community: Community, proposal: int) -> HttpResponse:
    """Suggest a change."""
    row = proposal_of(request, community, proposal)
    form = AmendForm(request.person, community, request.POST or None, initial=in_ones_language())

    def act() -> Amendment:
        return commands.amend(
            by=request.person,
            proposal=row,
            key=client_key(request, form.cleaned_data["key"]),
            **form.given("key"),
        )

    return step(
        request,
        form,
        act,
        title=_("What would make it better?"),
        submit=_("Suggest it"),
        crumbs=[crumb(row.challenge), crumb_of(row)],
        to=lambda made: to_proposal(row),
        done=_("Those who wrote it are told. They take it up, or say why not."),
        easy_lines=[
            ("tools", _("You can make the idea better.")),
            ("writing", _("Say what you would change.")),
        ],
        lead=_("If it is taken up, you are named with the proposal."),
    )


@page("GET", "POST")
def amendment(request: Any, community: Community, amendment: int) -> HttpResponse:
    """Answer a suggested change, with a reason."""
    rows = Amendment.objects.of(community).filter(state=AmendmentState.OPEN)
    row = get_object_or_404(
        rows.select_related("proposal__challenge__turn", "proposal__community", "party"), pk=amendment
    )
    policy_for_answer(request, row.proposal)
    start = {f"about_{lang}": getattr(row.proposal, f"about_{lang}") for lang in ("cy", "en")}
    if row.about:
        start[f"about_{row.lang}"] = row.about
    form = AnswerAmendmentForm(
        request.person,
        community,
        request.POST or None,
        initial=start | in_ones_language(),
        asks=_("Do you take it up?"),
        yes=_("Yes: it reads as below"),
        no=_("No"),
    )

    def act() -> Any:
        data = form.cleaned_data
        text = {name: getattr(row.proposal, name) for name in FIELDS}
        text |= {f"about_{lang}": data[f"about_{lang}"] for lang in ("cy", "en")}
        return commands.answer_amendment(
            by=request.person,
            amendment=row,
            party=data["party"],
            yes=data["yes"],
            answer=data["answer"],
            lang=data["lang"],
            entered_from=data["entered_from"],
            text=commands.Text(**text) if data["yes"] else None,
        )

    return step(
        request,
        form,
        act,
        title=_("Somebody would change something"),
        submit=_("Answer"),
        crumbs=[crumb(row.proposal.challenge), crumb_of(row.proposal)],
        done=_("They are told, and everybody reads your reason."),
        to=lambda made: to_proposal(row.proposal),
        quote=(row.words, row.lang),
    )


@page("POST")
def amendment_withdraw(request: Any, community: Community, amendment: int) -> HttpResponse:
    """Take my suggested change back."""
    rows = Amendment.objects.of(community).filter(party__in=own_parties(request, community))
    row = get_object_or_404(rows.select_related("proposal__community"), pk=amendment)
    commands.withdraw_amendment(by=request.person, amendment=row)
    messages.success(request, _("Your suggestion is taken back."))
    return to_proposal(row.proposal)


@page("GET", "POST")
def proposal_merge(request: Any, community: Community, proposal: int) -> HttpResponse:
    """Ask to put a proposal together with another one."""
    row = _shaped(request, community, proposal)
    form = MergeForm(row, request.person, request.POST or None, initial={"lang": language()})

    def act() -> Merging:
        return commands.ask_merging(by=request.person, proposal=row, **form.given())

    return step(
        request,
        form,
        act,
        title=_("Put it together with another one"),
        submit=_("Ask them"),
        crumbs=[crumb(row.challenge), crumb_of(row)],
        to=lambda made: to_proposal(row),
        done=_("They are asked. Nothing happens without their yes."),
        lead=_("Nobody is dropped: whose idea either was is named with both."),
    )


@page("GET", "POST")
def merging(request: Any, community: Community, merging: int) -> HttpResponse:
    """Answer a wish to put two proposals together."""
    rows = Merging.objects.of(community).filter(state=MergingState.OPEN)
    row = get_object_or_404(
        rows.select_related(
            "proposal__challenge__turn", "into__challenge__turn", "into__community", "proposal__community"
        ),
        pk=merging,
    )
    policy_for_answer(request, row.into)
    form = AnswerForm(
        request.person,
        community,
        request.POST or None,
        initial={"lang": language()},
        asks=_("Do the two become one?"),
        yes=_("Yes, together"),
        no=_("No, they stay apart"),
    )

    def act() -> Merging:
        return commands.answer_merging(by=request.person, merging=row, **form.given())

    told = {"one": row.proposal.called, "other": row.into.called}
    return step(
        request,
        form,
        act,
        title=_("One proposal of two?"),
        submit=_("Answer"),
        crumbs=[crumb(row.into.challenge), crumb_of(row.into)],
        to=lambda made: to_proposal(row.into),
        done=_("They are told what you said."),
        quote=(row.words, row.lang),
        lead=_("“%(one)s” would become part of “%(other)s”. You then write the new version together.") % told,
    )


@page("POST")
def comment_withdraw(request: Any, community: Community, comment: int) -> HttpResponse:
    """Take back what I said."""
    row = _own_comment(request, community, comment)
    commands.withdraw_comment(by=request.person, comment=row)
    messages.success(request, _("Taken back. Its words are gone."))
    return to_proposal(row.proposal) if row.proposal else to_challenge(row.challenge)


@page("GET", "POST")
def comment_again(request: Any, community: Community, comment: int) -> HttpResponse:
    """Ask somebody else to look again at what was taken away."""
    row = _own_comment(request, community, comment)
    form = ReasonForm(
        request.POST or None, reason_label=_("Why should it come back?"), initial=in_ones_language()
    )

    def act() -> Comment:
        data = form.cleaned_data
        return commands.ask_again(by=request.person, comment=row, plea=data["reason"], lang=data["lang"])

    return step(
        request,
        form,
        act,
        title=_("Ask somebody else to look again"),
        submit=_("Ask them"),
        crumbs=[crumb(row.challenge)],
        done=_("Somebody else looks again and tells you why."),
        to=lambda made: to_challenge(row.challenge),
        quote=(row.words, row.lang),
        facts=[(_("It was taken away because"), row.reason)],
    )


def policy_for_answer(request: Any, proposal: Proposal) -> None:
    """Authors answer, and whoever enters their answer; a page for others does not exist."""
    person = request.person
    if not may(person, "shape_proposal", proposal) and not may(person, "enter_for_somebody", proposal):
        raise Http404


def _shaped(request: Any, community: Community, pk: int) -> Proposal:
    """A proposal for its authors, and for those who enter what authors wrote; 404 for others."""
    row = proposal_of(request, community, pk)
    policy_for_answer(request, row)
    return row


def _author(request: Any, community: Community, pk: int) -> Author:
    rows = Author.objects.of(community).select_related(
        "proposal__challenge__turn", "proposal__community", "party"
    )
    row = get_object_or_404(rows, pk=pk)
    person = request.person
    if not speaks_for(person, community, row.party_id) and not may(
        person, "enter_for_somebody", row.proposal
    ):
        raise Http404
    return row


def _own_comment(request: Any, community: Community, pk: int) -> Comment:
    rows = Comment.objects.of(community).filter(party__in=own_parties(request, community))
    return get_object_or_404(
        rows.select_related("challenge__community", "proposal__community", "community"), pk=pk
    )
