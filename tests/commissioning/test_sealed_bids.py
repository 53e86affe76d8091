"""The attack on sealed bids: everything that is stored while a bid comes and lies here holds no byte of it.

A marker of 32 letters stands in the words, the file and the name of the file of a bid that is put in on its page.
Every row of every table, the jobs, the messages, the log, the export of the whole community, and every file
that the process opens to write while the bid comes are searched for it, in UTF-8, UTF-16, hex and base64 at each
of its three places. The same search finds it once the bids are open: so it can find it.
"""

from __future__ import annotations

import base64
import datetime as dt
import logging
import secrets
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gilydd.commissioning import clock, sealing
from gilydd.commissioning.commands import publication, tender_keys, tender_practice
from gilydd.commissioning.models import Bid, BidAttempt, OpenedBid, OpeningLine, Procurement
from gilydd.history.words import NotAllowed, Refused
from gilydd.site.moving import export_community
from tests.cast import Cast

from .tendering import bid, body, draft, gives, holder, open_tender, publish, time_passes

pytestmark = pytest.mark.django_db
HALF = 16


class Watch:
    """Which files the process opens to write, through Python's own audit events; SQLite writes in C."""

    def __init__(self) -> None:
        self.on, self.seen = False, list[str]()
        sys.addaudithook(self._heard)

    def _heard(self, event: str, args: tuple[Any, ...]) -> None:
        if not self.on:
            return
        if event.startswith("tempfile."):
            self.seen.append(f"{event} {args[0]}")
        elif event == "open" and isinstance(args[1], str) and set(args[1]) & set("wax+"):
            self.seen.append(str(args[0]))


WATCH = Watch()


class Ears(logging.Handler):
    """Every line that anything logs, of every level."""

    def __init__(self) -> None:
        super().__init__(level=0)
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(self.format(record))


@pytest.fixture
def ears() -> Iterator[Ears]:
    heard, root = Ears(), logging.getLogger()
    before = root.level
    root.addHandler(heard)
    root.setLevel(0)
    connection.force_debug_cursor = True
    yield heard
    connection.force_debug_cursor = False
    root.removeHandler(heard)
    root.setLevel(before)


def forms(marker: str) -> list[bytes]:
    """The marker in every shape in which it could lie somewhere."""
    plain = marker.encode()
    found = [plain, plain.hex().encode(), plain.hex().upper().encode()]
    found += [marker.encode("utf-16-le"), marker.encode("utf-16-be")]
    for shift in range(3):
        whole = base64.b64encode(bytes(shift) + plain)
        # The letters at both ends depend on what stands beside it.
        inside = whole[4 if shift else 0 : -4]
        found += [inside, inside.replace(b"+", b"-").replace(b"/", b"_")]
    return found


def everything(cast: Cast, folder: Path, ears: Ears) -> bytes:
    """All rows of all tables (jobs and messages too), the log, and the export of the community."""
    parts = ["\n".join(ears.lines).encode()]
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT * FROM "{table}"')
            for row in cursor.fetchall():
                parts += [
                    bytes(value)
                    if isinstance(value, bytes | memoryview)
                    else str(value).encode("utf-8", "replace")
                    for value in row
                ]
    target = folder / f"{secrets.token_hex(4)}.zip"
    export_community(cast.community, target)
    with zipfile.ZipFile(target) as archive:
        parts += [archive.read(name) for name in archive.namelist()]
    return b"\n".join(parts)


def typed(procurement: Procurement, bidder: int, marker: str, **more: Any) -> dict[str, Any]:
    """What somebody types into the form of a bid."""
    answers = procurement.criteria.exclude(kind="price")
    return {
        "act": "put_in", "bidder": bidder, "lang": "en", "evidence": marker, "who_coproduced": f"We {marker}",
        "how_evidenced": marker, "roles": marker, "hours": 400, "people": 40, "sessions": 48,
        "promise_1_measure": marker, "promise_1_quantity": "96", "promise_1_unit": "sessions",
        "promise_1_when": "A year", "budget_1_name": marker, "budget_1_pence": "£39,000",
        "budget_2_name": "Time", "budget_2_pence": "1,000", "budget_2_time": "on",
        **{f"answer_{one.pk}": f"{marker} ŵ" for one in answers}, **more,
    }  # fmt: skip


def test_nothing_that_is_stored_holds_a_byte_of_a_bid_before_the_opening(
    garw: Cast, sign_in: Any, ears: Ears, tmp_path: Path, run_jobs: Any
) -> None:
    made, files = open_tender(garw)
    clwb, marker = body(garw), secrets.token_hex(HALF)
    client: Client = sign_in(garw.people["Rhodri"])
    address = f"/en/c/garw/commissioning/procurements/{made.pk}/bid/"
    # More than what Django keeps in memory by itself (2.5 MB).
    attached = SimpleUploadedFile(f"{marker}.pdf", marker.encode() * 90_000, "application/pdf")
    WATCH.seen.clear()
    WATCH.on = True
    try:
        wrong = client.post(address, typed(made, clwb.pk, marker, budget_2_time=""))
        saved = client.post(address, typed(made, clwb.pk, marker, act="save"))
        draft_file = SimpleUploadedFile("draft.txt", saved.content)
        loaded = client.post(address, {"act": "load", "draft_file": draft_file})
        answer = client.post(address, typed(made, clwb.pk, marker, file_1=attached))
    finally:
        WATCH.on = False
    # What was typed comes back, and nothing of it was kept.
    assert wrong.status_code == 200 and wrong.content.count(marker.encode()) >= 6
    assert saved["Content-Disposition"].startswith("attachment") and marker.encode() in saved.content
    assert loaded.content.count(marker.encode()) >= 6
    row = Bid.objects.get()
    assert answer.status_code == 302 and answer["Location"].endswith(f"/bids/{row.pk}/")
    assert WATCH.seen == []
    assert len(row.sealed) > sealing.LENGTHS[2]
    client.get(answer["Location"])
    run_jobs()
    time_passes(made)
    gives(garw, made, "Dai", files)
    stored = everything(garw, tmp_path, ears)
    assert [form for form in forms(marker) if form in stored] == []
    assert row.sealed_sha256.encode() in stored
    gives(garw, made, "Ffion", files)
    found = OpenedBid.objects.get(bid=row).content
    assert base64.b64decode(found["files"][0]["base64"]) == marker.encode() * 90_000
    assert found["budget"][1] == {"name": "Time", "pence": 100_000, "for_peoples_time": True}
    assert marker.encode() in everything(garw, tmp_path, ears)
    checked = client.get(f"/en/c/garw/commissioning/bids/{row.pk}/content/")
    assert sealing.digest(checked.content) == row.content_sha256
    sealed = client.get(f"/en/c/garw/commissioning/bids/{row.pk}/sealed/")
    assert sealing.digest(sealed.content) == row.sealed_sha256


def test_files_above_ten_megabytes_are_named_and_everything_else_comes_back(garw: Cast, sign_in: Any) -> None:
    made = publish(garw, draft(garw, value_pence=80_000), days=14)
    large = SimpleUploadedFile("plan.pdf", bytes(10_000_001), "application/pdf")
    client = sign_in(garw.people["Rhodri"])
    address = f"/en/c/garw/commissioning/procurements/{made.pk}/bid/"
    answer = client.post(address, typed(made, garw.party("Rhodri").pk, "Kept words", file_1=large))
    text = answer.content.decode()
    assert "All together can have 10 megabytes" in text and text.count("Kept words") >= 4
    assert Bid.objects.count() == 0


def test_a_late_bid_on_the_page_is_told_so_and_written_down(garw: Cast, sign_in: Any) -> None:
    made = publish(garw, draft(garw, value_pence=80_000), days=14)
    time_passes(made, seconds=1)
    client = sign_in(garw.people["Rhodri"])
    address = f"/en/c/garw/commissioning/procurements/{made.pk}/bid/"
    answer = client.post(address, typed(made, garw.party("Rhodri").pk, "My words"))
    assert "by the clock of the database" in answer.content.decode() and b"My words" in answer.content
    assert Bid.objects.count() == 0 and BidAttempt.objects.get().party == garw.party("Rhodri")


PLACES = (
    "tenders/", "tender-rules/", "benefits/", "turns/{turn}/procurements/", "procurements/{open}/",
    "procurements/{open}/opening/", "procurements/{open}/bid/", "procurements/{draft}/",
    "procurements/{draft}/propose/", "procurements/{open}/ask/", "my-shares/{share}/", "bids/{bid}/",
)  # fmt: skip


def test_the_pages_say_it_in_both_languages_in_easy_read_and_in_few_queries(
    garw: Cast, sign_in: Any, django_assert_max_num_queries: Any
) -> None:
    made, _files = open_tender(garw)
    row = bid(garw, made, garw.party("Rhodri"))
    written = draft(garw, turn=made.turn)
    things = {"turn": made.turn_id, "open": made.pk, "draft": written.pk, "bid": row.pk}
    things["share"] = holder(made, garw, "Dai").pk
    own = {"my-shares": "Dai", "bids": "Rhodri"}
    clients = {name: sign_in(garw.people[name]) for name in ("Dai", "Rhodri", "Siân")}
    for place in PLACES:
        client = clients[own.get(place.split("/")[0], "Siân")]
        for language, easy in (("en", "0"), ("cy", "1")):
            client.cookies["easy_read"] = easy
            answer = client.get(f"/{language}/c/garw/commissioning/{place.format(**things)}")
            assert answer.status_code == 200, place
            assert ('class="easy"' in answer.content.decode()) == (easy == "1"), place
    visitor = sign_in()
    base = "/en/c/garw/commissioning/"
    for one in (1, 3):
        while Procurement.objects.count() < one + 1:
            draft(garw, turn=made.turn)
        with django_assert_max_num_queries(8):
            assert visitor.get(f"{base}tenders/").status_code == 200
    assert visitor.get(f"{base}procurements/{written.pk}/").status_code == 404
    shown = visitor.get(f"{base}procurements/{made.pk}/opening/").content.decode()
    assert "A member" in shown and "Dai" not in shown and "Rhodri" not in shown


ACTS = (
    "dai", "ffion", "priya", "dai again", "swapped", "system", "light", "practise", "practice dai", "practice priya",
    "change", "change ffion", "withdraw", "extend", "close", "another bid",
)  # fmt: skip


@settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))
@given(acts=st.lists(st.sampled_from(ACTS), min_size=3, max_size=14))
def test_no_order_of_acts_reads_a_bid_early(early_tender: Any, acts: list[str]) -> None:
    """Whatever is done before the time is over, in whatever order: no bid is open, and afterwards each opens."""
    from django.db import transaction

    cast, made, files = early_tender
    with transaction.atomic():
        for act in acts:
            try:
                with transaction.atomic():
                    _act(cast, made, files, act)
            except (Refused, NotAllowed):
                pass
            assert OpenedBid.objects.count() == 0 and OpeningLine.objects.count() == 0
            assert Procurement.objects.get(pk=made.pk).state == "open"
        live = Bid.objects.filter(withdrawn_at__isnull=True).count()
        row = time_passes(made)
        opening = None
        for name in ("Dai", "Ffion", "Priya"):
            if opening is None or not hasattr(opening, "bids"):
                opening = gives(cast, row, name, files)
        assert opening.bids == live and opening.failed == 0
        assert OpenedBid.objects.count() == live
        transaction.set_rollback(True)


def _act(cast: Cast, made: Procurement, files: dict[str, str], act: str) -> None:
    ffion = cast.fresh("Ffion")
    names = {"dai": "Dai", "ffion": "Ffion", "priya": "Priya", "dai again": "Dai"}
    if act in names:
        assert isinstance(gives(cast, made, names[act], files), BidAttempt)
    elif act == "swapped":
        one = holder(made, cast, "Dai")
        tender_keys.give_share(by=cast.fresh("Dai"), holder=one, text=files["Priya"])
    elif act == "system":
        tender_keys.close_for_bids(by=ffion, procurement=made)
    elif act == "light":
        tender_keys.open_light_bids(by=ffion, procurement=made)
    elif act == "practise":
        tender_practice.practise_opening(by=ffion, procurement=made)
    elif act.startswith("practice "):
        name = names[act.removeprefix("practice ")]
        one = holder(made, cast, name)
        tender_practice.give_in_practice(by=cast.fresh(name), holder=one, text=files[name])
    elif act == "change":
        tender_practice.ask_share_change(
            by=ffion,
            holder=holder(made, cast, "Dai"),
            party=cast.party("Siân"),
            reason="Lost",
            reason_lang="en",
        )
    elif act == "change ffion":
        one = holder(made, cast, "Ffion")
        tender_practice.give_for_change(by=ffion, holder=one, text=files["Ffion"])
    elif act == "extend":
        closes = Procurement.objects.get(pk=made.pk).closes_at + dt.timedelta(days=1)
        publication.extend_deadline(by=ffion, procurement=made, closes_at=closes, why_cy="A", why_en="A")
    elif act == "another bid":
        bid(cast, made, cast.party("Rhodri"))
    elif act == "withdraw":
        from gilydd.commissioning.commands import bids

        row = Bid.objects.filter(withdrawn_at__isnull=True).first()
        if row is not None:
            bids.withdraw_bid(by=cast.fresh("Rhodri"), bid=row)
    elif act == "close":
        from gilydd.commissioning import due

        assert clock.now() < Procurement.objects.get(pk=made.pk).closes_at
        due.close_one(made.pk)


@pytest.fixture
def early_tender(garw: Cast) -> Any:
    made, files = open_tender(garw)
    bid(garw, made, garw.party("Rhodri"))
    from .tendering import declares

    declares(made, garw.party("Siân"))
    return garw, made, files
