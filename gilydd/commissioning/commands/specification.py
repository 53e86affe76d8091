"""Writes: a specification in versions, and what people suggest for it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from gilydd.history.commands import key_of
from gilydd.history.words import Audience, Refused
from gilydd.people.models import Party, Person
from gilydd.people.policy import speaks_for, type_of_actor
from gilydd.people.queries import capacity_of
from gilydd.services.models import Outcome

from .. import publishing
from ..models import Procurement, SpecificationOutcome, SpecificationVersion, Suggestion
from ..policy import policy
from ..words_panel import LONGEST_LINE, LONGEST_SUGGESTION, LONGEST_TEXT, SuggestionState
from ._panel import acting, locked_procurement, note, still_draft, tell


@dataclass(frozen=True)
class Taken:
    """A suggestion that a version takes in: whole, or in part with what was left out and why."""

    suggestion: Suggestion
    partly: bool = False
    answer: str = ""
    lang: str = ""


@transaction.atomic
def write_version(
    *,
    by: type_of_actor,
    procurement: Procurement,
    text_cy: str,
    text_en: str,
    changed_cy: str = "",
    changed_en: str = "",
    why_cy: str = "",
    why_en: str = "",
    outcomes: Iterable[Outcome] = (),
    takes: Iterable[Taken] = (),
    after: int | None = None,
) -> SpecificationVersion:
    """Write the next version, in both languages, with what changed and why, and what it takes in.

    `after` is the number of the version that whoever writes had before them: where somebody else wrote one
    meanwhile, this is refused and nothing is lost without being seen. A published tender's text stays.
    """
    procurement = locked_procurement(procurement)
    policy.check(by, "write_specification", procurement)
    still_draft(procurement)
    last = procurement.specifications.order_by("-number").first()
    number = last.number + 1 if last else 1
    if after is not None and after != number - 1:
        raise Refused(_("Somebody wrote a version meanwhile. Read it, and put your changes into it."))
    texts = {
        "text_cy": text_cy, "text_en": text_en, "changed_cy": changed_cy, "changed_en": changed_en,
        "why_cy": why_cy, "why_en": why_en,
    }  # fmt: skip
    texts = {name: text.strip().replace("\r\n", "\n") for name, text in texts.items()}
    _check_texts(texts, last)
    row = SpecificationVersion.objects.create(
        community=procurement.community, procurement=procurement, number=number,
        party=by.party if isinstance(by, Person) else None, capacity=capacity_of(by, procurement.community),
        **texts,
    )  # fmt: skip
    _with_outcomes(row, procurement, list(outcomes))
    for taken in takes:
        _take(by, row, taken)
    note("write_version", by, row, procurement.turn, number=number)
    publishing.published(procurement, "planning" if number == 1 else "planningUpdate")
    return row


def _check_texts(texts: dict[str, str], last: SpecificationVersion | None) -> None:
    if not (texts["text_cy"] and texts["text_en"]):
        raise Refused(_("Write it in Welsh and in English."), field="text_cy")
    if max(map(len, texts.values())) > LONGEST_TEXT:
        raise Refused(_("This is too long."), field="text_cy")
    if max(len(texts["changed_cy"]), len(texts["changed_en"])) > LONGEST_LINE:
        raise Refused(_("Use %(most)s characters at most.") % {"most": LONGEST_LINE}, field="changed_cy")
    if last is None:
        return
    if (last.text_cy, last.text_en) == (texts["text_cy"], texts["text_en"]):
        raise Refused(_("Nothing is different from the version before."), field="text_cy")
    for name, sentence in (("changed", _("Say in both languages what changed.")), ("why", _("Say why."))):
        if not (texts[f"{name}_cy"] and texts[f"{name}_en"]):
            raise Refused(sentence, field=f"{name}_cy")


def _with_outcomes(row: SpecificationVersion, procurement: Procurement, outcomes: list[Outcome]) -> None:
    for outcome in outcomes:
        if outcome.service_id != procurement.turn.service_id:
            raise Refused(_("This outcome is of another service."), field="outcomes")
    SpecificationOutcome.objects.bulk_create(
        SpecificationOutcome(community=row.community, version=row, outcome_id=pk)
        for pk in sorted({outcome.pk for outcome in outcomes})
    )


def _take(by: type_of_actor, version: SpecificationVersion, taken: Taken) -> None:
    row = _open(taken.suggestion)
    if row.procurement_id != version.procurement_id:
        raise Refused(_("This suggestion is for another specification."), field="takes")
    if speaks_for(by, row.community, row.party_id):
        raise Refused(_("Somebody else must answer what you suggested."), field="takes")
    if taken.partly and not taken.answer.strip():
        raise Refused(_("Say which part was not taken, and why."), field="takes")
    row.state = SuggestionState.PARTLY if taken.partly else SuggestionState.TAKEN
    row.version = version
    _answered(by, row, taken.answer, taken.lang)
    note("answer_suggestion", by, row, version.procurement.turn, audience=Audience.COMMUNITY)


@transaction.atomic
def suggest(
    *,
    by: type_of_actor,
    procurement: Procurement,
    party: Party,
    words: str,
    lang: str,
    entered_from: str = "",
) -> Suggestion:
    """Suggest something for the specification, in one's own words. The same words again are the same."""
    procurement = locked_procurement(procurement)
    policy.check(by, "suggest", procurement)
    act = acting(by, procurement.community, party, entered_from)
    still_draft(procurement)
    words = words.strip().replace("\r\n", "\n")
    if not words:
        raise Refused(_("Write what should be different."), field="words")
    if len(words) > LONGEST_SUGGESTION:
        raise Refused(_("Use %(most)s characters at most.") % {"most": LONGEST_SUGGESTION}, field="words")
    if lang not in ("cy", "en"):
        raise Refused(_("Say whether it is in Welsh or in English."), field="lang")
    same = Suggestion.objects.filter(procurement=procurement, party=party, words=words)
    if known := same.exclude(state=SuggestionState.WITHDRAWN).first():
        return known
    row = Suggestion.objects.create(
        community=procurement.community, procurement=procurement, words=words, lang=lang, **act.columns
    )
    note("suggest", by, row, procurement.turn, audience=Audience.COMMUNITY, behalf=act.behalf)
    return row


@transaction.atomic
def refuse_suggestion(*, by: type_of_actor, suggestion: Suggestion, answer: str, lang: str) -> Suggestion:
    """Say that a suggestion is not taken, and why. Nobody answers their own."""
    row = _open(suggestion)
    policy.check(by, "answer_suggestion", row.procurement)
    still_draft(row.procurement)
    if speaks_for(by, row.community, row.party_id):
        raise Refused(_("Somebody else must answer what you suggested."))
    if not answer.strip():
        raise Refused(_("Say why it is not taken. Whoever suggested it reads this."), field="answer")
    if lang not in ("cy", "en"):
        raise Refused(_("Say whether it is in Welsh or in English."), field="lang")
    row.state = SuggestionState.REFUSED
    _answered(by, row, answer, lang)
    note("answer_suggestion", by, row, row.procurement.turn, audience=Audience.COMMUNITY)
    return row


@transaction.atomic
def withdraw_suggestion(*, by: type_of_actor, suggestion: Suggestion, entered_from: str = "") -> Suggestion:
    """Take back what was suggested, while it is not answered."""
    row = _open(suggestion)
    act = acting(by, row.community, row.party, entered_from, active=False)
    row.state = SuggestionState.WITHDRAWN
    row.save(update_fields=["state"])
    note(
        "withdraw_suggestion", by, row, row.procurement.turn, audience=Audience.PRIVATE, behalf=act.behalf
    )  # fmt: skip
    return row


def _open(suggestion: Suggestion) -> Suggestion:
    """The suggestion as it is now, locked, while it waits for an answer."""
    rows = Suggestion.objects.select_for_update(of=("self",)).select_related("community", "party")
    row = rows.get(pk=suggestion.pk)
    row.procurement = locked_procurement(row.procurement)
    if row.state != SuggestionState.OPEN:
        raise Refused(_("This suggestion was answered already."))
    return row


def _answered(by: type_of_actor, row: Suggestion, answer: str, lang: str) -> None:
    row.answer, row.answer_lang = answer.strip(), (lang if answer.strip() else "")
    row.answered_at, row.answered_by_key = timezone.now(), key_of(by)
    row.save()
    tell("suggestion_answered", row.pk)
