"""Read and write participatory-budgeting elections in the Pabulib ``.pb`` format.

A ``.pb`` file is one text with three sections, META, PROJECTS and VOTES; each has a title line, a header line
and rows separated by ``;``, with double quotes where a value holds a semicolon, a quote or a line break.

Source: the format description of pabulib.org (Faliszewski, Flis, Peters, Pierczyński, Skowron, Stolicki,
Szufa, Talmon, *Participatory Budgeting: Data, Tools, and Analysis*, IJCAI 2023).
"""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from functools import lru_cache
from itertools import chain
from operator import attrgetter

APPROVAL = "approval"
CHOOSE_ONE = "choose-1"
ORDINAL = "ordinal"
CUMULATIVE = "cumulative"
SCORING = "scoring"
VOTE_TYPES = (APPROVAL, CHOOSE_ONE, ORDINAL, CUMULATIVE, SCORING)
POINT_TYPES = (CUMULATIVE, SCORING)

_SECTIONS = ("META", "PROJECTS", "VOTES")
# [0-9] and not \d: other scripts' digits would pass \d, and nobody could say what such a file costs.
_AMOUNT = re.compile(r"[0-9]+(\.[0-9]*)?|\.[0-9]+")
_POINTS = re.compile(r"-?(?:[0-9]+(\.[0-9]*)?|\.[0-9]+)")


class PabulibError(ValueError):
    """A ``.pb`` file that cannot be read without guessing.

    Attributes: ``name`` of the file, ``row`` (its line, from 1; None for the file as a whole), ``column``
    (None for the whole row) and ``problem``, a sentence saying what was found and what was expected.
    """

    def __init__(
        self, problem: str, name: str = "", row: int | None = None, column: str | None = None
    ) -> None:
        self.name, self.row, self.column, self.problem = name, row, column, problem
        place = [name] if name else []
        place += [f"row {row}"] if row is not None else []
        place += [f"column {column}"] if column is not None else []
        super().__init__(f"{', '.join(place)}: {problem}" if place else problem)


@dataclass(frozen=True, slots=True)
class Project:
    """One project on the ballot.

    ``cost`` is whole minor units (see :attr:`Election.scale`), ``name`` is empty where the file gives none,
    and ``other`` keeps every further column as it was written.
    """

    id: str
    cost: int
    name: str = ""
    other: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Vote:
    """One ballot: ``choices`` are project ids in the order written; ``points`` is as long, or empty.

    ``other`` keeps every further column as it was written.
    """

    voter_id: str
    choices: tuple[str, ...]
    points: tuple[Fraction, ...] = ()
    other: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Election:
    """One participatory-budgeting election.

    ``meta`` holds the META section as written (treat it as read-only). Money is whole minor units: one unit
    of the file's currency is ``scale`` of them (1 where the file has whole amounts, 100 where it has two
    decimals). ``warnings`` are sentences about what is odd but not ambiguous; with ``name`` they take no part
    in equality.
    """

    meta: Mapping[str, str]
    projects: tuple[Project, ...]
    votes: tuple[Vote, ...]
    scale: int = 1
    project_columns: tuple[str, ...] = ()
    vote_columns: tuple[str, ...] = ()
    name: str = field(default="", compare=False)
    warnings: tuple[str, ...] = field(default=(), compare=False)

    @property
    def budget(self) -> int:
        """The budget in minor units."""
        return int(_amount(self.meta["budget"]) * self.scale)

    @property
    def vote_type(self) -> str:
        """One of :data:`VOTE_TYPES`."""
        return self.meta["vote_type"].lower()

    @property
    def score_threshold(self) -> Fraction | None:
        """The least score a project needs to be funded (META ``min_project_score_threshold``), if any."""
        text = self.meta.get("min_project_score_threshold", "")
        return _amount(text) if text else None

    @property
    def selected(self) -> tuple[str, ...] | None:
        """What the real election funded: the ids whose ``selected`` column is 1, or None without that column.

        Values above 1 mark cases that the file's comment explains (an error, another source of money); they
        are not the rule's result and do not count.
        """
        if "selected" not in self.project_columns:
            return None
        return tuple(p.id for p in self.projects if p.other.get("selected") == "1")


def parse(text: str, name: str = "") -> Election:
    """Read a ``.pb`` file.

    Tolerated: a byte-order mark, any line ends, blank rows, spaces round values, stray quotes inside a value,
    columns in any order, empty ballots. A number in META or in the ``votes`` and ``score`` columns that
    differs from what the sections hold is a warning and not an error, because the sections alone decide the
    result and say it fully. What would need a guess is an error: a vote for an unknown project, an id twice,
    a project twice on a ballot, points that do not match the choices, an amount that is not a plain number.

    Parameters: ``text``, the whole file; ``name``, how errors name it.
    Returns the :class:`Election`. Raises :class:`PabulibError`. Linear in the length of the text.

    >>> election = parse('''META
    ... key;value
    ... budget;100
    ... vote_type;approval
    ... PROJECTS
    ... project_id;cost;name
    ... 1;60;Bench
    ... 2;45.50;Trees
    ... VOTES
    ... voter_id;vote
    ... mair;1,2
    ... dai;2
    ... ''')
    >>> [(p.id, p.cost) for p in election.projects], election.budget, election.scale
    ([('1', 600), ('2', 455)], 1000, 10)
    >>> election.votes[0].choices
    ('1', '2')
    """
    sections, ballots = _sections(text, name)
    meta = _meta(sections["META"], name)
    projects_header, project_rows = _table(sections["PROJECTS"], ("project_id", "cost"), "PROJECTS", name)
    scale, projects = _projects(meta, projects_header, project_rows, name)
    needs_points = meta["vote_type"].lower() in POINT_TYPES
    needed = ("voter_id", "vote", "points") if needs_points else ("voter_id", "vote")
    votes_header, vote_rows = _table(ballots, needed, "VOTES", name)
    votes = _votes(meta["vote_type"].lower(), projects, votes_header, vote_rows, name)
    return Election(
        meta=meta,
        projects=projects,
        votes=votes,
        scale=scale,
        project_columns=projects_header,
        vote_columns=votes_header,
        name=name,
        warnings=tuple(_warnings(meta, projects, votes)),
    )


def dumps(election: Election) -> str:
    """Write an election as ``.pb`` text with ``\\n`` line ends.

    Whatever :func:`parse` returned is written so that it reads back equal; META goes out as it stands.
    Raises :class:`PabulibError` for an id that holds a comma, or points with no finite decimal form.

    >>> text = "META\\nkey;value\\nbudget;9\\nvote_type;choose-1\\n"
    >>> text += "PROJECTS\\nproject_id;cost\\n7;9\\nVOTES\\nvoter_id;vote\\nmair;7\\n"
    >>> dumps(parse(text)) == text
    True
    """
    out = io.StringIO()
    writer = csv.writer(out, delimiter=";", lineterminator="\n")
    writer.writerows([["META"], ["key", "value"], *election.meta.items(), ["PROJECTS"]])
    columns = election.project_columns or _columns(
        ("project_id", "cost", "name"), (p.other for p in election.projects)
    )
    writer.writerow(columns)
    for project in election.projects:
        _refuse_comma(project.id, election.name)
        own = {
            "project_id": project.id,
            "cost": _decimal(Fraction(project.cost, election.scale)),
            "name": project.name,
        }
        writer.writerow([own[c] if c in own else project.other.get(c, "") for c in columns])
    writer.writerow(["VOTES"])
    base = ("voter_id", "vote", "points") if election.vote_type in POINT_TYPES else ("voter_id", "vote")
    columns = election.vote_columns or _columns(base, (v.other for v in election.votes))
    writer.writerow(columns)
    for vote in election.votes:
        points = ",".join(map(_decimal, vote.points))
        own = {"voter_id": vote.voter_id, "vote": ",".join(vote.choices)}
        if vote.points or election.vote_type in POINT_TYPES:
            own["points"] = points
        writer.writerow([own[c] if c in own else vote.other.get(c, "") for c in columns])
    return out.getvalue()


def _columns(base: tuple[str, ...], others: Iterable[Mapping[str, str]]) -> tuple[str, ...]:
    """``base``, then every further key in the order first met."""
    return tuple(dict.fromkeys((*base, *(key for other in others for key in other))))


def _refuse_comma(project_id: str, name: str) -> None:
    if "," in project_id:
        raise PabulibError(
            f"project id {project_id!r} holds a comma, which separates the ids of a ballot", name
        )


def _rows(text: str, name: str) -> Iterator[tuple[int, list[str]]]:
    """Each row that is not blank, with the line it starts on and its cells stripped."""
    text = text.removeprefix("\ufeff")
    lines = io.StringIO(text, newline="").readlines()
    quoted = len(lines) - next((at for at, line in enumerate(reversed(lines)) if '"' in line), len(lines))
    reader = csv.reader(lines, delimiter=";")
    last = 0
    # Where no quote is left to come, and that is most of the ballots, a row is its line cut at each ';'.
    while last < quoted:
        try:
            cells = next(reader)
        except csv.Error as error:
            problem = f"cannot be read as rows separated by ';' ({error}); is a double quote left open?"
            raise PabulibError(problem, name, last + 1) from None
        first, last = last + 1, reader.line_num
        if last > first:
            _refuse_open_quote(lines[first - 1 : last], name, first)
        cells = [cell.strip() for cell in cells]
        if any(cells):
            yield first, cells
    for row in range(last, len(lines)):
        line = lines[row]
        if line and not line.isspace():
            cells = [cell.strip() for cell in line.split(";")]
            if any(cells):
                yield row + 1, cells


def _refuse_open_quote(lines: Sequence[str], name: str, row: int) -> None:
    """A quote that is never closed swallows the rows after it, votes included, and csv does not complain."""
    try:
        list(csv.reader(lines, delimiter=";", strict=True))
    except csv.Error:
        raise PabulibError(
            "a value opens with a double quote that is not closed in its cell", name, row
        ) from None


Rows = Iterable[tuple[int, list[str]]]


def _sections(text: str, name: str) -> tuple[dict[str, Rows], Rows]:
    """META and PROJECTS as lists; the rows of VOTES, read one by one as they are asked for."""
    sections: dict[str, list[tuple[int, list[str]]]] = {}
    current: list[tuple[int, list[str]]] | None = None
    rows = _rows(text, name)
    for row, cells in rows:
        title = cells[0].upper()
        # A voter may well be called "meta": a title stands alone on its line and comes once.
        if title in _SECTIONS and title not in sections and not any(cells[1:]):
            expected = _SECTIONS[len(sections)]
            if title != expected:
                raise PabulibError(f"section {title} found where {expected} was expected", name, row)
            current = sections[title] = []
            if title == _SECTIONS[-1]:
                break
        elif current is None:
            raise PabulibError(f"expected the section title META first, found {cells[0]!r}", name, row)
        else:
            current.append((row, cells))
    for title in _SECTIONS:
        if title not in sections:
            raise PabulibError(f"the section {title} is missing; a .pb file has {', '.join(_SECTIONS)}", name)
        if title != _SECTIONS[-1] and not sections[title]:
            raise PabulibError(f"the section {title} has no header line", name)
    return dict(sections), rows


def _meta(rows: Rows, name: str) -> dict[str, str]:
    (row, header), *others = rows
    if [cell.lower() for cell in header[:2]] != ["key", "value"]:
        raise PabulibError("expected the header key;value under META", name, row)
    meta: dict[str, str] = {}
    places: dict[str, int] = {}
    for row, cells in others:
        key = cells[0]
        if key in meta:
            raise PabulibError(f"META has {key!r} twice (first in row {places[key]})", name, row, "key")
        # An unquoted ';' in a comment splits it; the text is whole again when put back together.
        meta[key] = ";".join(cells[1:]).rstrip(";") if len(cells) > 2 else "".join(cells[1:])
        places[key] = row
    if "budget" not in meta:
        raise PabulibError("META has no budget; expected a line such as budget;100000", name)
    _checked_amount(meta["budget"], name, places["budget"], "budget")
    if meta.get("min_project_score_threshold"):
        text = meta["min_project_score_threshold"]
        _checked_amount(text, name, places["min_project_score_threshold"], "min_project_score_threshold")
    if meta.get("vote_type", "").lower() not in VOTE_TYPES:
        found = repr(meta["vote_type"]) if "vote_type" in meta else "nothing"
        expected = ", ".join(VOTE_TYPES)
        raise PabulibError(f"vote_type is {found}; expected one of {expected}", name, places.get("vote_type"))
    return meta


def _table(rows: Rows, needed: Sequence[str], title: str, name: str) -> tuple[tuple[str, ...], Rows]:
    """The header and the rows of a section, each row filled up to the header's length."""
    below = iter(rows)
    row, header = next(below, (None, None))
    if header is None:
        raise PabulibError(f"the section {title} has no header line", name)
    while header and not header[-1]:
        header = header[:-1]
    for column in needed:
        if column not in header:
            raise PabulibError(f"{title} has no such column; it has {';'.join(header)}", name, row, column)
    if len(set(header)) != len(header):
        twice = next(column for column, count in Counter(header).items() if count > 1)
        raise PabulibError(f"{title} has this column more than once", name, row, twice)
    return tuple(header), _filled(below, header, 1 + max(header.index(column) for column in needed), name)


def _filled(rows: Rows, header: Sequence[str], least: int, name: str) -> Rows:
    width = len(header)
    for row, cells in rows:
        if len(cells) != width:
            if len(cells) < least or any(cells[width:]):
                problem = f"expected {width} values ({';'.join(header)}), found {len(cells)}"
                raise PabulibError(problem, name, row)
            cells = cells[:width] + [""] * (width - len(cells))
        yield row, cells


def _projects(
    meta: Mapping[str, str], header: tuple[str, ...], rows: Rows, name: str
) -> tuple[int, tuple[Project, ...]]:
    """The scale that makes every amount whole, and the projects in it."""
    rows = list(rows)
    id_at, cost_at = header.index("project_id"), header.index("cost")
    amounts: dict[str, Fraction] = {}
    places: dict[str, int] = {}
    for row, cells in rows:
        key = cells[id_at]
        if not key or "," in key:
            raise PabulibError(
                f"expected a project id without commas, found {key!r}", name, row, "project_id"
            )
        if key in amounts:
            raise PabulibError(
                f"project {key} is listed twice (first in row {places[key]})", name, row, "project_id"
            )
        amounts[key] = _checked_amount(cells[cost_at], name, row, "cost")
        places[key] = row
    if not amounts:
        raise PabulibError("PROJECTS lists no project", name)
    scale = _scale([_amount(meta["budget"]), *amounts.values()])
    kept = [(at, column) for at, column in enumerate(header) if column not in ("project_id", "cost", "name")]
    name_at = header.index("name") if "name" in header else None
    projects = tuple(
        Project(
            id=cells[id_at],
            cost=int(amounts[cells[id_at]] * scale),
            name=cells[name_at] if name_at is not None else "",
            other={column: cells[at] for at, column in kept},
        )
        for _, cells in rows
    )
    return scale, projects


def _votes(
    vote_type: str, projects: tuple[Project, ...], header: tuple[str, ...], rows: Rows, name: str
) -> tuple[Vote, ...]:
    # One string object for each id: its hash is then computed once and not for every ballot again.
    known = {project.id: project.id for project in projects}
    voter_at, vote_at = header.index("voter_id"), header.index("vote")
    points_at = header.index("points") if vote_type in POINT_TYPES else None
    own = {"voter_id", "vote"} | ({"points"} if points_at is not None else set())
    kept = [(at, column) for at, column in enumerate(header) if column not in own]
    places: dict[str, int] = {}
    votes: list[Vote] = []
    for row, cells in rows:
        voter = cells[voter_at]
        if not voter:
            raise PabulibError("expected the id of a voter, found nothing", name, row, "voter_id")
        if places.setdefault(voter, row) != row:
            problem = f"voter {voter} votes twice (first in row {places[voter]})"
            raise PabulibError(problem, name, row, "voter_id")
        choices = _choices(cells[vote_at], known, name, row)
        if len(set(choices)) != len(choices):
            twice = next(choice for choice, count in Counter(choices).items() if count > 1)
            raise PabulibError(f"project {twice} is named twice on this ballot", name, row, "vote")
        if vote_type == CHOOSE_ONE and len(choices) > 1:
            raise PabulibError(f"expected one project (choose-1), found {len(choices)}", name, row, "vote")
        points = _points(cells[points_at], len(choices), name, row) if points_at is not None else ()
        votes.append(Vote(voter, choices, points, {column: cells[at] for at, column in kept}))
    return tuple(votes)


def _choices(text: str, known: Mapping[str, str], name: str, row: int) -> tuple[str, ...]:
    if not text:
        return ()
    parts = text.split(",")
    try:
        return tuple(map(known.__getitem__, parts))
    except KeyError:
        pass  # a space round an id, or an id that PROJECTS does not list
    try:
        return tuple([known[part.strip()] for part in parts])
    except KeyError as unknown:
        problem = f"vote for project {unknown.args[0]!r}, which PROJECTS does not list"
        raise PabulibError(problem, name, row, "vote") from None


def _points(text: str, expected: int, name: str, row: int) -> tuple[Fraction, ...]:
    parts = [part.strip() for part in text.split(",")] if text else []
    if len(parts) != expected:
        problem = f"expected {expected} numbers, one for each project of the vote, found {len(parts)}"
        raise PabulibError(problem, name, row, "points")
    for part in parts:
        if not _POINTS.fullmatch(part):
            raise PabulibError(
                f"expected a number of points such as 3 or 2.5, found {part!r}", name, row, "points"
            )
    return tuple(map(_fraction, parts))


@lru_cache(maxsize=4096)
def _fraction(text: str) -> Fraction:
    return Fraction(text)


def _checked_amount(text: str, name: str, row: int, column: str) -> Fraction:
    if not _AMOUNT.fullmatch(text):
        raise PabulibError(
            f"expected a plain number such as 5000 or 5000.50, found {text!r}", name, row, column
        )
    return _amount(text)


def _amount(text: str) -> Fraction:
    return Fraction(text)


def _scale(amounts: Iterable[Fraction]) -> int:
    """The least power of ten that makes every amount whole."""
    scale = 1
    for amount in amounts:
        while (amount * scale).denominator != 1:
            scale *= 10
    return scale


def _decimal(value: Fraction) -> str:
    """The shortest exact decimal form."""
    digits, power = 0, value.denominator
    while power % 10 == 0:
        digits, power = digits + 1, power // 10
    while power % 2 == 0 or power % 5 == 0:
        digits, power = digits + 1, power // (2 if power % 2 == 0 else 5)
    if power != 1:
        raise PabulibError(f"{value} has no finite decimal form")
    if digits == 0:
        return str(value.numerator)
    whole = str(abs(int(value * 10**digits))).rjust(digits + 1, "0")
    text = f"{whole[:-digits]}.{whole[-digits:]}".rstrip("0")
    return f"-{text}" if value < 0 else text


def _warnings(
    meta: Mapping[str, str], projects: tuple[Project, ...], votes: tuple[Vote, ...]
) -> Iterator[str]:
    for key, found in (("num_projects", len(projects)), ("num_votes", len(votes))):
        if key in meta and meta[key] != str(found):
            yield f"META says {key} is {meta[key]}; the file holds {found}"
    told = [project for project in projects if project.other.get("votes")]
    counts = Counter(chain.from_iterable(map(attrgetter("choices"), votes if told else ())))
    wrong = [project.id for project in told if project.other["votes"] != str(counts[project.id])]
    if wrong:
        yield f"the votes column differs from the ballots for {len(wrong)} projects: {', '.join(wrong[:5])}"
    for key, breaks in (("min_length", _shorter), ("max_length", _longer)):
        if meta.get(key, "").isdecimal():
            number = sum(breaks(len(vote.choices), int(meta[key])) for vote in votes)
            if number:
                yield f"{number} ballots break {key} {meta[key]}; they are counted as cast"
    if any(p.other.get("selected") not in (None, "", "0", "1") for p in projects):
        yield "the selected column has values other than 0 and 1; only 1 is read as funded"


def _shorter(length: int, bound: int) -> bool:
    return length < bound


def _longer(length: int, bound: int) -> bool:
    return length > bound
