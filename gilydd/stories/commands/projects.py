"""Writes: taking a study away as a file, and bringing a project of another program in."""

from __future__ import annotations

import datetime as dt
import hashlib
import uuid
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from gilydd.algorithms import refi
from gilydd.history.words import Refused
from gilydd.people.imports import BadFile, Problem, Report
from gilydd.people.models import Community, Person

from ..models import Codebook, Highlight, Memo, Reading, Study, StudyCoder, StudyExport, StudySource, Theme
from ..research_policy import codable_stories, policy
from ..research_projects import Plan, empty_codebook_name, plan_of, project_of, service_of
from ..research_words import (
    LARGEST_PROJECT_BYTES,
    LONGEST_MEMO,
    MOST_SOURCES,
    Consented,
    ExportKind,
    MemoKind,
    StudyState,
)
from ._research import note, put_text, readable, text_of
from .codebooks import fill_codebook, make_codebook
from .studies import start_study


@dataclass(frozen=True)
class Consent:
    """The consent that was given for texts that come in from outside."""

    how: str
    on: dt.date
    sheet: str
    until: dt.date | None = None


@transaction.atomic
def take_project(*, by: Person, study: Study) -> bytes:
    """The study as a .qdpx file of what this person may read now; that they have it is written down."""
    policy.check(by, "take_study", study)
    project, numbers = project_of(by, study)
    content = refi.write(project)
    log_export(by=by, study=study, kind=ExportKind.PROJECT, numbers=numbers, content=content)
    return content


@transaction.atomic
def log_export(*, by: Person, study: Study, kind: str, numbers: list[int], content: bytes) -> StudyExport:
    """Write down who took which texts away, so that they are told when one is withdrawn."""
    policy.check(by, "take_study", study)
    row = StudyExport.objects.create(
        study=study, community=study.community, party=by.party, kind=ExportKind(kind), sources=numbers,
        digest=hashlib.sha256(content).hexdigest(),
    )  # fmt: skip
    note("take_study", by, row, study, kind=str(kind), texts=len(numbers))
    return row


@transaction.atomic
def bring_in_project(
    *,
    by: Person,
    community: Community,
    content: bytes,
    file_name: str,
    lang: str,
    training: str,
    trained_on: dt.date,
    consent: Consent,
    write: bool = False,
) -> tuple[Report, Study | None]:
    """Read a .qdpx file of any program; with `write`, make a codebook and a study of it, all or nothing.

    Texts that this community knows by their guid keep their own consent: what was withdrawn here stays out,
    and a story comes in with the words that its teller agreed to now. All other texts need `consent`.
    Coders whom the file names and this community knows keep their marks; others stand as the file calls them.
    Raises BadFile.
    """
    policy.check(by, "start_study", community)
    if len(content) > LARGEST_PROJECT_BYTES:
        raise BadFile([Problem(_("The file is larger than 20 MB."), file_name)])
    try:
        plan = plan_of(by, community, content)
    except refi.BadProject as failure:
        raise BadFile([Problem(str(failure), file_name)]) from failure
    _fits(plan, file_name)
    study = _write(by, community, plan, lang, training, trained_on, consent) if write else None
    return _report(plan, file_name, write), study


def _fits(plan: Plan, file_name: str) -> None:
    problems = []
    if len(plan.texts) > MOST_SOURCES:
        problems.append(Problem(f"{len(plan.texts)} texts; at most {MOST_SOURCES} fit one study", file_name))
    for one in plan.texts:
        try:
            readable(one.text)
        except Refused as refusal:
            problems.append(Problem(str(refusal), f"{file_name}, {one.name}"))
    if len({one.guid for one in plan.project.texts}) != len(plan.project.texts):
        problems.append(Problem("two texts have the same guid; each needs its own", file_name))
    if problems:
        raise BadFile(problems)


def _report(plan: Plan, file_name: str, written: bool) -> Report:
    texts = plan.texts
    marks = sum(len(one.marks) for one in texts)
    lines = [
        ngettext("%(num)s text", "%(num)s texts", len(texts)) % {"num": len(texts)},
        ngettext("%(num)s theme", "%(num)s themes", len(plan.themes)) % {"num": len(plan.themes)},
        ngettext("%(num)s mark", "%(num)s marks", marks) % {"num": marks},
    ]
    warnings = [Problem(text, file_name) for text in plan.remarks]
    if plan.gone:
        told = ngettext(
            "%(num)s text stays out: it was withdrawn here.",
            "%(num)s texts stay out: they were withdrawn here.",
            len(plan.gone),
        )
        warnings.append(Problem(told % {"num": len(plan.gone)}, file_name))
    return Report(_("Project %(name)s") % {"name": plan.project.name}, lines, warnings, written)


def _write(
    by: Person,
    community: Community,
    plan: Plan,
    lang: str,
    training: str,
    trained_on: dt.date,
    consent: Consent,
) -> Study:
    project = plan.project
    codebook = make_codebook(by=by, community=community, name_en=empty_codebook_name(project))
    fill_codebook(by=by, codebook=codebook, rows=plan.themes)
    themes = _keep_guids(codebook, plan)
    study = start_study(
        by=by, community=community, codebook=codebook, lead=by.party,
        name=" ".join(project.name.split())[:160] or empty_codebook_name(project),
        question=project.description.strip() or project.name or "?", lang=lang, training=training,
        trained_on=trained_on,
    )  # fmt: skip
    coders = _coders(study, by, project)
    marks: dict[str, Highlight] = {}
    sources: dict[str, StudySource] = {}
    for number, text in enumerate(plan.texts, 1):
        source = _source(by, study, plan, text, number, consent)
        sources[text.guid] = source
        for guid, mark in _marks(source, text, themes, coders):
            marks[guid] = mark
        _same_words(source, plan)
    _notes(study, plan, sources, marks, themes, coders)
    study.state, study.compared_at = StudyState.COMPARING, timezone.now()
    study.save(update_fields=["state", "compared_at"])
    note("bring_in_project", by, study, texts=len(sources), marks=len(marks))
    return study


def _keep_guids(codebook: Codebook, plan: Plan) -> dict[str, Theme]:
    """The themes of the new codebook by the guids that the file has for them."""
    rows = list(codebook.themes.order_by("place_in_list"))
    for theme, row in zip(rows, plan.themes, strict=True):
        theme.guid = uuid.UUID(row.guid)
        theme.save(update_fields=["guid"])
    return {row.guid: theme for theme, row in zip(rows, plan.themes, strict=True)}


def _coders(study: Study, by: Person, project: refi.Project) -> dict[str, StudyCoder]:
    """The coders of the file: known ones as the people they are, others as the file calls them."""
    lead = study.coders.get(party=by.party)
    known = {
        str(one.guid): one
        for one in StudyCoder.objects.of(study.community).filter(
            guid__in=[one.guid for one in project.coders]
        )
    }
    found = {"": lead}
    for coder in project.coders:
        before = known.get(coder.guid)
        if before is not None and before.party_id == by.pk:
            lead.guid, lead.by_name = before.guid, before.by_name
            lead.save(update_fields=["guid", "by_name"])
            found[coder.guid] = lead
            continue
        found[coder.guid] = StudyCoder.objects.create(
            study=study, community=study.community, guid=coder.guid,
            party=before.party if before else None, by_name=bool(before and before.by_name),
            called="" if before and before.party_id else (coder.name[:120] or "?"),
            training=before.training if before and before.party_id else "",
            trained_on=before.trained_on if before and before.party_id else None,
        )  # fmt: skip
    return found


def _source(
    by: Person, study: Study, plan: Plan, text: refi.Text, number: int, consent: Consent
) -> StudySource:
    known = plan.known.get(text.guid)
    row = StudySource(
        study=study, community=study.community, guid=text.guid, number=number, text=readable(text.text),
        lang=(dict(text.values).get("Language") or study.lang)[:35], added_by=by.party,
        service=service_of(study.community, text),
    )  # fmt: skip
    if known is not None:
        row.service, row.version = known.service, known.version
        row.consented_how, row.consented_on = known.consented_how, known.consented_on
        row.consent_until, row.consent_sheet, row.lang = known.consent_until, known.consent_sheet, known.lang
        if known.story is not None and codable_stories(by, study).filter(pk=known.story.pk).exists():
            row.story = known.story
    else:
        row.consented_how, row.consented_on = Consented(consent.how), consent.on
        row.consent_until, row.consent_sheet = consent.until, f"{consent.sheet.strip()[:50]}/{number}"
    row.save()
    return row


def _marks(
    source: StudySource, text: refi.Text, themes: dict[str, Theme], coders: dict[str, StudyCoder]
) -> list[tuple[str, Highlight]]:
    # What stood before the first sign of the text went when it was trimmed.
    shift = len(text.text) - len(text.text.lstrip())
    made: dict[tuple[str, str, int, int], tuple[str, Highlight]] = {}
    for one in text.marks:
        start, end = max(one.start - shift, 0), min(one.end - shift, len(source.text))
        coder = one.coder if one.coder in coders else ""
        if start >= end or one.code not in themes or (one.code, coder, start, end) in made:
            continue
        row = Highlight(
            source=source, community=source.community, theme=themes[one.code], coder=coders[coder],
            guid=one.guid, start=start, end=end, blind=False, made_at=one.made_at or timezone.now(),
        )  # fmt: skip
        made[one.code, coder, start, end] = (one.guid, row)
    Highlight.objects.bulk_create([row for _guid, row in made.values()])
    # Other programs do not say who read a text to its end: whoever marked something in it did.
    readers = {row.coder_id: row.coder for _guid, row in made.values()}
    Reading.objects.bulk_create(
        [Reading(source=source, community=source.community, coder=coder) for coder in readers.values()]
    )
    return list(made.values())


def _same_words(source: StudySource, plan: Plan) -> None:
    """A story comes in with the words that its teller agreed to now, whatever the file holds."""
    if source.story is None:
        return
    number, text, lang = text_of(source.story)
    if source.text != text:
        put_text(source, text)
    source.version, source.lang = number, lang
    source.save(update_fields=["text", "version", "lang", "changed_at"])


def _notes(
    study: Study,
    plan: Plan,
    sources: dict[str, StudySource],
    marks: dict[str, Highlight],
    themes: dict[str, Theme],
    coders: dict[str, StudyCoder],
) -> None:
    """The notes of the file, each where it stood. A note on a text that stays out stays out as well."""
    of_text = {guid: sources.get(one.guid) for one in plan.project.texts for guid in one.notes}
    of_mark = {
        guid: (marks.get(mark.guid), sources.get(one.guid))
        for one in plan.project.texts
        for mark in one.marks
        for guid in mark.notes
    }
    of_theme = {guid: themes.get(code) for code, guid in plan.project.code_notes}
    alive = set(Highlight.objects.filter(source__study=study).values_list("pk", flat=True))
    rows = []
    for one in plan.project.notes:
        mark, source = of_mark.get(one.guid, (None, of_text.get(one.guid)))
        if (one.guid in of_text or one.guid in of_mark) and source is None:
            continue
        words = one.text.strip()[:LONGEST_MEMO]
        if not words:
            continue
        rows.append(
            Memo(
                study=study, community=study.community, guid=one.guid,
                coder=coders.get(one.coder, coders[""]),
                kind=MemoKind.JOURNAL if one.name == MemoKind.JOURNAL else MemoKind.MEMO, source=source,
                theme=of_theme.get(one.guid), highlight=mark if mark and mark.pk in alive else None,
                words=words, lang=study.lang, shared=True, made_at=one.made_at or timezone.now(),
            )
        )  # fmt: skip
    Memo.objects.bulk_create(rows)
