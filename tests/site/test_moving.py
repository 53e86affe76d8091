"""A whole community goes out as one file and comes in again, beside others, with nothing lost."""

from __future__ import annotations

import datetime as dt
import json
import re
import stat
import zipfile
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.urls import reverse

from gilydd.evaluating import shapes
from gilydd.evaluating.case_files import texts_of
from gilydd.evaluating.models import Case
from gilydd.exchange import commands as exchange
from gilydd.exchange import ledger
from gilydd.exchange.imports import mapped
from gilydd.exchange.imports.bringing import bring_in
from gilydd.exchange.imports.gathering import Options
from gilydd.exchange.models import Account, Ask, Transfer
from gilydd.history.commands import record
from gilydd.history.models import Block, Record
from gilydd.history.words import Audience
from gilydd.people import commands as people
from gilydd.people.imports import BadFile
from gilydd.people.models import Community, Identity, Login, Membership, Message, Party, Term
from gilydd.people.policy import SYSTEM
from gilydd.site.checking import PROOFS
from gilydd.site.moving import bring_in_community, export_community, tables
from tests.cast import Cast, entry, work
from tests.permissions.world import furnish
from tests.separate import Separate

SEALED = ("history.Block", "history.SealedRecord")
# In a copy beside the first, hours with a partner stand with nobody who is here.
OTHER_IN_A_COPY = {
    "exchange.Account": ("name",),
    "exchange.Agreement": ("pair_key", "partner_key", "state", "ended_at"),
    "delivering.Repeat": ("key",),
    "exchange.Trade": ("key",),
    "stories.Story": ("key",),
    "services.Outcome": ("open_id",),
    "commissioning.PanelExpense": ("key",),
    "partnerships.Partnership": ("key",),
    "partnerships.ProgrammeLink": ("joined_as", "programme"),
    "evaluating.Case": ("key",),
    "surveys.Answer": ("id",),
    "stories.DatasetShare": ("digest", "ended_at"),
}


def broken() -> list[str]:
    return [sentence for proof in PROOFS.values() for sentence in proof()]


# --- what an archive says, but for its ids -------------------------------------------------------------


def canonical(path: Path) -> dict[str, Any]:
    """Every table of an archive with each id as its place in its table, so that two can be compared."""
    with zipfile.ZipFile(path) as archive:
        manifest = json.loads(archive.read("manifest.json"))
        rows_of = {
            label: [
                dict(zip(said["fields"], json.loads(line), strict=True))
                for line in archive.read(f"tables/{label}.jsonl").splitlines()
            ]
            for label, said in manifest["tables"].items()
        }
    models = {model._meta.label: model for model in apps.get_models()}
    places: dict[str, dict[Any, int]] = {}
    for label, rows in rows_of.items():
        pk = models[label]._meta.pk
        if not pk.is_relation:
            places[label.lower()] = {row[pk.attname]: place for place, row in enumerate(rows)}
    return {
        label: [_plain(models[label], row, places, manifest["community"]) for row in rows]
        for label, rows in rows_of.items()
        if label not in SEALED
    }


def _plain(
    model: Any, row: dict[str, Any], places: dict[str, dict[Any, int]], here: dict[str, str]
) -> dict[str, Any]:
    plain = {}
    for to in model._meta.concrete_fields:
        if to.attname not in row:
            continue
        value = row[to.attname]
        if to.is_relation and not isinstance(value, list):
            target = to.related_model
            while target._meta.pk.is_relation:
                target = target._meta.pk.related_model
            value = places[target._meta.label_lower].get(value, value)
        elif to.primary_key:
            value = places[model._meta.label_lower][value]
        plain[to.attname] = _without_ids(value, places, here)
    return plain | {
        name: "another in a copy"
        for name in OTHER_IN_A_COPY.get(model._meta.label, ())
        if model._meta.label != "exchange.Account" or plain["kind"] == "clearing"
    }


def _without_ids(value: Any, places: dict[str, dict[Any, int]], here: dict[str, str]) -> Any:
    if isinstance(value, dict):
        return {key: _without_ids(one, places, here) for key, one in value.items()}
    if isinstance(value, list):
        return [_without_ids(one, places, here) for one in value]
    if not isinstance(value, str):
        return value
    value = (
        re.sub(r"\bm[0-9a-f]{8}:", "", value)
        .replace(here["key"], "KEY")
        .replace(f"/{here['slug']}/", "/SLUG/")
    )
    if value == here["slug"]:
        return "SLUG"

    def place(found: re.Match[str]) -> str:
        label = "people.party" if found[1] == "party" else found[1]
        at = places.get(label, {}).get(int(found[2]))
        return f"{found[1]}#{'?' if at is None else at}"

    return re.sub(r"/\d+/", "/#/", re.sub(r"\b([a-z_]+\.[a-z_]+|party):(\d+)\b(?!-)", place, value))


def differences(one: dict[str, Any], other: dict[str, Any]) -> list[str]:
    return [
        f"{label}: {row}"
        for label in one
        for row in Counter(json.dumps(row, sort_keys=True) for row in one[label])
        - Counter(json.dumps(row, sort_keys=True) for row in other[label])
    ]


# --- every table of every room -------------------------------------------------------------------------


def test_every_table_has_its_place_or_a_reason_to_stay_behind() -> None:
    ours = {model._meta.label for model in tables.our_models()}
    assert {model._meta.label for model in tables.taken()} | set(tables.NOT_TAKEN) == ours


def test_a_table_without_a_way_to_a_community_is_found_at_once(monkeypatch: Any) -> None:
    monkeypatch.setattr(tables, "NOT_TAKEN", {})
    tables.taken.cache_clear()
    with pytest.raises(RuntimeError, match="has no way to a community: name it in NOT_TAKEN"):
        tables.taken()
    monkeypatch.undo()
    tables.taken.cache_clear()


@pytest.fixture
def archive(garw: Cast, taf: Cast, tmp_path: Path) -> Path:
    """Garw with one of everything that rooms have, some history, and a reversed mistake; Taf beside it."""
    furnish(garw, tmp_path)
    ledger.post(entry(garw, "Mair", "Dai", 75, key="first"))
    mistake = ledger.post(
        entry(garw, "Siân", "Dai", 30, key="exchange.ask:1:x", note="not so", note_lang="en")
    )
    ledger.reverse(mistake, key="back", recorded_by=SYSTEM)
    people.add_term(
        by=garw.tomos, community=garw.community, code="peat", name_cy="Mawn", name_en="Peat",
        parent=Term.objects.get(code="environment"),
    )  # fmt: skip
    gone = people.enrol(by=SYSTEM, community=garw.community, full_name="Gone Member", number="99")
    Identity.objects.filter(person=gone.party_id).delete()
    target = tmp_path / "garw.zip"
    export_community(garw.community, target)
    return target


@pytest.mark.django_db
def test_a_copy_beside_the_first_has_the_same_rows_balances_and_proofs(garw: Cast, archive: Path) -> None:
    def books(community: Community) -> dict[Any, Any]:
        rows = Account.objects.filter(community=community)
        return {(row.party_id, row.kind): (row.balance_minutes, row.held_minutes) for row in rows}

    before, parties = books(garw.community), Party.objects.count()
    report = bring_in_community(archive, slug="copy", write=True)
    count = Membership.objects.filter(community=garw.community).count()
    assert f"{count} members, of whom" in report.text()
    copy = Community.objects.get(slug="copy")
    assert copy.key != garw.community.key
    after = books(copy)
    assert after == before
    assert broken() == []
    assert Party.objects.count() == parties


@pytest.mark.django_db
def test_a_second_export_of_the_copy_is_the_first_but_for_its_ids(
    garw: Cast, archive: Path, tmp_path: Path
) -> None:
    bring_in_community(archive, slug="copy", write=True)
    copy = Community.objects.get(slug="copy")
    again = tmp_path / "again.zip"
    export_community(copy, again)
    one, other = canonical(archive), canonical(again)
    assert differences(one, other) == []
    (extra,) = differences(other, one)
    assert '"verb": "site.bring_in_community"' in extra
    assert len(one["history.Record"]) > 20


@pytest.mark.django_db
def test_a_third_generation_still_moves(garw: Cast, archive: Path, tmp_path: Path) -> None:
    bring_in_community(archive, slug="copy", write=True)
    export_community(Community.objects.get(slug="copy"), tmp_path / "second.zip")
    bring_in_community(tmp_path / "second.zip", slug="third", write=True)
    assert broken() == []
    assert {Transfer.objects.filter(community__slug=slug).count() for slug in ("garw", "copy", "third")} == {
        Transfer.objects.filter(community=garw.community).count()
    }


@pytest.mark.django_db
def test_a_dry_run_writes_nothing_at_all(garw: Cast, archive: Path) -> None:
    before = {model._meta.label: model._default_manager.count() for model in tables.our_models()}
    report = bring_in_community(archive, slug="copy")
    assert "dry run, nothing written" in report.text()
    assert {model._meta.label: model._default_manager.count() for model in tables.our_models()} == before


@pytest.mark.django_db
def test_a_community_that_is_here_is_not_overwritten(garw: Cast, archive: Path) -> None:
    with pytest.raises(
        ValueError, match="there is a community 'garw' here already: give another address with --as"
    ):
        bring_in_community(archive, write=True)
    Community.objects.filter(pk=garw.community.pk).update(slug="moved")
    with pytest.raises(ValueError, match="this very community is here already under another address"):
        bring_in_community(archive, write=True)


@pytest.mark.django_db
def test_the_old_seal_is_proved_and_its_head_is_kept_in_the_new_history(garw: Cast, archive: Path) -> None:
    head = Block.objects.filter(community_key=str(garw.community.key)).order_by("-number").first()
    assert head is not None
    bring_in_community(archive, slug="copy", write=True)
    copy = Community.objects.get(slug="copy")
    told = Record.objects.get(verb="site.bring_in_community", community_key=str(copy.key))
    assert told.facts["old_seal"] == {"blocks": head.number, "head": head.hash}
    assert told.facts["joined"] == len(canonical(archive)["people.Party"])
    assert not Record.objects.filter(community_key=str(copy.key), sealed__isnull=True).exists()


@pytest.mark.django_db
def test_what_history_says_of_an_ask_is_found_at_its_new_id(garw: Cast, archive: Path) -> None:
    bring_in_community(archive, slug="copy", write=True)
    old = Ask.objects.get(community=garw.community, title="kept")
    new = Ask.objects.get(community__slug="copy", title="kept")
    assert old.pk != new.pk

    def told(row: Ask) -> list[str]:
        return list(
            Record.objects.filter(subject_key=f"exchange.ask:{row.pk}")
            .order_by("pk")
            .values_list("verb", flat=True)
        )

    assert told(new) == told(old) != []
    kept = Transfer.objects.get(source_key=f"exchange.ask:{new.pk}")
    assert kept.community == new.community


@pytest.mark.django_db
def test_life_goes_on_in_the_copy_and_its_keys_meet_no_old_ones(garw: Cast, archive: Path) -> None:
    """A new ask in the copy may have the id of an old one in Garw; its hours are its own all the same."""
    bring_in_community(archive, slug="copy", write=True)
    copy = Community.objects.get(slug="copy")
    dai, mair, tomos = garw.fresh("Dai"), garw.fresh("Mair"), garw.fresh("Tomos")
    for _time in range(3):
        ask = exchange.ask_for_help(
            by=dai, community=copy, asker=dai.party, title="new", minutes=60, work=work(), lang="en"
        )
        promise = exchange.make_promise(by=tomos, ask=ask, helper=mair.party)
        exchange.confirm_hours(by=dai, promise=promise, minutes=60)
    promise = Ask.objects.get(community=copy, title="promised").promises.get()
    exchange.confirm_hours(by=dai, promise=promise, minutes=60)
    assert broken() == []


@pytest.mark.django_db
def test_rows_from_another_program_stay_known_so_that_a_newer_file_adds_only_what_is_new(
    garw: Cast, tmp_path: Path
) -> None:
    def bring(community: Community, text: str) -> dict[str, int]:
        gathered = mapped.gather("transfers", {"t.csv": text.encode()}, Options())
        return dict(
            bring_in(by=SYSTEM, community=community, gathered=gathered, options=Options(), write=True).figures
        )

    text = "Date,From,To,Hours\n2024-05-01,1,2,1\n"
    bring(garw.community, text)
    export_community(garw.community, tmp_path / "a.zip")
    bring_in_community(tmp_path / "a.zip", slug="copy", write=True)
    newer = bring(Community.objects.get(slug="copy"), text + "2024-05-02,1,2,1\n")
    assert (newer["transfers_here"], newer["transfers_new"]) == (1, 1)


@pytest.mark.django_db
def test_messages_lead_to_the_same_page_of_the_copy(garw: Cast, tmp_path: Path) -> None:
    ask = Ask.objects.create(
        community=garw.community, asker=garw.dai.party, work=work(), title="x", lang="en", minutes=60
    )
    Message.objects.create(
        party=garw.dai.party, community=garw.community, key="k", language="en", channel="email", subject="s", text="t",
        href=f"/cy/c/garw/exchange/asks/{ask.pk}/",
    )  # fmt: skip
    export_community(garw.community, tmp_path / "a.zip")
    bring_in_community(tmp_path / "a.zip", slug="copy", write=True)
    copied = Ask.objects.get(community__slug="copy", title="x")
    assert Message.objects.get(community__slug="copy").href == f"/cy/c/copy/exchange/asks/{copied.pk}/"


@pytest.mark.django_db
def test_a_case_leads_to_the_pages_of_the_copy_and_still_says_what_both_sides_agreed_to(
    garw: Cast, archive: Path
) -> None:
    bring_in_community(archive, slug="copy", write=True)
    first, copied = (
        Case.objects.filter(community__slug=slug, state="published").get() for slug in ("garw", "copy")
    )
    assert copied.digest == first.digest == shapes.digest_of(texts_of(copied), copied.told, copied.plan)
    pages = {line["page"] for line in (*copied.told["people"], *copied.told["facts"])}
    home = reverse("chain:service", args=["copy", copied.turn.service_id]).removeprefix("/en")
    assert f"{home}#people" in pages
    assert all(page.startswith("/c/copy/") for page in pages)


@pytest.mark.django_db
def test_nobody_outside_the_community_goes_along(garw: Cast, taf: Cast, tmp_path: Path) -> None:
    record(community=taf.community, actor=SYSTEM, verb="x.y", subject=taf.community, audience=Audience.PUBLIC)
    path = tmp_path / "a.zip"
    export_community(garw.community, path)
    told = canonical(path)
    assert len(told["people.Party"]) == len(told["people.Identity"]) == 7
    with zipfile.ZipFile(path) as archive:
        text = b"".join(archive.read(name) for name in archive.namelist()).decode()
    assert "+taf" not in text
    assert str(taf.community.key) not in text
    assert (
        "password"
        not in json.loads(zipfile.ZipFile(path).read("manifest.json"))["tables"]["people.Login"]["fields"]
    )


@pytest.mark.django_db
def test_the_file_is_its_owners_alone_and_never_overwrites(garw: Cast, tmp_path: Path) -> None:
    path = tmp_path / "a.zip"
    export_community(garw.community, path)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    with pytest.raises(ValueError, match="exists already: name a new file"):
        export_community(garw.community, path)
    assert [one.name for one in tmp_path.iterdir()] == ["a.zip"]


# --- hostile and broken files --------------------------------------------------------------------------


def changed(path: Path, part: str, old: bytes, new: bytes, *, mend: bool = False) -> Path:
    """A copy of the archive with some bytes of a part changed; `mend` puts the new digest into the manifest."""
    import hashlib

    target = path.with_name("changed.zip")
    with zipfile.ZipFile(path) as source, zipfile.ZipFile(target, "w") as copy:
        parts = {name: source.read(name) for name in source.namelist()}
        assert old in parts[part]
        parts[part] = parts[part].replace(old, new, 1)
        if mend:
            manifest = json.loads(parts["manifest.json"])
            label = part.removeprefix("tables/").removesuffix(".jsonl")
            manifest["tables"][label]["sha256"] = hashlib.sha256(parts[part]).hexdigest()
            parts["manifest.json"] = json.dumps(manifest).encode()
        for name, data in parts.items():
            copy.writestr(name, data)
    return target


def refused(path: Path, **said: Any) -> str:
    before = Community.objects.count()
    with pytest.raises(BadFile) as refusal:
        bring_in_community(path, slug="copy", write=True, **said)
    assert Community.objects.count() == before
    return str(refusal.value)


@pytest.mark.django_db
def test_a_changed_row_is_found_by_its_digest_and_a_changed_record_by_the_seal(archive: Path) -> None:
    part = "tables/history.Record.jsonl"
    assert "the part was changed after the export" in refused(
        changed(archive, part, b"people.enrol", b"people.enrul")
    )
    assert "of its seal does not hold: a record was changed" in refused(
        changed(archive, part, b"people.enrol", b"people.enrul", mend=True)
    )


@pytest.mark.django_db
def test_hours_made_up_in_the_file_do_not_come_in(archive: Path) -> None:
    """The balance of an account is not believed: the transfers make it, and it must come out the same."""
    with zipfile.ZipFile(archive) as source:
        line = source.read("tables/exchange.Account.jsonl").splitlines()[0]
        fields = json.loads(source.read("manifest.json"))["tables"]["exchange.Account"]["fields"]
    row = json.loads(line)
    row[fields.index("balance_minutes")] += 600
    new = json.dumps(row, ensure_ascii=False, separators=(",", ":")).encode()
    assert "the file says" in refused(changed(archive, "tables/exchange.Account.jsonl", line, new, mend=True))


@pytest.mark.django_db
def test_a_row_that_names_nothing_and_an_unknown_shared_word_are_refused(archive: Path) -> None:
    wrong = changed(
        archive, "tables/exchange.Transfer.jsonl", b'["work","lifts"]', b'["work","liffts"]', mend=True
    )
    assert "names the shared word work:liffts, which is neither in the file nor here" in refused(wrong)


@pytest.mark.django_db
def test_a_file_of_another_version_says_what_differs(archive: Path) -> None:
    wrong = changed(archive, "manifest.json", b'"balance_minutes"', b'"balance_seconds"')
    assert "exchange.Account: other columns than here (balance_minutes, balance_seconds)" in refused(
        wrong
    ) or ("other columns than here (balance_seconds)" in refused(wrong))
    assert "its format is 'gilydd community 9'" in refused(
        changed(archive, "manifest.json", b"community 1", b"community 9")
    )


@pytest.mark.django_db
def test_what_is_no_archive_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "x.zip"
    path.write_text("hello")
    assert "this is no zip file" in refused(path)
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("hello.txt", "hello")
    assert "there is no readable manifest.json in it" in refused(path)


@pytest.mark.django_db
def test_an_email_that_signs_somebody_else_in_here_comes_in_without_a_login(
    garw: Cast, tmp_path: Path
) -> None:
    path = tmp_path / "a.zip"
    export_community(garw.community, path)
    Party.objects.filter(pk=garw.dai.pk).update(key="00000000-0000-4000-8000-000000000001")
    report = bring_in_community(path, slug="copy", write=True)
    assert "dai@example.org signs in here already; that person comes in without a login" in report.text()
    assert Login.objects.filter(email="dai@example.org").count() == 1
    assert Identity.objects.filter(email="dai@example.org").count() == 2


# --- the demo, from one Gilydd to another --------------------------------------------------------------


@pytest.mark.slow
@pytest.mark.concurrent
def test_the_demo_valley_moves_to_another_gilydd_and_back_out_the_same(
    separate_sqlite: Separate, tmp_path: Path
) -> None:
    first, second = tmp_path / "first.zip", tmp_path / "second.zip"
    separate_sqlite.run("from gilydd.site.demo import make_demo\nmake_demo()\n")
    done = separate_sqlite.console("export", "cwm-enfys", str(first))
    assert done.returncode == 0, done.stderr
    target = _elsewhere(tmp_path)
    try:
        dry = target.console("import", "community", str(first))
        assert (dry.returncode, "dry run, nothing written" in dry.stdout) == (0, True), dry.stderr
        done = target.console("import", "community", str(first), "--write")
        assert done.returncode == 0, done.stderr
        assert target.console("check").returncode == 0
        assert target.console("export", "cwm-enfys", str(second)).returncode == 0
    finally:
        target.close()
    one, other_way = canonical(first), canonical(second)
    assert differences(one, other_way) == []
    assert len(differences(other_way, one)) == 1
    assert len(one["exchange.Transfer"]) > 300
    assert dt.datetime.fromisoformat(one["history.Record"][0]["recorded_at"]).tzinfo is not None


def _elsewhere(tmp_path: Path) -> Separate:
    home = tmp_path / "elsewhere"
    home.mkdir()
    made = Separate(home)
    assert made.console("django", "migrate", "-v0").returncode == 0
    return made
