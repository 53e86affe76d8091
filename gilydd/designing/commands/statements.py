"""Writes: short statements, who reads them before they are put to people, and what people say to them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.db.models import Count, Max
from django.utils import timezone
from django.utils.translation import gettext as _

from gilydd.history.commands import key_of, later
from gilydd.history.words import Audience, Refused
from gilydd.people.models import Party
from gilydd.people.policy import type_of_actor
from gilydd.people.queries.terms import folded
from gilydd.people.words import PartyKind
from gilydd.ui.environment import picture_names

from ..models import Challenge, OpinionPicture, Respondent, Statement, StatementAnswer
from ..phases import require_open
from ..policy import policy, visible_statements
from ..voicing import voice
from ..words import (
    LONGEST_STATEMENT,
    MOST_STATEMENTS,
    PEOPLE_A_PICTURE,
    STATEMENT_MOVES,
    Opens,
    Stance,
    StatementState,
    VoiceAct,
)
from ._shared import (
    Acting,
    acting,
    known_language,
    locked,
    note,
    reasoned,
    said_something,
    short_lines,
    tell_of_typing,
)


@transaction.atomic
def make_statement(
    *,
    by: type_of_actor,
    challenge: Challenge,
    party: Party,
    text: str,
    lang: str,
    entered_from: str = "",
) -> Statement:
    """Put a short statement forward, one thought in one's own words. Somebody else reads it first.

    The same words again, in any case and with or without accents, are the same statement.
    """
    challenge = locked(challenge)
    act = acting(by, challenge.community, party, entered_from)
    require_open(challenge, Opens.STATEMENTS)
    text = said_something(
        " ".join(text.split()), _("Write one thought in one sentence."), "text", LONGEST_STATEMENT
    )
    rows = Statement.objects.filter(challenge=challenge)
    for before in rows.exclude(state=StatementState.TAKEN_BACK):
        if folded(before.text) == folded(text):
            return before
    if rows.count() >= MOST_STATEMENTS:
        raise Refused(
            _("There are %(most)s statements already. Answer those first.") % {"most": MOST_STATEMENTS}
        )
    row = Statement.objects.create(
        community=challenge.community, challenge=challenge, number=_next_number(challenge), text=text,
        lang=known_language(lang), author=party, capacity=act.capacity, typed_by_key=act.typed_by_key,
        entered_from=act.entered_from,
    )  # fmt: skip
    voice(
        challenge=challenge, act=VoiceAct.STATED, thing=row, party=party, capacity=act.capacity, text=text
    )  # fmt: skip
    tell_of_typing(act, row)
    note("make_statement", by, challenge, row, behalf=act.behalf, audience=Audience.COMMUNITY)
    return row


@transaction.atomic
def show_statement(
    *,
    by: type_of_actor,
    statement: Statement,
    translation: str,
    easy_cy: str = "",
    easy_en: str = "",
    picture: str = "",
) -> Statement:
    """Put a statement to everybody, with a translation that a person made; nobody shows their own.

    `easy`: the same thought in Easy Read, in both languages or in neither. The author's words stay.
    """
    row = _locked(statement)
    policy.check(by, "read_statement", row)
    row.translation = said_something(
        " ".join(translation.split()), _("Write it in the other language too."), "translation", 1_000
    )
    if bool(easy_cy.strip()) != bool(easy_en.strip()):
        empty = "easy_cy" if easy_en.strip() else "easy_en"
        raise Refused(_("Write this in Welsh and in English, or in neither."), field=empty)
    if picture and picture not in picture_names():
        raise Refused(_("Choose one of the pictures of Gilydd."), field="picture")
    row.easy_cy, row.easy_en = short_lines(easy_cy, "easy_cy"), short_lines(easy_en, "easy_en")
    row.picture = picture
    _move(row, StatementState.SHOWN, by)
    row.reason, row.reason_lang = "", ""
    row.save()
    note("show_statement", by, row.challenge, row)
    later("gilydd.designing.statement_notices.was_read", row.pk)
    return row


@transaction.atomic
def refuse_statement(*, by: type_of_actor, statement: Statement, reason: str, lang: str) -> Statement:
    """Do not put a statement to people, or not any more, with a reason that everybody reads.

    Answers that were given to it stay kept, and count nowhere.
    """
    row = _locked(statement)
    policy.check(by, "read_statement", row)
    row.reason = reasoned(reason, _("Say why. Everybody reads it, and so does whoever wrote it."))
    row.reason_lang = known_language(lang)
    _move(row, StatementState.REFUSED, by)
    row.save()
    note("refuse_statement", by, row.challenge, row, reason=row.reason, reason_lang=lang)
    later("gilydd.designing.statement_notices.was_read", row.pk)
    return row


@transaction.atomic
def take_statement_back(*, by: type_of_actor, statement: Statement, entered_from: str = "") -> Statement:
    """Whoever made it takes it back before it was put to people: its words are gone."""
    row = _locked(statement)
    if row.author is None:
        raise Refused(_("Nobody here made this statement: it came from a file."))
    act = acting(by, row.community, row.author, entered_from, active=False)
    if row.state == StatementState.TAKEN_BACK:
        return row
    _move(row, StatementState.TAKEN_BACK, by)
    row.text = row.translation = row.easy_cy = row.easy_en = ""
    row.save()
    note(
        "take_statement_back", by, row.challenge, row, behalf=act.behalf, audience=Audience.COMMUNITY
    )  # fmt: skip
    return row


@transaction.atomic
def answer_statements(
    *,
    by: type_of_actor,
    challenge: Challenge,
    party: Party,
    answers: Mapping[int, int],
    entered_from: str = "",
) -> Respondent:
    """Say what one thinks of statements: {its number: a Stance}. A later answer takes the former's place.

    On screen it is one at a time, from paper a sheet. Nobody sees what anybody else said.
    """
    challenge = locked(challenge)
    act = acting(by, challenge.community, party, entered_from)
    if party.kind != PartyKind.PERSON:
        raise Refused(_("People answer, each for themselves."), field="party")
    require_open(challenge, Opens.STATEMENTS)
    rows = {
        row.number: row
        for row in visible_statements(None, challenge.community).filter(
            challenge=challenge, number__in=answers
        )
    }
    if not answers or len(rows) < len(answers):
        raise Refused(_("This statement is not put to people."), field="stance")
    if not set(answers.values()) <= set(Stance.values):
        raise Refused(_("Choose agree, disagree or pass."), field="stance")
    who, fresh = Respondent.objects.get_or_create(
        challenge=challenge,
        party=party,
        defaults={"community": challenge.community, "capacity": act.capacity},
    )
    for number, stance in sorted(answers.items()):
        _keep(rows[number], who, stance, act)
    if fresh:
        voice(
            challenge=challenge, act=VoiceAct.ANSWERED, thing=who, party=party, capacity=act.capacity
        )  # fmt: skip
        note(
            "answer_statements", by, challenge, who, behalf=act.behalf, audience=Audience.PRIVATE
        )  # fmt: skip
        _perhaps_draw(challenge)
    return who


@transaction.atomic
def draw_opinions(*, by: type_of_actor, challenge: Challenge) -> None:
    """Draw the picture of what people said anew now, as when the statements close."""
    policy.check(by, "draw_opinions", challenge)
    later("gilydd.designing.picturing.draw", challenge.pk)


def _keep(row: Statement, who: Respondent, stance: int, act: Acting) -> None:
    StatementAnswer.objects.update_or_create(
        statement=row,
        respondent=who,
        defaults={
            "community": row.community,
            "stance": stance,
            "typed_by_key": act.typed_by_key,
            "entered_from": act.entered_from,
            "answered_on": timezone.localdate(),
        },
    )


def _perhaps_draw(challenge: Challenge) -> None:
    """A picture for every so many people: nobody's answers show in the difference of two."""
    told = Respondent.objects.filter(challenge=challenge).aggregate(people=Count("pk"))["people"]
    last = OpinionPicture.objects.filter(challenge=challenge).order_by("-pk").first()
    if told // PEOPLE_A_PICTURE > (last.people if last else 0) // PEOPLE_A_PICTURE:
        later("gilydd.designing.picturing.draw_step", challenge.pk)


def _next_number(challenge: Challenge) -> int:
    last = Statement.objects.filter(challenge=challenge).aggregate(last=Max("number"))["last"]
    return (last or 0) + 1


def _locked(statement: Statement) -> Statement:
    challenge = locked(statement.challenge)
    row = (
        Statement.objects.select_for_update(of=("self",))
        .select_related("author__person")
        .get(pk=statement.pk)
    )
    row.challenge, row.community = challenge, challenge.community
    return row


def _move(row: Statement, state: StatementState, by: Any) -> None:
    if state != row.state and state not in STATEMENT_MOVES[StatementState(row.state)]:
        raise Refused(
            _("This cannot be done now: the statement is “%(state)s”.") % {"state": row.get_state_display()}
        )
    row.state = state
    row.read_by_key, row.read_at = key_of(by) if by else "system", timezone.now()
