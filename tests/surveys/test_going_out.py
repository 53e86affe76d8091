"""Drawn by lot, reminded, on paper typed twice, at a kiosk: everybody can answer, and everybody once."""

from __future__ import annotations

import datetime as dt
import re
import uuid
from typing import Any

import pytest
import time_machine
from django.utils import timezone

from gilydd.algorithms import sampling
from gilydd.history.words import NotAllowed, Refused
from gilydd.people import commands as people
from gilydd.people.models import Membership, Message
from gilydd.people.policy import SYSTEM
from gilydd.surveys import commands, queries
from gilydd.surveys.marks import new_code, tidy
from gilydd.surveys.models import Answer, Answered, Invitation, Survey, TypedSlip
from gilydd.surveys.words import BANK, Asked, CountsAs, Group, OptionText

pytestmark = pytest.mark.django_db


def drawn(garw: Any, ask: Any, size: int = 2) -> Survey:
    survey = ask(garw, opened=False, audiences={Group.CITIZENS: None})
    commands.draw_sample(by=garw.priya, survey=survey, group="citizens", size=size, seed="14 March")
    return commands.open_survey(by=garw.priya, survey=survey)


def test_anybody_who_has_the_list_and_the_seed_can_draw_again(garw, ask):
    survey = drawn(garw, ask)
    sample = survey.samples.get()
    keys = {str(garw.people[name].party.key): "" for name in ("Mair", "Dai", "Siân")}
    assert (sample.size, sample.frame_size, sample.frame_hash) == (2, 3, sampling.frame_hash(keys))
    again = sampling.draw(keys, 2, "14 March")
    assert sorted(str(row.party.key) for row in survey.invitations.all()) == again
    assert survey.audiences.get().population == 3


def test_only_those_who_were_drawn_answer_and_the_lot_is_drawn_once(garw, ask):
    survey = drawn(garw, ask)
    chosen = set(survey.invitations.values_list("party", flat=True))
    question = survey.questions.get()
    for person in (garw.mair, garw.dai, garw.sian):
        answer = {"by": person, "question": question, "option": question.options.first()}
        assert (survey.pk in queries.to_answer(person, garw.community)) == (person.party_id in chosen)
        if person.party_id in chosen:
            commands.answer(**answer)
        else:
            with pytest.raises(Refused, match="drawn by lot"):
                commands.answer(**answer)
    with pytest.raises(Refused, match="drawn by lot"):
        commands.answer(
            by=garw.tomos, question=question, option=question.options.first(), slip="9", group="citizens",
            channel="paper",
        )  # fmt: skip
    draft = ask(garw, opened=False)
    commands.draw_sample(by=garw.priya, survey=draft, group="citizens", size=1)
    with pytest.raises(Refused, match="not drawn again"):
        commands.draw_sample(by=garw.priya, survey=draft, group="citizens", size=1)
    with pytest.raises(Refused, match="draw between 1"):
        commands.draw_sample(by=garw.priya, survey=draft, group="staff", size=99)


def test_who_was_drawn_is_told_in_their_language_and_reminded_twice_at_most(garw, ask, run_jobs):
    survey = drawn(garw, ask, size=3)
    run_jobs()
    told = {row.party.called: row for row in Message.objects.filter(key__startswith="surveys.")}
    assert set(told) == {"Mair", "Dai", "Siân"}
    assert told["Dai"].subject == "You were drawn by lot: The surgery"
    assert "Y feddygfa" in told["Mair"].subject
    assert (told["Mair"].channel, told["Siân"].language) == ("post", "cy+en")
    code = Invitation.objects.get(party=garw.dai.party).code
    assert code in told["Dai"].text
    assert told["Dai"].href.endswith(f"/surveys/code/{code}/")
    with pytest.raises(Refused, match="wait 5 days"):
        commands.remind(by=garw.priya, survey=survey)
    question = survey.questions.get()
    commands.answer(by=garw.dai, question=question, option=question.options.first())
    for days, reminded in ((6, 2), (12, 2), (13, None)):
        with time_machine.travel(timezone.now() + dt.timedelta(days=days), tick=False):
            if reminded is None:
                with pytest.raises(Refused, match="not more than twice"):
                    commands.remind(by=garw.priya, survey=survey)
                continue
            assert commands.remind(by=garw.priya, survey=survey) == reminded
            run_jobs()
    rows = Message.objects.filter(key__contains="reminded")
    assert sorted(row.party.called for row in rows) == ["Mair", "Mair", "Siân", "Siân"]


def test_a_safe_contact_and_a_paused_membership_hold_for_invitations_too(garw, ask, run_jobs):
    people.set_safe_contact(by=garw.tomos, community=garw.community, person=garw.dai, only_by_broker=True)
    survey = drawn(garw, ask, size=3)
    member = Membership.objects.get(community=garw.community, party=garw.sian.party)
    people.pause_membership(by=SYSTEM, membership=member, reason="Away")
    run_jobs()
    told = Message.objects.filter(key__startswith="surveys.invitation")
    assert {row.party.called: row.channel for row in told} == {"Mair": "post", "Dai": "broker"}
    assert survey.state == "open"


TWO = [BANK["friend_or_relative"], BANK["experience"]]


def typed(garw: Any, who: str, survey: Survey, first: str, second: str, **more: Any) -> Any:
    one, two = survey.questions.all()
    answers = {pk: code for pk, code in ((one.pk, first), (two.pk, second)) if code}
    return commands.type_slip(
        by=garw.people[who], survey=survey, answers=answers, slip="17", group="citizens", **more
    )


@pytest.fixture
def second_typist(garw: Any) -> None:
    people.give_role(by=SYSTEM, membership=garw.member("Siân"), role="researcher")
    garw.people["Siân"] = garw.fresh("Siân")


def test_two_people_type_a_slip_and_what_differs_is_looked_at_again(garw, ask, second_typist):
    survey = ask(garw, questions=TWO, double_entry=True)
    one, two = survey.questions.all()
    assert typed(garw, "Tomos", survey, "yes", "good").state == "waiting"
    assert not Answer.objects.exists()
    with pytest.raises(Refused, match="Somebody else types it"):
        typed(garw, "Tomos", survey, "yes", "good")
    found = typed(garw, "Siân", survey, "yes", "poor")
    assert (found.state, found.differing) == ("differs", [two.pk])
    assert not Answer.objects.exists()
    assert typed(garw, "Siân", survey, "yes", "poor", looked_again=True).state == "counted"
    assert dict(Answer.objects.values_list("question", "option__code")) == {one.pk: "yes", two.pk: "poor"}
    survey.refresh_from_db()
    assert (survey.boxes_compared, survey.boxes_differing) == (2, 1)
    assert not TypedSlip.objects.exists()
    with pytest.raises(Refused, match="answered already"):
        typed(garw, "Siân", survey, "no", "poor")


def test_saying_that_one_looked_again_before_anything_differed_counts_nothing(garw, ask, second_typist):
    survey = ask(garw, questions=TWO, double_entry=True)
    typed(garw, "Tomos", survey, "yes", "good")
    assert typed(garw, "Siân", survey, "no", "good", looked_again=True).state == "differs"
    assert not Answer.objects.exists()


def test_equal_typings_count_at_once_and_a_blank_box_stays_blank(garw, ask, second_typist):
    survey = ask(garw, questions=TWO, double_entry=True)
    typed(garw, "Tomos", survey, "yes", "")
    assert typed(garw, "Siân", survey, "yes", "").state == "counted"
    assert list(Answer.objects.values_list("option__code", flat=True)) == ["yes"]


def test_a_slip_typed_once_counts_at_the_close_as_it_was_typed(garw, ask):
    survey = ask(garw, questions=TWO, double_entry=True)
    typed(garw, "Tomos", survey, "no", "poor")
    commands.close_survey(by=SYSTEM, survey=survey)
    assert sorted(Answer.objects.values_list("option__code", flat=True)) == ["no", "poor"]
    assert set(Answer.objects.values_list("entered_by_key", flat=True)) != {""}


def test_the_second_typist_sees_on_the_page_which_boxes_differ(garw, ask, second_typist, sign_in):
    survey = ask(garw, questions=TWO, double_entry=True)
    typed(garw, "Tomos", survey, "yes", "good")
    one, two = survey.questions.all()
    where, client = f"/en/c/garw/surveys/{survey.pk}/paper/", sign_in(garw.sian)
    form = {"slip": "17", "group": "citizens", "channel": "paper", "key": uuid.uuid4(),
            f"q{one.pk}": "no", f"q{two.pk}": "good"}  # fmt: skip
    page = client.post(where, form).content.decode()
    assert "The two typings differ" in page
    notice = page[page.index("The two typings differ") :].split("<form")[0]
    assert one.text_en in notice
    assert two.text_en not in notice
    assert "yes" not in re.findall(r'value="(\w+)" checked', page)  # what the first one typed is not shown
    assert 'name="looked_again" value="1"' in page
    done = client.post(where, form | {"looked_again": "1"}, follow=True).content.decode()
    assert "The slip is entered." in done


def test_slips_are_printed_with_their_codes_in_both_languages(garw, ask, sign_in):
    survey = ask(garw)
    made = sign_in(garw.tomos).post(
        f"/en/c/garw/surveys/{survey.pk}/slips/",
        {"group": "citizens", "number": "2", "language": "both", "easy": "on"},
    )
    assert made["Content-Type"] == "application/pdf"
    assert made.content.startswith(b"%PDF")
    assert survey.invitations.filter(party=None, group="citizens").count() == 2
    with pytest.raises(NotAllowed):
        commands.make_slips(by=garw.dai, survey=survey, group="citizens", number=1)


def test_a_code_is_read_however_it_is_typed_and_a_wrong_one_opens_nothing(garw, taf, ask, sign_in):
    survey = ask(garw)
    (slip,) = commands.make_slips(by=garw.tomos, survey=survey, group="citizens", number=1)
    client = sign_in()
    found = client.post("/en/c/garw/surveys/code/", {"code": f" {slip.code.lower().replace('-', ' ')} "})
    assert found["Location"].endswith(f"/code/{slip.code}/")
    wrong = client.post("/en/c/garw/surveys/code/", {"code": new_code()}).content.decode()
    assert "We do not know this code" in wrong
    assert client.get(f"/en/c/taf/surveys/code/{slip.code}/").status_code == 404
    assert tidy("Slip 17") == "Slip 17"
    with pytest.raises(Refused, match="another survey"):
        other = ask(garw)
        commands.type_slip(
            by=garw.tomos, survey=other, answers={other.questions.get().pk: "yes"}, slip=slip.code
        )


def kiosk_of(garw: Any, survey: Survey) -> str:
    kiosk = commands.open_kiosk(by=garw.tomos, survey=survey, group="citizens", name="Library")
    return f"/en/c/garw/surveys/kiosk/{kiosk.code}/"


def test_a_kiosk_begins_anew_for_everybody_and_shows_nothing_of_the_one_before(garw, ask, sign_in):
    survey, client = ask(garw), sign_in()
    (question,) = survey.questions.all()
    begin = kiosk_of(garw, survey)
    client.cookies["easy_read"] = "1"
    page = client.get(f"{begin}questions/")
    assert "checked" not in page.content.decode()
    assert (page["Cache-Control"], page["Refresh"].split(";")[0]) == ("no-store, private", "600")
    for code in ("yes", "no"):
        sent = client.post(f"{begin}questions/", {"key": uuid.uuid4(), f"q{question.pk}": code})
        thanks = client.get(sent["Location"])
        assert thanks["Refresh"] == f"10; url={begin}"
        assert thanks.cookies["easy_read"].value == ""  # the next one begins as everybody does
        assert "checked" not in client.get(f"{begin}questions/").content.decode()
    assert sorted(Answer.objects.values_list("option__code", "channel")) == [
        ("no", "kiosk"),
        ("yes", "kiosk"),
    ]
    assert not Answered.objects.exclude(party=None).exists()


def test_a_sheet_sent_twice_from_a_kiosk_counts_once(garw, ask, sign_in):
    survey, client, key = ask(garw), sign_in(), uuid.uuid4()
    where = f"{kiosk_of(garw, survey)}questions/"
    for _time in range(2):
        client.post(where, {"key": key, f"q{survey.questions.get().pk}": "yes"})
    assert Answer.objects.count() == 1


def test_nobody_answers_at_a_kiosk_signed_in_and_an_ended_one_takes_nothing(garw, ask, sign_in):
    survey = ask(garw)
    begin = kiosk_of(garw, survey)
    assert "Sign out first" in sign_in(garw.dai).get(begin).content.decode()
    sign_in(garw.dai).post(
        f"{begin}questions/", {"key": uuid.uuid4(), f"q{survey.questions.get().pk}": "yes"}
    )
    assert not Answer.objects.exists()
    commands.end_kiosk(by=garw.tomos, kiosk=survey.kiosks.get())
    assert "No answers are taken here" in sign_in().get(begin).content.decode()
    with pytest.raises(Refused, match="has ended"):
        commands.answer_at_kiosk(
            by=None, kiosk=survey.kiosks.get(), answers={survey.questions.get().pk: "yes"}
        )
    with pytest.raises(NotAllowed):
        commands.open_kiosk(by=garw.dai, survey=survey, group="citizens", name="My house")


def test_weights_make_those_who_answered_look_like_those_who_could_have(garw, ask):
    age = Asked(
        "Oedran?", "Age?",
        (OptionText("young", "Ifanc", "Young", "child", CountsAs.NEUTRAL, known=500),
         OptionText("old", "Hen", "Old", "elder", CountsAs.NEUTRAL, known=500)),
        background=True,
    )  # fmt: skip
    survey = ask(
        garw, questions=[age, BANK["friend_or_relative"]], audiences={"citizens": None}, keeping="together"
    )
    asked_age, happy = survey.questions.all()
    # 30 old people of whom 10 are happy, 10 young ones of whom 9 are: 19 of 40, but half of all are young.
    people_ = [("old", n < 10) for n in range(30)] + [("young", n < 9) for n in range(10)]
    for place, (code, content) in enumerate(people_):
        commands.answer_sheet(
            by=SYSTEM, survey=survey, slip=f"s{place}", group="citizens", channel="paper",
            answers={asked_age.pk: code, happy.pk: "yes" if content else "no"},
        )  # fmt: skip
    survey = commands.close_survey(by=SYSTEM, survey=survey)
    results = queries.results(survey)
    assert [row.question for row in results] == [happy]  # who is how old is no result
    weighed = queries.weighed(survey, results)
    share = weighed.shares[(happy.pk, "citizens")]
    # By hand: (10/30 + 9/10) ÷ 2 = 61.7%; unweighted 20 of 40.
    assert (str(share), str(results[0].groups[0].favourable)) == ("62%", "50%")
    assert (
        share.high - share.low
        > results[0].groups[0].favourable.high - results[0].groups[0].favourable.low - 1
    )
    assert weighed.why_not == ""


def test_there_are_no_weights_where_too_few_gave_one_of_the_answers(garw, ask):
    age = Asked(
        "Oedran?", "Age?",
        (OptionText("young", "Ifanc", "Young", "child", CountsAs.NEUTRAL, known=500),
         OptionText("old", "Hen", "Old", "elder", CountsAs.NEUTRAL, known=500)),
        background=True,
    )  # fmt: skip
    survey = ask(
        garw, questions=[age, BANK["friend_or_relative"]], audiences={"citizens": None}, keeping="together"
    )
    asked_age, happy = survey.questions.all()
    for place in range(40):
        commands.answer_sheet(
            by=SYSTEM, survey=survey, slip=f"s{place}", group="citizens", channel="paper",
            answers={asked_age.pk: "young" if place < 5 else "old", happy.pk: "yes" if place % 2 else "no"},
        )  # fmt: skip
    survey = commands.close_survey(by=SYSTEM, survey=survey)
    weighed = queries.weighed(survey, queries.results(survey))
    assert (weighed.shares, bool(weighed.why_not)) == ({}, True)
