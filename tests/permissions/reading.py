"""What stands in the addresses of peer research, rounds and care. Priya is a peer researcher, and leads."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.utils import timezone

from gilydd.people import commands as people
from gilydd.people.models import Membership, Person
from gilydd.people.policy import SYSTEM
from gilydd.people.words import Capacity, Role
from gilydd.services.models import Service
from gilydd.stories.commands import care, codebooks, coding, rounds, studies
from gilydd.stories.models import Codebook, RoundEntry, Story, StoryVersion, UseConsent
from tests.cast import Cast

TRAINED = {"training": "Two days of coding", "trained_on": dt.date(2026, 2, 3)}
CONSENT = {"consented_how": "talked", "consented_on": dt.date(2026, 3, 2), "lang": "en"}


def furnish_reading(cast: Cast, service: Service) -> dict[str, Any]:
    """A study of Priya's with a mark and a note in it, one that is told, a round, and a record of Dai's."""
    if Role.RESEARCHER not in {one.role for one in cast.member("Priya").roles.filter(until__isnull=True)}:
        people.give_role(by=SYSTEM, membership=cast.member("Priya"), role=Role.RESEARCHER)
    priya, community = cast.fresh("Priya"), cast.community
    codebook = codebooks.make_codebook(by=priya, community=community, name_en="Care")
    theme = codebooks.add_theme(by=priya, codebook=codebook, name_en="Waiting")
    begin = {"by": priya, "community": community, "codebook": codebook, "lead": priya.party, "lang": "en"}
    study = studies.start_study(**begin, name="Waiting", question="How is it?", **TRAINED)
    other = people.enrol(by=SYSTEM, community=community, full_name="Carys Huws", number="78")
    people.give_role(by=SYSTEM, membership=other, role=Role.RESEARCHER)
    coder = studies.add_coder(by=priya, study=study, party=other.party, **TRAINED)
    text = studies.add_transcript(by=priya, study=study, text="I waited.", consent_sheet="1", **CONSENT)
    mark = coding.highlight(by=priya, source=text, theme=theme, start=0, end=8)
    memo = coding.write_memo(by=priya, study=study, words="Rain", lang="en")
    told = studies.start_study(**begin, name="Told", question="How was it?", **TRAINED)
    studies.close_study(by=priya, study=told)
    studies.publish_findings(by=priya, study=told, findings="People wait.", lang="en")
    return {
        "study": study.pk, "codebook": codebook.pk, "theme": theme.pk, "study_coder": coder.pk,
        "study_text": text.pk, "mark": mark.pk, "memo": memo.pk, "told_study": told.pk,
    } | _round(cast, service) | _care(cast)  # fmt: skip


def _round(cast: Cast, service: Service) -> dict[str, Any]:
    priya = cast.fresh("Priya")
    row = rounds.start_round(
        by=priya, community=cast.community, lead=priya.party, name="Winter", question="What changed?", lang="en",
        top="The board",
    )  # fmt: skip
    panel, domain = row.panels.get(), rounds.add_domain(by=priya, round=row, name_en="Confidence")
    seat = rounds.seat(by=priya, panel=panel, party=cast.party("Dai"))
    story = _story(cast, "Fern")
    rounds.enter_stories(by=priya, panel=panel, domain=domain, stories=[story])
    rounds.begin_choosing(by=priya, round=row)
    entry = RoundEntry.objects.get(panel=panel)
    return {
        "significant": row.pk, "round_panel": panel.pk, "round_domain": domain.pk, "round_seat": seat.pk,
        "round_entry": entry.pk,
    }  # fmt: skip


def _care(cast: Cast) -> dict[str, Any]:
    dai = cast.fresh("Dai")
    record = care.begin_record(by=dai, community=cast.community, title="My knee", lang="en")
    option = care.add_option(by=dai, record=record, name="Wait", lang="en")
    point = care.add_point(by=dai, option=option, side="for", words="No knife", lang="en")
    view = care.write_view(by=dai, record=record, words="I would wait", lang="en")
    today = timezone.localdate()
    decision = care.decide(by=dai, record=record, words="We wait", lang="en", decided_on=today)
    share = care.share_record(
        by=dai, record=record, party=cast.party("Mair"), scope="read", until=today + dt.timedelta(days=9)
    )
    return {
        "care": str(record.key), "care_option": option.pk, "care_point": point.pk, "care_view": view.pk,
        "care_decision": decision.pk, "care_share": share.pk,
    }  # fmt: skip


def furnish_more_reading(cast: Cast, made: dict[str, Any]) -> dict[str, Any]:
    """What operations need in another state: a study that two read, a closed one, a round being set up."""
    # Hours are credited to those who take part as citizens.
    Membership.objects.filter(pk=cast.member("Priya").pk).update(capacity=Capacity.VOLUNTEER)
    priya, community = cast.fresh("Priya"), cast.community
    carys = people.enrol(
        by=SYSTEM,
        community=community,
        full_name="Delyth Huws",
        email=f"delyth.{cast.slug}@example.org",
        number="79",
    )
    people.give_role(by=SYSTEM, membership=carys, role=Role.RESEARCHER)
    coder = Person.objects.get(pk=carys.party_id)
    codebook = Codebook.objects.get(pk=made["codebook"])
    begin = {"by": priya, "community": community, "codebook": codebook, "lead": priya.party, "lang": "en"}
    both = studies.start_study(**begin, name="Both", question="How?", **TRAINED)
    text = studies.add_transcript(by=priya, study=both, text="We waited.", consent_sheet="1", **CONSENT)
    studies.add_coder(by=priya, study=both, party=coder.party, **TRAINED)
    for one in (priya, coder):
        coding.finish_reading(by=one, source=text)
    row = rounds.start_round(
        by=priya,
        community=community,
        lead=priya.party,
        name="Spring",
        question="What changed?",
        lang="en",
        top="Top",
    )
    panel, domain = row.panels.get(), rounds.add_domain(by=priya, round=row, name_en="Voice")
    rounds.seat(by=priya, panel=panel, party=cast.party("Dai"))
    stories = [_story(cast, name) for name in ("Moss", "Oak")]
    rounds.enter_stories(by=priya, panel=panel, domain=domain, stories=stories[:1])
    UseConsent.objects.create(
        community=community,
        story=stories[0],
        lang="en",
        use="research",
        audience="researchers",
        explained="screen",
    )
    return {
        "study_of_two": both.pk, "closed_study": made["told_study"], "new_round": row.pk, "new_panel": panel.pk,
        "new_domain": domain.pk, "codable_story": stories[0].pk, "more_story": stories[1].pk,
        "spare_researcher": carys.pk,
    }  # fmt: skip


def _story(cast: Cast, name: str) -> Story:
    """A story that members may learn from."""
    story = Story.objects.create(
        community=cast.community, lang="en", state="agreed", pseudonym_en=f"{name} {cast.slug}",
        pseudonym_cy=f"{name} {cast.slug}", told_at=timezone.now(), agreed_at=timezone.now(),
    )  # fmt: skip
    shared = {"community": cast.community, "story": story, "lang": "en"}
    StoryVersion.objects.create(
        **shared, number=1, title="Out", words="I go out.", state="agreed", made_by_key="x"
    )
    UseConsent.objects.create(**shared, use="learning", audience="members", explained="screen")
    return story
