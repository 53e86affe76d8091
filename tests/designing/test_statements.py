"""Short statements that people agree or disagree with, and the picture of what they said."""

from __future__ import annotations

import io
import os
import zipfile
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gilydd.algorithms import disclosure
from gilydd.algorithms.opinions import opinions as reckon
from gilydd.designing.commands.statements import (
    answer_statements,
    make_statement,
    refuse_statement,
    show_statement,
    take_statement_back,
)
from gilydd.designing.conversations import FILES, bring_in_conversation, export_of, read_export
from gilydd.designing.models import (
    Challenge,
    OpinionPicture,
    Respondent,
    Statement,
    StatementAnswer,
    VoiceEvent,
)
from gilydd.designing.picturing import counts_of, draw, draw_step, matrix_of
from gilydd.designing.queries.opinions import HIDDEN, Told, answering, opinion, picture
from gilydd.designing.words import StatementState, VoiceAct
from gilydd.history.words import NotAllowed, Refused
from gilydd.people import commands as people
from gilydd.people.commands.many import NewMember, enrol_many
from gilydd.people.models import Message, Party
from gilydd.people.policy import SYSTEM
from tests.cast import Cast

pytestmark = pytest.mark.django_db
POLIS = Path(os.environ.get("GILYDD_TEST_DATA", "/work/shared/data")) / "polis"
REAL = ("15-per-hour-seattle", "brexit-consensus")


def made(challenge: Challenge, text: str = "There are no seats.", by: Any = SYSTEM, **more: Any) -> Statement:
    return make_statement(by=by, challenge=challenge, text=text, lang="en", **more)


@pytest.fixture
def shown(garw: Cast, challenge: Challenge) -> list[Statement]:
    """Three statements of Mair that are put to everybody."""
    rows = [
        made(challenge, text, party=garw.party("Mair"))
        for text in ("There are no seats.", "It is too dark.", "Dogs are welcome.")
    ]
    return [show_statement(by=SYSTEM, statement=row, translation="Yn Gymraeg") for row in rows]


def crowd(garw: Cast, number: int, capacity: str = "citizen") -> list[Party]:
    """So many more members."""
    rows = [NewMember(full_name=f"{capacity} {one}", capacity=capacity) for one in range(number)]
    return [row.party for row in enrol_many(by=SYSTEM, community=garw.community, members=rows)]


def says(challenge: Challenge, party: Party, **answers: int) -> None:
    told = {int(name.removeprefix("s")): stance for name, stance in answers.items()}
    answer_statements(by=SYSTEM, challenge=challenge, party=party, answers=told)


def files_of(name: str) -> dict[str, bytes]:
    return {file: (POLIS / name / file).read_bytes() for file in FILES}


def test_a_statement_is_read_by_somebody_else_before_people_meet_it(garw: Cast, challenge: Challenge) -> None:
    row = made(challenge, by=garw.ffion, party=garw.party("Ffion"))
    assert row.state == StatementState.WAITING
    assert answering(challenge, garw.party("Dai")).now is None
    with pytest.raises(NotAllowed):
        show_statement(by=garw.fresh("Ffion"), statement=row, translation="Does dim seddi.")
    with pytest.raises(NotAllowed):
        show_statement(by=garw.fresh("Dai"), statement=row, translation="Does dim seddi.")
    show_statement(by=garw.fresh("Tomos"), statement=row, translation="Does dim seddi.")
    now = answering(challenge, garw.party("Dai")).now
    assert now is not None and now.words == "There are no seats."


def test_a_statement_is_shown_only_in_both_languages(garw: Cast, challenge: Challenge) -> None:
    row = made(challenge, party=garw.party("Dai"))
    with pytest.raises(Refused, match="other language"):
        show_statement(by=garw.fresh("Tomos"), statement=row, translation="  ")


def test_a_refusal_has_a_reason_that_the_author_is_told_and_everybody_reads(
    garw: Cast, challenge: Challenge, run_jobs: Any, client: Any
) -> None:
    row = made(challenge, "Ffion is a fool.", by=garw.dai, party=garw.party("Dai"))
    with pytest.raises(Refused, match="Say why"):
        refuse_statement(by=garw.fresh("Tomos"), statement=row, reason=" ", lang="en")
    refuse_statement(by=garw.fresh("Tomos"), statement=row, reason="It hurts somebody.", lang="en")
    run_jobs()
    assert "It hurts somebody." in Message.objects.get(party=garw.party("Dai")).text
    page = client.get(f"/en/c/garw/designing/challenges/{challenge.pk}/statements/").content.decode()
    assert "It hurts somebody." in page and "is a fool" not in page


def test_the_same_words_again_are_the_same_statement(garw: Cast, challenge: Challenge) -> None:
    first = made(challenge, "Mae’r ardd yn dywyll.", party=garw.party("Dai"))
    again = made(challenge, "MAE’R ARDD YN DYWYLL.", party=garw.party("Siân"))
    assert again.pk == first.pk and Statement.objects.count() == 1


def test_whoever_made_it_takes_it_back_while_it_waits(garw: Cast, challenge: Challenge) -> None:
    row = made(challenge, by=garw.dai, party=garw.party("Dai"))
    with pytest.raises(NotAllowed):
        take_statement_back(by=garw.fresh("Siân"), statement=row)
    assert take_statement_back(by=garw.fresh("Dai"), statement=row).text == ""


def test_the_last_answer_counts_and_there_is_one_of_each_person(
    garw: Cast, challenge: Challenge, shown: list[Statement]
) -> None:
    for stance in (1, -1, 0, 1, -1):
        answer_statements(by=garw.dai, challenge=challenge, party=garw.party("Dai"), answers={1: stance})
    assert list(StatementAnswer.objects.values_list("stance", flat=True)) == [-1]
    assert Respondent.objects.count() == 1


def test_everybody_meets_each_statement_once_and_to_pass_is_an_answer(
    garw: Cast, challenge: Challenge, shown: list[Statement]
) -> None:
    met = []
    while (here := answering(challenge, garw.party("Dai"))).now is not None:
        met.append(here.now.number)
        answer_statements(
            by=garw.dai, challenge=challenge, party=garw.party("Dai"), answers={here.now.number: 0}
        )
    assert sorted(met) == [1, 2, 3]
    assert answering(challenge, garw.party("Dai")).answered == 3


def test_statements_get_their_share_of_answers(
    garw: Cast, challenge: Challenge, shown: list[Statement]
) -> None:
    for party in crowd(garw, 9):
        now = answering(challenge, party).now
        assert now is not None
        says(challenge, party, **{f"s{now.number}": 1})
    assert [row.answers.count() for row in shown] == [3, 3, 3]


def test_an_organisation_has_no_opinion_and_a_refused_statement_no_answers(
    garw: Cast, challenge: Challenge, shown: list[Statement]
) -> None:
    club = people.add_organisation(by=SYSTEM, community=garw.community, name="Club").party
    with pytest.raises(Refused, match="People answer"):
        says(challenge, club, s1=1)
    refuse_statement(by=SYSTEM, statement=shown[0], reason="Said already.", lang="en")
    with pytest.raises(Refused, match="not put to people"):
        answer_statements(by=garw.dai, challenge=challenge, party=garw.party("Dai"), answers={1: 1})


def test_a_sheet_of_paper_counts_like_the_screen_and_names_who_typed_it(
    garw: Cast, challenge: Challenge, shown: list[Statement]
) -> None:
    mair, tomos = garw.party("Mair"), garw.fresh("Tomos")
    with pytest.raises(Refused, match="how it came"):
        answer_statements(by=tomos, challenge=challenge, party=mair, answers={1: 1})
    with pytest.raises(NotAllowed):
        answer_statements(
            by=garw.fresh("Dai"), challenge=challenge, party=mair, answers={1: 1}, entered_from="paper"
        )
    answer_statements(
        by=tomos, challenge=challenge, party=mair, answers={1: 1, 2: -1, 3: 0}, entered_from="paper"
    )
    assert all(row.typed_by_key for row in StatementAnswer.objects.all())
    assert StatementAnswer.objects.count() == 3


def test_statements_and_first_answers_leave_a_voice_and_no_side(
    garw: Cast, challenge: Challenge, shown: list[Statement]
) -> None:
    answer_statements(by=garw.dai, challenge=challenge, party=garw.party("Dai"), answers={1: 1})
    answer_statements(by=garw.dai, challenge=challenge, party=garw.party("Dai"), answers={2: -1})
    answered = VoiceEvent.objects.filter(act=VoiceAct.ANSWERED)
    assert answered.count() == 1 and answered.get().words_number == 0
    assert VoiceEvent.objects.filter(act=VoiceAct.STATED).count() == 3


def test_no_picture_of_nine_and_a_new_one_for_every_ten(
    garw: Cast, challenge: Challenge, shown: list[Statement], run_jobs: Any
) -> None:
    folk = crowd(garw, 21)
    drawn = []
    for number, party in enumerate(folk, 1):
        says(challenge, party, s1=1 if number % 2 else -1)
        run_jobs()
        drawn.append(OpinionPicture.objects.count())
    assert drawn[8] == 0 and drawn[9] == 1 and drawn[18] == 1 and drawn[19] == 2 and drawn[20] == 2
    draw(challenge.pk)
    assert OpinionPicture.objects.count() == 2, "while it is open, asking for a picture draws none between"


def test_under_a_hundred_people_the_groups_are_what_people_declared(
    garw: Cast, challenge: Challenge, shown: list[Statement]
) -> None:
    for party in crowd(garw, 30):
        says(challenge, party, s1=1, s2=1)
    for party in crowd(garw, 12, "professional"):
        says(challenge, party, s1=-1, s2=1)
    draw_step(challenge.pk)
    row = OpinionPicture.objects.get()
    assert (row.grouped_by, row.groups) == ("sides", {"citizens": 30, "professionals": 12})
    assert row.counts[str(shown[0].number)] == {"citizens": [30, 0, 0], "professionals": [0, 0, 12]}
    assert row.found is None


def test_what_few_people_said_is_shown_to_nobody(
    garw: Cast, challenge: Challenge, shown: list[Statement]
) -> None:
    for party in crowd(garw, 8):
        says(challenge, party, s1=1)
    for party in crowd(garw, 4, "professional"):
        says(challenge, party, s1=-1)
    draw_step(challenge.pk)
    made = picture(challenge)
    assert made is not None
    (one,) = made.opinions
    assert one.groups == [] and one.sort == HIDDEN


@settings(max_examples=200, deadline=None)
@given(st.lists(st.tuples(*[st.integers(0, 60)] * 3), min_size=2, max_size=2))
def test_groups_are_shown_only_where_nothing_can_be_subtracted(cells: list[tuple[int, int, int]]) -> None:
    """Whatever is shown, every single cell is nought or at least eight, and no group said all the same."""
    told = opinion(
        Told(1, 1, "", "", "", "", "", ""),
        {"citizens": cells[0], "professionals": cells[1]},
        {"citizens": "C", "professionals": "P"},
    )
    if told.groups:
        rule = disclosure.POLICY["people"]
        for row in cells:
            assert all(count == 0 or count >= rule.smallest_shown for count in row)
            assert sum(row) - max(row) >= rule.smallest_shown


@pytest.mark.parametrize("name", REAL)
def test_a_real_conversation_comes_in_without_repeats_and_is_drawn(
    garw: Cast, challenge: Challenge, name: str, run_jobs: Any, client: Any
) -> None:
    found = bring_in_conversation(
        by=garw.fresh("Ffion"), challenge=challenge, files=files_of(name), lang="en"
    )
    votes = (POLIS / name / "votes.csv").read_text().splitlines()[1:]
    pairs = {tuple(line.split(",")[2:4]) for line in votes if line.strip(",")}
    assert StatementAnswer.objects.count() == len(pairs)
    assert found.repeats_removed == len([line for line in votes if line.strip(",")]) - len(pairs)
    run_jobs()
    made = picture(challenge)
    assert made is not None and made.grouped_by == "given" and made.opinions
    for language in ("cy", "en"):
        page = client.get(f"/{language}/c/garw/designing/challenges/{challenge.pk}/opinions/")
        assert page.status_code == 200 and "<svg" in page.content.decode()


def test_the_picture_of_a_real_conversation_agrees_with_the_tool_that_needs_no_database(
    garw: Cast, challenge: Challenge
) -> None:
    files = files_of(REAL[0])
    bring_in_conversation(by=SYSTEM, challenge=challenge, files=files, lang="en")
    matrix, statements, who = matrix_of(challenge)
    groups = [row.group for row in who]
    told = reckon(matrix, [str(pk) for pk in statements], [group or None for group in groups])
    counts = counts_of(matrix, statements, groups)
    for one in told.statements:
        whole = [sum(row[place] for row in counts[one.id].values()) for place in range(3)]
        assert whole == [one.agree, one.passed, one.disagree]
        for group, (agree, disagree, passed) in one.by_group.items():
            assert counts[one.id][group] == [agree, passed, disagree]


def test_a_conversation_that_went_out_comes_in_the_same(garw: Cast, challenge: Challenge, taf: Cast) -> None:
    from tests.designing.conftest import question

    bring_in_conversation(by=SYSTEM, challenge=challenge, files=files_of(REAL[0]), lang="en")
    out = export_of(challenge)
    with zipfile.ZipFile(io.BytesIO(out)) as parts:
        files = {name: parts.read(name) for name in parts.namelist()}
    other = question(taf.community)
    bring_in_conversation(by=SYSTEM, challenge=other, files=files, lang="en")
    told = [
        sorted(
            (one.text, one.answers.filter(stance=1).count(), one.answers.filter(stance=-1).count())
            for one in Statement.objects.filter(challenge=row, state="shown")
        )
        for row in (challenge, other)
    ]
    # A formula in somebody's words is marked on the way out, and nothing else changes.
    assert [(text.lstrip("'"), *rest) for text, *rest in told[0]] == [
        (text.lstrip("'"), *rest) for text, *rest in told[1]
    ]


def test_what_goes_out_names_nobody_and_no_moment(
    garw: Cast, challenge: Challenge, shown: list[Statement]
) -> None:
    answer_statements(by=garw.dai, challenge=challenge, party=garw.party("Dai"), answers={1: 1})
    code = Respondent.objects.get().code
    with zipfile.ZipFile(io.BytesIO(export_of(challenge))) as parts:
        whole = b"".join(parts.read(name) for name in parts.namelist()).decode()
    for canary in (code, str(garw.dai.key), "Dai", "Mair"):
        assert canary not in whole
    stamps = {line.split(",")[0] for line in whole.splitlines() if line.count(",") == 3 and line[0].isdigit()}
    assert all(int(stamp) % 3_600_000 == 0 for stamp in stamps)


def test_a_file_with_votes_on_nothing_is_refused_with_what_is_wrong(challenge: Challenge) -> None:
    files = {
        "comments.csv": b"comment-id,moderated,comment-body\n0,1,Hello\n",
        "votes.csv": b"timestamp,comment-id,voter-id,vote\n1,7,0,1\n",
        "participants-votes.csv": b"participant,group-id\n0,0\n",
    }
    with pytest.raises(Refused, match="Statement 7 has votes and no words"):
        read_export(files)
    with pytest.raises(Refused, match=r"votes\.csv is missing"):
        read_export({"comments.csv": b""})
    assert not Statement.objects.exists()


def test_nobody_reads_who_said_what(
    garw: Cast, challenge: Challenge, shown: list[Statement], sign_in: Any
) -> None:
    answer_statements(by=garw.dai, challenge=challenge, party=garw.party("Dai"), answers={1: 1})
    for name in ("Siân", "Rhodri"):
        client = sign_in(garw.fresh(name))
        for path in ("statements/", "opinions/", "voice/"):
            page = client.get(f"/en/c/garw/designing/challenges/{challenge.pk}/{path}")
            assert page.status_code == 200 and "Dai" not in page.content.decode()
    told = sign_in(garw.fresh("Dai")).get(f"/en/c/garw/designing/challenges/{challenge.pk}/statements/file/")
    assert told.status_code == 403


@pytest.mark.parametrize("language", ["cy", "en"])
@pytest.mark.parametrize("easy", ["0", "1"])
def test_answering_needs_no_script_and_reads_in_both_languages(
    garw: Cast, challenge: Challenge, shown: list[Statement], sign_in: Any, language: str, easy: str
) -> None:
    client = sign_in(garw.fresh("Siân"))
    client.cookies["easy_read"] = easy
    address = f"/{language}/c/garw/designing/challenges/{challenge.pk}/statements/"
    page = client.get(address).content.decode()
    assert page.count("<form") >= 3
    number = answering(challenge, garw.party("Siân")).now
    assert number is not None
    client.post(f"{address}answer/", {"number": str(number.number), "stance": "1"})
    assert StatementAnswer.objects.get().stance == 1


def test_groups_that_were_found_are_no_fact(garw: Cast, challenge: Challenge) -> None:
    from gilydd.designing.picturing import FOUND

    rows = [made(challenge, f"Statement {number}.", party=garw.party("Mair")) for number in range(6)]
    for row in rows:
        show_statement(by=SYSTEM, statement=row, translation="Datganiad")
    for place, party in enumerate(crowd(garw, 110)):
        stances = [1, 1, 1, -1, -1, -1] if place % 2 else [-1, -1, -1, 1, 1, 1]
        told = dict(enumerate(stances, 1))
        answer_statements(by=SYSTEM, challenge=challenge, party=party, answers=told)
    draw_step(challenge.pk)
    row = OpinionPicture.objects.get()
    assert row.grouped_by == FOUND and row.found["groups"] == 2
    made_picture = picture(challenge)
    assert made_picture is not None and "four fifths" in made_picture.stability
    assert Fraction(row.people) == 110
