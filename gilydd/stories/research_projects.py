"""A study as a REFI-QDA project, and a project of another program as what a study would hold."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from gilydd.algorithms import refi
from gilydd.people.models import Community
from gilydd.people.policy import type_of_actor
from gilydd.people.queries import names
from gilydd.services.models import Service

from .codebook_sheets import Row
from .models import Codebook, Highlight, Memo, Study, StudyCoder, StudySource, Theme
from .research_policy import standing_texts, visible_highlights, visible_memos, visible_sources
from .research_words import COLOURS, LOOKS, MemoKind

# The colours of static/stories/coding.css; the pattern, which the format cannot hold, is told apart there.
PALETTE = ("#b3261e", "#a84f00", "#6d5f00", "#1f6e38", "#00676e", "#1f5fae", "#6b3fa0", "#a3266e")
LANGUAGE, SERVICE = "Language", "Service"
BOTH = " / "


def in_both(cy: str, en: str) -> str:
    """Welsh and English as one name: "Cael fy nghlywed / Being heard"; one of them where the other is empty.

    >>> in_both("Gofal", "Care"), in_both("", "Care"), in_both("Taxi", "Taxi")
    ('Gofal / Care', 'Care', 'Taxi')
    """
    return cy if cy == en else BOTH.join(part for part in (cy, en) if part)


def project_of(by: type_of_actor, study: Study) -> tuple[refi.Project, list[int]]:
    """(project, numbers of the texts in it): what this person may read of the study at this moment.

    While it is being coded that is their own marks alone. Coders are named as far as they said so. Seven
    queries whatever its size.
    """
    community = study.community
    themes = list(study.codebook.themes.order_by("place_in_list", "pk"))
    sources = list(visible_sources(by, community).filter(study=study).order_by("number"))
    marks = list(
        visible_highlights(by, community)
        .filter(source__in=[one.pk for one in sources], removed_at__isnull=True)
        .order_by("start", "end", "pk")
    )
    memos = list(visible_memos(by, community).filter(study=study).select_related("highlight").order_by("pk"))
    coders = list(study.coders.order_by("pk"))
    guids = {one.pk: str(one.guid) for one in coders}
    project = refi.Project(
        name=study.name,
        coders=tuple(refi.Coder(guids[one.pk], called) for one, called in named(coders)),
        codes=refi.tree([(one.pk, one.parent_id, _code(one)) for one in themes]),
        texts=tuple(_text(one, marks, memos, guids) for one in sources),
        notes=tuple(_note(one, guids) for one in memos),
        code_notes=tuple(
            (str(one.theme.guid), str(one.guid)) for one in memos if one.theme and not one.source
        ),
        description=study.question,
        made_at=study.made_at,
    )
    return project, [one.number for one in sources]


def named(coders: Sequence[StudyCoder]) -> list[tuple[StudyCoder, str]]:
    """Each coder with what to call them to others: their name where they said so, else a number."""
    called = names([one.party_id for one in coders if one.by_name and one.party_id])
    return [
        (one, one.called or (called.get(one.party_id or 0) if one.by_name else "") or f"Coder {place}")
        for place, one in enumerate(coders, 1)
    ]


def _code(theme: Theme) -> refi.Code:
    return refi.Code(
        str(theme.guid),
        in_both(theme.name_cy, theme.name_en),
        PALETTE[theme.look % COLOURS],
        in_both(theme.meaning_cy, theme.meaning_en),
    )


def _text(
    source: StudySource, marks: Sequence[Highlight], memos: Sequence[Memo], coders: Mapping[int, str]
) -> refi.Text:
    values = [(LANGUAGE, source.lang)]
    if source.service is not None:
        values.append((SERVICE, in_both(source.service.name_cy, source.service.name_en)))
    made = [
        refi.Mark(
            str(one.guid), one.start, one.end, str(one.theme.guid), coders[one.coder_id],
            one.made_at.replace(microsecond=0),
            tuple(str(memo.guid) for memo in memos if memo.highlight_id == one.pk),
        )
        for one in marks
        if one.source_id == source.pk
    ]  # fmt: skip
    notes = [str(one.guid) for one in memos if one.source_id == source.pk and one.highlight_id is None]
    return refi.Text(
        str(source.guid), f"T{source.number:03}", source.text, tuple(made), tuple(values), tuple(notes)
    )


def _note(memo: Memo, coders: Mapping[int, str]) -> refi.Note:
    return refi.Note(
        str(memo.guid), str(MemoKind(memo.kind).value), memo.words, coders[memo.coder_id],
        memo.made_at.replace(microsecond=0),
    )  # fmt: skip


# The other way.


@dataclass(frozen=True)
class Plan:
    """What a project file would bring in. `known` are texts of the file that this Gilydd knows by their guid;
    `gone` those of them that were withdrawn here and stay out."""

    project: refi.Project
    themes: tuple[Row, ...]
    codes: Mapping[str, str]
    known: Mapping[str, StudySource] = field(default_factory=dict)
    gone: tuple[str, ...] = ()
    remarks: tuple[str, ...] = ()

    @property
    def texts(self) -> list[refi.Text]:
        """The texts that come in."""
        return [one for one in self.project.texts if one.guid not in self.gone]


def plan_of(by: type_of_actor, community: Community, content: bytes) -> Plan:
    """Read a project file and judge it against what this community knows. Raises refi.BadProject."""
    found = refi.read(content)
    project = found.project
    wanted = [one.guid for one in project.texts]
    rows = StudySource.objects.of(community).filter(guid__in=wanted).order_by("pk")
    known = {str(one.guid): one for one in rows.select_related("story", "study", "service")}
    stands = {str(guid) for guid in rows.filter(standing_texts(by, community)).values_list("guid", flat=True)}
    gone = tuple(guid for guid in wanted if guid in known and guid not in stands)
    themes, codes = _rows(community, project)
    return Plan(project, themes, codes, known, gone, found.remarks)


def _rows(community: Community, project: refi.Project) -> tuple[tuple[Row, ...], dict[str, str]]:
    """The themes as rows of a codebook sheet, and for each code's guid the number of its row."""
    known = {str(one.guid): one for one in Theme.objects.of(community).order_by("-pk")}
    rows: list[Row] = []
    codes: dict[str, str] = {}
    taken: dict[str, int] = {}
    numbers: list[int] = []
    looks: list[int] = []
    for depth, code in refi.walk(project.codes):
        numbers = [*numbers[:depth], (numbers[depth] if depth < len(numbers) else 0) + 1]
        number = ".".join(map(str, numbers))
        here = known.get(code.guid)
        pair = _pair(code.name, here, "name", project.origin)
        meaning = _pair(code.description, here, "meaning", project.origin)
        look = here.look if here is not None and PALETTE[here.look % COLOURS] == code.colour else None
        if look is None and code.colour:
            look = _nearest(code.colour, looks)
        if look is not None:
            looks.append(look)
        # Two themes of one codebook have two names; the second gets its number with it.
        first = pair[1] or pair[0]
        taken[first.casefold()] = taken.get(first.casefold(), 0) + 1
        if taken[first.casefold()] > 1:
            pair = tuple(f"{one} ({taken[first.casefold()]})" if one else "" for one in pair)  # type: ignore[assignment]
        rows.append(Row(number, number.rpartition(".")[0], *pair, *meaning, look, code.guid))
        codes[code.guid] = number
    return tuple(rows), codes


def _pair(text: str, known: Theme | None, name: str, origin: str) -> tuple[str, str]:
    """(Welsh, English) of one name: as the theme of this guid here has it, or as our own files write both."""
    most = 115 if name == "name" else 10_000
    text = text.strip() or ("?" if name == "name" else "")
    if known is not None:
        pair = getattr(known, f"{name}_cy"), getattr(known, f"{name}_en")
        if in_both(*pair) == text:
            return pair
    if origin == refi.ORIGIN and text.count(BOTH) == 1:
        welsh, english = text.split(BOTH)
        return welsh[:most], english[:most]
    return "", text[:most]


def _nearest(colour: str, taken: Sequence[int]) -> int:
    """The look whose colour is nearest, in the first pattern that no other theme has with it."""
    digits = colour[1:] if len(colour) == 7 else "".join(sign * 2 for sign in colour[1:])
    wanted = _rgb(digits)
    place = min(
        range(COLOURS),
        key=lambda at: sum((a - b) ** 2 for a, b in zip(_rgb(PALETTE[at][1:]), wanted, strict=True)),
    )
    free = [look for look in range(place, LOOKS, COLOURS) if look not in taken]
    return free[0] if free else place


def _rgb(digits: str) -> tuple[int, ...]:
    return tuple(int(part, 16) for part in re.findall("..", digits))


def service_of(community: Community, text: refi.Text) -> Service | None:
    """The service of this community that a text of a file names."""
    said = dict(text.values).get(SERVICE, "")
    rows = Service.objects.of(community) if said else []
    return next(
        (one for one in rows if said in (in_both(one.name_cy, one.name_en), one.name_cy, one.name_en)), None
    )


def empty_codebook_name(project: refi.Project) -> str:
    """What the codebook of a project is called here."""
    return " ".join(project.name.split())[:110] or "REFI-QDA"


def codebook_rows(codebook: Codebook) -> list[Row]:
    """A codebook as rows of a sheet, in the order of its tree; one query."""
    below: dict[int | None, list[Theme]] = {}
    for one in codebook.themes.order_by("place_in_list", "pk"):
        below.setdefault(one.parent_id, []).append(one)
    rows: list[Row] = []

    def add(above: int | None, prefix: str) -> None:
        for place, one in enumerate(below.get(above, []), 1):
            number = f"{prefix}{place}"
            rows.append(
                Row(
                    number, number.rpartition(".")[0], one.name_cy, one.name_en, one.meaning_cy,
                    one.meaning_en, one.look, str(one.guid),
                )
            )  # fmt: skip
            add(one.pk, f"{number}.")

    add(None, "")
    return rows
