"""A specification in four versions, what people suggested, who has an interest, and who was heard."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given, settings
from hypothesis import strategies as st

from gilydd.commissioning import comparing
from gilydd.commissioning.commands import conflicts as declaring
from gilydd.commissioning.commands import specification as commands
from gilydd.commissioning.commands.specification import Taken
from gilydd.commissioning.models import Declaration, Procurement, Suggestion
from gilydd.commissioning.queries import conflicts
from gilydd.commissioning.queries import specification as queries
from gilydd.commissioning.words import ProcurementState
from gilydd.history.words import NotAllowed, Refused
from gilydd.people.policy import SYSTEM
from gilydd.services import commands as services
from gilydd.services.models import Turn
from tests.cast import Cast

from .together import a_panel, a_procurement, seated

WHY = {"changed_cy": "Bws.", "changed_en": "A bus.", "why_cy": "Mae'n bell.", "why_en": "It is far."}


def versions(cast: Cast, procurement: Procurement) -> list[Suggestion]:
    """Four versions: begun by Ffion, changed by Dai with what Siân and Mair suggested; one is refused."""
    ffion, dai = cast.fresh("Ffion"), cast.fresh("Dai")
    outcome = services.choose_outcome(
        by=SYSTEM, service=procurement.turn.service, wording_cy="Rwy'n perthyn.", wording_en="I belong."
    )
    commands.write_version(
        by=ffion, procurement=procurement, text_cy="Dydd.\nCinio.", text_en="Days.\nLunch.",
        outcomes=[outcome], after=0,
    )  # fmt: skip
    said = [
        commands.suggest(
            by=cast.fresh("Siân"), procurement=procurement, party=cast.party("Siân"), words="A bus home.",
            lang="en",
        ),
        commands.suggest(
            by=cast.fresh("Tomos"), procurement=procurement, party=cast.party("Mair"), words="Canu a dawnsio.",
            lang="cy", entered_from="phone",
        ),
        commands.suggest(
            by=cast.fresh("Rhodri"), procurement=procurement, party=cast.party("Rhodri"),
            words="Fewer hours.", lang="en",
        ),
    ]  # fmt: skip
    commands.write_version(
        by=dai, procurement=procurement, text_cy="Dydd.\nCinio.\nBws adref.",
        text_en="Days.\nLunch.\nA bus home.", takes=[Taken(said[0])], after=1, **WHY,
    )  # fmt: skip
    commands.write_version(
        by=dai, procurement=procurement, text_cy="Dyddiau da.\nBws adref.\nCanu.",
        text_en="Good days.\nA bus home.\nSinging.", outcomes=[outcome],
        takes=[Taken(said[1], True, "Dim lle i ddawnsio.", "cy")], after=2, **WHY,
    )  # fmt: skip
    commands.refuse_suggestion(by=dai, suggestion=said[2], answer="People need them.", lang="en")
    commands.write_version(
        by=ffion, procurement=procurement, text_cy="Dyddiau da.\nBws adref am bedwar.\nCanu.",
        text_en="Good days.\nA bus home at four.\nSinging.", after=3, **WHY,
    )  # fmt: skip
    return [Suggestion.objects.get(pk=row.pk) for row in said]


@pytest.fixture
def procurement(garw: Cast, turn: Turn) -> Procurement:
    panel = a_panel(turn)
    for name in ("Dai", "Siân", "Mair"):
        seated(panel, garw.party(name))
    return a_procurement(turn, garw.party("Ffion"), panel)


@pytest.mark.django_db
def test_a_specification_grows_in_four_versions_with_what_people_suggested(
    garw: Cast, procurement: Procurement, client: Any
) -> None:
    bus, singing, fewer = versions(garw, procurement)
    assert [row.state for row in (bus, singing, fewer)] == ["taken", "partly", "refused"]
    assert (bus.version.number, singing.version.number, fewer.version) == (2, 3, None)
    assert (singing.capacity, bool(singing.typed_by_key), singing.entered_from) == ("citizen", True, "phone")
    rows = procurement.specifications.order_by("number")
    assert [(row.number, row.capacity) for row in rows] == [
        (1, "commissioner"), (2, "citizen"), (3, "citizen"), (4, "commissioner"),
    ]  # fmt: skip
    told = queries.compared(rows[2], rows[3])
    assert told.summary == "1 paragraph was rewritten."
    pieces = [piece for one in told.changes for piece in one.pieces]
    assert "".join(piece.text for piece in pieces if piece.kind == "added") == "home at four."
    assert "".join(piece.text for piece in pieces if piece.kind == "removed") == "home."

    # Nothing is lost when two write at once, and nothing is left unsaid.
    again = {"by": garw.fresh("Ffion"), "procurement": procurement, "text_cy": "X", "text_en": "Y"}
    for reason, more in (
        ("meanwhile", {**WHY, "after": 2}),
        ("what changed", {}),
        ("Say why", {**WHY, "why_cy": ""}),
        ("Nothing is different", {**WHY, "text_cy": rows[3].text_cy, "text_en": rows[3].text_en}),
        ("Welsh and in English", {**WHY, "text_cy": ""}),
        ("answered already", {**WHY, "takes": [Taken(bus)]}),
    ):
        with pytest.raises(Refused, match=reason):
            commands.write_version(**{**again, **more})
    with pytest.raises(NotAllowed):
        commands.write_version(**{**again, "by": garw.fresh("Rhodri"), **WHY})

    # The tender is published: the text stays, and nothing more is suggested.
    Procurement.objects.filter(pk=procurement.pk).update(
        state=ProcurementState.OPEN, opened_for_bids_at="2026-01-01T00:00Z", closes_at="2027-01-01T00:00Z"
    )
    for act in (
        lambda: commands.write_version(**again, **WHY),
        lambda: commands.suggest(
            by=garw.fresh("Dai"), procurement=procurement, party=garw.party("Dai"), words="Late.", lang="en"
        ),
    ):
        with pytest.raises(Refused, match="published"):
            act()

    # Everybody reads it; names are for members.
    at = f"c/{garw.slug}/commissioning/procurements/{procurement.pk}/specification/"
    for lang, word in (("cy", "Canu a dawnsio."), ("en", "A bus home.")):
        page = client.get(f"/{lang}/{at}").content.decode()
        assert word in page
        assert "Mair" not in page and "Ffion" not in page
    assert "1 paragraph was rewritten." in client.get(f"/en/{at}compare/?after=4").content.decode()
    assert client.get(f"/en/{at}compare/?after=99&before=x").status_code == 200
    client.force_login(garw.dai.login)
    client.cookies["easy_read"] = "1"
    for page in ("", "compare/", "voice/", "suggest/"):
        assert client.get(f"/en/{at}{page}").status_code == 200
        assert client.get(f"/cy/{at}{page}").status_code == 200


@pytest.mark.django_db
def test_nobody_answers_what_they_suggested_and_anybody_can_take_it_back(
    garw: Cast, procurement: Procurement
) -> None:
    commands.write_version(by=SYSTEM, procurement=procurement, text_cy="Un.", text_en="One.")
    dai = garw.fresh("Dai")
    given = {"by": dai, "procurement": procurement, "party": dai.party, "words": "Tea.", "lang": "en"}
    row = commands.suggest(**given)
    assert commands.suggest(**given).pk == row.pk, "the same words again are the same"
    with pytest.raises(Refused, match="Somebody else"):
        commands.refuse_suggestion(by=dai, suggestion=row, answer="No.", lang="en")
    with pytest.raises(Refused, match="Somebody else"):
        commands.write_version(
            by=dai, procurement=procurement, text_cy="Te.", text_en="Tea.", takes=[Taken(row)], **WHY
        )
    assert procurement.specifications.count() == 1, "a refused version leaves nothing behind"
    with pytest.raises(Refused, match="why"):
        commands.refuse_suggestion(by=garw.fresh("Ffion"), suggestion=row, answer=" ", lang="en")
    with pytest.raises(NotAllowed):
        commands.withdraw_suggestion(by=garw.fresh("Rhodri"), suggestion=row)
    commands.withdraw_suggestion(by=dai, suggestion=row)
    assert [one.pk for one in queries.suggestion_rows(dai, procurement)] == []


@pytest.mark.django_db
def test_who_was_heard_counts_the_silent_and_hides_a_few(garw: Cast, procurement: Procurement) -> None:
    versions(garw, procurement)
    measures = {one.key: one for one in queries.voice_of(procurement)}
    assert set(measures) == {"evenness", "between", "became"}
    # Five people: no figure about them is shown, whatever it is.
    figures = [line.value for one in measures.values() for line in one.lines if line.is_figure]
    assert figures and all(figure.suppressed for figure in figures)
    texts = [line.value for line in measures["became"].lines]
    assert texts == [
        "2 in all: 2 in the text, 0 not taken, 0 without an answer",
        "1 in all: 0 in the text, 1 not taken, 0 without an answer",
    ]
    assert measures["became"].says == "Every suggestion was answered."


@pytest.mark.django_db
def test_the_latest_word_about_an_interest_counts(garw: Cast, procurement: Procurement, client: Any) -> None:
    dai, own = garw.fresh("Dai"), {"procurement": procurement, "lang": "en"}
    assert not conflicts.is_free(procurement, dai.pk), "whoever said nothing is not free"
    with pytest.raises(Refused, match="few words"):
        declaring.declare_interest(by=dai, has_interest=True, text=" ", **own)
    declaring.declare_interest(by=dai, has_interest=False, text="", **own)
    declaring.declare_interest(
        by=garw.fresh("Tomos"), party=garw.party("Mair"), has_interest=False, text="", entered_from="spoken",
        **own,
    )  # fmt: skip
    assert conflicts.free_of(procurement) == {dai.pk, garw.party("Mair").pk}
    declaring.declare_interest(by=dai, has_interest=True, text="My aunt will bid.", **own)
    assert not conflicts.is_free(procurement, dai.pk) and conflicts.free_of(procurement) == {
        garw.party("Mair").pk
    }
    assert Declaration.objects.count() == 3, "what was said before stays"
    # The panel reads it; a broker who is not on it does not.
    at = f"/en/c/{garw.slug}/commissioning/procurements/{procurement.pk}/interests/"
    client.force_login(garw.sian.login)
    assert "My aunt will bid." in client.get(at).content.decode()
    client.force_login(garw.tomos.login)
    assert client.get(at).status_code == 404


@pytest.mark.django_db
def test_the_page_of_a_specification_costs_the_same_with_one_suggestion_and_with_three(
    garw: Cast, procurement: Procurement, client: Any
) -> None:
    commands.write_version(by=SYSTEM, procurement=procurement, text_cy="Un.", text_en="One.")
    client.force_login(garw.dai.login)
    at = f"/en/c/{garw.slug}/commissioning/procurements/{procurement.pk}/specification/"
    counts = []
    for words in (("One",), ("Two", "Three")):
        for one in words:
            commands.suggest(
                by=SYSTEM, procurement=procurement, party=garw.party("Siân"), words=one, lang="en"
            )
        client.get(at)
        with CaptureQueriesContext(
            connection,
        ) as asked:
            assert client.get(at).status_code == 200
        counts.append(len(asked))
    assert counts[0] == counts[1]


@settings(max_examples=40, deadline=None)
@given(
    st.lists(st.sampled_from(["A bus home.", "A bus.", "Tea", "Tea and cake", ""]), max_size=6),
    st.lists(st.sampled_from(["A bus home.", "A bus.", "Tea", "Tea and cake", ""]), max_size=6),
)
def test_a_comparison_put_together_is_either_text_again(old: list[str], new: list[str]) -> None:
    told = comparing.changes("\n".join(old), "\n".join(new))
    lines = {"before": "\n".join(old).splitlines(), "after": "\n".join(new).splitlines()}
    assert [one.after for one in told if one.kind != "removed"] == lines["after"]
    assert sorted(one.before for one in told if one.kind != "added") == sorted(lines["before"])
