"""The shapes of a question and of its answers (leaf)."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import models
from django.utils.translation import gettext_lazy as _


class CountsAs(models.TextChoices):
    FAVOURABLE = "favourable", _("Favourable")
    UNFAVOURABLE = "unfavourable", _("Unfavourable")
    NEUTRAL = "neutral", _("Neither")
    DONT_KNOW = "dont_know", _("Don't know")


@dataclass(frozen=True)
class OptionText:
    """One answer to choose: code, words in both languages, picture, what it counts as, points of a scale.

    `known`: how many people of the population it is true of, where the question asks about the person.
    """

    code: str
    text_cy: str
    text_en: str
    picture: str
    counts_as: str
    points: int | None = None
    known: int | None = None


@dataclass(frozen=True)
class Asked:
    """One question in both languages, with its answers in the order in which they are shown.

    `easy_cy`, `easy_en`, `picture`: how Easy Read asks it, where that is shorter. `asked_of`: one group
    alone ("" for both). `measure`, `item`, `weight`, `background`: see models.Question.
    """

    text_cy: str
    text_en: str
    options: tuple[OptionText, ...]
    easy_cy: str = ""
    easy_en: str = ""
    picture: str = ""
    asked_of: str = ""
    measure: str = ""
    item: int | None = None
    weight: int = 1
    background: bool = False
