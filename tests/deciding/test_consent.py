"""Consent: nobody objects, somebody stands aside, an objection is taken up in a new wording."""

from __future__ import annotations

from typing import Any

import pytest

from gilydd.deciding.commands import answer_objection, cast_ballot, open_vote, reword
from gilydd.deciding.models import Ballot, Objection, Vote
from gilydd.deciding.queries import consent_of, outcome, turnout
from gilydd.history.models import Record
from gilydd.history.words import NotAllowed, Refused
from gilydd.people.models import Message
from tests.cast import Cast

from .sealed import neighbours, ready_key
from .voting import counted, soon

pytestmark = pytest.mark.django_db
CONSENTS, ASIDE, OBJECTS = 1, 2, 3
WORDS = {"text_cy": "Cwrdd ar nos Fawrth.", "text_en": "We meet on Tuesday evenings."}
WHY = {"why_cy": "Nid pawb sy'n rhydd ar ddydd Llun.", "why_en": "Not everybody is free on Mondays."}


def asked(cast: Cast, **more: Any) -> Vote:
    told = {
        "kind": "consent", "rule": "no-objection", "title_cy": "Pryd?", "title_en": "When do we meet?",
        "about_cy": "Cwrdd ar ddydd Llun.", "about_en": "We meet on Mondays.", "closes_at": soon(),
    }  # fmt: skip
    return open_vote(**{"by": cast.fresh("Tomos"), "community": cast.community, **told, **more})


def answers(cast: Cast, vote: Vote, name: str, choice: int, reason: str = "") -> Ballot:
    return cast_ballot(
        by=cast.fresh(name), vote=vote, party=cast.party(name), choices=[choice], reason=reason, lang="en"
    )


def test_where_nobody_objects_it_is_agreed(garw: Cast) -> None:
    vote = asked(garw)
    answers(garw, vote, "Dai", CONSENTS)
    answers(garw, vote, "Siân", ASIDE, "I shall be away.")
    found = outcome(counted(vote))
    assert (found.decided, found.passed, found.turnout) == (True, True, 2)


def test_one_objection_that_stands_is_enough_to_stop_it(garw: Cast) -> None:
    vote = asked(garw)
    for name in ("Dai", "Siân", "Rhodri", "Priya"):
        answers(garw, vote, name, CONSENTS)
    answers(garw, vote, "Ffion", OBJECTS, "The hall is taken on Mondays.")
    found = outcome(counted(vote))
    assert (found.decided, found.passed) == (True, False)


def test_whoever_objects_says_why(garw: Cast) -> None:
    vote = asked(garw)
    with pytest.raises(Refused, match="why you object") as refusal:
        answers(garw, vote, "Dai", OBJECTS, " ")
    assert refusal.value.field == "reason"
    assert Ballot.objects.count() == 0


def test_an_objection_is_answered_taken_up_and_taken_back_by_whoever_made_it(
    garw: Cast, run_jobs: Any
) -> None:
    vote = asked(garw)
    answers(garw, vote, "Siân", CONSENTS)
    answers(garw, vote, "Dai", OBJECTS, "I work on Mondays.")
    run_jobs()
    assert (
        Message.objects.filter(party=garw.party("Tomos"), key__startswith="deciding.objection:").count() == 1
    )
    objection = Objection.objects.get()
    answer_objection(by=garw.fresh("Tomos"), objection=objection, text="Tuesday suits Dai.", lang="en")
    wording = reword(by=garw.fresh("Tomos"), vote=vote, **WORDS, **WHY)
    assert wording.number == 2
    run_jobs()
    assert Message.objects.filter(party=garw.party("Siân"), key__contains="wording-2").count() == 1
    assert turnout(vote) == 0
    assert consent_of(garw.fresh("Dai"), vote).standing == 1
    answers(garw, vote, "Siân", CONSENTS)
    answers(garw, vote, "Dai", CONSENTS)
    shown = consent_of(garw.fresh("Dai"), vote)
    assert (shown.standing, shown.now.text_en, len(shown.before)) == (0, WORDS["text_en"], 1)
    found = outcome(counted(vote))
    assert (found.passed, found.turnout) == (True, 2)


def test_a_new_wording_alone_makes_no_objection_vanish(garw: Cast) -> None:
    vote = asked(garw)
    answers(garw, vote, "Dai", OBJECTS, "I work on Mondays.")
    reword(by=garw.fresh("Tomos"), vote=vote, **WORDS, **WHY)
    answers(garw, vote, "Siân", CONSENTS)
    assert not outcome(counted(vote)).passed


def test_an_answer_to_an_earlier_wording_is_no_consent_to_the_new_one(garw: Cast) -> None:
    vote = asked(garw, quorum_percent=25)
    for name in ("Dai", "Siân", "Rhodri"):
        answers(garw, vote, name, CONSENTS)
    reword(by=garw.fresh("Tomos"), vote=vote, **WORDS, **WHY)
    answers(garw, vote, "Dai", CONSENTS)
    found = outcome(counted(vote))
    assert (found.decided, found.turnout) == (False, 1)


def test_only_whoever_looks_after_it_answers_and_rewords(garw: Cast) -> None:
    vote = asked(garw)
    answers(garw, vote, "Dai", OBJECTS, "I work on Mondays.")
    with pytest.raises(NotAllowed):
        reword(by=garw.fresh("Siân"), vote=vote, **WORDS, **WHY)
    with pytest.raises(NotAllowed):
        answer_objection(by=garw.fresh("Siân"), objection=Objection.objects.get(), text="No.")
    with pytest.raises(Refused) as refusal:
        reword(by=garw.fresh("Tomos"), vote=vote, **WORDS, why_cy="", why_en="")
    assert refusal.value.field == "why_cy"


def test_the_close_moves_to_a_later_day_only(garw: Cast) -> None:
    vote = asked(garw)
    with pytest.raises(Refused, match="later day"):
        reword(by=garw.fresh("Tomos"), vote=vote, **WORDS, **WHY, closes_at=soon(3))
    reword(by=garw.fresh("Tomos"), vote=vote, **WORDS, **WHY, closes_at=soon(9))
    assert Vote.objects.get(pk=vote.pk).closes_at > vote.closes_at


def test_consent_is_open_because_an_objection_needs_somebody_to_talk_with(garw: Cast) -> None:
    neighbours(garw)
    key, _files = ready_key(garw)
    with pytest.raises(Refused, match="given openly"):
        asked(garw, split_key=key)


def test_a_reason_has_no_place_in_another_vote_and_none_in_history(garw: Cast) -> None:
    vote = asked(garw)
    answers(garw, vote, "Dai", OBJECTS, "My private reason.")
    assert "private reason" not in "".join(map(str, Record.objects.values_list("facts", flat=True)))
    plain = open_vote(
        by=garw.fresh("Tomos"), community=garw.community, kind="resolution", rule="majority",
        title_cy="A", title_en="A", closes_at=soon(),
    )  # fmt: skip
    with pytest.raises(Refused, match="only where consent"):
        cast_ballot(by=garw.fresh("Dai"), vote=plain, party=garw.party("Dai"), choices=[1], reason="Because.")
