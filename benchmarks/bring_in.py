# ruff: noqa: E501, DJ008  (a table of invented rows stays on its line; two models live for one run only)
"""How long it takes to bring a timebank of 1,000 members and 20,000 transfers in from TimeOverflow's files.

    python benchmarks/bring_in.py [--members 1000] [--transfers 20000] [--dialect import|export] [--only-make DIR]

The export is made here, the same for the same seed; every name, address and phone number in it is invented.
Beside Gilydd two plainer ways run in the same process on the same disk: the rows put into two tables with
`csv` and `sqlite3` (the floor: no rule, no account, no history, nothing proved), and the same with Django's
`bulk_create` over models like an account and a transfer. The proof at the end: the books hold, the sums of
hours equal the files', every row is accounted for.
"""

from __future__ import annotations

import argparse
import csv
import datetime as dt
import os
import random
import resource
import sqlite3
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

SEED = 2026
FIRST = [
    "Aled", "Anwen", "Bethan", "Carys", "Dafydd", "Delyth", "Eirlys", "Emrys", "Ffion", "Gareth", "Glenys", "Gwilym",
    "Haf", "Hywel", "Iolo", "Lowri", "Mabli", "Nerys", "Owain", "Rhian", "Sioned", "Teifi", "Wyn", "Ynyr",
]  # fmt: skip
MIDDLE = ["Ann", "Bleddyn", "Cai", "Dwyfor", "Elin", "Fflur", "Glyn", "Huw", "Ifor", "Llio", "Mai", "Non"]
LAST = [
    "Bowen", "Cadwaladr", "Deiniol", "Eynon", "Ffowc", "Gethin", "Harries", "Idwal", "Jarman", "Kyffin", "Lloyd",
    "Madog", "Nefydd", "Owain", "Prydderch", "Rhydderch", "Seisyll", "Trefor", "Vychan", "Wynne",
]  # fmt: skip
CATEGORIES = [
    "Acompañamiento",
    "Salud",
    "Tareas domésticas",
    "Clases",
    "Ocio",
    "Jardinería",
    "Informática",
    "Otro",
]
FIRST_DAY = dt.datetime(2016, 1, 4, 9, tzinfo=dt.UTC)
POSTS_A_MEMBER = 0.6


def make_export(folder: Path, members: int, transfers: int, dialect: str, seed: int = SEED) -> dict[str, int]:
    """Write TimeOverflow's files into the folder; gives the sums that must come out again."""
    rng = random.Random(seed)
    people = [person(rng, uid) for uid in range(1, members + 1)]
    posts = [
        (1_000 + place, rng.choice(people), rng.choice(["Offer", "Inquiry"]), f"{rng.choice(CATEGORIES)} {place}", rng.choice(CATEGORIES))
        for place in range(int(members * POSTS_A_MEMBER))
    ]  # fmt: skip
    # A log-normal tail: few give much, many a little (FACTS §2).
    weights = [rng.lognormvariate(0, 1.4) for _person in people]
    givers = rng.choices(people, weights, k=transfers)
    takers = rng.choices(people, [weight**0.6 for weight in weights], k=transfers)
    rows = []
    for giver, taker in zip(givers, takers, strict=True):
        minutes = 15 * rng.randint(1, 16)
        at = FIRST_DAY + dt.timedelta(minutes=rng.randrange(9 * 365 * 24 * 60))
        bank = giver is taker  # hours to the bank itself, where the draw gave one person twice
        post = rng.choice(posts) if rng.random() < 0.7 else None
        rows.append((taker, None if bank else giver, minutes, at, post))
    rows.sort(key=lambda row: row[3])
    {"import": write_import, "export": write_export}[dialect](folder, people, posts, rows)
    return {
        "rows": members + len(posts) + transfers,
        "minutes": sum(row[2] for row in rows),
        "members": members,
        "transfers": transfers,
        "emails": sum(bool(one["email"]) for one in people),
    }


def person(rng: random.Random, uid: int) -> dict[str, Any]:
    name = f"{rng.choice(FIRST)} {rng.choice(MIDDLE)} {rng.choice(LAST)}"
    return {
        "uid": uid,
        "name": name,
        "joined": (FIRST_DAY - dt.timedelta(days=rng.randint(1, 900))).date().isoformat(),
        "email": f"member{uid}@invented.example" if rng.random() < 0.7 else "",
        "phone": f"01632 9{uid:05d}",
        "born": dt.date(rng.randint(1932, 2004), rng.randint(1, 12), rng.randint(1, 28)).isoformat(),
    }


def save(path: Path, rows: list[list[Any]]) -> None:
    with path.open("w", newline="", encoding="utf-8") as handle:
        csv.writer(handle).writerows(rows)


def write_import(folder: Path, people: list[Any], posts: list[Any], rows: list[Any]) -> None:
    """The dialect that TimeOverflow imports."""
    save(
        folder / "users.csv",
        [
            [p["uid"], p["joined"], *p["name"].split(), 0, p["born"], p["phone"], "", p["email"]]
            for p in people
        ],
    )
    save(
        folder / "posts.csv",
        [
            [p["uid"], kind, title, "", category, "2018-05-01", "", "", number]
            for number, p, kind, title, category in posts
        ],
    )
    save(
        folder / "transfers.csv",
        [
            [payer["uid"], "Member", payee["uid"] if payee else 1, "Member" if payee else "Organization", minutes * 60,
             at.strftime("%Y-%m-%d %H:%M:%S UTC"), "Invented", post[0] if post else ""]
            for payer, payee, minutes, at, post in rows
        ],
    )  # fmt: skip


def write_export(folder: Path, people: list[Any], posts: list[Any], rows: list[Any]) -> None:
    """The dialect that TimeOverflow exports, in Spanish."""
    head = [
        "N",
        "Nombre",
        "Email",
        "Teléfono",
        "Teléfono alternativo",
        "Creado",
        "Último acceso",
        "Idioma",
        "Saldo",
    ]
    balance: Counter[int] = Counter()
    for payer, payee, minutes, _at, _post in rows:
        balance[payer["uid"]] -= minutes * 60
        if payee:
            balance[payee["uid"]] += minutes * 60
    save(
        folder / "members.csv",
        [
            head,
            *(
                [
                    p["uid"],
                    p["name"],
                    p["email"],
                    p["phone"],
                    "",
                    f"{p['joined']} 09:00:00 UTC",
                    "",
                    "es",
                    balance[p["uid"]],
                ]
                for p in people
            ),
        ],
    )
    for kind, name, title in (("Offer", "ofertas.csv", "Oferta"), ("Inquiry", "demandas.csv", "Demanda")):
        lines = [["", title, "Etiquetas", "Usuario", "Creado"]]
        for category in CATEGORIES:
            lines.append(["", category, "", "", ""])
            lines += [
                [number, text, "", f"{p['name']} ({p['uid']})", "2018-05-01 10:00:00 UTC"]
                for number, p, what, text, under in posts
                if what == kind and under == category
            ]
        save(folder / name, lines)
    save(
        folder / "transfers.csv",
        [["Fecha", "Origen", "Destino", "Anuncio", "Cantidad"]]
        + [
            [at.strftime("%Y-%m-%d %H:%M:%S UTC"), f"{payer['name']} ({payer['uid']})",
             f"{payee['name']} ({payee['uid']})" if payee else "Banco de Tiempo Inventado", post[3] if post else "",
             f"{minutes // 60}:{minutes % 60:02d}"]
            for payer, payee, minutes, at, post in rows
        ],
    )  # fmt: skip


def gilydd(folder: Path, expected: dict[str, int]) -> dict[str, float]:
    """Bring the folder in as the console does; seconds of the dry run, the writing and the second run."""
    from gilydd.exchange import ledger
    from gilydd.exchange.imports.bringing import bring_in
    from gilydd.exchange.imports.gathering import NOTHING_SAID
    from gilydd.exchange.imports.systems import gather
    from gilydd.exchange.imports.tables import files_of
    from gilydd.exchange.models import Transfer
    from gilydd.people.commands import found_community
    from gilydd.people.models import Login, Membership
    from gilydd.people.policy import SYSTEM

    community = found_community(by=SYSTEM, slug="bench", name_cy="Mainc", name_en="Bench")
    phases: dict[str, float] = {}
    last = ["", time.perf_counter()]

    def watch(phase: str, done: int, total: int) -> None:
        now = time.perf_counter()
        if last[0]:
            phases[last[0]] = phases.get(last[0], 0) + now - last[1]
        last[:] = [phase, now]

    def run(write: bool) -> Any:
        gathered = gather("timeoverflow", files_of([str(folder)]), NOTHING_SAID)
        return bring_in(
            by=SYSTEM,
            community=community,
            gathered=gathered,
            options=NOTHING_SAID,
            write=write,
            progress=watch if write else lambda *_: None,
        )

    dry, _report = timed(lambda: run(False))
    writing, report = timed(lambda: run(True))
    told = dict(phases)
    again, second = timed(lambda: run(True))
    figures = report.figures
    assert figures["rows"] == expected["rows"], figures
    assert figures["minutes_new"] == expected["minutes"], figures
    assert not report.left_out, report.left_out[:3]
    assert not report.wrong, report.wrong[:3]
    assert (second.figures["transfers_new"], second.figures["members_new"]) == (0, 0)
    assert Transfer.objects.count() == expected["transfers"]
    assert Membership.objects.count() == expected["members"]
    assert Login.objects.count() == expected["emails"]
    assert sum(Transfer.objects.values_list("minutes", flat=True)) == expected["minutes"]
    proof, broken = timed(lambda: list(ledger.broken_books()))
    assert broken == []
    assert not [one for one in report.warnings if "the transfers make" in str(one)]
    return {
        "dry run": dry,
        "written": writing,
        **{f"  {key}": value for key, value in told.items()},
        "again, nothing new": again,
        "proof of the books": proof,
    }


def floor(folder: Path, dialect: str) -> float:
    """csv and sqlite3 alone: the rows into two tables of a file, synchronous as Gilydd's is."""
    path = folder.parent / "floor.sqlite3"
    users, transfers = (
        ("users.csv", "transfers.csv") if dialect == "import" else ("members.csv", "transfers.csv")
    )

    def run() -> None:
        with sqlite3.connect(path) as base:
            base.execute("PRAGMA journal_mode=WAL")
            base.execute("PRAGMA synchronous=FULL")
            for name in (users, transfers):
                with (folder / name).open(newline="", encoding="utf-8") as handle:
                    rows = list(csv.reader(handle))
                marks = ",".join("?" * len(rows[0]))
                names = ",".join(f"c{place}" for place in range(len(rows[0])))
                base.execute(f"CREATE TABLE {name[:-4]} ({names})")
                base.executemany(f"INSERT INTO {name[:-4]} VALUES ({marks})", rows)

    return timed(run)[0]


def plain_orm(folder: Path, dialect: str) -> float:
    """Django's bulk_create over Account- and Transfer-like models without triggers, rules or history."""
    from django.db import connection, models, transaction

    class BenchAccount(models.Model):
        name = models.TextField()

        class Meta:
            app_label = "bench"

    class BenchTransfer(models.Model):
        payer = models.ForeignKey(BenchAccount, models.PROTECT, related_name="+")
        payee = models.ForeignKey(BenchAccount, models.PROTECT, related_name="+", null=True)
        minutes = models.PositiveIntegerField()
        occurred_at = models.DateTimeField()
        key = models.CharField(max_length=120, unique=True)
        note = models.TextField()

        class Meta:
            app_label = "bench"

    with connection.schema_editor() as editor:
        editor.create_model(BenchAccount)
        editor.create_model(BenchTransfer)

    def run() -> None:
        with transaction.atomic():
            users = list(csv.reader((folder / "users.csv").open(newline="", encoding="utf-8")))
            made = BenchAccount.objects.bulk_create([BenchAccount(name=" ".join(row[2:5])) for row in users])
            by_uid = {row[0]: account for row, account in zip(users, made, strict=True)}
            rows = csv.reader((folder / "transfers.csv").open(newline="", encoding="utf-8"))
            BenchTransfer.objects.bulk_create(
                [
                    BenchTransfer(
                        payer=by_uid[row[0]], payee=by_uid[row[2]] if row[3] == "Member" else None,
                        minutes=int(row[4]) // 60, occurred_at=dt.datetime.fromisoformat(row[5].replace(" UTC", "+00:00")),
                        key=str(place), note=row[6],
                    )
                    for place, row in enumerate(rows)
                ],
                batch_size=1_000,
            )  # fmt: skip

    return timed(run)[0]


def timed(work: Callable[[], Any]) -> tuple[float, Any]:
    start = time.perf_counter()
    result = work()
    return time.perf_counter() - start, result


def main() -> int:
    """Make the export, run Gilydd and the two plainer ways, print the figures."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--members", type=int, default=1_000)
    parser.add_argument("--transfers", type=int, default=20_000)
    parser.add_argument("--dialect", choices=["import", "export"], default="import")
    parser.add_argument("--only-make", metavar="DIR", help="write the invented export there and stop")
    args = parser.parse_args()
    if args.only_make:
        Path(args.only_make).mkdir(parents=True, exist_ok=True)
        print(make_export(Path(args.only_make), args.members, args.transfers, args.dialect))
        return 0
    with tempfile.TemporaryDirectory(prefix="gilydd-bench-") as home:
        os.environ.update(
            GILYDD_HOME=home, DJANGO_SETTINGS_MODULE="gilydd.site.settings", GILYDD_SECRET_KEY="bench only"
        )
        os.environ.pop("GILYDD_DATABASE_URL", None)
        folder = Path(home) / "export"
        folder.mkdir()
        expected = make_export(folder, args.members, args.transfers, args.dialect)
        import django
        from django.core.management import call_command

        django.setup()
        call_command("migrate", verbosity=0, skip_checks=True)
        told = gilydd(folder, expected)
        peers = {"csv + sqlite3, no rules": floor(folder, args.dialect)}
        if args.dialect == "import":
            peers["bulk_create, no rules"] = plain_orm(folder, args.dialect)
    print(
        f"{args.members:,} members, {args.transfers:,} transfers, {args.dialect} dialect, "
        f"{os.cpu_count()} cores, Python {sys.version.split()[0]}"
    )
    for name, seconds in {**told, **peers}.items():
        print(f"  {name:<26} {seconds:8.2f} s")
    for name, seconds in peers.items():
        print(f"  written / {name}: {told['written'] / seconds:.1f}")
    print(f"  most memory: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB")
    return 0


if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).parents[1]))
    sys.exit(main())
