"""Words of peer research: states of a study, kinds of notes, looks of themes, and the limits."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

LONGEST_TEXT = 60_000
LONGEST_MEMO = 6_000
MOST_THEMES = 200
DEEPEST_THEME = 5
MOST_SOURCES = 500
# A highlight is told apart by colour and by pattern, so that nobody needs to see colours.
COLOURS = 8
PATTERNS = 4
LOOKS = COLOURS * PATTERNS
LARGEST_PROJECT_BYTES = 20 * 1024 * 1024


class StudyState(models.TextChoices):
    """How far a study is. While it is being coded, nobody sees what the others mark."""

    CODING = "coding", _("Each coder reads alone")
    COMPARING = "comparing", _("Comparing and talking it through")
    CLOSED = "closed", _("Closed")


STUDY_MOVES = {
    StudyState.CODING: {StudyState.COMPARING, StudyState.CLOSED},
    StudyState.COMPARING: {StudyState.CLOSED},
    StudyState.CLOSED: set(),
}


class MemoKind(models.TextChoices):
    """A note on something that was read, or an entry of a researcher's journal."""

    MEMO = "memo", _("Note")
    JOURNAL = "journal", _("Journal")


class Gone(models.TextChoices):
    """Why a text is no longer in a study; the text itself is gone for good."""

    WITHDRAWN = "withdrawn", _("The consent was taken back or is over")
    MISTAKE = "mistake", _("It was put in by mistake")


class Consented(models.TextChoices):
    """How it was explained to those whose words a transcript holds, before they said yes."""

    TALKED = "talked", _("We talked it through")
    EASY_READ = "easy_read", _("With the Easy Read sheet")
    PHONE = "phone", _("By phone")
    PAPER = "paper", _("On paper, signed")


class ExportKind(models.TextChoices):
    PROJECT = "project", _("Project file (REFI-QDA)")
    PASSAGES = "passages", _("Highlighted passages (CSV)")
