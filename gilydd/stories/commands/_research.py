"""What the commands of peer research share: records, locks, and texts that change or go."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from gilydd.algorithms.offsets import moved, normal
from gilydd.history.commands import later, record
from gilydd.history.words import Audience, Refused
from gilydd.people.policy import SYSTEM, type_of_actor
from gilydd.people.queries import capacity_of

from ..models import Highlight, Memo, Reading, Story, Study, StudyCoder, StudySource
from ..queries.shown import version_of
from ..research_policy import coder_of
from ..research_words import LONGEST_TEXT, STUDY_MOVES, Gone, StudyState


def note(verb: str, by: type_of_actor, subject: Any, study: Study | None = None, **more: Any) -> None:
    """Record one act of peer research for those it concerns; `more`: mentions and facts, never words."""
    community = subject.community
    record(
        community=community,
        actor=by,
        capacity=capacity_of(by, community),
        verb=f"stories.{verb}",
        subject=subject,
        mentions=[*([study] if study is not None else []), *more.pop("mentions", ())],
        audience=more.pop("audience", Audience.PRIVATE),
        facts=more,
    )


def locked(study: Study) -> Study:
    """The study as it is now, locked: its state and its texts are written by one at a time."""
    rows = Study.objects.select_for_update(of=("self",)).select_related("community", "codebook", "lead")
    return rows.get(pk=study.pk)


def own_place(by: type_of_actor, study: Study) -> StudyCoder:
    """The coder's own place in the study; refuses everybody else."""
    coder = coder_of(by, study)
    if coder is None:
        raise Refused(_("Only those who code in this study can do this."))
    return coder


def move(study: Study, state: StudyState) -> None:
    """Move the study on, where its present state allows that."""
    if state not in STUDY_MOVES[StudyState(study.state)]:
        raise Refused(
            _("This cannot be done now: the study is “%(state)s”.") % {"state": study.get_state_display()}
        )
    study.state = state


def next_number(study: Study) -> int:
    """What the next text of the study is called."""
    last = study.sources.order_by("-number").values_list("number", flat=True).first()
    return (last or 0) + 1


def readable(text: str) -> str:
    """A text in normal form, fit to be coded."""
    made = normal(text).strip()
    if not made:
        raise Refused(_("There are no words in it."), field="text")
    if len(made) > LONGEST_TEXT:
        raise Refused(_("This is too long. Make two texts of it."), field="text")
    return made


def text_of(story: Story) -> tuple[int, str, str]:
    """(number of the version, text in normal form, language) of what the teller agreed to."""
    version = version_of(story)
    if version is None:
        raise Refused(_("This story has no words that its teller has agreed to yet."), field="story")
    words = "\n".join(part for part in (version.title, version.words) if part.strip())
    return version.number, readable(words), version.lang


def forget_texts(sources: QuerySet[StudySource], why: Gone) -> int:
    """The texts go for good, and with them every mark and note on them; their numbers stay as tombstones.

    Those who took a file away that holds one are told. Idempotent.
    """
    rows = list(sources.filter(gone_at__isnull=True).select_related("study__community"))
    for row in rows:
        Memo.objects.filter(source=row).delete()
        Memo.objects.filter(highlight__source=row).delete()
        Highlight.objects.filter(source=row).delete()
        Reading.objects.filter(source=row).delete()
        row.text, row.consent_sheet, row.consented_how = "", "", ""
        row.gone_at, row.gone_why = timezone.now(), why
        row.save(update_fields=["text", "consent_sheet", "consented_how", "gone_at", "gone_why"])
        note("text_gone", SYSTEM, row, row.study, why=str(why))
        later("gilydd.stories.research_notices.text_gone", row.pk)
    return len(rows)


def forget_story(story: Story) -> int:
    """A story's teller took the yes to research back: it goes from every study. For `_forgetting.forget`."""
    return forget_texts(StudySource.objects.filter(story=story), Gone.WITHDRAWN)


def rebase_story(story: Story) -> int:
    """The teller agreed to other words: each study gets them, and marks move along.

    Marks whose words changed are kept on what is left of them and flagged; those with nothing left go.
    For the command that agrees a version; gives how many texts changed. Idempotent.
    """
    rows = list(
        StudySource.objects.filter(story=story, gone_at__isnull=True).select_related("study__community")
    )
    if not rows or version_of(story) is None:
        return 0
    number, text, lang = text_of(story)
    changed = [row for row in rows if row.text != text]
    for row in changed:
        put_text(row, text)
        row.version, row.lang = number, lang
        row.save(update_fields=["text", "version", "lang", "changed_at"])
        note("text_changed", SYSTEM, row, row.study)
    return len(changed)


def put_text(row: StudySource, text: str) -> None:
    """Put a new text under the marks of the old one. The caller saves the row."""
    marks = list(row.highlights.order_by("pk"))
    places = moved(row.text, text, [(one.start, one.end) for one in marks])
    # Moved ones may pass each other's old places, so all are taken out of the way before any is put back.
    Highlight.objects.filter(pk__in=[one.pk for one in marks]).update(removed_at=timezone.now())
    taken: set[tuple[int, int, int, int]] = set()
    for mark, place in zip(marks, places, strict=True):
        here = None if place is None else (mark.theme_id, mark.coder_id, place.start, place.end)
        if place is None or (mark.removed_at is None and here in taken):
            Memo.objects.filter(highlight=mark).update(highlight=None)
            mark.delete()
            continue
        if mark.removed_at is None and here is not None:
            taken.add(here)
        mark.start, mark.end = place.start, place.end
        mark.look_again = mark.look_again or not place.whole
        mark.save(update_fields=["start", "end", "look_again", "removed_at"])
    row.text, row.changed_at = text, timezone.now()


def refuse_unless(condition: object, sentence: str, field: str = "") -> None:
    """Refuse with the sentence unless the condition holds."""
    if not condition:
        raise Refused(sentence, field=field)


def same_community(here: Any, *things: Any) -> None:
    """Refuse where a thing belongs to another community."""
    for thing in _given(things):
        if thing.community_id != here.community_id:
            raise Refused(_("This belongs to another community."))


def _given(things: Iterable[Any]) -> list[Any]:
    return [thing for thing in things if thing is not None]
