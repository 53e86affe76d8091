"""A story from its telling to the change, and what its teller hears of it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest
from django.utils import timezone

from gilydd.history.models import Record
from gilydd.history.words import NotAllowed, Refused
from gilydd.people.models import Message, Person
from gilydd.people.policy import SYSTEM
from gilydd.services.models import Service
from gilydd.stories import commands
from gilydd.stories.models import Change, ChangeFrom, Story
from gilydd.stories.policy import shown_to
from gilydd.stories.queries import answered
from gilydd.stories.words import Check, StoryState
from tests.cast import Cast
from tests.stories.steps import WORDS, agreed, begun, proposed, told

pytestmark = pytest.mark.django_db


def test_a_draft_can_be_left_before_there_is_anything_but_a_picture(garw: Cast, surgery: Service) -> None:
    prompts = commands.use_usual_prompts(by=SYSTEM, community=garw.community)
    story = commands.begin_story(by=garw.fresh("Siân"), community=garw.community, lang="cy", how="pictures")
    commands.signify(by=garw.fresh("Siân"), story=story, feelings={prompts[0]: 2})
    again = Story.objects.get(pk=story.pk)
    assert again.state == StoryState.DRAFT
    assert [row.level for row in again.feelings.all()] == [2]
    commands.save_story(by=garw.fresh("Siân"), story=again, services=[surgery])
    commands.agree_to_use(by=garw.fresh("Siân"), story=again, use="learning", audience="service", lang="cy")
    assert commands.tell_story(by=garw.fresh("Siân"), story=again).state == StoryState.TOLD


def test_a_story_needs_something_to_listen_to_a_service_and_a_use(garw: Cast, surgery: Service) -> None:
    dai = garw.fresh("Dai")
    story = commands.begin_story(by=dai, community=garw.community, lang="en")
    for field, step in (
        ("words", lambda: commands.save_story(by=dai, story=story, words=WORDS)),
        ("services", lambda: commands.save_story(by=dai, story=story, services=[surgery])),
        (
            "uses",
            lambda: commands.agree_to_use(by=dai, story=story, use="media", audience="everybody", lang="en"),
        ),
    ):
        with pytest.raises(Refused) as refusal:
            commands.tell_story(by=dai, story=story)
        assert refusal.value.field == field
        step()
    assert commands.tell_story(by=dai, story=story).told_at is not None
    with pytest.raises(Refused, match="told already"):
        commands.save_story(by=dai, story=story, words="Otherwise.")


def test_nobody_reads_a_word_before_the_teller_agreed_to_it(
    garw: Cast, surgery: Service, listener: Person
) -> None:
    story = told(garw, surgery)
    version = proposed(listener, story)
    for person in (None, garw.tomos, garw.rhodri, garw.ffion, listener):
        assert not shown_to(person, garw.community).filter(pk=story.pk).exists()
    commands.answer_version(
        by=garw.fresh("Dai"), version=version, agreed=False, reply="Say more.", reply_lang="en"
    )
    assert not shown_to(None, garw.community).exists()
    assert Story.objects.get(pk=story.pk).state == StoryState.TOLD
    second = proposed(listener, story, words="I waited in the cold for an hour.")
    commands.answer_version(by=garw.fresh("Dai"), version=second, agreed=True)
    assert shown_to(None, garw.community).get() == story
    with pytest.raises(Refused, match="does not wait"):
        commands.answer_version(by=garw.fresh("Dai"), version=version, agreed=True)


def test_a_new_version_is_used_only_after_another_yes(garw: Cast, surgery: Service, listener: Person) -> None:
    from gilydd.stories.queries.shown import one_shown

    story = agreed(garw, listener, surgery)
    later_one = proposed(listener, story, words="Somebody waited.")
    shown = one_shown(None, garw.community, story)
    assert shown and shown.words == WORDS
    commands.answer_version(by=garw.fresh("Dai"), version=later_one, agreed=True)
    shown = one_shown(None, garw.community, story)
    assert shown and shown.words == "Somebody waited."


def test_a_version_needs_every_check_and_a_reason_for_what_is_still_marked(
    garw: Cast, surgery: Service, listener: Person
) -> None:
    story = told(garw, surgery)
    said = {"title": "Waiting", "lang": "en", "why": "Nothing.", "why_lang": "en"}
    with pytest.raises(Refused) as refusal:
        commands.propose_version(by=listener, story=story, words=WORDS, checked=[Check.NAMES], **said)
    assert refusal.value.field == "checked"
    with pytest.raises(Refused) as refusal:
        commands.propose_version(
            by=listener, story=story, words="Tomos came on Monday.", checked=list(Check.values), **said
        )
    assert refusal.value.field == "kept"
    row = commands.propose_version(
        by=listener, story=story, words="Tomos came on Monday.", checked=list(Check.values),
        kept="He is the mayor of another town.", **said,
    )  # fmt: skip
    assert row.marked == 2


def test_only_a_listener_without_a_part_in_it_listens(garw: Cast, surgery: Service, listener: Person) -> None:
    from gilydd.people import commands as people
    from gilydd.people.words import Role
    from gilydd.safety import commands as safety

    story = told(garw, surgery)
    for name in ("Mair", "Tomos", "Siân"):
        with pytest.raises(NotAllowed):
            proposed(garw.fresh(name), story)
    # Rhodri acts for the provider: as a listener he would judge his own house.
    people.give_role(by=SYSTEM, membership=garw.member("Rhodri"), role=Role.RESEARCHER)
    people.give_role(by=SYSTEM, membership=garw.member("Dai"), role=Role.RESEARCHER)
    for name in ("Rhodri", "Dai"):
        with pytest.raises(NotAllowed):
            proposed(garw.fresh(name), story)
    safety.block(
        by=garw.fresh("Dai"), community=garw.community, party=garw.party("Dai"), blocked=listener.party
    )
    with pytest.raises(NotAllowed):
        proposed(garw.fresh("Priya"), story)
    assert proposed(garw.fresh("Ffion"), story).number == 1


def test_told_answered_changed_and_the_teller_hears_of_each_step(
    garw: Cast, surgery: Service, listener: Person, run_jobs: Callable[[], int]
) -> None:
    story = agreed(garw, listener, surgery, {"public": "everybody", "learning": "service"})
    rhodri = garw.fresh("Rhodri")
    commands.answer_story(by=rhodri, story=story, service=surgery, words_en="Thank you. We were wrong.")
    change = commands.name_change(
        by=rhodri, service=surgery, what_cy="Ystafell aros gynnes", what_en="A warm waiting room",
        by_whom_cy="Rheolwr y feddygfa", by_whom_en="The practice manager",
        due_on=timezone.localdate() + dt.timedelta(days=30), stories=[story],
    )  # fmt: skip
    commands.move_change(
        by=rhodri, change=change, due_on=timezone.localdate() + dt.timedelta(days=60),
        reason_cy="Mae'r gwresogydd yn hwyr.", reason_en="The heater is late.",
    )  # fmt: skip
    commands.finish_change(by=rhodri, change=change, done=True)
    tied = ChangeFrom.objects.get()
    commands.say_felt(by=garw.fresh("Dai"), tied=tied, felt="better")
    run_jobs()
    subjects = list(
        Message.objects.filter(party=garw.party("Dai")).order_by("pk").values_list("subject", flat=True)
    )
    assert "Your story has an answer" in subjects
    assert "What you told has changed something" in subjects
    for message in Message.objects.filter(key__startswith="stories."):
        assert "cold" not in message.text and "surgery" not in message.text and "Dai" not in message.text
    record = answered.record(surgery)
    assert (record.shown, record.answered, record.promised, record.done) == (1, 1, 0, 1)
    assert record.told.suppressed and record.days is None
    assert Record.objects.filter(verb="stories.finish_change", audience="public").count() == 1


def test_an_answer_comes_at_least_in_the_language_of_the_story(
    garw: Cast, surgery: Service, listener: Person
) -> None:
    story = agreed(garw, listener, surgery, {"learning": "service"}, lang="cy")
    with pytest.raises(Refused) as refusal:
        commands.answer_story(by=garw.fresh("Rhodri"), story=story, service=surgery, words_en="Thank you.")
    assert refusal.value.field == "words_cy"


def test_who_may_not_read_a_story_may_not_answer_it(garw: Cast, surgery: Service, listener: Person) -> None:
    story = agreed(garw, listener, surgery, {"research": "researchers"})
    with pytest.raises(NotAllowed):
        commands.answer_story(by=garw.fresh("Rhodri"), story=story, service=surgery, words_en="Who is it?")
    open_one = agreed(garw, listener, surgery, {"public": "everybody"})
    for name in ("Dai", "Tomos", "Mair"):
        with pytest.raises(NotAllowed):
            commands.answer_story(by=garw.fresh(name), story=open_one, service=surgery, words_en="Thanks.")


def test_a_change_that_is_late_says_so_and_not_done_needs_a_reason(garw: Cast, surgery: Service) -> None:
    rhodri = garw.fresh("Rhodri")
    said = {"what_cy": "A", "what_en": "B", "by_whom_cy": "C", "by_whom_en": "D"}
    with pytest.raises(Refused, match="later day"):
        commands.name_change(by=rhodri, service=surgery, due_on=dt.date(2020, 1, 1), **said)
    change = commands.name_change(by=rhodri, service=surgery, due_on=timezone.localdate(), **said)
    assert not change.is_late()
    Change.objects.update(due_on=timezone.localdate() - dt.timedelta(days=1))
    assert answered.record(surgery).late == 1
    with pytest.raises(Refused, match="reason"):
        commands.finish_change(by=rhodri, change=change, done=False)
    done = commands.finish_change(
        by=rhodri, change=change, done=False, reason_cy="Dim arian.", reason_en="No money."
    )
    assert not done.is_late()
    with pytest.raises(Refused, match="already"):
        commands.finish_change(by=rhodri, change=change, done=True)


def test_a_story_by_phone_of_somebody_without_a_sign_in_is_agreed_to_by_phone(
    garw: Cast, surgery: Service, listener: Person, run_jobs: Callable[[], int]
) -> None:
    mair = garw.party("Mair")
    story = commands.begin_story(by=listener, community=garw.community, lang="cy", how="phone", teller=mair)
    commands.save_story(by=listener, story=story, words="Arhosais yn yr oerfel.", services=[surgery])
    with pytest.raises(Refused) as refusal:
        commands.agree_to_use(by=listener, story=story, use="public", audience="everybody", lang="cy")
    assert refusal.value.field == "explained"
    commands.agree_to_use(
        by=listener, story=story, use="public", audience="everybody", lang="cy", explained="phone"
    )
    commands.tell_story(by=listener, story=story)
    version = proposed(garw.fresh("Ffion"), story, words="Arhosais yn yr oerfel.", lang="cy")
    commands.answer_version(by=garw.fresh("Priya"), version=version, agreed=True)
    run_jobs()
    assert Story.objects.get(pk=story.pk).state == StoryState.AGREED
    told_of_it = Message.objects.filter(party=mair, key__startswith="stories.")
    assert told_of_it.exists() and set(told_of_it.values_list("channel", flat=True)) == {"post"}


def test_nobody_agrees_for_a_teller_who_can_sign_in(garw: Cast, surgery: Service, listener: Person) -> None:
    story = commands.begin_story(
        by=listener, community=garw.community, lang="en", how="paper", teller=garw.party("Dai")
    )
    commands.save_story(by=listener, story=story, words=WORDS, services=[surgery])
    commands.agree_to_use(
        by=listener, story=story, use="public", audience="everybody", lang="en", explained="paper"
    )
    commands.tell_story(by=listener, story=story)
    version = proposed(garw.fresh("Ffion"), story)
    with pytest.raises(NotAllowed):
        commands.answer_version(by=garw.fresh("Priya"), version=version, agreed=True)
    with pytest.raises(NotAllowed):
        commands.end_use(by=garw.fresh("Priya"), story=story, use="public")
    commands.answer_version(by=garw.fresh("Dai"), version=version, agreed=True)


def test_serious_stories_reach_the_leads_and_nobody_else_learns_of_it(
    garw: Cast, surgery: Service, listener: Person
) -> None:
    from gilydd.safety.models import Concern

    story = told(garw, surgery)
    before = Record.objects.filter(verb__startswith="stories.").count()
    commands.hand_to_leads(by=listener, story=story, words="He is afraid at home.", lang="en")
    concern = Concern.objects.get()
    assert concern.about == garw.party("Dai") and concern.words == "He is afraid at home."
    assert Record.objects.filter(verb__startswith="stories.").count() == before
    assert Story.objects.get(pk=story.pk).state == StoryState.TOLD


def test_a_story_kept_back_is_nowhere_and_its_teller_reads_why(
    garw: Cast, surgery: Service, listener: Person, run_jobs: Callable[[], int]
) -> None:
    story = agreed(garw, listener, surgery)
    with pytest.raises(Refused, match="why"):
        commands.hold_back(by=listener, story=story, reason=" ", lang="en")
    commands.hold_back(by=listener, story=story, reason="It names somebody after all.", lang="en")
    assert not shown_to(None, garw.community).exists()
    run_jobs()
    assert Message.objects.filter(party=garw.party("Dai"), subject="Your story is kept back for now").exists()
    assert commands.take_up_again(by=garw.fresh("Ffion"), story=story).state == StoryState.TOLD


def test_a_discarded_draft_leaves_nothing(garw: Cast, surgery: Service) -> None:
    story = begun(garw, surgery)
    commands.discard_draft(by=garw.fresh("Dai"), story=story)
    assert not Story.objects.exists()


def test_a_neighbour_community_cannot_reach_in(garw: Cast, taf: Cast, surgery: Service) -> None:
    story = begun(garw, surgery)
    with pytest.raises(NotAllowed):
        commands.tell_story(by=taf.fresh("Ffion"), story=story)
    other = commands.begin_story(by=taf.fresh("Dai"), community=taf.community, lang="en")
    with pytest.raises(Refused, match="another community"):
        commands.save_story(by=taf.fresh("Dai"), story=other, services=[surgery])
