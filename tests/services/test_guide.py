"""The guide of a turn: whole in both languages and Easy Read, and a community's own words beside it."""

from __future__ import annotations

import re
from collections import Counter
from typing import Any

import pytest
from django.urls import reverse

from gilydd.history.words import NotAllowed, Refused
from gilydd.services import commands
from gilydd.services.guide_words import PAIRS, shipped
from gilydd.services.models import GuideStep
from gilydd.services.queries import guide_of
from gilydd.services.words import FallsTo, Quarter
from gilydd.ui.environment import picture

OWN = {
    "falls_to": "panel", "title_cy": "Cwrdd yn y caffi", "title_en": "Meet in the café", "what_cy": "Bwyta.",
    "what_en": "Eat.",
}  # fmt: skip


def test_every_shipped_step_is_whole_in_both_languages_with_a_template_an_example_and_easy_read():
    steps = shipped().values()
    assert {Counter(one.quarter for one in steps)[key] for key in Quarter.values} <= {5, 6, 7}
    for one in steps:
        assert one.falls_to in FallsTo.values
        assert picture(one.picture)
        for name in PAIRS:
            assert getattr(one, name).strip(), f"{one.code} has no {name}"
        for lang in ("cy", "en"):
            for line in getattr(one, f"easy_{lang}").split("\n"):
                assert 0 < len(line.split()) <= 15, line
        # The two languages have the same lines to fill in.
        for name in ("template", "easy"):
            cy, en = getattr(one, f"{name}_cy"), getattr(one, f"{name}_en")
            assert cy.count("\n") == en.count("\n"), one.code
            assert len(re.findall(r"\[", cy)) == len(re.findall(r"\[", en)), one.code
        assert one.title_cy != one.title_en


@pytest.mark.django_db
def test_a_community_says_a_step_in_its_own_words_and_the_shipped_ones_stay_beside_it(garw, taf, sign_in):
    ffion = sign_in(garw.ffion)
    page = reverse("services:guide_step", args=["garw", "first-meeting"])
    change = reverse("services:guide_change", args=["garw", "first-meeting"])
    assert "Hold the first meeting" in ffion.get(change).content.decode()
    assert ffion.post(change, {**OWN, "title_cy": ""}).status_code == 200
    assert not GuideStep.objects.exists()
    assert ffion.post(change, OWN).status_code == 302
    shown = sign_in().get(page).content.decode()
    assert "Meet in the café" in shown
    assert "Hold the first meeting" in shown
    other = sign_in().get(reverse("services:guide_step", args=["taf", "first-meeting"])).content.decode()
    assert "Meet in the café" not in other
    commands.change_step(
        by=garw.ffion, community=garw.community, code="first-meeting", told={**OWN, "title_en": "Lunch"}
    )
    assert GuideStep.objects.filter(ended_at__isnull=True).get().title_en == "Lunch"
    assert GuideStep.objects.count() == 2  # what was said before stays as history
    assert ffion.post(reverse("services:guide_shipped", args=["garw", "first-meeting"])).status_code == 302
    assert "Lunch" not in sign_in().get(page).content.decode()
    with pytest.raises(NotAllowed):
        commands.change_step(by=garw.dai, community=garw.community, code="first-meeting", told=OWN)


@pytest.mark.django_db
def test_a_step_is_added_where_it_belongs_and_another_left_out_with_a_reason(garw, sign_in):
    ffion = sign_in(garw.ffion)
    new = reverse("services:guide_new", args=["garw"])
    assert ffion.post(new, {**OWN, "quarter": "commission", "after": "draw-panel"}).status_code == 302
    codes = [one.code for one in guide_of(garw.community)]
    assert codes[codes.index("draw-panel") + 1] == "meet-in-the-cafe"
    made = commands.add_step(by=garw.ffion, community=garw.community, quarter="evaluate", told=OWN)
    assert made.code == "meet-in-the-cafe-2"
    assert guide_of(garw.community)[-1].code == made.code
    with pytest.raises(Refused, match="Welsh and in English"):
        commands.leave_out_step(
            by=garw.ffion, community=garw.community, code="draw-panel", reason_cy="Na.", reason_en=" "
        )
    out = reverse("services:guide_out", args=["garw", "draw-panel"])
    assert ffion.post(out, {"reason_cy": "Cwm bach.", "reason_en": "A small valley."}).status_code == 302
    told = {one.code: one for one in guide_of(garw.community)}
    assert told["draw-panel"].left_out
    for lang, word in (("cy", "Cwm bach."), ("en", "A small valley.")):
        client = sign_in()
        client.cookies["easy_read"] = "1"
        shown = client.get(f"/{lang}" + reverse("services:guide", args=["garw"])[3:])
        assert word in shown.content.decode()
    commands.use_shipped_step(by=garw.ffion, community=garw.community, code=made.code)
    assert made.code not in {one.code for one in guide_of(garw.community)}
    assert sign_in().get(reverse("services:guide_step", args=["garw", made.code])).status_code == 404


@pytest.mark.django_db
def test_the_guide_takes_one_query_however_many_steps_are_a_communitys_own(garw, django_assert_num_queries):
    def ask() -> list[Any]:
        return guide_of(garw.community)

    with django_assert_num_queries(1):
        ask()
    for code in ("draw-panel", "hear-needs", "judge-both"):
        commands.change_step(by=garw.ffion, community=garw.community, code=code, told=OWN)
    with django_assert_num_queries(1):
        ask()
