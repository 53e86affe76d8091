"""Who was heard in a challenge: the seven measures from voice events alone."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext

from gilydd.designing.models import Challenge, VoiceEvent, VoiceOutcome
from gilydd.designing.queries.voice import Measure, voice_of
from gilydd.designing.voicing import effect, voice
from gilydd.designing.words import VoiceAct, VoiceEffect
from gilydd.people.commands.many import NewMember, enrol_many
from gilydd.people.models import Party
from gilydd.people.policy import SYSTEM
from tests.cast import Cast

pytestmark = pytest.mark.django_db


def crowd(garw: Cast, number: int, capacity: str) -> list[Party]:
    rows = [NewMember(full_name=f"{capacity} {one}", capacity=capacity) for one in range(number)]
    return [row.party for row in enrol_many(by=SYSTEM, community=garw.community, members=rows)]


def measure(challenge: Challenge, key: str) -> Measure:
    return next(one for one in voice_of(challenge).measures if one.key == key)


def acted(challenge: Challenge, party: Party | None, act: str, thing: str, **more: Any) -> None:
    voice(challenge=challenge, act=act, thing=thing, party=party, **more)


def test_a_voice_keeps_who_as_what_where_and_how_long_and_no_word(garw: Cast, challenge: Challenge) -> None:
    row = voice(
        challenge=challenge, act=VoiceAct.COMMENTED, thing="designing.comment:1", party=garw.party("Ffion"),
        text="one two three", of="designing.proposal:1",
    )  # fmt: skip
    assert (row.capacity, row.words_number, row.about_key) == ("commissioner", 3, "designing.proposal:1")
    assert row.state == challenge.state
    assert not any("three" in str(getattr(row, field.name)) for field in row._meta.concrete_fields)


def test_what_was_heard_cannot_be_rewritten(garw: Cast, challenge: Challenge) -> None:
    row = voice(challenge=challenge, act=VoiceAct.STATED, thing="x:1", party=garw.party("Dai"))
    for change in (
        lambda: VoiceEvent.objects.filter(pk=row.pk).update(words_number=9),
        lambda: VoiceEvent.objects.filter(pk=row.pk).delete(),
    ):
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            change()


def test_few_people_have_no_figure_and_words_instead(garw: Cast, challenge: Challenge) -> None:
    acted(challenge, garw.party("Dai"), VoiceAct.COMMENTED, "c:1")
    told = measure(challenge, "evenness")
    assert all(line.value.suppressed for line in told.lines)  # type: ignore[union-attr]
    assert "Too few people" in told.says


def test_many_who_say_as_much_are_even_and_whoever_was_only_asked_lowers_it(
    garw: Cast, challenge: Challenge
) -> None:
    folk = crowd(garw, 20, "citizen")
    for number, party in enumerate(folk):
        acted(challenge, party, VoiceAct.COMMENTED, f"c:{number}", text="five words are said here")
    even = measure(challenge, "evenness").lines[0].value
    assert str(even) == "100%"
    for party in crowd(garw, 20, "carer"):
        acted(challenge, party, VoiceAct.INVITED, "asked")
    told = measure(challenge, "evenness")
    assert str(told.lines[0].value) == "50%" and told.lines[0].low is not None
    assert "Some said much" in told.says


def test_professionals_who_talk_more_than_their_number_show_in_parity(
    garw: Cast, challenge: Challenge
) -> None:
    for number, party in enumerate(crowd(garw, 20, "citizen")):
        acted(challenge, party, VoiceAct.COMMENTED, f"c:{number}")
    for party in crowd(garw, 10, "professional"):
        for number in range(6):
            acted(challenge, party, VoiceAct.COMMENTED, f"p:{party.pk}:{number}")
    told = measure(challenge, "between")
    assert "less than their number" in told.says
    assert any(line.label == "Parity" and "0.4" in str(line.value) for line in told.lines)


def test_whose_ideas_were_funded_by_count_and_by_money(garw: Cast, challenge: Challenge) -> None:
    proposals = {"p:1": ("Dai", True, 6_000), "p:2": ("Siân", False, None), "p:3": ("Rhodri", True, 4_000)}
    for thing, (name, funded, pence) in proposals.items():
        acted(challenge, garw.party(name), VoiceAct.PROPOSED, thing)
        effect(
            challenge=challenge, act=VoiceAct.PROPOSED, thing=thing, reasoned=True, amount_pence=pence,
            effect=VoiceEffect.FUNDED if funded else VoiceEffect.NOT_FUNDED,
        )  # fmt: skip
    told = {line.label: str(line.value) for line in measure(challenge, "origination").lines}
    assert told["Funded ideas that a citizen had"] == "1 of 2"
    assert told["Their part of the money"] == "60%"
    # ((1 + ½)(0 + ½)) ÷ ((1 + ½)(1 + ½)) = 1/3
    assert told["Odds of being funded, citizens’ ideas to others’"].startswith("0.3")


def test_a_citizen_among_the_originators_makes_it_a_citizens_idea(garw: Cast, challenge: Challenge) -> None:
    for name in ("Rhodri", "Dai"):
        acted(challenge, garw.party(name), VoiceAct.PROPOSED, "p:1")
    effect(challenge=challenge, act=VoiceAct.PROPOSED, thing="p:1", effect=VoiceEffect.FUNDED, reasoned=True)
    assert "Everything that was funded began with citizens." in measure(challenge, "origination").says


def test_uptake_counts_what_was_taken_up_and_what_was_answered(garw: Cast, challenge: Challenge) -> None:
    for thing, name in (("a:1", "Dai"), ("a:2", "Siân"), ("a:3", "Rhodri")):
        acted(challenge, garw.party(name), VoiceAct.AMENDED, thing)
    effect(challenge=challenge, act=VoiceAct.AMENDED, thing="a:1", effect=VoiceEffect.PARTLY, reasoned=True)
    effect(
        challenge=challenge, act=VoiceAct.AMENDED, thing="a:3", effect=VoiceEffect.NOT_TAKEN, reasoned=True
    )
    told = measure(challenge, "uptake")
    lines = {line.label: line.value for line in told.lines}
    assert lines["Suggested by citizens"] == "1 of 2 changes taken up, 1 answered with a reason"
    assert lines["Suggested by professionals"] == "0 of 1 change taken up, 1 answered with a reason"
    assert "no answer yet" in told.says


def test_the_later_word_on_a_suggestion_counts(garw: Cast, challenge: Challenge) -> None:
    acted(challenge, garw.party("Dai"), VoiceAct.AMENDED, "a:1")
    for became in (VoiceEffect.NOT_TAKEN, VoiceEffect.TAKEN):
        effect(challenge=challenge, act=VoiceAct.AMENDED, thing="a:1", effect=became, reasoned=True)
    assert VoiceOutcome.objects.count() == 2
    assert "1 of 1" in str(measure(challenge, "uptake").lines[0].value)


def test_seeing_through_counts_deeds_of_originators_and_no_promises(garw: Cast, challenge: Challenge) -> None:
    dai, proposal = garw.party("Dai"), "designing.proposal:1"
    acted(challenge, dai, VoiceAct.PROPOSED, proposal)
    for number in (1, 2, 3):
        acted(challenge, dai, VoiceAct.OFFERED, f"designing.milestone:{number}", of=proposal)
    acted(challenge, dai, VoiceAct.ACCEPTED, "designing.milestone:1", of=proposal)
    acted(challenge, dai, VoiceAct.UPDATED, "designing.milestone:2", of=proposal)
    acted(challenge, garw.party("Rhodri"), VoiceAct.DELIVERED, "designing.milestone:3", of=proposal)
    assert [str(line.value) for line in measure(challenge, "seeing_through").lines] == ["1 of 3"]


def test_the_ladder_climbs_with_what_citizens_do_and_is_never_declared(
    garw: Cast, challenge: Challenge
) -> None:
    ffion, dai = garw.party("Ffion"), garw.party("Dai")
    assert voice_of(challenge).rung.number in (None, 3)
    acted(challenge, ffion, VoiceAct.RAISED, "ch:1")
    assert voice_of(challenge).rung.number == 3
    acted(challenge, dai, VoiceAct.COMMENTED, "c:1")
    assert voice_of(challenge).rung.number == 4
    acted(challenge, dai, VoiceAct.FRAMED, "ch:1")
    assert voice_of(challenge).rung.number == 5
    acted(challenge, None, VoiceAct.DECIDED, "vote:1", capacity="citizen")
    assert voice_of(challenge).rung.number == 6
    acted(challenge, dai, VoiceAct.COSTED, "line:1")
    acted(challenge, dai, VoiceAct.DELIVERED, "designing.milestone:1")
    rung = voice_of(challenge).rung
    assert (rung.number, rung.name) == (7, "Co-production")
    assert ("Who carries it out?", "Citizens") in rung.hands


def test_a_vote_leaves_no_party(garw: Cast, challenge: Challenge) -> None:
    acted(challenge, None, VoiceAct.DECIDED, "vote:1", capacity="citizen")
    assert VoiceEvent.objects.get(act=VoiceAct.DECIDED).party_id is None


def test_one_state_of_the_challenge_can_be_looked_at_alone(
    garw: Cast, challenge: Challenge, client: Any
) -> None:
    acted(challenge, garw.party("Dai"), VoiceAct.AMENDED, "a:1")
    assert voice_of(challenge, challenge.state).acts.value == voice_of(challenge).acts.value
    assert voice_of(challenge, "decided").acts.value == 0
    assert (
        client.get(f"/en/c/garw/designing/challenges/{challenge.pk}/voice/?state=nothing").status_code == 404
    )


@pytest.mark.parametrize("language", ["cy", "en"])
@pytest.mark.parametrize("easy", ["0", "1"])
def test_the_page_of_voice_reads_in_both_languages_and_in_easy_read(
    garw: Cast, challenge: Challenge, client: Any, language: str, easy: str
) -> None:
    for number, party in enumerate(crowd(garw, 12, "citizen")):
        acted(challenge, party, VoiceAct.COMMENTED, f"c:{number}", text="a few words")
    client.cookies["easy_read"] = easy
    page = client.get(f"/{language}/c/garw/designing/challenges/{challenge.pk}/voice/")
    assert page.status_code == 200 and page.content.decode().count("<h2") >= 7


def test_the_page_costs_the_same_for_one_voice_and_for_three(
    garw: Cast, challenge: Challenge, client: Any
) -> None:
    counted = []
    for number in (1, 2, 3):
        acted(challenge, garw.party("Dai"), VoiceAct.COMMENTED, f"c:{number}")
        with CaptureQueriesContext(connection) as told:
            assert client.get(f"/en/c/garw/designing/challenges/{challenge.pk}/voice/").status_code == 200
        counted.append(len(told))
    assert len(set(counted)) == 1
