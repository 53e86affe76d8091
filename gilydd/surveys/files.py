"""The released figures of a survey as tables for a file: Disclosed figures and nothing else about people."""

from __future__ import annotations

from django.utils.translation import gettext as _

from gilydd.ui.bilingual import said
from gilydd.ui.sheets import Cell, Table

from . import queries
from .models import Survey
from .words import Group, Keeping


def tables_of(survey: Survey) -> list[Table]:
    """Answers, favourable shares, scores, what changed, and how the survey was made."""
    results = queries.results(survey)
    weighed = queries.weighed(survey, results)
    found = [
        Table(_("How it was made"), [_("What"), _("It is")], list(_method(survey))),
        Table(
            _("Favourable"),
            [_("Question"), _("Who"), _("Favourable"), _("Low"), _("High"), _("Weighted"), _("Answered"),
             _("Could have been asked"), _("Of 100 who could, answered")],
            [
                [
                    said(row.question, "text"),
                    str(Group(one.group).label),
                    one.favourable,
                    _percent(one.favourable.low),
                    _percent(one.favourable.high),
                    weighed.shares.get((row.question.pk, one.group)) if weighed else None,
                    one.base,
                    one.population,
                    one.response,
                ]
                for row in results
                for one in row.groups
            ],
        ),
        Table(
            _("Answers"),
            [_("Question"), _("Who"), _("Answer"), _("People"), _("Share")],
            [
                [said(row.question, "text"), str(Group(one.group).label), label, cell, share]
                for row in results
                for one in row.groups
                for (label, cell), (_label, share) in zip(one.counts, one.shares, strict=True)
            ],
        ),
    ]  # fmt: skip
    scores: list[list[Cell]] = [
        [scale.name, str(Group(one.group).label), label, cell, one.mean]
        for scale in queries.scores_of(survey)
        for one in scale.groups
        for label, cell in one.bands
    ]
    moved: list[list[Cell]] = [
        [scale.name, str(Group(one.group).label), label, cell, one.mean]
        for scale in queries.changes_of(survey)
        for one in scale.groups
        for label, cell in one.moves
    ]
    if scores:
        found.append(Table(_("Scores"), [_("Scale"), _("Who"), _("Score"), _("People"), _("Mean")], scores))
    if moved:
        head = [_("Scale"), _("Who"), _("Since the first time"), _("People"), _("Mean change")]
        found.append(Table(_("What changed"), head, moved))
    return found


def _method(survey: Survey) -> list[list[Cell]]:
    rows: list[list[Cell]] = [
        [_("Survey"), said(survey, "title")],
        [_("Purpose"), said(survey, "purpose")],
        [_("First day"), survey.opens_on],
        [_("Last day"), survey.closes_on],
        [_("How the answers are kept"), str(Keeping(survey.keeping).label)],
        [_("Hidden"), _("[c] stands for a number that is hidden, so that nobody can be recognised.")],
    ]
    for one in survey.samples.order_by("group"):
        words = {"size": one.size, "frame": one.frame_size, "seed": one.seed, "hash": one.frame_hash}
        drawn = _("%(size)s of %(frame)s members; seed %(seed)s; SHA-256 of the list %(hash)s") % words
        rows.append([_("Drawn by lot: %(group)s") % {"group": Group(one.group).label}, drawn])
    if survey.boxes_compared:
        words = {"differing": survey.boxes_differing, "compared": survey.boxes_compared}
        rows.append(
            [_("Paper typed twice"), _("%(differing)s of %(compared)s boxes differed at first") % words]
        )
    return rows


def _percent(bound: object) -> str:
    """A bound of an interval that was disclosed, in whole per cents."""
    return "" if bound is None else f"{round(float(bound) * 100)}%"  # type: ignore[arg-type]


__all__ = ["tables_of"]
