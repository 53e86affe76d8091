"""Writes: studies, who codes in them, their texts, comparing, findings, and the hours given."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from gilydd.exchange import commands as exchange
from gilydd.exchange.models import Claim
from gilydd.history.commands import later
from gilydd.history.words import Audience, Refused
from gilydd.people.models import Community, Party, Person, Term
from gilydd.people.policy import System, type_of_actor
from gilydd.people.queries import standing
from gilydd.people.words import Role
from gilydd.services.models import Service

from ..models import Codebook, ResearchHours, Story, Study, StudyCoder, StudySource
from ..research_policy import codable_stories, policy
from ..research_words import LONGEST_MEMO, MOST_SOURCES, Consented, Gone, StudyState
from ._research import (
    forget_texts,
    locked,
    move,
    next_number,
    note,
    own_place,
    readable,
    refuse_unless,
    same_community,
    text_of,
)


@transaction.atomic
def start_study(
    *,
    by: type_of_actor,
    community: Community,
    codebook: Codebook,
    lead: Party,
    name: str,
    question: str,
    lang: str,
    training: str,
    trained_on: dt.date,
) -> Study:
    """Begin a study. `lead`, a peer researcher, looks after it and codes in it like the others."""
    policy.check(by, "start_study", community)
    if not isinstance(by, System) and lead.pk != getattr(by, "pk", None):
        raise Refused(_("Whoever begins a study leads it."))
    if codebook.community_id != community.pk:
        raise Refused(_("This codebook is of another community."), field="codebook")
    refuse_unless(name.strip(), _("Give the study a name."), "name")
    refuse_unless(question.strip(), _("Say what you want to find out."), "question")
    study = Study.objects.create(
        community=community, codebook=codebook, lead=lead, name=name.strip(), question=question.strip(),
        lang=lang,
    )  # fmt: skip
    _seat(study, lead, training, trained_on)
    note("start_study", by, study, mentions=[codebook])
    return study


@transaction.atomic
def add_coder(
    *, by: type_of_actor, study: Study, party: Party, training: str, trained_on: dt.date
) -> StudyCoder:
    """Let a peer researcher code in the study, with the training that they had for it. They are told."""
    study = locked(study)
    policy.check(by, "lead_study", study)
    refuse_unless(study.state != StudyState.CLOSED, _("This study is closed."))
    coder = _seat(study, party, training, trained_on)
    note("add_coder", by, coder, study, mentions=[party])
    later("gilydd.stories.research_notices.coder_added", coder.pk)
    return coder


@transaction.atomic
def end_coder(*, by: type_of_actor, coder: StudyCoder) -> StudyCoder:
    """Somebody stops coding here. What they marked stays, and still bears their name to the others."""
    study = locked(coder.study)
    row = StudyCoder.objects.select_related("community", "party").get(pk=coder.pk)
    if getattr(by, "pk", None) != row.party_id:
        policy.check(by, "lead_study", study)
    refuse_unless(row.party_id != study.lead_id, _("Whoever leads the study stays in it."))
    if row.ended_at is None:
        row.ended_at = timezone.now()
        row.save(update_fields=["ended_at"])
        note("end_coder", by, row, study)
    return row


@transaction.atomic
def be_named(*, by: Person, study: Study, by_name: bool) -> StudyCoder:
    """Whether a coder is named with the findings: their own word, changed at any time."""
    coder = own_place(by, locked(study))
    coder.by_name = by_name
    coder.save(update_fields=["by_name"])
    note("be_named", by, coder, study, by_name=by_name)
    return coder


@transaction.atomic
def add_stories(*, by: type_of_actor, study: Study, stories: Collection[Story]) -> list[StudySource]:
    """Take stories into the study. Each has a standing yes to research at this moment, or is refused."""
    study = locked(study)
    policy.check(by, "lead_study", study)
    refuse_unless(study.state == StudyState.CODING, _("Texts are added while the coders still read alone."))
    allowed = set(
        codable_stories(by, study).filter(pk__in=[one.pk for one in stories]).values_list("pk", flat=True)
    )
    made = []
    for story in sorted(stories, key=lambda one: one.pk):
        if story.pk not in allowed:
            raise Refused(_("One of these stories may not be used for research."), field="stories")
        _room(study)
        number, text, lang = text_of(story)
        about = story.about.order_by("pk").first()
        row = StudySource(
            study=study, community=study.community, number=next_number(study), story=story, version=number,
            service=about.service if about else None, text=text, lang=lang, added_by=_party(by),
        )  # fmt: skip
        row.save()
        made.append(row)
    if made:
        note("add_stories", by, study, texts=len(made))
    return made


@transaction.atomic
def add_transcript(
    *,
    by: type_of_actor,
    study: Study,
    text: str,
    lang: str,
    consented_how: str,
    consented_on: dt.date,
    consent_sheet: str,
    consent_until: dt.date | None = None,
    service: Service | None = None,
) -> StudySource:
    """Put in what was said in a talk or a group, typed by hand, with the consent that was given for it.

    The number on the consent sheet is how those who spoke can take it back: nobody's name stands here.
    """
    study = locked(study)
    policy.check(by, "code", study)
    refuse_unless(study.state == StudyState.CODING, _("Texts are added while the coders still read alone."))
    refuse_unless(consent_sheet.strip(), _("Write the number on the consent sheet."), "consent_sheet")
    refuse_unless(
        consented_on <= timezone.localdate(), _("The day of the consent lies in the future."), "consented_on"
    )
    if consent_until is not None and consent_until < timezone.localdate():
        raise Refused(_("This consent is over already."), field="consent_until")
    if service is not None:
        same_community(study, service)
    sheet = consent_sheet.strip()
    if study.sources.filter(consent_sheet__iexact=sheet, gone_at__isnull=True).exists():
        raise Refused(_("There is a text with this number in the study already."), field="consent_sheet")
    _room(study)
    row = StudySource.objects.create(
        study=study, community=study.community, number=next_number(study), service=service,
        text=readable(text), lang=lang, consented_how=Consented(consented_how), consented_on=consented_on,
        consent_until=consent_until, consent_sheet=sheet, added_by=_party(by),
    )  # fmt: skip
    note("add_transcript", by, row, study)
    return row


@transaction.atomic
def remove_text(*, by: type_of_actor, source: StudySource, withdrawn: bool) -> StudySource:
    """A text goes for good: those who spoke took their yes back (any coder notes that), or the lead says that
    it was put in by mistake. Its number stays, and whoever took a file away is told."""
    study = locked(source.study)
    row = StudySource.objects.select_related("community").get(pk=source.pk)
    policy.check(by, "see_study" if withdrawn and row.story_id is None else "lead_study", study)
    # The same transcript may have come back with a project file: a yes taken back holds for every copy.
    copies = StudySource.objects.of(study.community).filter(guid=row.guid)
    rows = copies if withdrawn else copies.filter(pk=row.pk)
    forget_texts(rows, Gone.WITHDRAWN if withdrawn else Gone.MISTAKE)
    note("remove_text", by, row, study, withdrawn=withdrawn)
    row.refresh_from_db()
    return row


@transaction.atomic
def compare_study(*, by: type_of_actor, study: Study) -> Study:
    """The coders begin to see each other's marks. It cannot be undone: nobody is blind again."""
    study = locked(study)
    policy.check(by, "lead_study", study)
    read_twice = [pk for pk, readers in _readers(study).items() if len(readers) > 1]
    if not read_twice:
        raise Refused(_("Wait until two coders at least have read one text to its end."))
    move(study, StudyState.COMPARING)
    study.compared_at = timezone.now()
    study.save(update_fields=["state", "compared_at"])
    note("compare_study", by, study, texts=len(read_twice))
    for coder in study.coders.filter(ended_at__isnull=True, party__isnull=False):
        later("gilydd.stories.research_notices.compared", coder.pk)
    return study


@transaction.atomic
def close_study(*, by: type_of_actor, study: Study) -> Study:
    """Nothing more is marked. Those who coded can still read it, and its findings can be published."""
    study = locked(study)
    policy.check(by, "lead_study", study)
    move(study, StudyState.CLOSED)
    study.closed_at = timezone.now()
    study.save(update_fields=["state", "closed_at"])
    note("close_study", by, study)
    return study


@transaction.atomic
def publish_findings(*, by: type_of_actor, study: Study, findings: str, lang: str) -> Study:
    """Tell everybody what the study found, in the researchers' words, with rounded figures and no quotes.

    A yes to research is no yes to being quoted: words of a story do not belong into findings.
    """
    study = locked(study)
    policy.check(by, "lead_study", study)
    refuse_unless(study.state == StudyState.CLOSED, _("Close the study first."))
    refuse_unless(findings.strip(), _("Say what you found."), "findings")
    refuse_unless(len(findings) <= 4 * LONGEST_MEMO, _("This is too long."), "findings")
    _no_quotes(study, findings)
    study.findings, study.findings_lang = findings.strip(), lang
    study.published_at = study.published_at or timezone.now()
    study.save(update_fields=["findings", "findings_lang", "published_at"])
    note("publish_findings", by, study, audience=Audience.PUBLIC)
    return study


@transaction.atomic
def claim_research_hours(
    *,
    by: type_of_actor,
    study: Study,
    minutes: int,
    work: Term,
    occurred_at: dt.datetime,
    key: str,
) -> Claim:
    """A peer researcher enters the hours they gave to the study; a broker confirms them like all others.

    The books say "peer research" and nothing of what was read. The same key is the same hours.
    """
    policy.check(by, "credit_research", study)
    coder = own_place(by, study)
    if coder.party is None:
        raise Refused(_("Only those who code in this study can do this."))
    claim = exchange.record_hours(
        by=by, community=study.community, giver=coder.party, receiver=None, minutes=minutes, work=work,
        occurred_at=occurred_at, key=f"stories.research:{key}", words=_("Peer research"), lang=study.lang,
    )  # fmt: skip
    _row, is_new = ResearchHours.objects.get_or_create(
        claim=claim, defaults={"study": study, "community": study.community, "coder": coder}
    )
    if is_new:
        note("claim_research_hours", by, study, mentions=[claim], minutes=minutes)
    return claim


def _seat(study: Study, party: Party, training: str, trained_on: dt.date) -> StudyCoder:
    person = Person.objects.filter(pk=party.pk).first()
    here = standing(person, study.community)
    if person is None or not here.active or Role.RESEARCHER not in here.roles:
        raise Refused(
            _("Only a peer researcher can code. A broker gives somebody that role."), field="member"
        )
    refuse_unless(training.strip(), _("Name the training, and who gave it."), "training")
    refuse_unless(trained_on <= timezone.localdate(), _("The training lies in the future."), "trained_on")
    row = StudyCoder.objects.filter(study=study, party=party).first()
    if row is not None and row.ended_at is None:
        raise Refused(_("They code in this study already."), field="member")
    row = row or StudyCoder(study=study, community=study.community, party=party)
    row.training, row.trained_on, row.ended_at = training.strip(), trained_on, None
    row.save()
    return row


def _room(study: Study) -> None:
    if study.sources.count() >= MOST_SOURCES:
        raise Refused(_("There are %(most)s texts in the study already.") % {"most": MOST_SOURCES})


def _readers(study: Study) -> dict[int, set[int]]:
    found: dict[int, set[int]] = {}
    rows = study.sources.filter(gone_at__isnull=True, readings__isnull=False)
    for source, coder in rows.values_list("pk", "readings__coder"):
        found.setdefault(source, set()).add(coder)
    return found


def _no_quotes(study: Study, findings: str) -> None:
    """Refuse findings that repeat eight words in a row of a text."""
    wanted = _eights(findings)
    for text in study.sources.filter(gone_at__isnull=True).values_list("text", flat=True):
        same = wanted & _eights(text)
        if same:
            raise Refused(
                _("These words stand in a text of the study: “%(words)s”. Say it in your own words.")
                % {"words": " ".join(min(same))},
                field="findings",
            )


def _eights(text: str) -> set[tuple[str, ...]]:
    words = "".join(sign if sign.isalnum() else " " for sign in text.casefold()).split()
    return {tuple(words[at : at + 8]) for at in range(len(words) - 7)}


def _party(by: type_of_actor) -> Party | None:
    return by.party if isinstance(by, Person) else None
