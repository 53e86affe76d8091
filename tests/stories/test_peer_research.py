"""Peer researchers read what others told, each alone at first, and then together."""

from __future__ import annotations

import datetime as dt
from fractions import Fraction
from typing import Any

import pytest
from django.utils import timezone

from gilydd.exchange import commands as exchange
from gilydd.history.words import NotAllowed, Refused
from gilydd.people import commands as people
from gilydd.people.models import Message, Person, Term
from gilydd.people.policy import SYSTEM
from gilydd.people.words import Role
from gilydd.services.models import Service
from gilydd.stories import commands as stories
from gilydd.stories.commands import codebooks, coding, research, studies
from gilydd.stories.daily import round as daily_round
from gilydd.stories.models import Highlight, Memo, StudySource, UseConsent
from gilydd.stories.queries.agreement import agreement
from gilydd.stories.queries.coding import page, span_of
from gilydd.stories.queries.comparing import findings, matrix
from gilydd.stories.queries.research import texts, theme_tree
from gilydd.stories.research_policy import visible_highlights, visible_memos, visible_sources, visible_studies
from gilydd.stories.research_words import StudyState
from tests.cast import Cast

from .reading import LONG, TRAINED, a_story, a_study, mark, researcher, text, theme, transcript
from .steps import proposed

pytestmark = pytest.mark.django_db


@pytest.fixture
def anwen(garw: Cast) -> Person:
    return researcher(garw, "Anwen")


@pytest.fixture
def bethan(garw: Cast) -> Person:
    return researcher(garw, "Bethan")


def test_only_a_trained_peer_researcher_codes(garw: Cast, anwen: Person) -> None:
    study = a_study(garw, anwen)
    with pytest.raises(Refused, match="Only a peer researcher can code"):
        studies.add_coder(by=anwen, study=study, party=garw.party("Dai"), **TRAINED)
    with pytest.raises(Refused, match="Name the training"):
        studies.add_coder(
            by=anwen,
            study=study,
            party=researcher(garw, "Carys").party,
            training=" ",
            trained_on=dt.date(2026, 1, 1),
        )
    with pytest.raises(NotAllowed):
        studies.start_study(
            by=garw.tomos, community=garw.community, codebook=study.codebook, lead=garw.party("Tomos"), name="x",
            question="y", lang="en", **TRAINED,
        )  # fmt: skip


def test_a_story_without_a_yes_to_research_is_never_read(garw: Cast, surgery: Service, anwen: Person) -> None:
    public = a_story(garw, anwen, surgery, uses={"public": "everybody"})
    study = a_study(garw, anwen)
    with pytest.raises(Refused, match="may not be used for research"):
        studies.add_stories(by=anwen, study=study, stories=[public])
    assert not StudySource.objects.exists()


def test_marks_count_welsh_letters_once(garw: Cast, surgery: Service, anwen: Person) -> None:
    study = a_study(garw, anwen)
    typed_in_two = "Roedd y dw\u0302r yn oer.\r\nNeb yn y ty\u0302."
    source = transcript(anwen, study, typed_in_two)
    assert source.text == "Roedd y dŵr yn oer.\nNeb yn y tŷ."
    row = mark(anwen, source, "Waiting", "Neb yn y tŷ.")
    assert (row.start, row.end) == (20, 32)
    assert page(anwen, text(study)).marks[0].words == "Neb yn y tŷ."


def test_ticked_sentences_side_by_side_are_one_mark() -> None:
    assert [LONG[a:b] for a, b in span_of(LONG, [1, 0])] == ["Arhosais i'n hir yn y glaw. Ddaeth neb o'r tŷ."]
    assert span_of(LONG, [99]) == []


def test_the_same_mark_twice_is_one(garw: Cast, anwen: Person) -> None:
    study = a_study(garw, anwen)
    source = transcript(anwen, study, LONG)
    assert mark(anwen, source, "Waiting", "Ddaeth neb").pk == mark(anwen, source, "Waiting", "Ddaeth neb").pk


def test_nobody_sees_anothers_marks_until_the_study_compares(
    garw: Cast, anwen: Person, bethan: Person
) -> None:
    study = a_study(garw, anwen, bethan)
    source = transcript(anwen, study, LONG)
    mark(anwen, source, "Waiting", "Arhosais i'n hir yn y glaw.")
    coding.write_memo(by=anwen, study=study, words="Rain again", lang="en", shared=True, source=source)
    assert not visible_highlights(bethan, garw.community).exists()
    assert not visible_memos(bethan, garw.community).exists()
    assert matrix(bethan, study).most == 0
    assert agreement(bethan, study) is None
    with pytest.raises(Refused, match="two coders at least have read"):
        studies.compare_study(by=anwen, study=study)
    for one in (anwen, bethan):
        coding.finish_reading(by=one, source=source)
    with pytest.raises(NotAllowed):
        studies.compare_study(by=bethan, study=study)
    studies.compare_study(by=anwen, study=study)
    assert visible_highlights(bethan, garw.community).count() == 1
    assert visible_memos(bethan, garw.community).count() == 1


def test_a_journal_stays_its_writers_own(garw: Cast, anwen: Person, bethan: Person) -> None:
    study = a_study(garw, anwen, bethan)
    source = transcript(anwen, study, LONG)
    coding.write_memo(by=anwen, study=study, words="I was moved", lang="en", kind="journal")
    for one in (anwen, bethan):
        coding.finish_reading(by=one, source=source)
    studies.compare_study(by=anwen, study=study)
    assert not visible_memos(bethan, garw.community).exists()
    with pytest.raises(NotAllowed):
        coding.delete_memo(by=bethan, memo=Memo.objects.get())


def test_agreement_is_of_what_was_marked_alone_whatever_comes_after(
    garw: Cast, anwen: Person, bethan: Person
) -> None:
    """Three sentences. Waiting: 1-0-0 against 1-0-0; kindness: 0-0-1 against 0-1-1."""
    study = a_study(garw, anwen, bethan)
    source = transcript(anwen, study, LONG)
    first, second, third = "Arhosais i'n hir yn y glaw.", "Ddaeth neb o'r tŷ.", "daeth Siôn"
    mark(anwen, source, "Waiting", first)
    mark(bethan, source, "Waiting", first)
    mark(anwen, source, "Kindness", third)
    for words in (second, third):
        mark(bethan, source, "Kindness", words)
    for one in (anwen, bethan):
        coding.finish_reading(by=one, source=source)
    study = studies.compare_study(by=anwen, study=study)
    found = agreement(anwen, study)
    assert found is not None
    assert (found.sentences, found.coders) == (3, 2)
    by_name = {line.theme.name: line for line in found.themes if line.theme}
    assert by_name["Waiting"].before == 1
    assert by_name["Being heard"].before == 1, "the theme above counts what is marked below it"
    # Two coders, n = 6 values, three 1s and three 0s, one unit of three differs: 1 - 5 * 2 / 18.
    assert by_name["Kindness"].before == Fraction(4, 9)
    row = Highlight.objects.get(
        coder__party=bethan.party, theme__name_en="Kindness", start=source.text.index(second)
    )
    coding.remove_highlight(by=bethan, highlight=row)
    found = agreement(anwen, study)
    assert found is not None
    by_name = {line.theme.name: line for line in found.themes if line.theme}
    assert (by_name["Kindness"].before, by_name["Kindness"].now) == (Fraction(4, 9), 1)


def test_a_theme_that_nobody_marked_has_no_agreement_and_says_why(
    garw: Cast, anwen: Person, bethan: Person
) -> None:
    study = a_study(garw, anwen, bethan)
    source = transcript(anwen, study, LONG)
    for one in (anwen, bethan):
        coding.finish_reading(by=one, source=source)
    study = studies.compare_study(by=anwen, study=study)
    found = agreement(anwen, study)
    assert found is not None
    assert found.together.now is None
    assert "nothing to agree on" in found.together.why


def test_a_text_that_changes_takes_its_marks_along(garw: Cast, surgery: Service, anwen: Person) -> None:
    story = a_story(garw, anwen, surgery)
    study = a_study(garw, anwen)
    (source,) = studies.add_stories(by=anwen, study=study, stories=[story])
    stays = mark(anwen, source, "Waiting", "Ddaeth neb o'r tŷ.")
    changes = mark(anwen, source, "Kindness", "Wedyn daeth Siôn a'i ŵyr")
    goes = mark(anwen, source, "Being heard", "Arhosais i'n hir yn y glaw.")
    words = "Bues i'n disgwyl. Ddaeth neb o'r tŷ. Wedyn daeth cymydog a'i ŵyr, ac roedd popeth yn iawn."
    version = proposed(anwen, story, words, title="Aros", lang="cy", kept="Invented.")
    stories.answer_version(by=garw.fresh("Dai"), version=version, agreed=True)
    source.refresh_from_db()
    assert source.text == f"Aros\n{words}"
    stays.refresh_from_db()
    assert (source.text[stays.start : stays.end], stays.look_again) == ("Ddaeth neb o'r tŷ.", False)
    changes.refresh_from_db()
    assert (source.text[changes.start : changes.end], changes.look_again) == (
        "Wedyn daeth cymydog a'i ŵyr",
        True,
    )
    left = Highlight.objects.filter(pk=goes.pk).first()
    assert left is None or left.look_again
    coding.keep_highlight(by=anwen, highlight=changes)
    changes.refresh_from_db()
    assert not changes.look_again


def test_a_withdrawn_story_leaves_the_study_with_every_mark_and_note(
    garw: Cast, surgery: Service, anwen: Person, bethan: Person, run_jobs: Any
) -> None:
    story = a_story(garw, anwen, surgery)
    other = a_story(garw, anwen, surgery, "Arall. Dim byd.", teller="Siân")
    study = a_study(garw, anwen, bethan)
    studies.add_stories(by=anwen, study=study, stories=[story, other])
    source = text(study)
    row = mark(anwen, source, "Waiting", "Ddaeth neb")
    coding.write_memo(by=anwen, study=study, words="Who is Siôn?", lang="en", highlight=row)
    coding.finish_reading(by=bethan, source=source)
    stories.withdraw_story(by=garw.fresh("Dai"), story=story)
    assert not Highlight.objects.filter(source=source).exists()
    assert not Memo.objects.exists()
    source.refresh_from_db()
    assert (source.text, source.gone_why) == ("", "withdrawn")
    assert [(one.number, bool(one.gone)) for one in texts(anwen, study)] == [(1, True), (2, False)]
    with pytest.raises(Refused, match="withdrawn"):
        mark_gone = text(study)
        coding.highlight(by=anwen, source=mark_gone, theme=theme(study, "Waiting"), start=0, end=1)


def test_a_yes_that_ended_hides_the_text_before_anything_is_cleared(
    garw: Cast, surgery: Service, anwen: Person
) -> None:
    story = a_story(garw, anwen, surgery)
    study = a_study(garw, anwen)
    studies.add_stories(by=anwen, study=study, stories=[story])
    UseConsent.objects.filter(story=story).update(until=timezone.localdate() - dt.timedelta(days=1))
    assert text(study).text, "nothing was cleared yet"
    assert not visible_sources(anwen, garw.community).exists()
    assert texts(anwen, study)[0].gone
    daily_round()
    assert text(study).text == ""


def test_no_other_duty_opens_a_study(
    garw: Cast, taf: Cast, surgery: Service, anwen: Person, bethan: Person
) -> None:
    study = a_study(garw, anwen)
    transcript(anwen, study, LONG)
    twin = researcher(taf, "Anwen")
    people.give_role(by=SYSTEM, membership=garw.member("Tomos"), role=Role.RESEARCHER)
    for one in (garw.dai, garw.ffion, garw.priya, garw.rhodri, garw.tomos, garw.fresh("Tomos"), bethan, twin):
        assert not visible_studies(one, garw.community).exists()
        assert not visible_sources(one, garw.community).exists()
        with pytest.raises((NotAllowed, Refused)):
            mark(one, text(study), "Waiting", "Ddaeth")
    study_of_bethan = a_study(garw, bethan)
    with pytest.raises(NotAllowed):
        studies.add_coder(by=bethan, study=study, party=bethan.party, **TRAINED)
    with pytest.raises(Refused, match="another codebook"):
        source = transcript(bethan, study_of_bethan, LONG)
        coding.highlight(by=bethan, source=source, theme=theme(study, "Waiting"), start=0, end=4)


def test_a_researcher_who_loses_the_role_sees_nothing_more(garw: Cast, anwen: Person, bethan: Person) -> None:
    study = a_study(garw, anwen, bethan)
    transcript(anwen, study, LONG)
    from gilydd.people.models import RoleHeld

    held = RoleHeld.objects.get(membership__party=bethan.party, role=Role.RESEARCHER)
    people.end_role(by=SYSTEM, held=held)
    fresh = Person.objects.get(pk=bethan.pk)
    assert not visible_sources(fresh, garw.community).exists()


def test_a_transcript_is_taken_back_by_its_number(garw: Cast, anwen: Person, bethan: Person) -> None:
    study = a_study(garw, anwen, bethan)
    source = transcript(anwen, study, LONG, "FG-3")
    with pytest.raises(Refused, match="with this number"):
        transcript(anwen, study, "Arall.", "fg-3")
    with pytest.raises(NotAllowed):
        studies.remove_text(by=bethan, source=source, withdrawn=False)
    studies.remove_text(by=bethan, source=source, withdrawn=True)
    assert text(study).consent_sheet == ""


def test_peer_researchers_hours_stand_in_the_books_once_a_broker_confirms(garw: Cast, anwen: Person) -> None:
    study = a_study(garw, anwen)
    given = {
        "study": study, "minutes": 90, "work": Term.objects.get(code="democracy", community=None),
        "occurred_at": timezone.now() - dt.timedelta(days=1), "key": "k1",
    }  # fmt: skip
    claim = studies.claim_research_hours(by=anwen, **given)
    assert studies.claim_research_hours(by=anwen, **given).pk == claim.pk
    assert study.hours.count() == 1
    assert claim.words == "Peer research"
    exchange.approve_hours(by=garw.tomos, thing=claim)
    from gilydd.exchange import ledger

    account = ledger.account_of(garw.community, anwen.party)
    account.refresh_from_db()
    assert account.balance_minutes == 90


def test_who_codes_as_their_paid_work_is_credited_nothing(garw: Cast) -> None:
    people.give_role(by=SYSTEM, membership=garw.member("Priya"), role=Role.RESEARCHER)
    priya = garw.fresh("Priya")
    study = a_study(garw, priya)
    with pytest.raises(NotAllowed):
        studies.claim_research_hours(
            by=priya, study=study, minutes=60, work=Term.objects.get(code="democracy", community=None),
            occurred_at=timezone.now(), key="k",
        )  # fmt: skip


def test_findings_repeat_nobodys_words(garw: Cast, anwen: Person) -> None:
    study = a_study(garw, anwen)
    transcript(anwen, study, LONG)
    with pytest.raises(Refused, match="Close the study first"):
        studies.publish_findings(by=anwen, study=study, findings="x", lang="en")
    studies.close_study(by=anwen, study=study)
    with pytest.raises(Refused, match="Say it in your own words"):
        studies.publish_findings(
            by=anwen, study=study, lang="cy",
            findings="Dywedodd un: wedyn daeth Siôn a'i ŵyr, ac roedd popeth yn iawn. Felly mae.",
        )  # fmt: skip
    studies.publish_findings(by=anwen, study=study, findings="People wait without being told why.", lang="en")


def test_findings_of_few_texts_show_no_number(garw: Cast, surgery: Service, anwen: Person) -> None:
    study = a_study(garw, anwen)
    for number in range(6):
        source = transcript(anwen, study, f"{LONG} {number}", str(number), service=surgery)
        mark(anwen, source, "Waiting", "Ddaeth neb")
    found = findings(study)
    assert found.texts.suppressed
    assert all(cell.suppressed for _theme, cells in found.rows for cell in cells)


def test_findings_by_service_are_rounded_and_hold_against_solving(
    garw: Cast, surgery: Service, anwen: Person
) -> None:
    study = a_study(garw, anwen)
    for number in range(25):
        source = transcript(anwen, study, f"{LONG} {number}", str(number), service=surgery)
        if number < 12:
            mark(anwen, source, "Waiting", "Ddaeth neb")
        if number < 3:
            mark(anwen, source, "Kindness", "daeth Siôn")
    shown = {one.name: cells[0] for one, cells in findings(study).rows}
    assert shown["Being heard"].value == 10
    assert shown["Kindness"].suppressed


def test_a_retired_theme_takes_no_new_mark(garw: Cast, anwen: Person) -> None:
    study = a_study(garw, anwen)
    source = transcript(anwen, study, LONG)
    mark(anwen, source, "Waiting", "Ddaeth neb")
    codebooks.retire_theme(by=anwen, theme=theme(study, "Being heard"))
    with pytest.raises(Refused, match="not used any more"):
        mark(anwen, source, "Waiting", "Arhosais")
    assert Highlight.objects.count() == 1


def test_a_theme_never_lies_below_itself(garw: Cast, anwen: Person) -> None:
    study = a_study(garw, anwen)
    top, below = theme(study, "Being heard"), theme(study, "Waiting")
    with pytest.raises(Refused, match="below itself"):
        codebooks.change_theme(
            by=anwen, theme=top, name_cy="", name_en="Being heard", meaning_cy="", meaning_en="", parent=below
        )
    with pytest.raises(Refused, match="called “waiting” already"):
        codebooks.add_theme(by=anwen, codebook=study.codebook, name_en="waiting")
    assert [(one.number, one.name) for one in theme_tree(study.codebook)] == [
        ("1", "Being heard"), ("1.1", "Waiting"), ("2", "Kindness"),
    ]  # fmt: skip


def test_coders_are_told_and_told_nothing_of_what_is_read(
    garw: Cast, anwen: Person, bethan: Person, run_jobs: Any
) -> None:
    study = a_study(garw, anwen, bethan)
    source = transcript(anwen, study, LONG)
    for one in (anwen, bethan):
        coding.finish_reading(by=one, source=source)
    studies.compare_study(by=anwen, study=study)
    run_jobs()
    told = Message.objects.filter(party=bethan.party, key__startswith="stories.")
    assert told.count() == 2
    assert not any(word in one.text for one in told for word in ("Arhosais", "Siôn", "glaw"))


def test_a_coder_who_stops_keeps_their_marks_and_reads_no_more(
    garw: Cast, anwen: Person, bethan: Person
) -> None:
    study = a_study(garw, anwen, bethan)
    source = transcript(anwen, study, LONG)
    mark(bethan, source, "Waiting", "Ddaeth neb")
    coder = study.coders.get(party=bethan.party)
    studies.end_coder(by=bethan, coder=coder)
    assert not visible_sources(bethan, garw.community).exists()
    assert Highlight.objects.count() == 1
    with pytest.raises(Refused, match="stays in it"):
        studies.end_coder(by=anwen, coder=study.coders.get(party=anwen.party))


def test_who_may_not_forget_a_text(garw: Cast, surgery: Service, anwen: Person) -> None:
    story = a_story(garw, anwen, surgery)
    for one in (anwen, garw.dai, garw.tomos):
        with pytest.raises(NotAllowed):
            research.forget_story(by=one, story=story)


def test_the_study_moves_one_way(garw: Cast, anwen: Person) -> None:
    study = a_study(garw, anwen)
    studies.close_study(by=anwen, study=study)
    with pytest.raises(Refused):
        studies.compare_study(by=anwen, study=study)
    study.refresh_from_db()
    assert study.state == StudyState.CLOSED
