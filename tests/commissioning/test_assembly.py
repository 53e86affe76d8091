"""Eleven needs: from members, stories, surveys, asks, the directory and the evaluation; grouped and ranked."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.utils import timezone

from gilydd.commissioning import commands
from gilydd.commissioning.commands import assembly
from gilydd.commissioning.models import Need
from gilydd.commissioning.queries import needs as needs_of
from gilydd.commissioning.queries.assembly import assembled
from gilydd.commissioning.queries.choosing import points_of
from gilydd.exchange.models import Ask
from gilydd.history.words import NotAllowed, Refused
from gilydd.people.models import Area, Membership
from gilydd.people.policy import SYSTEM
from gilydd.services.models import Mistake, Turn
from gilydd.stories.models import Codebook, Study, StudySource, Theme
from gilydd.stories.models.research import Highlight, StudyCoder
from gilydd.surveys.models import PublishedResult
from tests.cast import Cast, work

from .together import a_panel, areas, neighbours, seated


def a_published_study(cast: Cast, turn: Turn) -> Theme:
    """Twenty talks about the service; in twelve somebody marked that there is no bus."""
    community, priya = cast.community, cast.party("Priya")
    book = Codebook.objects.create(community=community, name_en="Book", made_by_key="system")
    theme = Theme.objects.create(
        community=community, codebook=book, name_cy="Dim bws", name_en="No bus home", look=1
    )
    study = Study.objects.create(
        community=community, codebook=book, name="Days", question="What is it like?", lang="en", lead=priya,
        state="closed", published_at=timezone.now(), findings="It is hard.", findings_lang="en",
    )  # fmt: skip
    coder = StudyCoder.objects.create(
        community=community, study=study, party=priya, training="A day", trained_on=timezone.localdate()
    )
    for number in range(1, 21):
        text = StudySource.objects.create(
            community=community, study=study, number=number, service=turn.service, text="No bus home.",
            lang="en", consented_how="talked",
        )  # fmt: skip
        if number <= 12:
            Highlight.objects.create(
                community=community, source=text, theme=theme, coder=coder, start=0, end=6
            )
    return theme


def told_before(cast: Cast, turn: Turn) -> None:
    """What lies in the other rooms: asks that ran out, gaps in the directory, a published result."""
    areas(cast)
    long_ago = timezone.now() - dt.timedelta(days=40)
    for code, kind, many in (("pont", "lifts", 12), ("blaen", "gardening", 9)):
        members = neighbours(cast, many)
        area = Area.objects.of(cast.community).get(code=code)
        Membership.objects.filter(pk__in=[member.pk for member in members]).update(area=area)
        for member in members:
            Ask.objects.create(
                community=cast.community, asker_id=member.party_id, work=work(kind), title="Help", lang="en",
                minutes=60, asked_at=long_ago,
            )  # fmt: skip
            Mistake.objects.create(
                community=cast.community, kind="missing", words="Secret words", lang="en",
                party_id=member.party_id,
            )  # fmt: skip
    PublishedResult.objects.create(
        community=cast.community, group="citizens", question_cy="A gewch chi ddewis?",
        question_en="Do you have a choice?", source="National survey", published_on=timezone.localdate(),
        percent=41, n=1_000, count=410, count_worked_out=False,
    )  # fmt: skip


@pytest.mark.django_db
def test_eleven_needs_are_put_together_each_with_its_source(garw: Cast, turn: Turn, client: Any) -> None:
    theme = a_published_study(garw, turn)
    told_before(garw, turn)
    found = {source.code: source.found for source in assembled(None, turn)}
    keys = [row.key for rows in found.values() for row in rows]
    lifts, gardening = (work(kind).parent or work(kind) for kind in ("lifts", "gardening"))
    assert keys == [
        f"stories.theme:{theme.pk}",
        f"surveys.publishedresult:{PublishedResult.objects.get().pk}",
        f"exchange.unmet:{lifts.code}.pont",
        f"exchange.unmet:{gardening.code}.blaen",
        "services.gaps:missing",
    ]
    unmet = found["asks"][0]
    assert str(unmet.figure) == "10" and "Pontycymer" in unmet.text_en
    assert str(found["gaps"][0].figure) == "20" and "Secret" not in found["gaps"][0].text_en

    ffion = garw.fresh("Ffion")
    with pytest.raises(NotAllowed):
        assembly.take_up(by=garw.fresh("Dai"), turn=turn, key=keys[0])
    with pytest.raises(Refused):
        assembly.take_up(by=ffion, turn=turn, key="stories.theme:999")
    rows = [assembly.take_up(by=ffion, turn=turn, key=key) for key in keys]
    assert assembly.take_up(by=ffion, turn=turn, key=keys[0]).pk == rows[0].pk
    for number, name in enumerate(("Mair", "Dai", "Siân", "Dai", "Siân")):
        by = garw.fresh(name)
        commands.record_need(by=by, turn=turn, text_en=f"Bus number {number}", lang="en")
    commands.record_need(by=ffion, turn=turn, text_en="It worked less.", source="evaluating.finding:1")
    assert Need.objects.filter(turn=turn).count() == 11

    # The list links to where each was counted, and the assembly knows what is on it.
    listed = {row.pk: row for row in needs_of(None, turn)}
    hrefs = [listed[row.pk].href for row in rows]
    study = Study.objects.get()
    assert hrefs[0].endswith(f"/stories/findings/{study.pk}/") and hrefs[2].endswith("/needs/found/#asks")
    assert all(hrefs) and all(row.on_list for source in assembled(None, turn) for row in source.found)
    for lang in ("cy", "en"):
        for easy in ("0", "1"):
            client.cookies["easy_read"] = easy
            for path in (f"turns/{turn.pk}/needs/", f"turns/{turn.pk}/needs/found/"):
                assert client.get(f"/{lang}/c/{garw.slug}/commissioning/{path}").status_code == 200


@pytest.mark.django_db
def test_a_few_people_are_never_behind_a_need(garw: Cast, turn: Turn) -> None:
    areas(garw)
    for member in neighbours(garw, 5):
        Ask.objects.create(
            community=garw.community, asker_id=member.party_id, work=work("lifts"), title="A lift", lang="en",
            minutes=60, asked_at=timezone.now() - dt.timedelta(days=40),
        )  # fmt: skip
        Mistake.objects.create(community=garw.community, kind="missing", lang="en", party_id=member.party_id)
    assert [row for source in assembled(SYSTEM, turn) for row in source.found] == []


@pytest.mark.django_db
def test_needs_that_say_the_same_stand_together_and_lose_no_word(garw: Cast, turn: Turn) -> None:
    ffion = garw.fresh("Ffion")
    one, two, three = (
        commands.record_need(by=SYSTEM, turn=turn, text_en=text, lang="en") for text in ("A", "B", "C")
    )
    with pytest.raises(NotAllowed):
        assembly.join_needs(by=garw.fresh("Dai"), need=one, into=two)
    assembly.join_needs(by=ffion, need=one, into=two)
    with pytest.raises(Refused, match="below it already"):
        assembly.join_needs(by=ffion, need=two, into=one)
    assembly.join_needs(by=ffion, need=two, into=three)
    (row,) = needs_of(None, turn)
    assert row.text == "C" and sorted(also.text for also in row.also) == ["A", "B"]
    assembly.part_needs(by=ffion, need=one)
    assert sorted(row.text for row in needs_of(None, turn)) == ["A", "C"]
    with pytest.raises(Refused):
        assembly.join_needs(by=ffion, need=one, into=one)


@pytest.mark.django_db
def test_the_panel_chooses_together_and_citizens_break_a_tie(garw: Cast, turn: Turn) -> None:
    panel, ffion = a_panel(turn), garw.fresh("Ffion")
    seated(panel, garw.party("Dai"))
    seated(panel, garw.party("Siân"))
    seated(panel, garw.party("Rhodri"), side="professionals", capacity="professional")
    bus, tea, lunch, choir = (
        commands.record_need(by=SYSTEM, turn=turn, text_en=text, lang="en")
        for text in ("Bus", "Tea", "Lunch", "Choir")
    )
    chosen = {"Dai": [bus, tea], "Siân": [bus], "Rhodri": [lunch, tea]}
    with pytest.raises(Refused, match="Nobody on the panel"):
        assembly.settle_ranks(by=ffion, turn=turn)
    for name, needs in chosen.items():
        assembly.choose_needs(by=garw.fresh(name), turn=turn, party=garw.party(name), needs=needs)
    with pytest.raises(Refused, match="people on the panel"):
        assembly.choose_needs(by=garw.fresh("Priya"), turn=turn, party=garw.party("Priya"), needs=[bus])
    with pytest.raises(Refused, match="different"):
        assembly.choose_needs(by=garw.fresh("Dai"), turn=turn, party=garw.party("Dai"), needs=[bus, bus])
    # Tea has 4 of a citizen and 4 of a professional, lunch 5: 10, 8, 5, and nothing for the choir.
    assert assembly.settle_ranks(by=ffion, turn=turn) == 3
    assert [(row.text, row.rank) for row in needs_of(None, turn)] == [
        ("Bus", 1), ("Tea", 2), ("Lunch", 3), ("Choir", None),
    ]  # fmt: skip
    points = points_of(turn)[tea.pk]
    assert (points.citizens, points.professionals) == (4, 4)
    assert all(row.points is None for row in needs_of(None, turn)), "one professional could be recognised"
    # With the same points citizens' count more: the choir has 5 of a citizen, lunch 5 of a professional.
    assembly.choose_needs(by=garw.fresh("Siân"), turn=turn, party=garw.party("Siân"), needs=[choir])
    assembly.settle_ranks(by=ffion, turn=turn)
    order = [row.text for row in needs_of(None, turn)]
    assert order.index("Choir") < order.index("Lunch")
    # A need that goes below another takes its choices along.
    assembly.join_needs(by=ffion, need=choir, into=lunch)
    assembly.settle_ranks(by=ffion, turn=turn)
    assert needs_of(None, turn)[0].text == "Lunch"
