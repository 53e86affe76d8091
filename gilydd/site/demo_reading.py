"""The demo's peer research, a round of Most Significant Change, and a record of somebody's own care.

Comes after the demo's stories. Everybody and everything in it is invented.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

from gilydd.people import commands as people
from gilydd.people.models import Membership, Person, RoleHeld
from gilydd.people.policy import SYSTEM
from gilydd.people.queries import forget_standing
from gilydd.people.words import Role
from gilydd.services.models import Service
from gilydd.stories.commands import care, codebooks, coding, rounds, studies
from gilydd.stories.models import Codebook, Study, StudySource, Theme
from gilydd.stories.msc_policy import stories_for
from gilydd.stories.research_policy import codable_stories

from .demo_scene import Valley

THEMES = (
    (
        "Cael fy nghlywed",
        "Being heard",
        "Mae rhywun yn gofyn, ac yn gwrando.",
        "Somebody asks, and listens.",
        "",
    ),
    ("Gwybod beth sy'n digwydd", "Knowing what happens", "", "", "Being heard"),
    ("Aros", "Waiting", "Amser sy'n mynd heibio heb air.", "Time that passes without a word.", ""),
    ("Caredigrwydd", "Kindness", "Peth bach nad oedd raid ei wneud.", "A small thing nobody had to do.", ""),
)
TALK = (
    "Roedden ni'n wyth o bobl o gwmpas y bwrdd. Doedd neb yn gwybod pryd fyddai'r fan yn dod.\n"
    "Mae'r gyrrwr yn ffonio nawr. Mae hynny'n newid popeth."
)
GROUP = "We come for the company. Nobody had asked us before what the hall should be like. Then they did."
MARKS = (
    ("Doedd neb yn gwybod pryd fyddai'r fan yn dod.", "Knowing what happens"),
    ("Mae'r gyrrwr yn ffonio nawr.", "Being heard"),
)
TRAINING = "Gwrando a chodio, Cwm Enfys"


def reading(valley: Valley) -> None:
    """A study that compares, one that begins, findings, a round with one choice made, and Siân's knee."""
    nerys, priya = valley.cast["Nerys"], valley.cast["Priya"]
    service = Service.objects.of(valley.community).order_by("pk").first()
    if service is None:
        return
    for person in (nerys, priya):
        _researcher(valley, person)
    codebook = _codebook(valley, nerys)
    study = _study(valley, codebook, "Aros am y fan", "Sut beth yw aros?")
    studies.add_stories(by=nerys, study=study, stories=list(codable_stories(nerys, study)))
    talk = _talk(valley, study, TALK, "G-1", "cy", service)
    for person, marks in ((nerys, MARKS), (priya, MARKS[:1])):
        for words, name in marks:
            _mark(person, talk, words, name)
        coding.finish_reading(by=person, source=talk)
    coding.write_memo(
        by=nerys, study=study, words="Y ffôn eto: peth bach.", lang="cy", source=talk, shared=True
    )
    coding.write_memo(
        by=priya, study=study, words="I wait for the bus every day myself.", lang="en", kind="journal"
    )
    studies.be_named(by=nerys, study=study, by_name=True)
    studies.compare_study(by=nerys, study=study)
    begun = _study(valley, codebook, "Y neuadd newydd", "Beth mae pobl yn ei gael o'r neuadd?")
    _talk(valley, begun, GROUP, "G-2", "en", service)
    told = _study(valley, codebook, "Y gaeaf diwethaf", "Beth newidiodd dros y gaeaf?")
    _talk(valley, told, "Daeth y gwres yn ôl. Diolch byth.", "G-3", "cy", service)
    studies.close_study(by=nerys, study=told)
    studies.publish_findings(
        by=nerys, study=told, lang="cy",
        findings="Pan oedd rhywun yn dweud beth oedd yn digwydd, roedd yr aros yn haws i bawb.",
    )  # fmt: skip
    _round(valley, service)
    _next_round(valley)
    _care(valley)


def _researcher(valley: Valley, person: Person) -> None:
    member = Membership.objects.of(valley.community).get(party=person.party_id)
    if not RoleHeld.objects.filter(membership=member, role=Role.RESEARCHER, until__isnull=True).exists():
        people.give_role(by=SYSTEM, membership=member, role=Role.RESEARCHER)
    forget_standing(person)


def _codebook(valley: Valley, by: Person) -> Codebook:
    book = codebooks.make_codebook(
        by=by, community=valley.community, name_cy="Gofal a chwmni", name_en="Care and company"
    )
    made: dict[str, Theme] = {}
    for name_cy, name_en, meaning_cy, meaning_en, above in THEMES:
        made[name_en] = codebooks.add_theme(
            by=by, codebook=book, name_cy=name_cy, name_en=name_en, meaning_cy=meaning_cy,
            meaning_en=meaning_en, parent=made.get(above),
        )  # fmt: skip
    return book


def _study(valley: Valley, codebook: Codebook, name: str, question: str) -> Study:
    nerys, priya = valley.cast["Nerys"], valley.cast["Priya"]
    trained: dict[str, Any] = {"training": TRAINING, "trained_on": valley.today - dt.timedelta(days=90)}
    study = studies.start_study(
        by=nerys, community=valley.community, codebook=codebook, lead=nerys.party, name=name,
        question=question, lang="cy", **trained,
    )  # fmt: skip
    studies.add_coder(by=nerys, study=study, party=priya.party, **trained)
    return study


def _talk(valley: Valley, study: Study, words: str, sheet: str, lang: str, service: Service) -> StudySource:
    return studies.add_transcript(
        by=valley.cast["Nerys"], study=study, text=words, lang=lang, service=service, consent_sheet=sheet,
        consented_how="talked", consented_on=valley.today - dt.timedelta(days=12),
    )  # fmt: skip


def _mark(by: Person, source: StudySource, words: str, name: str) -> None:
    theme = source.study.codebook.themes.get(name_en=name)
    start = source.text.index(words)
    coding.highlight(by=by, source=source, theme=theme, start=start, end=start + len(words))


def _round(valley: Valley, service: Service) -> None:
    ffion, dai = valley.cast["Ffion"], valley.cast["Dai"]
    row = rounds.start_round(
        by=ffion, community=valley.community, lead=ffion.party, service=service,
        name="Y newid mwyaf, y gaeaf hwn", question="Pa stori sy'n dangos y newid mwyaf arwyddocaol?",
        lang="cy", top="Y bwrdd",
    )  # fmt: skip
    board = row.panels.get()
    neighbours = rounds.add_panel(by=ffion, round=row, feeds=board, name="Cymdogion", lang="cy")
    domain = rounds.add_domain(by=ffion, round=row, name_cy="Cael llais", name_en="Having a voice")
    for panel, name in ((board, "Rhodri"), (neighbours, "Dai"), (neighbours, "Siân")):
        rounds.seat(by=ffion, panel=panel, party=valley.cast[name].party)
    found = list(stories_for(ffion, valley.community).order_by("pk"))
    if not found:
        return
    entries = rounds.enter_stories(by=ffion, panel=neighbours, domain=domain, stories=found)
    rounds.begin_choosing(by=ffion, round=row)
    rounds.choose(
        by=dai, panel=neighbours, domain=domain, entry=entries[0], lang="en", chosen_by="talking",
        reason="Somebody said sorry, and then it changed for everybody who has no email.",
    )  # fmt: skip


def _next_round(valley: Valley) -> None:
    """One that is still being set up."""
    ffion = valley.cast["Ffion"]
    row = rounds.start_round(
        by=ffion, community=valley.community, lead=ffion.party, name="Y gwanwyn", lang="cy", top="Y bwrdd",
        question="Beth newidiodd i chi?",
    )  # fmt: skip
    rounds.add_domain(by=ffion, round=row, name_cy="Hyder", name_en="Confidence")


def _care(valley: Valley) -> None:
    sian, rhodri = valley.cast["Siân"], valley.cast["Rhodri"]
    record = care.begin_record(
        by=sian, community=valley.community, title="My knee", lang="en",
        matters="I want to walk my dog again.\nI do not like hospitals.",
    )  # fmt: skip
    wait = care.add_option(by=sian, record=record, name="Wait, and do the exercises", lang="en")
    care.add_point(by=sian, option=wait, side="for", words="I can stay at home.", lang="en", weight=2)
    care.add_point(
        by=sian, option=wait, side="against", words="It still hurts.", lang="en", source="I feel it"
    )
    operation = care.add_option(by=sian, record=record, name="Have an operation", lang="en")
    care.add_point(
        by=sian, option=operation, side="for", words="It should hurt less.", lang="en", source="The leaflet"
    )
    care.add_point(by=sian, option=operation, side="against", words="I cannot walk for six weeks.", lang="en")
    care.write_view(
        by=sian, record=record, words="I would like to wait until spring.", lang="en", option=wait
    )
    until = valley.today + dt.timedelta(days=60)
    care.share_record(by=sian, record=record, party=rhodri.party, scope="write", until=until)
    care.write_view(
        by=rhodri, record=record, lang="en", option=wait,
        words="Waiting does no harm. If you cannot sleep for the pain, ring me.",
    )  # fmt: skip
    care.decide(
        by=sian, record=record, words="We wait until March, and I do the exercises.", lang="en", option=wait,
        decided_on=valley.today, with_whom="Rhodri", look_again_on=valley.today + dt.timedelta(days=30),
    )  # fmt: skip
