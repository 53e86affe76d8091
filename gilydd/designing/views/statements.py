"""Pages of statements: answering them one by one, making one, reading them first, paper, and the picture."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from gilydd.history.words import Refused
from gilydd.people.models import Community
from gilydd.people.words import Role
from gilydd.ui.acting import carried_out
from gilydd.ui.doors import MEMBER, PUBLIC, page
from gilydd.ui.papers import Sheet, bind, paper_response
from gilydd.ui.sheets import Cell, Table, sheet_response

from ..commands import statements as commands
from ..conversations import bring_in_conversation, export_of
from ..forms.statements import ConversationForm, PaperForm, ReadForm, StatementForm
from ..models import Challenge, Statement
from ..policy import may, visible_challenges
from ..queries import opinions as queries
from ..queries import voice as voices
from ..words import Stance, StatementState

READERS = (Role.BROKER, Role.FACILITATOR, Role.COMMISSIONER)
RUNS = (Role.FACILITATOR, Role.COMMISSIONER)
TAKES_OUT = (Role.FACILITATOR, Role.COMMISSIONER, Role.EVALUATOR)


@page("GET", who=PUBLIC)
def statements(request: Any, community: Community, challenge: int) -> HttpResponse:
    """The statements of a challenge: the one to answer now, and what becomes of those that were made."""
    row = _challenge(request, community, challenge)
    me = request.person if may(request.person, "take_part", community) else None
    told = {
        "challenge": row,
        "answering": queries.answering(row, me.party if me else None),
        "me": me,
        "own": queries.own_statements(row, me) if me else (),
        "refused": queries.refused(row),
        "waiting": len(queries.to_read(row)) if may(request.person, "read_statements", row) else 0,
        "reads": may(request.person, "read_statements", row),
        "runs": may(request.person, "bring_in_conversation", row),
        "takes_out": may(request.person, "export_conversation", row),
        "stances": Stance,
    }
    return render(request, "designing/statements.html", told)


@page("POST", who=MEMBER)
def statement_answer(request: Any, community: Community, challenge: int) -> HttpResponse:
    """Say what you think of one statement, and meet the next one."""
    row = _challenge(request, community, challenge)
    number, stance = request.POST.get("number", ""), request.POST.get("stance", "")
    if not (number.isascii() and number.isdigit() and len(number) < 7 and stance in ("1", "0", "-1")):
        raise Refused(_("Choose agree, disagree or pass."))
    commands.answer_statements(
        by=request.person, challenge=row, party=request.person.party, answers={int(number): int(stance)}
    )
    return redirect("designing:statements", community.slug, row.pk)


@page("GET", "POST", who=MEMBER)
def statement_new(request: Any, community: Community, challenge: int) -> HttpResponse:
    """Put a statement forward. Somebody else reads it first."""
    row = _challenge(request, community, challenge)
    form = StatementForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        done = carried_out(
            form, commands.make_statement, by=request.person, challenge=row, party=request.person.party,
            **form.cleaned_data,
        )  # fmt: skip
        if done:
            messages.success(request, _("Thank you. Somebody reads it first, and you are told."))
            return redirect("designing:statements", community.slug, row.pk)
    told = {"form": form, "challenge": row, "open": queries.conversation_open(row)}
    return render(request, "designing/statement_new.html", told)


@page("GET", who=READERS)
def statements_to_read(request: Any, community: Community, challenge: int) -> HttpResponse:
    """Statements that wait to be read, and those that are put to people."""
    row = _challenge(request, community, challenge)
    shown = Statement.objects.filter(challenge=row, state=StatementState.SHOWN).order_by("number")
    told = {"challenge": row, "waiting": queries.to_read(row), "shown": list(shown)}
    return render(request, "designing/statements_to_read.html", told)


@page("GET", "POST", who=READERS)
def statement_read(request: Any, community: Community, statement: int) -> HttpResponse:
    """Read one statement: put it to everybody with a translation, or say why not."""
    rows = Statement.objects.of(community).select_related("challenge", "community")
    row = get_object_or_404(rows.exclude(state=StatementState.TAKEN_BACK), pk=statement)
    form = ReadForm(row, request.POST or None)
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data
        if told["shown"] == "yes":
            words = {name: told[name] for name in ("translation", "easy_cy", "easy_en", "picture")}
            done = carried_out(form, commands.show_statement, by=request.person, statement=row, **words)
        else:
            done = carried_out(
                form, commands.refuse_statement, by=request.person, statement=row, reason=told["reason"],
                lang=told["lang"],
            )  # fmt: skip
        if done:
            messages.success(request, _("It is done, and whoever made it is told."))
            return redirect("designing:statements_to_read", community.slug, row.challenge_id)
    told = {"form": form, "statement": row, "mine": not may(request.person, "read_statement", row)}
    return render(request, "designing/statement_read.html", told)


@page("POST", who=MEMBER)
def statement_back(request: Any, community: Community, statement: int) -> HttpResponse:
    """Take your own statement back before it is put to people."""
    rows = Statement.objects.of(community).select_related("challenge", "community", "author")
    row = get_object_or_404(rows.filter(author=request.person.pk), pk=statement)
    commands.take_statement_back(by=request.person, statement=row)
    messages.success(request, _("Your statement is taken back. Its words are gone."))
    return redirect("designing:statements", community.slug, row.challenge_id)


@page("GET", "POST", who=READERS)
def statements_paper(request: Any, community: Community, challenge: int) -> HttpResponse:
    """Enter somebody's sheet."""
    row = _challenge(request, community, challenge)
    form = PaperForm(community, queries.all_shown(row), request.POST or None)
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data
        done = carried_out(
            form, commands.answer_statements, by=request.person, challenge=row, party=told["member"],
            answers=form.answers(), entered_from=told["entered_from"],
        )  # fmt: skip
        if done:
            messages.success(request, _("The sheet is entered."))
            return redirect("designing:statements_paper", community.slug, row.pk)
    told = {"form": form, "challenge": row, "open": queries.conversation_open(row)}
    return render(request, "designing/statements_paper.html", told)


@page("GET", who=READERS)
def statements_sheet(request: Any, community: Community, challenge: int) -> HttpResponse:
    """The statements on paper with three boxes each, in both languages, large, or in Easy Read."""
    row = _challenge(request, community, challenge)
    easy = request.GET.get("easy") == "1"
    sheets = [
        Sheet(
            "designing/paper_statements.html",
            {"community": community, "challenge": row, "rows": _in(language, row)},
            language,
            large=True,
            easy=easy,
        )
        for language in ("cy", "en")
    ]
    return paper_response(f"{community.slug}-{row.pk}", bind(sheets))


def _in(language: str, challenge: Challenge) -> list[queries.Told]:
    """The statements as a reader of this language meets them."""
    with translation.override(language):
        return queries.all_shown(challenge)


@page("GET", who=PUBLIC)
def opinions(request: Any, community: Community, challenge: int) -> HttpResponse:
    """What people said: what they are of one mind about, and what divides them."""
    row = _challenge(request, community, challenge)
    told = {"challenge": row, "picture": queries.picture(row), "open": queries.conversation_open(row)}
    return render(request, "designing/opinions.html", told)


@page("GET", who=PUBLIC)
def opinions_table(request: Any, community: Community, challenge: int) -> HttpResponse:
    """The same figures as a table to save: disclosed, as on the page."""
    row = _challenge(request, community, challenge)
    made = queries.picture(row)
    head = [pgettext("a statement", "Statement"), _("Words"), _("Who"), _("Agree"), _("Pass"), _("Disagree")]
    rows: list[list[Cell]] = [
        [one.statement.number, one.statement.words, group.name, group.agree, group.passed, group.disagree]
        for one in (made.opinions if made else ())
        for group in (one.everybody, *one.groups)
    ]
    return sheet_response(f"{community.slug}-{row.pk}", [Table(_("What people said"), head, rows)], "csv")


@page("GET", who=TAKES_OUT)
def conversation_file(request: Any, community: Community, challenge: int) -> HttpResponse:
    """The conversation as a Polis export, for those who evaluate."""
    row = _challenge(request, community, challenge)
    if not may(request.person, "export_conversation", row):
        raise Http404
    response = HttpResponse(export_of(row), content_type="application/zip")
    response["Content-Disposition"] = f'attachment; filename="{community.slug}-{row.pk}.zip"'
    return response


@page("GET", "POST", who=RUNS)
def conversation_new(request: Any, community: Community, challenge: int) -> HttpResponse:
    """Bring a Polis conversation in."""
    row = _challenge(request, community, challenge)
    form = ConversationForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        done = carried_out(form, bring_in_conversation, by=request.person, challenge=row, **form.cleaned_data)
        if done:
            told = {"statements": len(done.statements), "repeats": done.repeats_removed}
            messages.success(
                request,
                _("Statements that came in: %(statements)s. Repeated votes that were left out: %(repeats)s.")
                % told,
            )
            return redirect("designing:statements", community.slug, row.pk)
    return render(request, "designing/conversation_new.html", {"form": form, "challenge": row})


@page("GET", who=PUBLIC)
def voice(request: Any, community: Community, challenge: int) -> HttpResponse:
    """Who was heard in a challenge: seven measures, in figures and in words."""
    row = _challenge(request, community, challenge)
    states = voices.states_heard(row)
    state = request.GET.get("state", "")
    if state and state not in {key for key, _name in states}:
        raise Http404
    told = {"challenge": row, "voice": voices.voice_of(row, state), "states": states, "state": state}
    return render(request, "designing/voice.html", told)


def _challenge(request: Any, community: Community, pk: int) -> Challenge:
    rows = visible_challenges(request.person, community).select_related("community")
    return get_object_or_404(rows, pk=pk)
