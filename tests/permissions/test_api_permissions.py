"""Every operation of the API × role × twin community, against the table. Default is deny."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction
from django.test import Client
from django.urls import get_resolver

from gilydd.people import commands as people
from gilydd.people import tries
from gilydd.people.keys import digest_of
from gilydd.people.models import Person, Token
from gilydd.people.policy import SYSTEM
from gilydd.people.words import Scope, TokenKind
from gilydd.site.api import Api, description, operations
from tests import cast
from tests.permissions.api_table import ALL, MEMBER, PERSON, TABLE, Row
from tests.permissions.api_world import agree, furnish_api
from tests.permissions.test_permissions import _walk, furnished

HERE = {
    "member": "Dai",
    "easy": "Siân",
    "broker": "Tomos",
    "officer": "Ffion",
    "provider": "Rhodri",
    "evaluator": "Priya",
}
# What Tomos may do as a member: it is his own vote, his own seat, or what he knows by his profession.
TOMOS_HIMSELF = {
    "deciding.ballots", "deciding.recount_vote", "deciding.consent", "deciding.come", "deciding.leave",
    "deciding.give_proxy", "designing.add_cost", "designing.change_cost", "designing.end_cost",
}  # fmt: skip
EVERY_METHOD = {"GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "HEAD"}
# Parts of an address that name no thing of a community.
NOT_THINGS = {"community", "step", "kind", "purpose", "heard_year", "told_year"}
# The word that an operation with several steps is tried with.
STEPS = {
    "people.joining_step": "met",
    "assets.step_asset": "refresh",
    "assets.step_loan": "lend",
    "exchange.change_series": "end",
    "services.step_list": "stop",
    "services.step_framework": "write",
    "evaluating.step_sroi_file": "write",
    "evaluating.step_cases": "write",
}
# Where an operation needs a thing in another state than the others do.
OWN_THINGS = {
    "evaluating.open_finding": {"finding": "drafted_finding"},
    "evaluating.hand_down_need": {"finding": "published_finding"},
    "surveys.cut_tie": {"survey": "followed_survey"},
    **{
        f"surveys.{name}": {"survey": "draft_survey", "survey_question": "draft_question"}
        for name in (
            "add_question",
            "add_set",
            "change_question",
            "move_question",
            "remove_question",
            "open_survey",
            "draw_sample",
        )
    },
    **{
        f"surveys.{name}": {"survey": "closed_survey"}
        for name in ("reply_to_survey", "name_change", "results")
    },
    "surveys.plan_follow_up": {"survey": "done_survey"},
    **{
        f"stories.{name}": {"story": "story_draft"}
        for name in ("save_story", "signify", "keep_recording", "remove_recording", "discard_draft")
    },
    "stories.tell_story": {"story": "ready_story"},
    "stories.take_up_again": {"story": "held_story"},
    "stories.agree_to_use": {"use": "story_use"},
    "stories.end_use": {"use": "story_use"},
    "stories.answer_version": {"version": "story_version"},
    "stories.say_felt": {"tied": "tied_change"},
    **{
        f"stories.{name}": {"change": "named_change"}
        for name in ("tie_change", "move_change", "finish_change")
    },
    "stories.end_share": {"share": "story_share"},
    "stories.end_prompt": {"prompt": "story_prompt"},
    "stories.compare_study": {"study": "study_of_two"},
    "stories.publish_findings": {"study": "closed_study"},
    **{
        f"stories.{name}": {"significant": "new_round"}
        for name in ("add_domain", "add_panel", "enter_stories", "begin_choosing")
    },
    "surveys.remind": {"survey": "drawn_survey"},
    "chain.look_again": {"case": "again_case"},
    "assets.borrow": {"asset": "ladder"},
    "people.end_role": {"member": "siân"},
    "people.welcome": {"joining": "ready"},
    "people.forget_joining": {"joining": "gone"},
    "people.reopen_joining": {"joining": "gone"},
    "people.reopen": {"member": "resting"},
    "exchange.close_account": {"member": "resting"},
    "exchange.decline_ask": {"ask": "asked"},
    "exchange.put_on_board": {"ask": "asked"},
    "exchange.make_promise": {"ask": "open_ask"},
    "exchange.ask_to_help": {"ask": "open_ask"},
    "exchange.agree_time": {"promise": "dated"},
    "exchange.stop_round": {"round": "solving_round"},
    "exchange.answer_agreement": {"agreement": "asked_agreement"},
    "designing.bring_in_conversation": {"challenge": "empty_challenge"},
    **{
        f"designing.{act}": {"challenge": "shaping"}
        for act in (
            "propose",
            "comment",
            "move_on",
            "stop_challenge",
            "bring_in_proposals",
            "set_phases",
        )
    },
    "designing.go_back": {"challenge": "costed_challenge"},
    "designing.put_to_vote": {"challenge": "ready_challenge"},
    "commissioning.open_panel": {"turn": "bare_turn"},
    **{
        f"commissioning.{act}": {"panel": "inviting_panel"}
        for act in ("set_quotas", "invite_to_pool", "join_pool", "leave_pool", "close_pool")
    },
    "commissioning.draw_panel": {"panel": "closed_panel"},
    "commissioning.answer_seat": {"panel_seat": "asked_seat"},
    "designing.take_result": {"challenge": "voted_challenge"},
    "designing.tie_decision": {"challenge": "tied_challenge"},
    **{
        f"designing.{act}": {"proposal": "shaped"}
        for act in (
            "revise_proposal",
            "translate_proposal",
            "ask_author",
            "withdraw_proposal",
            "amend",
            "ask_merging",
            "costs",
            "add_cost",
            "sign_costing",
        )
    },
    "designing.step_back": {"author": "in_author"},
    "designing.ask_again": {"comment": "away_comment"},
    "designing.look_again": {"comment": "pleaded_comment"},
    "designing.commit": {"proposal": "unpromised"},
    "designing.note_silence": {"challenge_offer": "late_offer"},
    "designing.note_no_reply": {"variance": "old_variance"},
    "designing.close_commitment": {"kept": "closable"},
    "deciding.ballots": {"vote": "ended"},
    "deciding.recount_vote": {"vote": "ended"},
    "deciding.close_vote": {"vote": "over_vote"},
    "deciding.cast_secret": {"vote": "sealed"},
    "deciding.mark_paper": {"vote": "sealed"},
    "deciding.enter_papers": {"vote": "sealed"},
    "deciding.consent": {"vote": "consent"},
    "deciding.answer_objection": {"vote": "consent"},
    "deciding.reword": {"vote": "consent"},
    "deciding.show_key": {"holder": "my_key"},
    "deciding.give_key": {"holder": "shut_key"},
    "deciding.add_item": {"meeting": "planned_meeting"},
    "deciding.remove_item": {"item": "planned_item"},
    "deciding.call_meeting": {"meeting": "planned_meeting"},
    "deciding.open_meeting": {"meeting": "gathered"},
    "deciding.open_item": {"item": "ending_item"},
    "deciding.write_minute": {"item": "held_item"},
    "deciding.close_meeting": {"meeting": "ending"},
    "deciding.agree_minutes": {"meeting": "held_meeting"},
    "deciding.open_board_vote": {"board_election": "closing"},
    "delivering.end_activity": {"activity": "idle"},
    "delivering.ask_swap": {"sign_up": "turn_to_swap"},
    "people.change_place": {"place": "where"},
    "peers.carry_out": {"circle_proposal": "decided_proposal"},
    "delivering.record_attendance": {"session": "over"},
    "delivering.check_in": {"session": "over"},
    "delivering.hold_session": {"session": "over"},
    "delivering.give_up_slot": {"slot": "booked_slot"},
    "delivering.end_slot": {"slot": "past_slot"},
    "delivering.open_slots": {"session": "advice_later"},
    "delivering.keep_in_confidence": {"activity": "idle"},
    "services.move_outcome": {"outcome": "older_outcome"},
    # Scoring, award, contract
    "commissioning.scores": {"scored": "shown_scores"},
    "commissioning.begin_moderation": {"scored": "to_close"},
    "commissioning.moderate_score": {"scored": "agreeing"},
    "commissioning.withdraw_award": {"lot_award": "wrong_award"},
    "commissioning.confirm_award": {"lot_award": "over_award"},
    "commissioning.propose_variation": {"contract": "plain_contract"},
    "commissioning.end_turn_by_panel": {"panel_turn": "chosen_turn"},
    **{
        f"commissioning.{act}": {"procurement": "draft_tender"}
        for act in (
            "change_procurement",
            "set_lots",
            "propose_criterion",
            "add_criterion",
            "weigh_criteria",
        )
    },
    "commissioning.write_version": {"procurement": "specified"},
    "commissioning.suggest": {"procurement": "specified"},
    "partnerships.end_partnership": {"partnership": "idle_partnership"},
    "deciding.stop_key_change": {"split_key": "changing_key"},
    "commissioning.name_holders": {"procurement": "asked_tender"},
    "commissioning.publish_tender": {"procurement": "small_draft"},
    "commissioning.open_light_bids": {"procurement": "closed_small"},
    "commissioning.replace_tender_holder": {"share": "asked_share"},
    "commissioning.ask_share_change": {"share": "practice_share"},
    "commissioning.take_share": {"my_share": "asked_share"},
    "commissioning.decline_share": {"my_share": "asked_share"},
    "commissioning.show_share": {"my_share": "took_share"},
    "commissioning.give_in_practice": {"my_share": "practice_share"},
    "commissioning.give_for_change": {"my_share": "changing_share"},
    "commissioning.give_share": {"my_share": "closed_share"},
    "evaluating.open_map": {"impact_map": "draft_map"},
    "evaluating.continue_map": {"impact_map": "published_map"},
    "evaluating.prepare_case": {"turn": "told_turn"},
    "evaluating.publish_case": {"draft_case": "agreed_case"},
    "evaluating.start_from_case": {"service": "free_service"},
}


class World:
    """Garw and its twin Taf with one of everything, and a key with every scope for each role."""

    def __init__(self, folder: Path) -> None:
        self.garw, self.taf = cast.found("garw", "Garw", "Garw"), cast.found("taf", "Taf", "Taff", "+taf")
        outside = people.found_community(by=SYSTEM, slug="elsewhere", name_cy="Arall", name_en="Elsewhere")
        people.found_community(by=SYSTEM, slug="far", name_cy="Pell", name_en="Far")
        self.things = {"garw": furnish_api(self.garw, folder), "taf": furnish_api(self.taf, folder)}
        for slug, more in agree(self.garw, self.taf, outside).items():
            self.things[slug] |= more
        stranger = people.enrol(by=SYSTEM, community=outside, full_name="Stranger", email="s@example.org")
        nia = Person.objects.get(party__memberships=self.things["garw"]["nia"])
        persons = {role: self.garw.fresh(name) for role, name in HERE.items()} | {"coordinator": nia}
        persons |= {f"twin {role}": self.taf.fresh(HERE[role]) for role in ("member", "broker", "officer")}
        persons["stranger"] = Person.objects.get(pk=stranger.party_id)
        self.keys = {role: self.key(person, *Scope.values) for role, person in persons.items()}

    def key(self, person: Person, *scopes: str) -> str:
        """A key with these scopes, whatever the person may have: the operation has to refuse by itself."""
        secret = f"gilydd_test_{person.pk}_{'_'.join(scopes)}"
        Token.objects.create(
            person=person, kind=TokenKind.API, name="test", digest=digest_of(secret), scopes=list(scopes)
        )
        return secret

    def filled(self, value: Any, slug: str = "garw") -> Any:
        if isinstance(value, dict):
            return {str(self.filled(name, slug)): self.filled(one, slug) for name, one in value.items()}
        if isinstance(value, list):
            return [self.filled(one, slug) for one in value]
        return self.things[slug][value[1:]] if isinstance(value, str) and value.startswith("$") else value

    def address(self, name: str, path: str, things_of: str = "garw") -> str:
        things = self.things[things_of] | {"community": "garw", "step": STEPS.get(name)}
        things |= {thing: things[own] for thing, own in OWN_THINGS.get(name, {}).items()}
        filled = re.sub(r"{(\w+)}", lambda found: str(things[found[1]]), path)
        return f"{filled}?{query}" if (query := self.filled(TABLE[name].query)) else filled

    def ask(self, secret: str, name: str, method: str, address: str) -> Any:
        """One request whose writes are taken back."""
        row = TABLE[name]
        headers = {"Accept-Language": "en"} | ({"Authorization": f"Bearer {secret}"} if secret else {})
        if row.key:
            headers["Idempotency-Key"] = "permission-test"
        body = b"" if row.body is None else json.dumps(self.filled(row.body)).encode()
        with transaction.atomic():
            answer = Client().generic(method, address, body, content_type="application/json", headers=headers)
            transaction.set_rollback(True)
        return answer


def all_operations() -> list[tuple[str, str, str]]:
    return [(found["operationId"], method, path) for method, path, found in operations(description())]


def expected(row: Row, role: str) -> str:
    """open, no key, refused or missing."""
    if role == "visitor":
        return "no key"
    if row.who == PERSON:
        return "missing" if role in row.missing or (row.missing and role not in ALL) else "open"
    if role not in ALL or (row.who != MEMBER and role not in row.who):
        return "refused"
    if role in row.missing:
        return "missing"
    return "refused" if role in row.refused else "open"


def seen(answer: Any) -> str:
    meanings = {
        200: "open",
        201: "open",
        204: "open",
        409: "open",
        422: "open",
        401: "no key",
        403: "refused",
    }
    return (meanings | {404: "missing"}).get(answer.status_code, str(answer.status_code))


@pytest.fixture(scope="module")
def one_world(
    django_db_setup: None, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[World]:
    with furnished(django_db_blocker, lambda: World(tmp_path_factory.mktemp("world"))) as made:
        yield made


@pytest.fixture
def world(one_world: World, db: Any, settings: Any) -> World:
    settings.KEY_REQUESTS_A_MINUTE = 1_000_000
    tries.forget_lots()
    return one_world


def test_every_operation_has_a_row_and_every_row_an_operation() -> None:
    assert {name for name, _method, _path in all_operations()} == set(TABLE)


def test_every_address_of_the_api_is_an_operation_or_says_what_there_is() -> None:
    named = {name.removeprefix("api:") for name, _path in _walk(get_resolver()) if name.startswith("api:")}
    assert named == set(TABLE) | {"openapi", "api-root", "nothing_here"}


def test_what_each_role_may_run(world: World) -> None:
    """With a key that has every scope: what is refused here, the role refuses and not the key."""
    wrong, worked = [], set()
    for name, method, path in all_operations():
        address = world.address(name, path)
        for role, secret in {"visitor": "", **world.keys}.items():
            answer = world.ask(secret, name, method, address)
            wanted, got = expected(TABLE[name], role), seen(answer)
            if got != wanted:
                wrong.append(f"{name} as {role}: {got}, the table says {wanted}: {answer.content[:200]!r}")
            if 200 <= answer.status_code < 300:
                worked.add(name)
    assert wrong == [], "\n".join(wrong)
    assert set(TABLE) - worked == set(), "an operation that works for nobody was not tried"


@pytest.mark.slow
def test_a_thing_of_the_twin_community_is_not_found_under_this_one(world: World) -> None:
    wrong = []
    for name, method, path in all_operations():
        things = set(re.findall(r"{(\w+)}", path)) - NOT_THINGS
        if not things or "{community}" not in path:
            continue
        address = world.address(name, path, things_of="taf")
        for role, secret in world.keys.items():
            wanted = "missing" if role in ALL and role_may(TABLE[name], role) else "refused"
            got = seen(world.ask(secret, name, method, address))
            if got != wanted:
                wrong.append(f"{name} as {role}: {got}, not {wanted}")
    assert wrong == [], "\n".join(wrong)


@pytest.mark.slow
def test_a_key_without_the_scope_opens_nothing(world: World) -> None:
    """The broker may do everything here; a key with every scope but the one that is needed may not."""
    tomos, wrong = world.garw.fresh("Tomos"), []
    lacking = {scope: world.key(tomos, *(set(Scope.values) - {scope})) for scope in Scope.values}
    for method, path, operation in operations(description()):
        name = operation["operationId"]
        (scope,) = operation["security"][0]["key"]
        answer = world.ask(lacking[scope], name, method, world.address(name, path))
        if answer.status_code != 403 or answer.json()["type"] != "urn:gilydd:problem:scope":
            wrong.append(f"{name}: {answer.status_code}")
    assert wrong == [], "\n".join(wrong)


@pytest.mark.slow
def test_a_brokers_key_without_the_scopes_of_brokers_does_no_more_than_a_members(world: World) -> None:
    plain = world.key(world.garw.fresh("Tomos"), Scope.READ, Scope.WRITE)
    wrong = []
    for name, method, path in all_operations():
        row = TABLE[name]
        if row.who != MEMBER or not (row.missing | row.refused):
            continue
        got = seen(world.ask(plain, name, method, world.address(name, path)))
        if got == "open" and name not in TOMOS_HIMSELF:
            wrong.append(f"{name}: {got}")
    assert wrong == [], "\n".join(wrong)


@pytest.mark.slow
def test_signing_in_opens_no_operation(world: World) -> None:
    """A cookie is no key: no page elsewhere can act here through a browser."""
    client = Client()
    client.force_login(world.garw.fresh("Tomos").login)
    for name, method, path in all_operations():
        answer = client.generic(method, world.address(name, path), b"{}", content_type="application/json")
        assert answer.status_code == 401, name


def test_no_operation_takes_a_method_that_it_did_not_declare(db: Any) -> None:
    taken: dict[str, set[str]] = {}
    for method, path, _operation in operations(description()):
        taken.setdefault(path, set()).add(method)
    for path, methods in taken.items():
        address = re.sub(r"{\w+}", "1", path)
        for method in EVERY_METHOD - methods:
            assert Client().generic(method, address).status_code == 405, f"{method} {address}"


def role_may(row: Row, role: str) -> bool:
    return row.who in (MEMBER, PERSON) or role in row.who


def test_an_operation_that_declares_no_need_stops_the_site() -> None:
    forgotten = Api(docs_url=None, openapi_url=None, urls_namespace="forgotten")

    @forgotten.get("/secret")
    def secret(request: Any) -> str:
        return "secret"

    with pytest.raises(KeyError, match="x-needs"):
        forgotten.get_openapi_schema()
