"""A finding from a survey's figures that a comment changes; judgements with grounds; talking about a gap."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import DatabaseError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from gilydd.algorithms import intervals
from gilydd.evaluating import commands, notices, queries
from gilydd.evaluating.drafting import drafted
from gilydd.evaluating.models import Assent, Conversation, Ending, Finding, FindingWording, Saying
from gilydd.evaluating.queries.grounds import to_point_at
from gilydd.evaluating.words import EndingKind, FindingState
from gilydd.history.words import NotAllowed, Refused
from gilydd.people.models import Message
from gilydd.surveys.models import Answered
from gilydd.surveys.queries import results
from tests.permissions.both_sides import answered, talking

pytestmark = pytest.mark.django_db


def opened(cast: Any, start: Any, **groups: dict[str, int]) -> Any:
    turn, outcome = start(cast)
    return turn, outcome, answered(cast, turn, **groups)


def test_one_press_writes_what_the_figures_say_of_both_sides_with_the_gap(garw, start, sign_in):
    turn, _outcome, evidence = opened(
        garw, start, citizens={"yes": 90, "no": 30}, staff={"yes": 30, "no": 60}
    )
    client = sign_in(garw.priya)
    page = reverse("evaluating:evidence", args=["garw", evidence.pk])
    assert "Write a draft finding from these figures" in client.get(page).content.decode()
    assert "Write a draft finding" not in sign_in().get(page).content.decode()
    answer = client.post(reverse("evaluating:finding_draft", args=["garw", evidence.pk]))
    made = Finding.objects.get(turn=turn)
    assert answer["Location"].endswith(reverse("evaluating:finding_change", args=["garw", made.pk]))
    assert made.state == FindingState.DRAFT
    assert "75 out of 100 citizens" in made.text_en
    assert "33 out of 100 staff" in made.text_en
    told = results(evidence.survey)[0].gap
    exact = intervals.difference(30, 90, 90, 120)
    assert told.low <= exact.low * 100 <= exact.high * 100 <= told.high
    assert (
        f"More citizens than staff: 42 points out of 100 (likely between {-told.high} and {-told.low})"
        in (made.text_en)
    )
    assert commands.draft_finding(by=garw.priya, evidence=evidence) == made
    with pytest.raises(NotAllowed):
        commands.draft_finding(by=garw.dai, evidence=evidence)


def test_four_answers_make_no_draft_and_no_figure_on_the_page_or_by_a_program(garw, start, sign_in):
    turn, _outcome, evidence = opened(garw, start, citizens={"yes": 3, "no": 1}, staff={"yes": 20, "no": 19})
    text = drafted(evidence.survey)["text_en"]
    assert "citizens answered" not in text
    assert "50 out of 100 staff" in text
    assert "What too few people said is left out" in text
    few = answered(garw, turn, citizens={"yes": 3, "no": 1})
    with pytest.raises(Refused, match="Too few people answered"):
        commands.draft_finding(by=garw.priya, evidence=few)
    shown = sign_in().get(reverse("evaluating:evidence", args=["garw", few.pk])).content.decode()
    assert "[c]" in shown
    assert "75" not in shown.split("<main", 1)[1].split("</main>", 1)[0]


def test_those_who_answered_are_told_and_a_comment_changes_the_words(garw, start, sign_in):
    turn, _outcome, evidence = opened(
        garw, start, citizens={"yes": 90, "no": 30}, staff={"yes": 30, "no": 60}
    )
    question = evidence.survey.questions.get()
    Answered.objects.create(community=garw.community, question=question, party=garw.dai.party)
    finding = commands.draft_finding(by=garw.priya, evidence=evidence)
    commands.change_finding(by=garw.priya, finding=finding, text_cy="Cyntaf.", text_en="People are happy.")
    assert not FindingWording.objects.exists()  # a draft that nobody saw leaves no trace
    commands.open_finding(by=garw.priya, finding=finding)
    for _twice in range(2):
        notices.finding_opened(finding.pk)
    told = Message.objects.get(party=garw.dai.party, key__contains="finding")
    assert (
        "You answered our questions. Thank you.\nWe wrote down what we found.\nPeople are happy." in told.text
    )
    assert not Message.objects.filter(party=garw.mair.party, key__contains="finding").exists()
    said = commands.comment_on_finding(
        by=garw.dai, finding=finding, text="Not those who need the bus.", lang="en"
    )
    client = sign_in(garw.priya)
    page = reverse("evaluating:finding_change", args=["garw", finding.pk])
    new = {"text_cy": "Newydd.", "text_en": "Those with a car are happy.", "because": said.pk}
    assert "Dai" in client.get(page).content.decode()
    assert client.post(page, new).status_code == 302
    commands.change_finding(by=garw.priya, finding=finding, text_cy="Newydd.", text_en=new["text_en"])
    kept = FindingWording.objects.get()
    assert (kept.text_en, kept.because) == ("People are happy.", said)
    notices.finding_changed(kept.pk)
    assert "Because of it we changed our words." in Message.objects.get(key__contains="wording").text
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        FindingWording.objects.update(text_en="Something else")
    shown = sign_in(garw.siân).get(reverse("evaluating:finding", args=["garw", finding.pk])).content.decode()
    assert shown.index("Those with a car are happy.") < shown.index("How it read before")
    assert "Not those who need the bus." in shown.split("How it read before")[1]
    other = commands.find(by=garw.priya, turn=turn, text_cy="Arall.", text_en="Other.")
    with pytest.raises(Refused, match="another finding"):
        commands.change_finding(by=garw.priya, finding=other, text_cy="A.", text_en="B.", because=said)
    commands.publish_finding(by=garw.priya, finding=finding)
    notices.finding_published(finding.pk)
    assert Message.objects.filter(party=garw.dai.party, key__contains="published").count() == 1
    with pytest.raises(Refused, match="its words stay"):
        commands.change_finding(by=garw.priya, finding=finding, text_cy="A.", text_en="B.")


def test_a_judgement_rests_on_what_everybody_may_read_and_is_shown_with_its_side(
    garw, start, judged, sign_in
):
    turn, outcome, evidence = opened(garw, start, citizens={"yes": 20, "no": 20})
    (thing,) = to_point_at(garw.dai, turn)
    client = sign_in(garw.dai)
    page = reverse("evaluating:judge", args=["garw", turn.pk, outcome.pk])
    told = {"verdict": "partly", "lang": "en", "reason": "It is late.", "grounds": [thing.code]}
    assert client.post(page, told).status_code == 302
    row = garw.dai.party.judgements.get(is_latest=True)
    assert row.grounds.get().evidence == evidence
    again = commands.judge_outcome(
        by=garw.dai, turn=turn, outcome=outcome, verdict="partly", reason="It is late.", lang="en",
        grounds=[evidence],
    )  # fmt: skip
    assert again == row
    judged(garw, turn, outcome, "citizen", achieved=10, not_yet=10)
    judged(garw, turn, outcome, "professional", achieved=3)
    commands.close_judging(by=garw.priya, turn=turn)
    sides = {side.side: side for side in queries.outcomes_judged(turn)[0].sides}
    assert [one.label for one in sides["citizens"].grounds] == ["Survey: The surgery"]
    assert sides["professionals"].grounds == []
    shown = sign_in().get(reverse("evaluating:turn", args=["garw", turn.pk])).content.decode()
    assert "What they point at" in shown
    elsewhere = answered(garw, start(garw)[0], citizens={"yes": 20, "no": 20})
    with pytest.raises(Refused, match="closed"):
        commands.judge_outcome(
            by=garw.dai, turn=turn, outcome=outcome, verdict="achieved", grounds=[elsewhere]
        )


def test_a_ground_of_another_turn_or_community_is_refused(garw, taf, start):
    turn, outcome = start(garw)
    for foreign in (answered(taf, start(taf)[0], citizens={"yes": 9}), answered(garw, start(garw)[0])):
        with pytest.raises(Refused):
            commands.judge_outcome(
                by=garw.dai, turn=turn, outcome=outcome, verdict="partly", grounds=[foreign]
            )


def test_a_clear_gap_opens_a_conversation_and_no_gap_opens_none(garw, start, judged):
    turn, outcome = start(garw)
    judged(garw, turn, outcome, "citizen", achieved=10, not_yet=50)
    judged(garw, turn, outcome, "professional", achieved=50, not_yet=10)
    commands.close_judging(by=garw.priya, turn=turn)
    row = Conversation.objects.get(turn=turn, outcome=outcome)
    gap = queries.outcomes_judged(turn)[0].gap
    assert (row.low, row.points, row.high) == (gap.low, gap.points, gap.high)
    assert row.high < 0
    notices.conversation_opened(row.pk)
    assert Message.objects.filter(key__contains=f"conversation:{row.pk}:opened").count() == 120
    assert commands.open_conversation(by=garw.priya, turn=turn, outcome=outcome) == row
    same, about = start(garw)
    judged(garw, same, about, "citizen", achieved=10, not_yet=10)
    judged(garw, same, about, "professional", achieved=10, not_yet=10)
    commands.close_judging(by=garw.priya, turn=same)
    assert not Conversation.objects.filter(turn=same).exists()
    with pytest.raises(Refused, match="no clear gap"):
        commands.open_conversation(by=garw.priya, turn=same, outcome=about)


def test_what_it_came_to_stands_when_both_sides_say_so_and_not_before(garw, start, sign_in):
    turn, outcome = start(garw)
    row = talking(garw, turn, outcome)
    words = {"kind": EndingKind.DIFFER, "text_cy": "Gwahanol.", "text_en": "They differ on the evenings."}
    ending = commands.put_ending(by=garw.ffion, conversation=row, **words)
    assert commands.put_ending(by=garw.ffion, conversation=row, **words) == ending
    notices.ending_put(ending.pk)
    assert Message.objects.filter(key__contains=f"ending:{ending.pk}").count() == 2
    yes = reverse("evaluating:ending_assent", args=["garw", ending.pk])
    assert sign_in(garw.dai).post(yes).status_code == 302
    ending.refresh_from_db()
    assert ending.stands_on is None
    with pytest.raises(Refused, match="Only those who spoke"):
        commands.assent(by=garw.siân, ending=ending)
    newer = commands.put_ending(
        by=garw.ffion, conversation=row, kind=EndingKind.AGREED, text_cy="Bws nos.", text_en="A night bus."
    )
    with pytest.raises(Refused, match="replaced"):
        commands.assent(by=garw.rhodri, ending=ending)
    for person in (garw.dai, garw.rhodri, garw.rhodri):
        commands.assent(by=person, ending=newer)
    newer.refresh_from_db()
    row.refresh_from_db()
    assert newer.stands_on == row.ended_on == timezone.localdate()
    assert Assent.objects.filter(ending=newer).count() == 2
    for act in (
        lambda: commands.say(by=garw.dai, conversation=row, text="More.", lang="en"),
        lambda: commands.put_ending(by=garw.ffion, conversation=row, **words),
    ):
        with pytest.raises(Refused, match="has ended"):
            act()
    page = reverse("evaluating:conversation", args=["garw", row.pk])
    visitor = sign_in().get(page).content.decode()
    assert "A night bus." in visitor
    assert "The bus never comes." not in visitor
    assert "The bus never comes." in sign_in(garw.siân).get(page).content.decode()
    facts = [fact for fact in queries.facts(turn) if fact.href == page]
    assert [fact.value for fact in facts] == ["Agreed"]


def test_only_one_side_has_spoken_so_nothing_is_ended_and_a_broker_types_for_a_member(garw, start):
    turn, outcome = start(garw)
    row = talking(garw, turn, outcome)
    Saying.objects.filter(side="professionals").delete()
    with pytest.raises(Refused, match="Only one side"):
        commands.put_ending(
            by=garw.ffion, conversation=row, kind=EndingKind.AGREED, text_cy="Iawn.", text_en="Right."
        )
    typed = commands.say(
        by=garw.tomos, conversation=row, text="Mae'r bws yn hwyr.", lang="cy", party=garw.mair.party
    )
    assert (typed.side, bool(typed.typed_by_key)) == ("citizens", True)
    with pytest.raises(NotAllowed):
        commands.say(by=garw.dai, conversation=row, text="I speak.", lang="en", party=garw.mair.party)
    assert not Ending.objects.exists()


def test_the_pages_stand_in_both_languages_in_easy_read_and_with_as_many_queries_for_three(
    garw, start, sign_in, django_assert_max_num_queries
):
    turn, outcome, evidence = opened(garw, start, citizens={"yes": 90, "no": 30}, staff={"yes": 30, "no": 60})
    row = talking(garw, turn, outcome)
    client: Client = sign_in(garw.dai)
    pages = [
        reverse("evaluating:evidence", args=["garw", evidence.pk]),
        reverse("evaluating:conversation", args=["garw", row.pk]),
    ]
    for page in pages:
        for address in (page, page.replace("/en/", "/cy/")):
            assert client.get(address).status_code == 200
    counts = []
    for _more in range(2):
        with django_assert_max_num_queries(60) as counted:
            client.get(pages[1])
        counts.append(len(counted))
        for place in range(3):
            commands.say(by=garw.siân, conversation=row, text=f"And {place}.", lang="en")
    assert counts[0] == counts[1]
    client.cookies["easy_read"] = "1"
    assert "Nobody is outvoted." in client.get(pages[1]).content.decode()
