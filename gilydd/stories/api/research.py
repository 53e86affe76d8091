"""Operations of peer research: studies, their texts, marks, notes, codebooks, and files."""

from __future__ import annotations

import base64
import binascii
from typing import Annotated, Any

from django.utils.translation import gettext as now
from django.utils.translation import gettext_lazy as _
from pydantic import BaseModel, Field
from pydantic import StringConstraints as Text

from gilydd.history.words import Refused
from gilydd.people.models import Community
from gilydd.people.operations import (
    Code,
    Day,
    Given,
    Here,
    Id,
    IdempotencyKey,
    Lang,
    Line,
    Made,
    Minutes,
    Moment,
    Said,
    Words,
    act_key,
    found,
    operation,
    own_row,
    party_of,
    work_of,
)
from gilydd.people.words import Role, Scope
from gilydd.services.policy import visible_services

from ..codebook_sheets import read as read_sheet
from ..commands import codebooks, coding, projects, studies
from ..models import StudyCoder, StudySource, Theme
from ..queries import coding as pages
from ..queries import research as reads
from ..queries.agreement import agreement as agreement_of
from ..research_policy import (
    codable_stories,
    visible_codebooks,
    visible_highlights,
    visible_memos,
    visible_sources,
    visible_studies,
    visible_themes,
)
from ..research_words import Consented, MemoKind
from .routing import router

MINE = Role.RESEARCHER
Place = Annotated[int, Field(ge=0, le=100_000, strict=True)]
AnyLang = Annotated[str, Text(pattern="^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$", max_length=35)]
Packed = Annotated[str, Text(max_length=28_000_000)]


class StudyShown(BaseModel):
    """`texts` that I may read now; `read` of them I read to the end."""

    id: int
    name: str
    lang: str
    texts: int
    read: int


class TextLine(BaseModel):
    """A text of a study; of one that is gone its number and why."""

    id: int
    number: int
    lang: str
    service: str
    marks: int
    read: bool
    gone: str


class MarkShown(BaseModel):
    """Code points of the text, the end not included. `words` is text[start:end]."""

    id: int
    theme: int
    start: int
    end: int
    words: str
    coder: str
    mine: bool
    look_again: bool


class TextShown(BaseModel):
    """The text in Unicode NFC with line feeds, and the marks that I see."""

    id: int
    number: int
    lang: str
    text: str
    marks: list[MarkShown]


class ThemeShown(BaseModel):
    id: int
    number: str
    name_cy: str
    name_en: str
    retired: bool


class AgreementShown(BaseModel):
    """Krippendorff's alpha; null where there is none. `theme` null: all themes together."""

    theme: int | None
    before: float | None
    now: float | None


class Training(Given):
    training: Line
    trained_on: Day


class NewStudy(Training):
    codebook: Id
    name: Line
    question: Said
    lang: Lang


class NewCoder(Training):
    member: Id


class Stories(Given):
    stories: Annotated[list[Id], Field(min_length=1, max_length=500)]


class NewTalk(Given):
    text: Annotated[str, Text(min_length=1, max_length=60_000)]
    lang: AnyLang
    consented_how: Consented
    consented_on: Day
    consent_until: Day | None = None
    consent_sheet: Annotated[str, Text(strip_whitespace=True, min_length=1, max_length=50)]
    service: Id | None = None


class Withdrawn(Given):
    withdrawn: bool


class NewMark(Given):
    theme: Id
    start: Place
    end: Place


class Finished(Given):
    finished: bool = True


class NewMemo(Given):
    words: Said
    lang: Lang
    kind: MemoKind = MemoKind.MEMO
    shared: bool = False
    text: Id | None = None
    theme: Id | None = None
    mark: Id | None = None


class ChangedMemo(Given):
    words: Said
    lang: Lang
    shared: bool = False


class ByName(Given):
    by_name: bool


class FindingsGiven(Given):
    findings: Said
    lang: Lang


class HoursGiven(Given):
    minutes: Minutes
    work: Code
    occurred_at: Moment


class NewCodebook(Given):
    name_cy: Words = ""
    name_en: Words = ""
    about_cy: Words = ""
    about_en: Words = ""


class ThemeGiven(Given):
    """`look`: colour and pattern, 0 to 31. `parent`: the theme above it."""

    name_cy: Annotated[str, Text(strip_whitespace=True, max_length=120)] = ""
    name_en: Annotated[str, Text(strip_whitespace=True, max_length=120)] = ""
    meaning_cy: Words = ""
    meaning_en: Words = ""
    parent: Id | None = None
    look: Annotated[int, Field(ge=0, le=31)] | None = None


class Sheet(Given):
    csv: Annotated[str, Text(min_length=1, max_length=400_000)]


class ProjectGiven(Training):
    """`content`: a .qdpx file in base64. Without `write` it is only looked at."""

    content: Packed
    lang: Lang
    consented_how: Consented
    consented_on: Day
    consent_until: Day | None = None
    consent_sheet: Annotated[str, Text(strip_whitespace=True, min_length=1, max_length=40)]
    write: bool = False


class Brought(BaseModel):
    lines: list[str]
    warnings: list[str]
    study: int | None


class FileShown(BaseModel):
    """A file in base64."""

    content: str


class Done(BaseModel):
    """How many."""

    number: int


def op(method: str, path: str, says: object, gives: Any, *, reads: bool = False, status: int = 200) -> Any:
    """An operation of a peer researcher."""
    scope = Scope.READ if reads else Scope.WRITE
    where = f"/communities/{{community}}{path}"
    return operation(router, method, where, says=says, scope=scope, who=MINE, gives=gives, status=status)


def _study(request: Any, community: Community, study: int) -> Any:
    return found(visible_studies(request.person, community), pk=study)


def _text(request: Any, community: Community, pk: int) -> StudySource:
    row: StudySource = found(visible_sources(request.person, community), pk=pk)
    return row


@op("GET", "/studies", _("My studies"), list[StudyShown], reads=True)
def studies_list(request: Any, community: Here) -> list[dict[str, Any]]:
    """Newest first."""
    return [
        {"id": one.pk, "name": one.name, "lang": one.lang, "texts": one.texts, "read": one.read}
        for one in reads.studies(request.person, community)
    ]


@op("POST", "/studies", _("Begin a study"), Made, status=201)
def start_study(request: Any, community: Here, body: NewStudy) -> dict[str, int]:
    """Whoever begins it leads it."""
    given = body.model_dump(exclude={"codebook"})
    book = own_row(visible_codebooks(request.person, community), body.codebook, "codebook")
    made = studies.start_study(
        by=request.person, community=community, codebook=book, lead=request.person.party, **given
    )
    return {"id": made.pk}


@op("GET", "/studies/{study}/texts", _("The texts of a study"), list[TextLine], reads=True)
def study_texts(request: Any, community: Here, study: int) -> list[dict[str, Any]]:
    """In the order of their numbers."""
    rows = reads.texts(request.person, _study(request, community, study))
    return [
        {"id": one.pk, "number": one.number, "lang": one.lang, "service": one.service, "marks": one.marks,
         "read": one.read, "gone": one.gone}
        for one in rows
    ]  # fmt: skip


@op("GET", "/study-texts/{study_text}", _("A text with its marks"), TextShown, reads=True)
def study_text(request: Any, community: Here, study_text: int) -> dict[str, Any]:
    """While the study is being coded the marks are my own alone."""
    row = _text(request, community, study_text)
    marks = visible_highlights(request.person, community).filter(source=row, removed_at__isnull=True)
    whole = {one.pk: one for one in pages.page(request.person, row).marks}
    return {
        "id": row.pk, "number": row.number, "lang": row.lang, "text": row.text,
        "marks": [
            {"id": one.pk, "theme": one.theme_id, "start": one.start, "end": one.end,
             "words": whole[one.pk].words, "coder": whole[one.pk].who, "mine": whole[one.pk].mine,
             "look_again": one.look_again}
            for one in marks.order_by("start", "end", "pk")
        ],
    }  # fmt: skip


@op("POST", "/studies/{study}/stories", _("Take stories into a study"), Done)
def add_stories(request: Any, community: Here, study: int, body: Stories) -> dict[str, int]:
    """Each needs a yes to research that stands now."""
    row = _study(request, community, study)
    rows = list(codable_stories(request.person, row).filter(pk__in=body.stories))
    if len(rows) != len(set(body.stories)):
        raise Refused(now("One of these stories may not be used for research."), field="stories")
    return {"number": len(studies.add_stories(by=request.person, study=row, stories=rows))}


@op("POST", "/studies/{study}/talks", _("Put in what was said in a talk or a group"), Made, status=201)
def add_transcript(request: Any, community: Here, study: int, body: NewTalk) -> dict[str, int]:
    """Only with the consent of those who spoke."""
    service = own_row(visible_services(request.person, community), body.service, "service")
    given = body.model_dump(exclude={"service"})
    row = _study(request, community, study)
    return {"id": studies.add_transcript(by=request.person, study=row, service=service, **given).pk}


@op("POST", "/study-texts/{study_text}/remove", _("Take a text out of a study for good"), Done)
def remove_text(request: Any, community: Here, study_text: int, body: Withdrawn) -> dict[str, int]:
    """With every mark and note on it."""
    row = _text(request, community, study_text)
    studies.remove_text(by=request.person, source=row, withdrawn=body.withdrawn)
    return {"number": 1}


@op("POST", "/studies/{study}/coders", _("Let a peer researcher code"), Made, status=201)
def add_coder(request: Any, community: Here, study: int, body: NewCoder) -> dict[str, int]:
    """With the training that they had."""
    row, party = _study(request, community, study), party_of(community, body.member)
    given = body.model_dump(exclude={"member"})
    return {"id": studies.add_coder(by=request.person, study=row, party=party, **given).pk}


@op("POST", "/study-coders/{study_coder}/end", _("Stop coding in a study"), Done)
def end_coder(request: Any, community: Here, study_coder: int) -> dict[str, int]:
    """What they marked stays."""
    rows = StudyCoder.objects.of(community).filter(study__in=visible_studies(request.person, community))
    row = found(rows.select_related("study__community", "community", "party"), pk=study_coder)
    studies.end_coder(by=request.person, coder=row)
    return {"number": 1}


@op("POST", "/studies/{study}/named", _("Be named with the findings, or not"), Done)
def be_named(request: Any, community: Here, study: int, body: ByName) -> dict[str, int]:
    """My own word."""
    studies.be_named(by=request.person, study=_study(request, community, study), by_name=body.by_name)
    return {"number": 1}


@op("POST", "/studies/{study}/compare", _("Let the coders see each other's marks"), Done)
def compare_study(request: Any, community: Here, study: int) -> dict[str, int]:
    """It cannot be undone."""
    studies.compare_study(by=request.person, study=_study(request, community, study))
    return {"number": 1}


@op("POST", "/studies/{study}/close", _("Close a study"), Done)
def close_study(request: Any, community: Here, study: int) -> dict[str, int]:
    """Nothing more is marked."""
    studies.close_study(by=request.person, study=_study(request, community, study))
    return {"number": 1}


@op("POST", "/studies/{study}/findings", _("Tell everybody what a study found"), Done)
def publish_findings(request: Any, community: Here, study: int, body: FindingsGiven) -> dict[str, int]:
    """In own words: nothing that was said is repeated."""
    row = _study(request, community, study)
    studies.publish_findings(by=request.person, study=row, **body.model_dump())
    return {"number": 1}


@op("GET", "/studies/{study}/agreement", _("How far the coders agree"), list[AgreementShown], reads=True)
def study_agreement(request: Any, community: Here, study: int) -> list[dict[str, Any]]:
    """All themes together first; empty while the coders read alone."""
    told = agreement_of(request.person, _study(request, community, study))
    lines = [told.together, *told.themes] if told else []
    return [
        {
            "theme": one.theme.pk if one.theme else None,
            "before": float(one.before) if one.before is not None else None,
            "now": float(one.now) if one.now is not None else None,
        }
        for one in lines
    ]


@op("POST", "/studies/{study}/hours", _("Enter hours given to a study"), Made, status=201)
def claim_research_hours(
    request: Any, community: Here, study: int, body: HoursGiven, key: IdempotencyKey
) -> dict[str, int]:
    """A broker confirms them."""
    claim = studies.claim_research_hours(
        by=request.person, study=_study(request, community, study), minutes=body.minutes,
        work=work_of(community, body.work), occurred_at=body.occurred_at, key=act_key(request, key),
    )  # fmt: skip
    return {"id": claim.pk}


@op("POST", "/study-texts/{study_text}/marks", _("Mark words with a theme"), Made, status=201)
def highlight(request: Any, community: Here, study_text: int, body: NewMark) -> dict[str, int]:
    """Code points of the text, from `start` up to, not with, `end`."""
    row = _text(request, community, study_text)
    theme = own_row(visible_themes(request.person, community), body.theme, "theme")
    made = coding.highlight(by=request.person, source=row, theme=theme, start=body.start, end=body.end)
    return {"id": made.pk}


@op("POST", "/study-marks/{mark}/remove", _("Take an own mark away"), Done)
def remove_highlight(request: Any, community: Here, mark: int) -> dict[str, int]:
    """What was marked alone still counts in the agreement."""
    rows = visible_highlights(request.person, community).filter(removed_at__isnull=True)
    coding.remove_highlight(by=request.person, highlight=found(rows, pk=mark))
    return {"number": 1}


@op("POST", "/study-marks/{mark}/keep", _("Say that an own mark is still right"), Done)
def keep_highlight(request: Any, community: Here, mark: int) -> dict[str, int]:
    """After the text changed under it."""
    rows = visible_highlights(request.person, community).filter(removed_at__isnull=True)
    coding.keep_highlight(by=request.person, highlight=found(rows, pk=mark))
    return {"number": 1}


@op("POST", "/study-texts/{study_text}/read", _("Say that a text was read to its end"), Done)
def finish_reading(request: Any, community: Here, study_text: int, body: Finished) -> dict[str, int]:
    """Or take it back."""
    row = _text(request, community, study_text)
    coding.finish_reading(by=request.person, source=row, finished=body.finished)
    return {"number": 1}


@op("POST", "/studies/{study}/notes", _("Write a note, or in one's journal"), Made, status=201)
def write_memo(request: Any, community: Here, study: int, body: NewMemo) -> dict[str, int]:
    """On a text, a theme, a mark, or the whole study."""
    person = request.person
    made = coding.write_memo(
        by=person, study=_study(request, community, study), words=body.words, lang=body.lang, kind=body.kind,
        shared=body.shared, source=own_row(visible_sources(person, community), body.text, "text"),
        theme=own_row(visible_themes(person, community), body.theme, "theme"),
        highlight=own_row(visible_highlights(person, community), body.mark, "mark"),
    )  # fmt: skip
    return {"id": made.pk}


@op("PUT", "/study-notes/{memo}", _("Change an own note"), Done)
def change_memo(request: Any, community: Here, memo: int, body: ChangedMemo) -> dict[str, int]:
    """Its words, and whether the others may read it."""
    row = found(visible_memos(request.person, community), pk=memo)
    coding.change_memo(by=request.person, memo=row, **body.model_dump())
    return {"number": 1}


@op("POST", "/study-notes/{memo}/delete", _("Delete an own note"), Done)
def delete_memo(request: Any, community: Here, memo: int) -> dict[str, int]:
    """For good."""
    coding.delete_memo(by=request.person, memo=found(visible_memos(request.person, community), pk=memo))
    return {"number": 1}


@op("POST", "/studies/{study}/project", _("Take a study away as a REFI-QDA project"), FileShown)
def take_project(request: Any, community: Here, study: int) -> dict[str, str]:
    """That I have it is written down: I am told when a text in it is withdrawn."""
    content = projects.take_project(by=request.person, study=_study(request, community, study))
    return {"content": base64.b64encode(content).decode()}


@op("POST", "/projects", _("Bring in a REFI-QDA project"), Brought)
def bring_in_project(request: Any, community: Here, body: ProjectGiven) -> dict[str, Any]:
    """Looked at first; with `write` all or nothing."""
    try:
        content = base64.b64decode(body.content, validate=True)
    except (binascii.Error, ValueError) as failure:
        raise Refused(now("Send the file in base64."), field="content") from failure
    consent = projects.Consent(
        str(body.consented_how), body.consented_on, body.consent_sheet, body.consent_until
    )
    report, study = projects.bring_in_project(
        by=request.person, community=community, content=content, file_name="project.qdpx", lang=body.lang,
        training=body.training, trained_on=body.trained_on, consent=consent, write=body.write,
    )  # fmt: skip
    return {
        "lines": [str(one) for one in report.lines],
        "warnings": [one.text for one in report.warnings],
        "study": study.pk if study else None,
    }


@op("GET", "/codebooks/{codebook}", _("The themes of a codebook"), list[ThemeShown], reads=True)
def codebook(request: Any, community: Here, codebook: int) -> list[dict[str, Any]]:
    """In the order of the tree."""
    row = found(visible_codebooks(request.person, community), pk=codebook)
    names = {one.pk: one for one in Theme.objects.filter(codebook=row)}
    return [
        {"id": one.pk, "number": one.number, "name_cy": names[one.pk].name_cy,
         "name_en": names[one.pk].name_en, "retired": one.retired}
        for one in reads.theme_tree(row)
    ]  # fmt: skip


@op("POST", "/codebooks", _("Begin a codebook"), Made, status=201)
def make_codebook(request: Any, community: Here, body: NewCodebook) -> dict[str, int]:
    """A tree of themes that studies can share."""
    return {"id": codebooks.make_codebook(by=request.person, community=community, **body.model_dump()).pk}


def _theme_words(request: Any, community: Community, body: ThemeGiven) -> dict[str, Any]:
    above = own_row(visible_themes(request.person, community), body.parent, "parent")
    return {**body.model_dump(exclude={"parent"}), "parent": above}


@op("POST", "/codebooks/{codebook}/themes", _("Add a theme"), Made, status=201)
def add_theme(request: Any, community: Here, codebook: int, body: ThemeGiven) -> dict[str, int]:
    """Below another where `parent` is given."""
    row = found(visible_codebooks(request.person, community), pk=codebook)
    given = _theme_words(request, community, body)
    return {"id": codebooks.add_theme(by=request.person, codebook=row, **given).pk}


@op("PUT", "/themes/{theme}", _("Change a theme"), Done)
def change_theme(request: Any, community: Here, theme: int, body: ThemeGiven) -> dict[str, int]:
    """Marks stay with it."""
    row = found(visible_themes(request.person, community), pk=theme)
    codebooks.change_theme(by=request.person, theme=row, **_theme_words(request, community, body))
    return {"number": 1}


@op("POST", "/themes/{theme}/retire", _("Use a theme no more"), Done)
def retire_theme(request: Any, community: Here, theme: int) -> dict[str, int]:
    """The marks that are there keep it."""
    codebooks.retire_theme(
        by=request.person, theme=found(visible_themes(request.person, community), pk=theme)
    )
    return {"number": 1}


@op("POST", "/codebooks/{codebook}/fill", _("Bring themes in from CSV"), Done)
def fill_codebook(request: Any, community: Here, codebook: int, body: Sheet) -> dict[str, int]:
    """All or nothing; gives how many are new."""
    row = found(visible_codebooks(request.person, community), pk=codebook)
    rows = read_sheet(body.csv.encode(), "csv")
    return {"number": codebooks.fill_codebook(by=request.person, codebook=row, rows=rows)}
