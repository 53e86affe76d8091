"""Places: what they have for everybody, kept by those who keep them; what nobody looked at is not known."""

from __future__ import annotations

import pytest

from gilydd.history.words import NotAllowed, Refused
from gilydd.people import commands
from gilydd.people.policy import SYSTEM
from gilydd.people.queries import facilities_of
from gilydd.people.words import FACILITY_PICTURES, Facility
from gilydd.ui.environment import picture_names
from tests.cast import Cast

pytestmark = pytest.mark.django_db


def test_yes_no_and_not_known_are_three_answers(garw: Cast) -> None:
    hall = commands.add_place(
        by=garw.tomos, community=garw.community, name_cy="Neuadd", name_en="Hall",
        facilities={"lift": False, "hearing_loop": True},
    )  # fmt: skip
    there = {one.code: one.there for one in facilities_of(hall)}
    assert (there["hearing_loop"], there["lift"], there["kitchen"]) == (True, False, None)
    assert list(there) == [one.value for one in Facility]
    changed = commands.change_place(
        by=garw.ffion, place=hall, name_cy="Neuadd", name_en="Hall", facilities={"kitchen": True}
    )
    assert changed.facilities == {"kitchen": True}, "what is left out is not known any more"


def test_only_those_who_keep_places_change_them_and_only_what_a_place_may_have(garw: Cast, taf: Cast) -> None:
    hall = commands.add_place(by=SYSTEM, community=garw.community, name_cy="Neuadd", name_en="Hall")
    words = {"place": hall, "name_cy": "N", "name_en": "H"}
    for person in (garw.dai, taf.tomos, None):
        with pytest.raises(NotAllowed):
            commands.change_place(by=person, **words)
    for wrong, field in (
        ({"facilities": {"helipad": True}}, "facilities"),
        ({"name_en": " "}, "name_cy"),
        ({"area": commands.add_area(by=SYSTEM, community=taf.community, name_cy="T", name_en="T")}, "area"),
    ):
        with pytest.raises(Refused) as refusal:
            commands.change_place(by=garw.tomos, **words | wrong)
        assert refusal.value.field == field


def test_every_facility_has_a_picture_that_exists() -> None:
    assert set(FACILITY_PICTURES) == set(Facility)
    assert set(FACILITY_PICTURES.values()) <= picture_names()
