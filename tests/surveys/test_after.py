"""What follows a survey: an answer, a named change, and whoever took part hears of each step."""

from __future__ import annotations

import datetime as dt

import pytest
from django.utils import timezone

from gilydd.history.models import Record
from gilydd.history.words import NotAllowed, Refused
from gilydd.people.models import Message
from gilydd.people.policy import SYSTEM
from gilydd.surveys import commands
from gilydd.surveys.words import Group

pytestmark = pytest.mark.django_db

SIGNED = {"by_whom_cy": "Rheolwr y feddygfa", "by_whom_en": "The practice manager"}
WORDS = {"words_cy": "Rydym yn clywed.", "words_en": "We hear you."}
WHAT = {"what_cy": "Agor tan saith ar ddydd Mawrth.", "what_en": "Open until seven on Tuesdays."}


@pytest.fixture
def done(garw, ask):
    """A closed survey in which Mair (by phone) and Dai took part, and Siân did not."""
    survey = ask(garw, audiences={Group.CITIZENS: None, Group.STAFF: None})
    question = survey.questions.get()
    commands.answer(by=garw.dai, question=question, option=question.options.first())
    commands.answer(
        by=garw.tomos,
        question=question,
        option=question.options.last(),
        party=garw.mair.party,
        channel="phone",
    )
    return commands.close_survey(by=SYSTEM, survey=survey)


def in_days(days: int) -> dt.date:
    return timezone.localdate() + dt.timedelta(days=days)


def told(run_jobs) -> dict[str, str]:
    run_jobs()
    rows = Message.objects.filter(key__startswith="surveys.").order_by("pk")
    return {row.party.called: row.text for row in rows}


def test_whoever_took_part_hears_of_the_answer_in_their_own_language(garw, done, run_jobs):
    commands.reply_to_survey(by=garw.rhodri, survey=done, **WORDS, **SIGNED)
    heard = told(run_jobs)
    assert set(heard) == {"Mair", "Dai"}
    assert "We hear you." in heard["Dai"]
    assert "Rydym yn clywed." in heard["Mair"]
    assert "Byddwn" not in str(heard)  # never what they answered
    assert told(run_jobs) == heard
    assert Message.objects.filter(key__startswith="surveys.").count() == 2


def test_a_change_is_promised_moved_and_done_and_each_step_is_told_and_stands_on_the_page(
    garw, done, run_jobs, sign_in
):
    change = commands.name_change(by=garw.rhodri, survey=done, **WHAT, **SIGNED, due_on=in_days(30))
    told(run_jobs)
    reason = {"reason_cy": "Nid oes neb ar gael eto.", "reason_en": "Nobody is free yet."}
    commands.move_change(by=garw.ffion, change=change, due_on=in_days(60), **reason)
    told(run_jobs)
    page = sign_in().get(f"/en/c/garw/surveys/{done.pk}/").content.decode()
    for said in ("Open until seven on Tuesdays.", "The practice manager", "Nobody is free yet.", "first:"):
        assert said in page
    commands.finish_change(by=garw.rhodri, change=change, done=True)
    told(run_jobs)
    subjects = list(
        Message.objects.filter(party=garw.dai.party).order_by("pk").values_list("subject", flat=True)
    )
    assert [text.split(":")[0] for text in subjects if "change" in text.lower()] == [
        "A change is promised", "A change comes later", "A change is done",
    ]  # fmt: skip
    with pytest.raises(Refused, match="cannot be changed any more"):
        commands.finish_change(by=garw.rhodri, change=change, done=False, **reason)
    page = sign_in().get(f"/cy/c/garw/surveys/{done.pk}/").content.decode()
    assert "Agor tan saith ar ddydd Mawrth." in page
    verbs = list(
        Record.objects.filter(audience="public", verb__contains="change").values_list("verb", flat=True)
    )
    assert verbs == ["surveys.name_change", "surveys.move_change", "surveys.finish_change"]


def test_what_is_not_done_needs_a_reason_and_what_is_late_is_seen_to_be_late(garw, done, sign_in):
    change = commands.name_change(by=garw.rhodri, survey=done, **WHAT, **SIGNED, due_on=in_days(0))
    with pytest.raises(Refused) as refused:
        commands.finish_change(by=garw.rhodri, change=change, done=False)
    assert refused.value.field == "reason_cy"
    type(change).objects.filter(pk=change.pk).update(due_on=in_days(-3))
    assert "Late" in sign_in().get(f"/en/c/garw/surveys/{done.pk}/").content.decode()
    commands.finish_change(
        by=garw.rhodri, change=change, done=False, reason_cy="Dim arian.", reason_en="No money."
    )
    page = sign_in().get(f"/en/c/garw/surveys/{done.pk}/").content.decode()
    assert "No money." in page
    assert "Not done" in page


def test_only_those_who_run_services_answer_and_only_after_the_close(garw, taf, done, ask):
    for person in (garw.dai, garw.tomos, garw.priya, taf.rhodri, None):
        with pytest.raises(NotAllowed):
            commands.reply_to_survey(by=person, survey=done, **WORDS, **SIGNED)
        with pytest.raises(NotAllowed):
            commands.name_change(by=person, survey=done, **WHAT, **SIGNED, due_on=in_days(9))
    with pytest.raises(Refused, match="cannot be done now"):
        commands.reply_to_survey(by=garw.rhodri, survey=ask(garw), **WORDS, **SIGNED)
    for field, changed in (("words_en", {"words_en": " "}), ("no_change_cy", {"no_change_en": "Because."})):
        with pytest.raises(Refused) as refused:
            commands.reply_to_survey(by=garw.rhodri, survey=done, **(WORDS | SIGNED | changed))
        assert refused.value.field == field
    with pytest.raises(Refused, match="has passed"):
        commands.name_change(by=garw.rhodri, survey=done, **WHAT, **SIGNED, due_on=in_days(-1))


def test_rhodri_answers_on_the_pages(garw, done, sign_in):
    client, here = sign_in(garw.rhodri), f"/en/c/garw/surveys/{done.pk}/"
    assert "Nobody has answered these results yet" in client.get(here).content.decode()
    client.post(f"{here}reply/", {**WORDS, **SIGNED, "no_change_cy": "", "no_change_en": ""})
    day = in_days(20)
    parts = {f"due_on_{place}": part for place, part in enumerate((day.day, day.month, day.year))}
    client.post(f"{here}changes/new/", {**WHAT, **SIGNED, **parts})
    change = done.changes.get()
    client.post(
        f"{here}changes/{change.pk}/finish/",
        {"done": "yes", "reason_cy": "Ar agor.", "reason_en": "It is open."},
    )
    page = client.get(here).content.decode()
    for said in ("We hear you.", "Open until seven on Tuesdays.", "It is open.", "Done"):
        assert said in page
    assert "Move the day" not in page


def test_the_page_costs_the_same_for_three_changes_as_for_one(garw, done, sign_in, django_assert_num_queries):
    client = sign_in()
    commands.name_change(by=SYSTEM, survey=done, **WHAT, **SIGNED, due_on=in_days(9))
    commands.reply_to_survey(by=SYSTEM, survey=done, **WORDS, **SIGNED)
    with django_assert_num_queries(QUERIES):
        client.get(f"/en/c/garw/surveys/{done.pk}/")
    for _more in range(2):
        commands.name_change(by=SYSTEM, survey=done, **WHAT, **SIGNED, due_on=in_days(9))
        commands.reply_to_survey(by=SYSTEM, survey=done, **WORDS, **SIGNED)
    with django_assert_num_queries(QUERIES):
        client.get(f"/en/c/garw/surveys/{done.pk}/")


QUERIES = 14
