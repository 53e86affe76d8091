"""Reading and writing .pb files: what real files hold, what would need a guess, and the round trip."""

from __future__ import annotations

import pathlib
from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gilydd.algorithms.pabulib import VOTE_TYPES, Election, PabulibError, Project, Vote, dumps, parse

DATA = pathlib.Path(__file__).parents[2].parent / "shared" / "data" / "pabulib"
REAL = {
    "Netherlands_Amsterdam_643.pb": (3, 66, 5720, None),
    "Poland_Gdynia_2020_Orlowo__large.pb": (2, 368, 376020, 1),
    "Poland_Wieliczka_2023_Green_Budget.pb": (64, 6586, 1000000, 30),
    "US_Stanford_Dataset_PB_Long_Beach_District_9_2015_vote_approvals.pb": (11, 229, 250000, None),
}

GOOD = """META
key;value
budget;100
vote_type;approval
PROJECTS
project_id;cost;name
1;60;Bench
2;45;Trees
VOTES
voter_id;vote
mair;1,2
dai;2
"""


def file(old="", new="", text=GOOD):
    assert old in text
    return text.replace(old, new, 1)


@pytest.mark.parametrize("name", REAL)
def test_real_files_read_without_a_warning_and_survive_the_round_trip(name):
    path = DATA / name
    assert path.is_file(), (
        f"the real election {path} is missing; the tests need shared/data beside the checkout"
    )
    election = parse(path.read_bytes().decode("utf-8"), name)
    projects, votes, budget, selected = REAL[name]
    assert (len(election.projects), len(election.votes), election.budget) == (projects, votes, budget)
    assert (None if election.selected is None else len(election.selected)) == selected
    assert election.warnings == ()
    assert parse(dumps(election)) == election


def test_every_column_of_a_real_file_is_kept():
    election = parse((DATA / "Poland_Gdynia_2020_Orlowo__large.pb").read_text(encoding="utf-8"))
    assert election.votes[2] == Vote("613", ("1", "2"), (), {"age": "57", "sex": "F"})
    assert election.projects[1].other == {"votes": "180", "selected": "0"}
    assert election.score_threshold == 50


def test_a_byte_order_mark_other_line_ends_blank_rows_and_spaces_are_read():
    odd = "\ufeff" + GOOD.replace("\n", "\r\n").replace("PROJECTS", " \r\nProjects;;").replace(
        "1,2", " 1 , 2 "
    )
    assert parse(odd) == parse(GOOD)
    assert parse(GOOD.replace("\n", "\r")) == parse(GOOD)


def test_names_hold_quotes_semicolons_and_line_breaks():
    names = ['"Parc ""y Dref""; rhan 2"', '"two\nlines"', 'the "old" mill']
    for written, read in zip(names, ['Parc "y Dref"; rhan 2', "two\nlines", 'the "old" mill'], strict=True):
        election = parse(file("Bench", written))
        assert election.projects[0].name == read
        assert parse(dumps(election)) == election


def test_a_quote_that_is_never_closed_is_an_error_and_does_not_swallow_the_votes():
    with pytest.raises(PabulibError, match=r"row 8: .*double quote that is not closed"):
        parse(file("2;45;Trees", '2;45;"Trees'))


def test_an_unquoted_semicolon_in_meta_stays_part_of_the_value():
    assert parse(file("budget;100", "comment;#1: one; two\nbudget;100")).meta["comment"] == "#1: one;two"


def test_decimal_costs_are_scaled_and_never_rounded():
    election = parse(file("1;60;", "1;60.10;").replace("2;45;", "2;0.05;"))
    assert election.scale == 100
    assert [p.cost for p in election.projects] == [6010, 5]
    assert election.budget == 10000
    assert parse(dumps(election)) == election
    assert parse(file("budget;100", "budget;100.00")).scale == 1


def test_a_voter_may_be_called_meta():
    election = parse(file("dai;2", "META;\nPROJECTS;2"))
    assert [(v.voter_id, v.choices) for v in election.votes[1:]] == [("META", ()), ("PROJECTS", ("2",))]
    assert parse(dumps(election)) == election


def test_points_are_exact_and_in_the_order_of_the_choices():
    text = file("approval", "cumulative").replace("voter_id;vote", "voter_id;vote;points")
    election = parse(text.replace("mair;1,2", "mair;2,1;3,0.1").replace("dai;2", "dai;2;1"))
    assert election.votes[0].points == (3, Fraction(1, 10))
    assert parse(dumps(election)) == election


@pytest.mark.parametrize(
    ("text", "row", "column", "problem"),
    [
        (file("dai;2", "dai;9"), 12, "vote", "vote for project '9', which PROJECTS does not list"),
        (file("dai;2", "dai;2,2"), 12, "vote", "project 2 is named twice on this ballot"),
        (file("dai;2", "mair;2"), 12, "voter_id", "voter mair votes twice (first in row 11)"),
        (file("2;45", "1;45"), 8, "project_id", "project 1 is listed twice (first in row 7)"),
        (file("2;45", "2;45,5"), 8, "cost", "expected a plain number such as 5000 or 5000.50, found '45,5'"),
        (file("2;45", "2;-45"), 8, "cost", "expected a plain number such as 5000 or 5000.50, found '-45'"),
        (file("2;45", "2;٤٥"), 8, "cost", "expected a plain number such as 5000 or 5000.50, found '٤٥'"),
        (file("2;45;Trees", "2;45;Trees;x"), 8, None, "expected 3 values (project_id;cost;name), found 4"),
        (file("2;45;Trees", "2"), 8, None, "expected 3 values (project_id;cost;name), found 1"),
        (file("budget;100\n"), None, None, "META has no budget; expected a line such as budget;100000"),
        (file("budget;100", "budget;lots"), 3, "budget", "expected a plain number such as 5000"),
        (file("budget;100", "budget;100\nbudget;90"), 4, "key", "META has 'budget' twice (first in row 3)"),
        (
            file("approval", "show of hands"),
            4,
            None,
            "vote_type is 'show of hands'; expected one of approval,",
        ),
        (file("cost", "price"), 6, "cost", "PROJECTS has no such column; it has project_id;price;name"),
        (file("name", "cost"), 6, "cost", "PROJECTS has this column more than once"),
        (file("approval", "choose-1"), 11, "vote", "expected one project (choose-1), found 2"),
        (file("approval", "scoring"), 10, "points", "VOTES has no such column; it has voter_id;vote"),
        (file("META\n"), 1, None, "expected the section title META first, found 'key'"),
        (GOOD.split("VOTES")[0], None, None, "the section VOTES is missing"),
        (GOOD.split("VOTES")[0] + "VOTES", None, None, "the section VOTES has no header line"),
        (file("PROJECTS", "VOTES"), 5, None, "section VOTES found where PROJECTS was expected"),
        ("", None, None, "the section META is missing; a .pb file has META, PROJECTS, VOTES"),
    ],
)
def test_what_would_need_a_guess_is_an_error_that_names_the_place(text, row, column, problem):
    with pytest.raises(PabulibError) as caught:
        parse(text, "garw.pb")
    error = caught.value
    assert (error.name, error.row, error.column) == ("garw.pb", row, column)
    assert problem in error.problem
    assert str(error).startswith("garw.pb")


def test_points_that_do_not_match_the_choices_are_an_error():
    text = file("approval", "scoring").replace("voter_id;vote", "voter_id;vote;points")
    for points, problem in (("3", "expected 2 numbers"), ("3,many", "expected a number of points")):
        with pytest.raises(PabulibError, match=problem) as caught:
            parse(text.replace("mair;1,2", f"mair;1,2;{points}").replace("dai;2", "dai;2;1"))
        assert (caught.value.row, caught.value.column) == (11, "points")


def test_counts_that_disagree_with_the_sections_are_warnings():
    meta = "num_projects;3\nnum_votes;2\nmax_length;1\nbudget;100"
    text = file("budget;100", meta).replace("cost;name", "cost;name;votes;selected")
    text = text.replace("60;Bench", "60;Bench;1;2").replace("45;Trees", "45;Trees;5;0")
    assert parse(text).warnings == (
        "META says num_projects is 3; the file holds 2",
        "the votes column differs from the ballots for 1 projects: 2",
        "1 ballots break max_length 1; they are counted as cast",
        "the selected column has values other than 0 and 1; only 1 is read as funded",
    )
    assert parse(text).selected == ()


def test_an_election_made_here_is_written_with_all_its_columns():
    election = Election(
        meta={"budget": "12.5", "vote_type": "cumulative"},
        projects=(Project("a", 125, "Gardd", {"category": "green"}), Project("b", 30)),
        votes=(Vote("mair", ("b", "a"), (Fraction(5, 2), Fraction(1)), {"age": "70"}), Vote("dai", ())),
        scale=10,
    )
    assert dumps(election) == (
        "META\nkey;value\nbudget;12.5\nvote_type;cumulative\n"
        "PROJECTS\nproject_id;cost;name;category\na;12.5;Gardd;green\nb;3;;\n"
        "VOTES\nvoter_id;vote;points;age\nmair;b,a;2.5,1;70\ndai;;;\n"
    )


def test_what_the_format_cannot_hold_is_refused():
    election = parse(GOOD)
    with pytest.raises(PabulibError, match="holds a comma"):
        dumps(replace(election, projects=(Project("1,2", 5),)))
    thirds = replace(election, votes=(Vote("mair", ("1",), (Fraction(1, 3),)),))
    with pytest.raises(PabulibError, match="no finite decimal form"):
        dumps(thirds)


TEXT = st.text(st.characters(exclude_categories=("Cs", "Cc")) | st.sampled_from('";,\n'), max_size=12).map(
    str.strip
)
IDS = st.text(
    st.characters(exclude_categories=("Cs", "Cc", "Z"), exclude_characters=","), min_size=1, max_size=5
)
IDS = IDS.filter(lambda text: text == text.strip() and "\ufeff" not in text)


@st.composite
def files(draw):
    vote_type = draw(st.sampled_from(VOTE_TYPES))
    ids = draw(st.lists(IDS, min_size=1, max_size=4, unique=True))
    cents = st.integers(0, 10**12)
    projects = tuple(Project(p, draw(cents), draw(TEXT), {"x": draw(TEXT)}) for p in ids)
    votes = []
    for voter in draw(st.lists(IDS, max_size=4, unique=True)):
        limit = 1 if vote_type == "choose-1" else len(ids)
        choices = tuple(draw(st.lists(st.sampled_from(ids), unique=True, max_size=limit)))
        whole = (
            [draw(st.integers(-999, 999)) for _ in choices] if vote_type in ("scoring", "cumulative") else []
        )
        votes.append(Vote(voter, choices, tuple(Fraction(n, 100) for n in whole), {"y": draw(TEXT)}))
    meta = {
        "budget": f"{draw(cents)}.{draw(st.integers(0, 99)):02d}",
        "vote_type": vote_type,
        "comment": draw(TEXT),
    }
    return Election(meta, projects, tuple(votes), 100)


@settings(max_examples=200, deadline=None)
@given(files())
def test_what_is_written_reads_back_the_same(made):
    read = parse(dumps(made))
    assert [(p.id, Fraction(p.cost, read.scale), p.name, p.other) for p in read.projects] == [
        (p.id, Fraction(p.cost, 100), p.name, p.other) for p in made.projects
    ]
    assert read.votes == made.votes
    assert Fraction(read.budget, read.scale) == Fraction(made.budget, 100)
    assert parse(dumps(read)) == read


CELLS = st.text("ab1,;. \t\r\n\x0b\x1c\u2028", max_size=8)


@settings(max_examples=300, deadline=None)
@given(st.lists(CELLS, max_size=8))
def test_rows_after_the_last_quote_are_cut_as_the_csv_reader_cuts_them(lines):
    """A quoted value at the very end sends every row through the csv reader."""
    text = "META\nkey;value\nbudget;9\nvote_type;approval\nPROJECTS\nproject_id;cost\n1;9\n"
    text += "VOTES\nvoter_id;vote;x\n" + "\n".join(lines) + "\n"

    def read(text):
        try:
            return parse(text).votes
        except PabulibError as error:
            return str(error)

    plain, quoted = read(text), read(text + '"last";1;\n')
    assert plain == (quoted[:-1] if isinstance(quoted, tuple) else quoted)
