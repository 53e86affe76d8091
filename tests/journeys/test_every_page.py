"""Every page that exists, as every kind of reader: accessible, narrow enough, and in one language."""

from __future__ import annotations

import gettext
import json
import os
import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache
from itertools import product
from pathlib import Path
from types import ModuleType
from typing import Any
from urllib.parse import urljoin, urlsplit

import allauth
import pytest
from django.urls import URLPattern, get_resolver, resolve
from django.urls.exceptions import Resolver404
from django.utils import translation
from playwright.sync_api import Browser, BrowserContext, Page

import gilydd

from .conftest import PATIENCE_MS, Sentences, Site, plain, press

pytestmark = pytest.mark.browser
AXE = (Path(__file__).parent.parent / "vendor" / "axe.min.js").read_text(encoding="utf-8")
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
VISITOR = ""
READERS = (VISITOR, "sian", "dai", "tomos", "nerys", "priya", "ffion", "rhodri")
OPENED_OF_A_PAGE = 3
LINK = re.compile(r'<a\b[^>]*?\bhref="([^"]+)"')
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|%[sd%]")

NOT_PAGES = {
    "health": "answers a machine with JSON",
    "front": "only leads on to /cy/ or /en/",
    "ui:leave": "signs out, and leads away from the site in a hurry",
    "account_set_password": "leads a login with a password, as all of the demo, on to changing it",
    "deciding:file": "gives the ballots as a file",
    "deciding:vote_paper": "gives a ballot paper as a PDF",
    "deciding:vote_ballots_table": "gives the ballots as a table",
    "deciding:vote_ballots_file": "gives the ballots as a file",
    "deciding:meeting_minutes_paper": "gives the minutes as a PDF",
    "commissioning:release": "gives a release as JSON",
    "commissioning:invitation": "gives an invitation to a draw as a PDF",
    "commissioning:panel_file": "gives a published file of a draw",
    "commissioning:bid_blank": "gives the empty form of a bid as a text file",
    "commissioning:bid_sealed": "gives sealed bytes",
    "commissioning:bid_content": "gives what a bid said as JSON",
    "commissioning:scores_json": "gives the scores as JSON",
    "commissioning:award_letter_pdf": "gives a letter as a PDF",
    **{f"ocds:{name}": "answers a program with JSON" for name in ("releases", "records", "bulk", "process")},
    "partnerships:report_file": "gives the annual report as a PDF",
    "assets:suggest": "answers the script of a box that suggests, with JSON",
    "people_here:upload_report": "gives a report as a file",
    "people_here:roll_letters_file": "gives letters as a PDF",
    "people_here:roll_letters_table": "gives letters as a table",
    "designing:statements_sheet": "gives the statements as a PDF",
    "designing:opinions_table": "gives figures as a table",
    "designing:conversation_file": "gives a conversation as files",
    "calendar_feed": "gives a calendar; its secret address stands on no page",
    "chain:sessions_calendar": "gives a calendar",
    "chain:session_calendar": "gives a calendar",
    "chain:promise_calendar": "gives a calendar",
    "chain:place_calendar": "gives a calendar",
    "chain:group_calendar": "gives a calendar",
    "group_feed": "gives a calendar; its secret address stands on no page",
    "delivering:board": "gives what's on as a PDF",
    "chain:saved_paper": "gives a list as a PDF",
    "widget": "stands in other websites, without our head and foot",
    **{
        f"oruk:{name}": "answers a program with JSON"
        for name in (
            "about",
            "services",
            "service",
            "taxonomies",
            "taxonomy",
            "taxonomy_terms",
            "taxonomy_term",
            "service_at_locations",
            "service_at_location",
            "organizations",
            "organization",
        )
    },
    "services:outcomes_data": "gives open data as JSON",
    "evaluating:cases_data": "gives open data as JSON",
    "evaluating:case_data": "gives open data as JSON",
    "services:framework_data": "gives open data as JSON",
    "services:framework_table": "gives a framework as a file",
    "services:check": "its secret address stands on no page",
    "delivering:photo": "gives a photo",
    "stories:feed": "gives a feed",
    "stories:hear": "gives a recording",
    "stories:fetched": "its secret address stands on no page",
    "peers:picture": "gives a picture",
    "exchange:statement_file": "gives a statement as a file",
    "exchange:books_file": "gives the whole bank as a file",
    "exchange:slips_blank": "gives blank slips as a PDF",
    "exchange:desk_paper": "gives the day as a PDF",
    "exchange:report_file": "gives a report as a file",
    "exchange:export": "gives a table as a file",
    "exchange:intake_report": "gives a report as a file",
    "exchange:reciprocity_file": "gives the figures as a file",
    "exchange:paper_file": "gives letters or cards as a PDF",
    "exchange:card": "gives a member card as a PDF",
    "exchange:voucher_paper": "gives a voucher as a PDF",
    "exchange:place_account_file": "gives the account of a place as a file",
    "surveys:file": "gives the figures as a file",
    "evaluating:social_capital_sheet": "gives the figures as a table",
    "evaluating:indicator_sheet": "gives the readings as a table",
    "evaluating:impact_numbers": "gives a map as a table",
    "evaluating:impact_json": "gives a map as JSON",
    "chain:service_report_file": "gives a report as a file",
    "chain:year_report_file": "gives a report as a file",
    "chain:programme_report_file": "gives a report as a file",
    "delivering:sheet_paper": "gives a sheet as a PDF",
    "delivering:week_paper": "gives the sheets of a week as a PDF",
    "delivering:certificate_file": "gives a certificate as a PDF",
    "delivering:learning_file": "gives a record of learning as a file",
    "delivering:learning_shown": "its secret address stands on no page",
    "stories:codebook_file": "gives a codebook as a file",
    "stories:care_copy": "gives a record as a file",
    "stories:care_paper": "gives a record as a PDF",
    "stories:care_blank": "gives empty sheets as a PDF",
}
# Named pages no link leads to: (who opens them, the address, why there is no link).
BY_ADDRESS = {
    "commissioning:panel_new": (
        "ffion",
        "c/cwm-enfys/commissioning/turns/1/panel/new/",
        "stands where a turn has no panel; those of the demo have one",
    ),
    "commissioning:panel_draw": (
        "ffion",
        "c/cwm-enfys/commissioning/panels/1/draw/",
        "stands between the day on which a list is closed and the draw",
    ),
    "assets:check": (
        "sian",
        "c/cwm-enfys/assets/people/3/check/",
        "its link stands on a page with something that was not confirmed for six months",
    ),
    "people_here:joined": (VISITOR, "c/cwm-enfys/people/join/asked/", "comes after asking to join"),
    "account_inactive": (VISITOR, "people/inactive/", "allauth leads a closed login here"),
    "account_signup": (VISITOR, "people/sign-up/", "nobody signs up alone; allauth wants the name"),
    "account_logout": ("sian", "people/sign-out/", "the header signs out by a button"),
    "account_confirm_login_code": (VISITOR, "people/sign-in/code/", "comes after asking for a code"),
    "ui:look": (VISITOR, "ui/look/", "the look book is for those who build pages"),
}
BOOK = Path(__file__).parents[2] / "docs" / "walk.md"
COUNTED = ("pages", "looks", "error states", "complaints")
BOOK_WORDS = """# The walk over every page

`make walk` opens every page that answers GET, as a reader who may see it, in Welsh and English, with Easy Read on
and off, 320 and 1280 pixels wide; and sends each form empty to see the page that says what is wrong, in the same
eight ways. Each is tried by axe (WCAG 2.0, 2.1 and 2.2, A and AA, and its best practices), for sideways scrolling,
for English on Welsh pages, and for errors of scripts and policy. This page is written by it.

| what | number |
|---|---|
| named pages | {pages} |
| looks at them | {looks} |
| looks at what a form says of what is wrong | {error_states} |
| complaints | {complaints} |
"""
READ_WELSH = """() => {
    document.querySelectorAll('details').forEach(one => { one.open = true });
    document.querySelectorAll('[lang="en"]').forEach(one => { if (one !== document.documentElement) one.remove() });
    return document.title + ' \\n ' + document.body.innerText;
}"""


@dataclass(frozen=True)
class Way:
    """One way to look at a page."""

    language: str
    easy: bool
    width: int


# Two visits meet both values of each setting; for every other page another reader's example meets them paired
# otherwise.
FIRST = (Way("cy", True, 320), Way("en", False, 1280))
SECOND = ((Way("cy", False, 320),), (Way("en", True, 320),), (Way("cy", True, 1280),))
# `make walk` looks at every page in every way, with what it says of an empty form too.
WHOLE = os.environ.get("GILYDD_WALK") == "whole"
WAYS = tuple(Way(*way) for way in product(("cy", "en"), (True, False), (320, 1280)))
EMPTY = """form => {
    form.noValidate = true;
    for (const one of form.elements) {
        if (one.type === 'radio' || one.type === 'checkbox') one.checked = false;
        else if (!['hidden', 'submit', 'button'].includes(one.type)) one.value = '';
    }
    form.requestSubmit();
}"""
WITH_FIELDS = "main form[method=post]:has(input:not([type=hidden]), textarea, select)"


@dataclass
class Walk:
    """The addresses of each named page by reader, and the links that led nowhere."""

    found: dict[str, dict[str, list[str]]] = field(default_factory=lambda: defaultdict(dict))
    broken: list[str] = field(default_factory=list)
    made: dict[str, tuple[str, str]] = field(default_factory=dict)

    def examples(self, name: str) -> list[tuple[str, str]]:
        """Up to two (reader, path without language) of a page, the second by another reader."""
        if name in BY_ADDRESS:
            return [BY_ADDRESS[name][:2]]
        if name in self.made and not self.found.get(name):
            return [self.made[name]]
        by_reader = self.found.get(name, {})
        firsts = [(reader, paths[0]) for reader, paths in by_reader.items() if paths]
        return [firsts[0], firsts[-1]] if len(firsts) > 1 else firsts


def named_pages() -> list[str]:
    """The name of every address that answers GET, from the resolver."""

    def below(resolver: Any, spaces: tuple[str, ...]) -> Iterator[str]:
        for one in resolver.url_patterns:
            if isinstance(one, URLPattern):
                if "GET" in one.callback.door.methods:
                    yield ":".join([*spaces, str(one.name)])
            else:
                yield from below(one, spaces + ((one.namespace,) if one.namespace else ()))

    found = below(get_resolver(), ())
    return [name for name in found if name not in NOT_PAGES and not name.startswith("api:")]


class Readers:
    """Browsers of the readers, each signed in once."""

    def __init__(self, browser: Browser, site: Site) -> None:
        self.browser, self.site = browser, site
        self.signed_in: dict[str, Any] = {}
        self.opened: dict[tuple[str, Way], BrowserContext] = {}
        self.pages: dict[tuple[str, Way], Page] = {}
        self.said: list[str] = []

    def state(self, reader: str) -> Any:
        """The cookies of a reader who has signed in."""
        if reader not in self.signed_in:
            context = self.browser.new_context()
            page = context.new_page()
            page.set_default_timeout(PATIENCE_MS)
            if reader:
                self.site.sign_in(page, reader, "cy")
            self.signed_in[reader] = context.storage_state()
            context.close()
        return self.signed_in[reader]

    def context(self, reader: str, way: Way) -> BrowserContext:
        """A browser of a reader set up for one way."""
        if (reader, way) not in self.opened:
            context = self.browser.new_context(
                storage_state=self.state(reader),
                base_url=self.site.url,
                viewport={"width": way.width, "height": 900},
            )
            cookie = {"name": "easy_read", "value": str(int(way.easy)), "url": self.site.url}
            context.add_cookies([cookie])  # type: ignore[list-item]
            self.opened[(reader, way)] = context
        return self.opened[(reader, way)]

    def page(self, reader: str, way: Way) -> Page:
        """The one page of such a browser: a new one for each address would start a process each."""
        if (reader, way) not in self.pages:
            page = self.context(reader, way).new_page()
            page.set_default_timeout(PATIENCE_MS)
            page.on("console", lambda told: self.said.append(told.text) if told.type == "error" else None)
            page.on("pageerror", lambda error: self.said.append(str(error)))
            self.pages[(reader, way)] = page
        self.said.clear()
        return self.pages[(reader, way)]


@pytest.fixture(scope="module")
def readers(browser: Browser, site: Site) -> Readers:
    return Readers(browser, site)


@pytest.fixture(scope="module")
def walk(readers: Readers, site: Site) -> Walk:
    """Follow the links of the site from its home, once as each reader."""
    done = site.console("django", "shell", "-c", THINGS_UNDER_WAY)
    assert done.returncode == 0, done.stderr
    told = Walk()
    made = json.loads(done.stdout.splitlines()[-1])
    told.made = {name: (reader, path) for name, (reader, path) in made.items()}
    for reader in READERS:
        follow_links(readers, reader, told)
    return told


# What the demo has not under way, so that its pages exist: a second survey that is open, letters that are
# made, and states that most examples of a page are not in. Prints the addresses that a walk could miss.
THINGS_UNDER_WAY = """
import datetime, json
from gilydd.assets.models import Asset
from gilydd.delivering.models import Certificate, RoleToFill
from gilydd.exchange import commands as exchange
from gilydd.exchange.models import Promise
from gilydd.people.models import Membership, Term
from django.utils import timezone
from gilydd.exchange.models import Paper
from gilydd.history.commands import key_of
from gilydd.people.models import Community, Login
from gilydd.people.policy import SYSTEM
from gilydd.services import commands as services
from gilydd.services.models import Service
from gilydd.surveys import commands as surveys
from gilydd.surveys.models import Survey
from gilydd.surveys.words import BANK, Group
community = Community.objects.get(slug="cwm-enfys")
tomos = Login.objects.get(email="tomos@demo.example").person
Paper.objects.create(
    community=community, kind="letters", state="ready", content=b"%PDF-1.7", made_by_key=key_of(tomos)
)
today = timezone.localdate()
survey = surveys.make_survey(
    by=SYSTEM, community=community, title_cy="Arolwg yr ardd", title_en="The garden survey",
    purpose_cy="Gwybod beth i'w blannu.", purpose_en="To know what to plant.", opens_on=today,
    closes_on=today + datetime.timedelta(days=9), questions=[BANK["friend_or_relative"]],
    audiences={Group.CITIZENS: 84, Group.STAFF: 36},
)
surveys.open_survey(by=SYSTEM, survey=survey)
(slip,) = surveys.make_slips(by=SYSTEM, survey=survey, group=Group.CITIZENS, number=1)
kiosk = surveys.open_kiosk(by=SYSTEM, survey=survey, group=Group.CITIZENS, name="Library")
draft = surveys.make_survey(
    by=SYSTEM, community=community, title_cy="Arolwg y llwybr", title_en="The path survey",
    purpose_cy="Gwybod ble mae'n wlyb.", purpose_en="To know where it is wet.", opens_on=today,
    closes_on=today + datetime.timedelta(days=9), questions=[BANK["friend_or_relative"]],
    audiences={Group.CITIZENS: 84},
)
asked_before = Survey.objects.of(community).filter(keeping="followed", state="closed").order_by("-opens_on").first()
promised = asked_before.changes.filter(state="promised").first()
garden = Service.objects.of(community).get(name_en="Bridge Garden")
services.choose_outcome(
    by=SYSTEM, service=garden, wording_cy="Bwyd ffres bob wythnos", wording_en="Fresh food each week"
)
dai, sian = (Login.objects.get(email=f"{who}@demo.example").person for who in ("dai", "sian"))
here = {"by": dai, "community": community, "asker": dai.party, "lang": "en", "minutes": 60}
baking = Term.objects.get(code="baking")
ask = exchange.ask_for_help(title="A cake for Saturday", work=baking, **here)
offer = Asset.objects.filter(party=sian.party, kind="offer").first()
asked = exchange.take_offer(by=dai, offer=offer, asker=dai.party, title="For an hour", minutes=60, lang="en")
kept = exchange.ask_for_help(title="The long hedge", work=baking, **here)
promise = exchange.make_promise(by=sian, ask=kept, helper=sian.party)
exchange.confirm_hours(by=dai, promise=promise, minutes=360)
need = Asset.objects.filter(party=dai.party, kind="need").first()
role = RoleToFill.objects.filter(activity__community=community).first()
certificate = Certificate.objects.filter(community=community).first()
paused = Membership.objects.filter(community=community, state="paused").first()
tenant = Membership.objects.filter(community=community, party__tenures__isnull=False).first()
from gilydd.deciding.models import BoardElection, KeyHolder, Meeting, Objection, Vote
secret = Vote.objects.filter(community=community, split_key__isnull=False)
sealed, opened = secret.get(state="open"), secret.get(state="closed")
objection = Objection.objects.filter(community=community).first()
meetings = Meeting.objects.filter(community=community)
running = meetings.get(state="running")
tonight = meetings.get(title_en="Tonight's meeting")
to_come = meetings.get(title_en="Annual general meeting")
planned, held = meetings.get(state="planned"), meetings.get(state="held")
moved = Vote.objects.get(agenda_item__meeting=running)
mair = moved.roll.get(party__person__identity__known_as="Mair").number
waiting = BoardElection.objects.get(community=community, title_en="Treasurer")
two = BoardElection.objects.get(community=community, title_en="Two places on the board")
asked_to_keep = KeyHolder.objects.get(split_key__purpose_en="Electing the board", party=dai.pk)
deciding, designing = "c/cwm-enfys/deciding", "c/cwm-enfys/designing"
from gilydd.designing.models import Challenge, Comment, Commitment, Phase, Update
bus_stop = Challenge.objects.get(community=community, title_en="The cold bus stop")
evenings = Challenge.objects.get(community=community, title_en="Better evenings on the estate")
# A year that is over has a page of who was heard.
Challenge.objects.filter(pk=bus_stop.pk).update(opened_on=datetime.date(today.year - 1, 5, 1))
kept_word = Commitment.objects.get(community=community)
comment = Comment.objects.filter(community=community, state="shown").first()
update = Update.objects.filter(community=community, state="shown").first()
counted = Vote.objects.get(community=community, title_en="Should the community garden open on Sundays?")
listed = services.try_list(
    by=SYSTEM, community=community, name="list.csv", data=b"name,organization_name\\nLunch,The Hall\\n", lang="en"
)
from gilydd.people.models import Identity
from tests.cast import Cast
from tests.permissions.bought import furnish_bought
cast = {row.known_as: row.person for row in Identity.objects.filter(
    person__party__memberships__community=community,
    known_as__in=("Mair", "Dai", "Siân", "Tomos", "Ffion", "Rhodri", "Priya"),
).order_by("-pk")}
bought = furnish_bought(Cast(community, cast))
scores = f"c/cwm-enfys/commissioning/procurements/{bought['agreeing']}/scores"
agreed = f"{bought['agreeing_bid']}/{bought['agreeing_criterion']}"
from gilydd.evaluating import commands as evaluating
cases_file = evaluating.try_cases(by=SYSTEM, community=community, name="cases.json", data=b"[]")
from gilydd.commissioning.commands import specification
from gilydd.commissioning.models import Procurement
from gilydd.delivering.models import Activity, Repeat
from gilydd.evaluating.models import Indicator, MapLine
from tests.permissions.impact import furnish_impact
draft_tender = Procurement.objects.get(community=community, title_en="Transport to the day opportunities")
suggestion = specification.suggest(
    by=sian, procurement=draft_tender, party=sian.party, words="A seat for my friend too.", lang="en"
)
weighed = draft_tender.criteria.first()
written_twice = Procurement.objects.filter(community=community, specifications__number=2).first()
outcome = garden.outcomes.order_by("-pk").first()
mapped = furnish_impact(Cast(community, cast), garden, outcome)
impact = "c/cwm-enfys/evaluating/impact"
drawn_up = MapLine.objects.filter(impact_map=mapped["draft_map"], kind="outcome").first()
reading_file = evaluating.try_readings(
    by=SYSTEM, indicator=Indicator.objects.filter(community=community).first(), name="readings.csv",
    data=b"from,to,count,of\\n2019-04-01,2020-03-31,5,100\\n",
)
scored = f"c/cwm-enfys/commissioning/procurements/{bought['scored']}/scores"
repeat = Repeat.objects.filter(community=community, ended_at=None).first()
course = Activity.objects.filter(community=community, course__isnull=False).first()
buying, after = "c/cwm-enfys/commissioning", f"c/cwm-enfys/commissioning/awards/{bought['lot_award']}"
drafting = f"{buying}/procurements/{draft_tender.pk}"
print(json.dumps({
    "commissioning:score_agree": ("ffion", f"{scores}/{agreed}/agree/"),
    "commissioning:score_change": ("dai", f"{buying}/scores/{bought['bid_score']}/change/"),
    "commissioning:award_decide": ("ffion", f"{buying}/lots/{bought['undecided_lot']}/decide/"),
    "commissioning:award_object": ("sian", f"{after}/object/"),
    "commissioning:award_withdraw": ("ffion", f"{buying}/awards/{bought['wrong_award']}/withdraw/"),
    "commissioning:award_letter": ("sian", f"{after}/letters/{bought['letter_bid']}/"),
    "commissioning:agreement_sign": ("ffion", f"{buying}/awards/{bought['confirmed_award']}/sign/"),
    "commissioning:objection_answer": ("ffion", f"{buying}/objections/{bought['award_objection']}/answer/"),
    "commissioning:variation_settle": ("dai", f"{buying}/changes/{bought['contract_change']}/"),
    "commissioning:turn_choice": ("dai", f"{buying}/turns/{bought['panel_turn']}/choice/"),
    "commissioning:turn_end_panel": ("ffion", f"{buying}/turns/{bought['chosen_turn']}/end/"),
    "delivering:repeat": ("tomos", f"c/cwm-enfys/delivering/repeats/{repeat.pk}/"),
    "delivering:course_people": ("tomos", f"c/cwm-enfys/delivering/activities/{course.pk}/course/people/"),
    "commissioning:criterion_propose": ("sian", f"{drafting}/propose/"),
    "commissioning:procurement_change": ("ffion", f"{drafting}/change/"),
    "commissioning:procurement_lots": ("ffion", f"{drafting}/lots/"),
    "commissioning:criteria_weights": ("ffion", f"{drafting}/weights/"),
    "commissioning:criterion_new": ("ffion", f"{drafting}/criteria/new/"),
    "commissioning:criterion_change": ("ffion", f"{buying}/tender-criteria/{weighed.pk}/change/"),
    "commissioning:tender_publish": ("ffion", f"{drafting}/publish/"),
    "commissioning:tender_holders": ("ffion", f"{drafting}/holders/"),
    "commissioning:compare": ("ffion", f"{buying}/procurements/{written_twice.pk}/specification/compare/"),
    "commissioning:suggest": ("sian", f"{buying}/procurements/{written_twice.pk}/specification/suggest/"),
    "commissioning:version_new": ("ffion", f"{drafting}/specification/new/"),
    "commissioning:suggestion": ("ffion", f"{buying}/suggestions/{suggestion.pk}/"),
    "commissioning:suggestion_back": ("sian", f"{buying}/suggestions/{suggestion.pk}/back/"),
    "commissioning:score_next": ("dai", f"{scored}/mine/"),
    "commissioning:score": ("dai", f"{scored}/{bought['opened_bid']}/{bought['judged_by']}/"),
    "commissioning:scores_close": (
        "ffion", f"{buying}/procurements/{bought['to_close']}/scores/close/"
    ),
    "evaluating:reading_file": ("priya", f"c/cwm-enfys/evaluating/reading-files/{reading_file.pk}/"),
    "evaluating:impact_open": ("priya", f"{impact}/{mapped['draft_map']}/open/"),
    "evaluating:impact_line_change": ("priya", f"{impact}/lines/{drawn_up.pk}/change/"),
    "evaluating:impact_line_proxy": ("priya", f"{impact}/lines/{drawn_up.pk}/proxy/"),
    "evaluating:impact_evidence_new": ("priya", f"{impact}/lines/{drawn_up.pk}/evidence/"),
    "evaluating:sroi_file": ("priya", f"{impact}/files/{mapped['sroi_file']}/"),
    "evaluating:case_file": ("priya", f"c/cwm-enfys/evaluating/cases/files/{cases_file.pk}/"),
    "deciding:vote_papers": ("tomos", f"{deciding}/votes/{sealed.pk}/papers/"),
    "deciding:vote_shut": ("tomos", f"{deciding}/votes/{sealed.pk}/shut/"),
    "deciding:vote_receipts": ("sian", f"{deciding}/votes/{opened.pk}/codes/"),
    "deciding:vote_reword": ("tomos", f"{deciding}/votes/{objection.vote_id}/reword/"),
    "deciding:vote_objection": (
        "tomos", f"{deciding}/votes/{objection.vote_id}/objections/{objection.pk}/"
    ),
    "deciding:vote_proxy": ("dai", f"{deciding}/votes/{moved.pk}/proxy/{mair}/"),
    "deciding:key": ("tomos", f"{deciding}/keys/{asked_to_keep.split_key_id}/"),
    "deciding:key_replace": ("tomos", f"{deciding}/keys/holders/{asked_to_keep.pk}/"),
    "deciding:key_mine": ("dai", f"{deciding}/keys/mine/{asked_to_keep.pk}/"),
    "deciding:item_new": ("tomos", f"{deciding}/meetings/{planned.pk}/items/new/"),
    "deciding:meeting_cancel": ("tomos", f"{deciding}/meetings/{to_come.pk}/cancel/"),
    "deciding:meeting_proxy": ("sian", f"{deciding}/meetings/{to_come.pk}/proxy/"),
    "deciding:seat_proxy": (
        "tomos", f"{deciding}/meetings/{to_come.pk}/seats/{to_come.seats.get(party=dai.pk).pk}/proxy/"
    ),
    "deciding:meeting_door": ("tomos", f"{deciding}/meetings/{tonight.pk}/door/"),
    "deciding:meeting_adjourn": ("tomos", f"{deciding}/meetings/{tonight.pk}/adjourn/"),
    "deciding:meeting_minutes": ("sian", f"{deciding}/meetings/{held.pk}/minutes/"),
    "deciding:item_minute": ("tomos", f"{deciding}/items/{held.items.first().pk}/minutes/"),
    "deciding:board_vote_open": ("tomos", f"{deciding}/board/{waiting.pk}/open/"),
    "deciding:nominate": ("nerys", f"{deciding}/board/{two.pk}/propose/"),
    "deciding:candidacy": ("sian", f"{deciding}/board/candidates/{two.candidacies.get(party=sian.pk).pk}/"),
    "deciding:vote_ballots": ("dai", f"{deciding}/votes/{counted.pk}/ballots/"),
    "designing:challenge_on": ("tomos", f"{designing}/challenges/{bus_stop.pk}/on/"),
    "designing:challenge_back": ("tomos", f"{designing}/challenges/{bus_stop.pk}/back/"),
    "designing:challenge_vote": ("tomos", f"{designing}/challenges/{bus_stop.pk}/vote/"),
    "designing:phase_move": ("tomos", f"{designing}/phases/{evenings.phases.first().pk}/move/"),
    "designing:comment_away": ("tomos", f"{designing}/comments/{comment.pk}/away/"),
    "designing:update_away": ("tomos", f"{designing}/updates/{update.pk}/away/"),
    "designing:last_word": ("tomos", f"{designing}/promises/{kept_word.pk}/word/"),
    "services:list_file": ("tomos", f"c/cwm-enfys/services/lists/{listed.pk}/"),
    "exchange:ask_change": ("dai", f"c/cwm-enfys/exchange/asks/{ask.pk}/change/"),
    "exchange:ask_decline": ("sian", f"c/cwm-enfys/exchange/asks/{asked.pk}/decline/"),
    "exchange:promise_decline": ("tomos", f"c/cwm-enfys/exchange/promises/{promise.pk}/decline/"),
    "exchange:need_ask": ("dai", f"c/cwm-enfys/exchange/needs/{need.pk}/ask/"),
    "delivering:role": ("tomos", f"c/cwm-enfys/delivering/roles/{role.pk}/"),
    "delivering:certificate_withdraw": (
        "tomos", f"c/cwm-enfys/delivering/certificates/{certificate.pk}/withdraw/"
    ),
    "people_here:why_of": ("tomos", f"c/cwm-enfys/people/{tenant.pk}/why/"),
    **{
        f"surveys:{name}": ("tomos", f"c/cwm-enfys/surveys/{survey.pk}/{name}/")
        for name in ("paper", "slips", "kiosks")
    },
    "surveys:close": ("priya", f"c/cwm-enfys/surveys/{survey.pk}/close/"),
    "surveys:question_new": ("priya", f"c/cwm-enfys/surveys/{draft.pk}/questions/new/"),
    "surveys:question": (
        "priya", f"c/cwm-enfys/surveys/{draft.pk}/questions/{draft.questions.get().pk}/",
    ),
    "surveys:set": ("priya", f"c/cwm-enfys/surveys/{draft.pk}/set/"),
    "surveys:sample": ("priya", f"c/cwm-enfys/surveys/{draft.pk}/sample/"),
    "surveys:follow": ("priya", f"c/cwm-enfys/surveys/{asked_before.pk}/follow/"),
    "surveys:cut": ("dai", f"c/cwm-enfys/surveys/{asked_before.pk}/mine/cut/"),
    "surveys:reply": ("rhodri", f"c/cwm-enfys/surveys/{asked_before.pk}/reply/"),
    "surveys:change_new": ("rhodri", f"c/cwm-enfys/surveys/{asked_before.pk}/changes/new/"),
    "surveys:change_move": ("rhodri", f"c/cwm-enfys/surveys/{asked_before.pk}/changes/{promised.pk}/move/"),
    "surveys:change_finish": (
        "rhodri", f"c/cwm-enfys/surveys/{asked_before.pk}/changes/{promised.pk}/finish/",
    ),
    "surveys:by_code": ("", f"c/cwm-enfys/surveys/code/{slip.code}/"),
    "surveys:kiosk": ("", f"c/cwm-enfys/surveys/kiosk/{kiosk.code}/"),
    "surveys:kiosk_questions": ("", f"c/cwm-enfys/surveys/kiosk/{kiosk.code}/questions/"),
    "people_here:reopen": ("tomos", f"c/cwm-enfys/people/{paused.pk}/reopen/"),
}))
"""


def follow_links(readers: Readers, reader: str, told: Walk) -> None:
    """Breadth first; a few examples of each named page are opened, the links of all are read."""
    request = readers.context(reader, FIRST[1]).request
    waiting, seen = ["/en/"], {"/en/"}
    while waiting:
        path = waiting.pop(0)
        name = name_of(path)
        if name == "ui:leave":
            continue  # it does what it says: the reader would be signed out
        opened = told.found[name].setdefault(reader, [])
        if len(opened) >= OPENED_OF_A_PAGE:
            continue
        answer = request.get(path, timeout=30_000)
        if answer.status >= 400:
            told.broken.append(f"{path} answers {answer.status} to {reader or 'a visitor'}")
            continue
        if name_of(urlsplit(answer.url).path) != name:
            waiting.append(urlsplit(answer.url).path)  # led on, to signing in for example
            continue
        opened.append(path.removeprefix("/en/"))
        if "html" not in answer.headers.get("content-type", ""):
            continue  # a file holds no links, and is no text
        for link in LINK.findall(answer.text()):
            target = urlsplit(urljoin(path, link.replace("&amp;", "&")))
            address = target.path + (f"?{target.query}" if target.query else "")
            if not target.netloc and target.path.startswith("/en/") and address not in seen:
                seen.add(address)
                waiting.append(address)


def name_of(path: str) -> str:
    """The name of the page at an address; a path that is no page is named as it is."""
    try:
        with translation.override(path[1:3]):  # /cy/… is known only while Welsh is spoken, /en/… likewise
            return resolve(path.partition("?")[0]).view_name
    except Resolver404:
        return path


@pytest.fixture(scope="module")
def tally() -> Iterator[Counter[str]]:
    """What was looked at. The whole walk is written down in docs/walk.md."""
    counted: Counter[str] = Counter()
    yield counted
    if WHOLE:
        BOOK.write_text(BOOK_WORDS.format(**{key.replace(" ", "_"): counted[key] for key in COUNTED}))


def test_every_link_that_a_reader_is_shown_opens(walk: Walk) -> None:
    assert walk.broken == []


def test_every_named_page_is_reached_by_following_links(walk: Walk) -> None:
    reached = {name for name, readers in walk.found.items() if any(readers.values())}
    known = BY_ADDRESS.keys() | walk.made.keys()
    missed = [name for name in named_pages() if name not in reached and name not in known]
    assert not missed, " ".join(missed)
    assert [name for name in BY_ADDRESS if name in reached] == [], "a link leads there: take it off the list"


@pytest.mark.parametrize("name", named_pages())
def test_a_page_can_be_used_by_everybody(
    readers: Readers, walk: Walk, tally: Counter[str], name: str
) -> None:
    examples = walk.examples(name)
    assert examples, f"nobody reached {name}"
    second = (SECOND[len(name) % len(SECOND)],) if sum(map(ord, name)) % 2 else ()
    found: list[str] = []
    for ways, (reader, path) in zip((WAYS,) if WHOLE else (FIRST, *second), examples, strict=False):
        for way in ways:
            said = f"/{way.language}/{path} as {reader or 'a visitor'}, {way}: "
            found += [said + complaint for complaint in complaints(readers, reader, way, path, name)]
            tally["looks"] += 1
    tally["pages"] += 1
    tally["complaints"] += len(found)
    assert found == []


if WHOLE:

    @pytest.mark.parametrize("name", named_pages())
    def test_what_a_page_says_of_an_empty_form_can_be_used_by_everybody(
        readers: Readers, walk: Walk, tally: Counter[str], name: str
    ) -> None:
        """Comes after all others: a form that needs nothing is carried out."""
        found: list[str] = []
        for reader, path in walk.examples(name)[:1]:
            for way in WAYS:
                page = readers.page(reader, way)
                answer = page.goto(f"/{way.language}/{path}")
                forms = page.locator(WITH_FIELDS)
                if answer is None or answer.status >= 400 or not forms.count():
                    break
                with page.expect_navigation():
                    forms.first.evaluate(EMPTY)
                if not page.locator(".govuk-error-summary").count():
                    break
                said = f"/{way.language}/{path} sent empty as {reader or 'a visitor'}, {way}: "
                found += [said + complaint for complaint in look(page, way)]
                tally["error states"] += 1
        tally["complaints"] += len(found)
        assert found == []


def complaints(readers: Readers, reader: str, way: Way, path: str, name: str) -> list[str]:
    """What is wrong with a page, looked at in one way."""
    page = readers.page(reader, way)
    found: list[str] = []
    answer = page.goto(f"/{way.language}/{path}")
    if name == "account_confirm_login_code":
        page.fill("#id_email", "nobody@demo.example")
        press(page, Sentences(way.language)("Send the code"))
    if answer is None or answer.status >= 400:
        found.append(f"status {answer and answer.status}")
    if name_of(urlsplit(page.url).path) != name:
        found.append(f"led on to {page.url}")
    return found + look(page, way) + readers.said


def look(page: Page, way: Way) -> list[str]:
    """Check the page that is open."""
    found = []
    page.wait_for_selector("body.govuk-frontend-supported", state="attached")
    page.evaluate("document.fonts.ready.then(() => true)")
    page.evaluate(AXE + ";undefined")
    for one in page.evaluate(f"axe.run(document, {{runOnly: {RULES}}})")["violations"]:
        found.append(f"axe {one['id']} at {[node['target'] for node in one['nodes']][:3]}")
    if page.get_attribute("html", "lang") != way.language:
        found.append("html lang is wrong")
    if ("page--easy" in (page.get_attribute("body", "class") or "")) != way.easy:
        found.append("Easy Read is not as chosen")
    wide = page.evaluate("document.documentElement.scrollWidth")
    if wide > way.width:
        found.append(f"scrolls sideways: {wide} px")
    if way.language == "cy":
        words = plain(page.evaluate(READ_WELSH))
        found += [f"English: {part!r}" for part in english_parts() if part in words]
    return found


@cache
def english_parts() -> Sequence[str]:
    """Stretches of three words or more of the English sentences that read differently in Welsh."""
    catalogue = sentences_of(gilydd, "cy")
    # allauth writes words of its own onto the pages; where it knows no Welsh, its German tells its sentences.
    catalogue = dict.fromkeys(sentences_of(allauth, "de"), "") | catalogue
    parts: set[str] = set()
    for key, welsh in catalogue.items():
        english = key[0] if isinstance(key, tuple) else key
        if english and english != welsh:
            pieces = (plain(piece) for piece in PLACEHOLDER.split(english))
            parts |= {piece for piece in pieces if len(piece.split()) >= 3}
    return sorted(parts)


def sentences_of(package: ModuleType, language: str) -> dict[Any, str]:
    """The compiled catalogue of a package."""
    path = Path(str(package.__file__)).parent / "locale" / language / "LC_MESSAGES" / "django.mo"
    with path.open("rb") as file:
        return gettext.GNUTranslations(file)._catalog  # type: ignore[attr-defined, no-any-return]


def test_the_english_sentences_are_found_where_they_stand(readers: Readers) -> None:
    page = readers.context(VISITOR, FIRST[1]).new_page()
    page.goto("/en/people/sign-in/")
    words = plain(page.inner_text("body"))
    page.close()
    assert "Send me a code by email" in english_parts()
    assert "Send me a code by email" in [part for part in english_parts() if part in words]
