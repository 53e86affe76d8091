"""A draft of a finding, written from the figures of a survey: only from what may be shown.

One sentence for each question (staff beside citizens, with intervals and the gap) and for each scale (the
same people before and after). What is clear comes first; what is hidden is left out, and the draft says so.
"""

from __future__ import annotations

from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _

from gilydd.algorithms.disclosure import Disclosed
from gilydd.commissioning.words import LONGEST_NEED
from gilydd.surveys.models import Survey
from gilydd.surveys.queries import Gap, QuestionResult, ScaleChange, changes_of, results
from gilydd.surveys.words import Group
from gilydd.ui.bilingual import said

Told = tuple[bool, str]


def drafted(survey: Survey) -> dict[str, str]:
    """{"text_cy": …, "text_en": …} of a closed survey; both empty where nothing may be shown."""
    texts = {}
    for language in ("cy", "en"):
        with translation.override(language):
            texts[f"text_{language}"] = _text(survey)
    return texts


def _text(survey: Survey) -> str:
    asked, changed = results(survey), changes_of(survey)
    told = [one for row in asked if (one := _of_question(row)) is not None]
    told += [one for row in changed for one in _of_change(row)]
    if not told:
        return ""
    certain_first = [text for _clear, text in sorted(told, key=lambda one: not one[0])]
    hidden = any(one.favourable.suppressed for row in asked for one in row.groups)
    hidden |= any(one.mean.suppressed for row in changed for one in row.groups)
    return _fitting(said(survey, "title"), certain_first, hidden)


def _fitting(title: str, sentences: list[str], hidden: bool) -> str:
    """As many sentences as a finding holds, with what was left out said."""
    first = _("Survey “%(title)s”.") % {"title": title}
    last = _("What too few people said is left out, so that nobody can be recognised.") if hidden else ""
    more = _("The other answers stand with the survey.")
    room = LONGEST_NEED - len(first) - len(last) - len(more) - 3
    kept: list[str] = []
    for sentence in sentences:
        room -= len(sentence) + 1
        if room < 0:
            break
        kept.append(sentence)
    parts = [first, *kept, more if len(kept) < len(sentences) else "", last]
    return "\n".join(part for part in parts if part)


def _of_question(row: QuestionResult) -> Told | None:
    """One question; None where neither group can be shown."""
    shares = {one.group: one.favourable for one in row.groups if one.favourable.value is not None}
    words: dict[str, Any] = {"asked": said(row.question, "text")}
    if row.gap is not None and {Group.CITIZENS, Group.STAFF} <= shares.keys():
        citizens, staff = shares[Group.CITIZENS], shares[Group.STAFF]
        words |= _span("c", citizens) | _span("s", staff)
        text = (
            _(
                "“%(asked)s” %(c)s out of 100 citizens answered in favour (likely between %(c_low)s and "
                "%(c_high)s), and %(s)s out of 100 staff (likely between %(s_low)s and %(s_high)s)."
            )
            % words
        )
        return row.gap.certain, f"{text} {_of_gap(row.gap)}"
    if Group.CITIZENS in shares:
        words |= _span("c", shares[Group.CITIZENS])
        return False, _(
            "“%(asked)s” %(c)s out of 100 citizens answered in favour (likely between %(c_low)s and "
            "%(c_high)s)."
        ) % words
    if Group.STAFF in shares:
        words |= _span("s", shares[Group.STAFF])
        return False, _(
            "“%(asked)s” %(s)s out of 100 staff answered in favour (likely between %(s_low)s and %(s_high)s)."
        ) % words
    return None


def _of_gap(gap: Gap) -> str:
    if not gap.certain:
        return _("There is no clear gap between the two sides.")
    words = {"points": abs(gap.points), "low": abs(gap.low), "high": abs(gap.high)}
    if gap.points < 0:
        words |= {"low": abs(gap.high), "high": abs(gap.low)}
        return (
            _("More citizens than staff: %(points)s points out of 100 (likely between %(low)s and %(high)s).")
            % words
        )
    return (
        _("More staff than citizens: %(points)s points out of 100 (likely between %(low)s and %(high)s).")
        % words
    )


def _of_change(row: ScaleChange) -> list[Told]:
    """The same people before and after, for each group that can be shown."""
    told: list[Told] = []
    for one in row.groups:
        mean = one.mean
        if mean.value is None or mean.low is None or mean.high is None:
            continue
        words = {
            "scale": row.name,
            "mean": _signed(mean.value),
            "low": _signed(mean.low),
            "high": _signed(mean.high),
        }
        clear = not mean.low <= 0 <= mean.high
        better = (mean.value > 0) == row.better_up
        told.append((clear, _change_words(one.group == Group.CITIZENS, clear, better) % words))
    return told


def _change_words(citizens: bool, clear: bool, better: bool) -> str:
    if not clear:
        if citizens:
            return _(
                "%(scale)s, the same citizens before and after: no clear change (between %(low)s and "
                "%(high)s)."
            )
        return _(
            "%(scale)s, the same staff before and after: no clear change (between %(low)s and %(high)s)."
        )
    if better:
        if citizens:
            return _(
                "%(scale)s, the same citizens before and after: better, by %(mean)s on average (between "
                "%(low)s and %(high)s)."
            )
        return _(
            "%(scale)s, the same staff before and after: better, by %(mean)s on average (between %(low)s and "
            "%(high)s)."
        )
    if citizens:
        return _(
            "%(scale)s, the same citizens before and after: worse, by %(mean)s on average (between %(low)s "
            "and %(high)s)."
        )
    return _(
        "%(scale)s, the same staff before and after: worse, by %(mean)s on average (between %(low)s and "
        "%(high)s)."
    )


def _span(name: str, figure: Disclosed) -> dict[str, int]:
    """A share and its interval as whole numbers out of 100."""
    return {
        name: round((figure.value or 0) * 100),
        f"{name}_low": round((figure.low or 0) * 100),
        f"{name}_high": round((figure.high or 0) * 100),
    }


def _signed(value: Any) -> str:
    """A difference with its sign and one decimal, as −0.4.

    >>> _signed(0.75), _signed(-0.4)
    ('+0.8', '−0.4')
    """
    return f"{float(value):+.1f}".replace("-", "−")
