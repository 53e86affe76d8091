"""Writes: marks on texts, having read one, notes and journals."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from gilydd.history.words import Refused
from gilydd.people.models import Person

from ..models import Highlight, Memo, Reading, Study, StudySource, Theme
from ..research_policy import policy, visible_sources
from ..research_words import LONGEST_MEMO, MemoKind, StudyState
from ._research import locked, note, own_place, refuse_unless


@transaction.atomic
def highlight(*, by: Person, source: StudySource, theme: Theme, start: int, end: int) -> Highlight:
    """Mark text[start:end] (code points) with a theme. The same mark twice is one."""
    study, source = _open(by, source)
    coder = own_place(by, study)
    refuse_unless(theme.codebook_id == study.codebook_id, _("This theme is of another codebook."), "theme")
    refuse_unless(theme.retired_at is None, _("This theme is not used any more."), "theme")
    if not 0 <= start < end <= len(source.text):
        raise Refused(_("Choose some words of this text."), field="sentences")
    said = source.text[start:end]
    start, end = start + len(said) - len(said.lstrip()), end - len(said) + len(said.rstrip())
    refuse_unless(start < end, _("Choose some words of this text."), "sentences")
    row, is_new = Highlight.objects.get_or_create(
        source=source, theme=theme, coder=coder, start=start, end=end, removed_at=None,
        defaults={"community": study.community, "blind": study.state == StudyState.CODING},
    )  # fmt: skip
    row.source = source
    if is_new:
        note("highlight", by, row, study)
    return row


@transaction.atomic
def remove_highlight(*, by: Person, highlight: Highlight) -> None:
    """Take an own mark away. Once the study compares, what was marked blind still counts as marked blind."""
    study, row = _mark(by, highlight)
    if row.removed_at is not None:
        return
    note("remove_highlight", by, row, study)
    if study.state == StudyState.CODING or not row.blind:
        Memo.objects.filter(highlight=row).update(highlight=None)
        row.delete()
    else:
        row.removed_at = timezone.now()
        row.save(update_fields=["removed_at"])


@transaction.atomic
def keep_highlight(*, by: Person, highlight: Highlight) -> Highlight:
    """The text changed under an own mark, and the mark is still right."""
    study, row = _mark(by, highlight)
    if row.look_again:
        row.look_again = False
        row.save(update_fields=["look_again"])
        note("keep_highlight", by, row, study)
    return row


@transaction.atomic
def finish_reading(*, by: Person, source: StudySource, finished: bool = True) -> None:
    """Say that the text was read to its end: what is not marked then was not found there. Or take it back."""
    study, source = _open(by, source)
    coder = own_place(by, study)
    refuse_unless(study.state == StudyState.CODING, _("The coders see each other's marks already."))
    if finished:
        Reading.objects.get_or_create(source=source, coder=coder, defaults={"community": study.community})
    else:
        Reading.objects.filter(source=source, coder=coder).delete()
    note("finish_reading", by, source, study, finished=finished)


@transaction.atomic
def write_memo(
    *,
    by: Person,
    study: Study,
    words: str,
    lang: str,
    kind: str = MemoKind.MEMO,
    shared: bool = False,
    source: StudySource | None = None,
    theme: Theme | None = None,
    highlight: Highlight | None = None,
) -> Memo:
    """Write a note on a text, a theme, a mark or the whole study; or in one's own journal of it."""
    study = locked(study)
    policy.check(by, "code", study)
    coder = own_place(by, study)
    if highlight is not None:
        _study, highlight = _mark(by, highlight, own=False)
        source = highlight.source
    if source is not None:
        refuse_unless(source.study_id == study.pk, _("This text is of another study."))
        _open(by, source)
    if theme is not None:
        refuse_unless(
            theme.codebook_id == study.codebook_id, _("This theme is of another codebook."), "theme"
        )
    row = Memo.objects.create(
        study=study, community=study.community, kind=MemoKind(kind), coder=coder, source=source, theme=theme,
        highlight=highlight, words=_worded(words), lang=lang, shared=shared,
    )  # fmt: skip
    note("write_memo", by, row, study)
    return row


@transaction.atomic
def change_memo(*, by: Person, memo: Memo, words: str, lang: str, shared: bool) -> Memo:
    """Change an own note."""
    study = locked(memo.study)
    row = Memo.objects.select_related("coder", "community").get(pk=memo.pk)
    row.study = study
    policy.check(by, "change_mark", row)
    row.words, row.lang, row.shared, row.changed_at = _worded(words), lang, shared, timezone.now()
    row.save(update_fields=["words", "lang", "shared", "changed_at"])
    note("change_memo", by, row, study)
    return row


@transaction.atomic
def delete_memo(*, by: Person, memo: Memo) -> None:
    """Delete an own note for good."""
    study = locked(memo.study)
    row = Memo.objects.select_related("coder", "community").get(pk=memo.pk)
    row.study = study
    policy.check(by, "change_mark", row)
    note("delete_memo", by, row, study)
    row.delete()


def _open(by: Person, source: StudySource) -> tuple[Study, StudySource]:
    """The study, locked, and the text as it is now; refuses where its consent does not stand any more."""
    study = locked(source.study)
    policy.check(by, "code", study)
    row = visible_sources(by, study.community).filter(pk=source.pk, study=study).first()
    if row is None:
        raise Refused(_("This text was withdrawn."))
    row.study = study
    return study, row


def _mark(by: Person, highlight: Highlight, own: bool = True) -> tuple[Study, Highlight]:
    study = locked(highlight.source.study)
    row = Highlight.objects.select_related("coder", "community", "source").get(pk=highlight.pk)
    row.source.study = study
    policy.check(by, "change_mark" if own else "code", row)
    if not own and row.coder.party_id != by.pk and study.state == StudyState.CODING:
        raise Refused(_("The coders do not see each other's marks yet."))
    return study, row


def _worded(words: str) -> str:
    words = words.strip()
    refuse_unless(words, _("Write something first."), "words")
    refuse_unless(len(words) <= LONGEST_MEMO, _("This is too long. Make two notes of it."), "words")
    return words
