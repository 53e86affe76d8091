"""Fixtures that every room's tests share."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.test import Client
from django.utils import translation

from tests import cast


@pytest.fixture
def garw(db: Any) -> cast.Cast:
    """The community of these tests, with Mair, Dai, Siân, Tomos, Ffion, Rhodri and Priya."""
    return cast.found_again("garw", "Garw", "Garw")


@pytest.fixture
def taf(db: Any) -> cast.Cast:
    """The twin community: the same people's namesakes, who must not get into Garw."""
    return cast.found_again("taf", "Taf", "Taff", suffix="+taf")


@pytest.fixture
def sign_in() -> Callable[..., Client]:
    """sign_in(person) gives a browser's client signed in as that person; sign_in() a visitor's."""

    def inner(person: Any = None) -> Client:
        client = Client()
        if person is not None:
            login = getattr(person, "login", None)
            if login is None:
                raise ValueError("this person has no login: they are served on paper")
            client.force_login(login)
        return client

    return inner


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    """Tests read sentences in English unless they ask for Welsh."""
    with translation.override("en"):
        yield


@pytest.fixture
def run_jobs() -> Callable[[], int]:
    """Run every queued job once, as the worker would; gives how many ran."""
    from django.utils.module_loading import import_string
    from django_q.models import OrmQ
    from django_q.signing import SignedPackage

    def inner() -> int:
        done = 0
        for row in OrmQ.objects.order_by("pk"):
            job = SignedPackage.loads(row.payload)
            import_string(job["func"])(*job["args"], **job["kwargs"])
            row.delete()
            done += 1
        return done

    return inner


def _separate(home: Any, *, sqlite: bool, like: Any = None) -> Iterator[Any]:
    from tests.separate import Separate

    made = Separate(home, sqlite=sqlite, like=like)
    try:
        yield made
    finally:
        made.close()


def _migrated(factory: pytest.TempPathFactory, *, sqlite: bool) -> Any:
    """A migrated database that is only copied, made once for all workers: migrating takes far longer."""
    from tests.separate import Separate

    sqlite = sqlite or not os.environ.get("GILYDD_DATABASE_URL")
    base = factory.getbasetemp()
    shared = base.parent if os.environ.get("PYTEST_XDIST_WORKER") else base
    home = shared / f"migrated-{'sqlite' if sqlite else 'postgres'}"
    with (shared / "migrating").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        done = (home / "done").exists()
        home.mkdir(exist_ok=True)
        made = Separate(home, sqlite=sqlite, name=f"migrated_{shared.name}", there=done)
        if not done:
            migrated = made.console("django", "migrate", "-v0")
            assert migrated.returncode == 0, migrated.stderr
            (home / "done").touch()
    return made


@pytest.fixture(scope="session")
def migrated(tmp_path_factory: pytest.TempPathFactory) -> Any:
    """A migrated database to copy, of the kind that the run uses."""
    return _migrated(tmp_path_factory, sqlite=False)


@pytest.fixture(scope="session")
def migrated_sqlite(tmp_path_factory: pytest.TempPathFactory) -> Any:
    """The same, on SQLite whatever the run uses."""
    return _migrated(tmp_path_factory, sqlite=True)


@pytest.fixture
def separate(tmp_path: Any, migrated: Any) -> Iterator[Any]:
    """A migrated database apart, of the kind that the run uses, for several processes at once."""
    yield from _separate(tmp_path, sqlite=False, like=migrated)


@pytest.fixture
def separate_sqlite(tmp_path: Any, migrated_sqlite: Any) -> Iterator[Any]:
    """The same, on SQLite whatever the run uses."""
    yield from _separate(tmp_path, sqlite=True, like=migrated_sqlite)


# Rooms whose tests run on both databases each time: books, votes, people, history, the search, the chain.
ON_BOTH = ("people", "exchange", "deciding", "history", "services", "chain")


# The files that take longest go first, so that no worker is left alone with one of them at the end.
LONGEST = (
    "test_every_page.py",
    "test_permissions.py",
    "test_api_permissions.py",
    "test_api.py",
    "test_daily.py",
    "test_reports.py",
    "test_moving.py",
    "test_canaries.py",
    "test_trading.py",
    "test_floor_plan.py",
    "test_network.py",
    "test_later_work.py",
    "test_concurrent.py",
    "test_console.py",
    "test_a_timebank.py",
    "test_one_thread.py",
    "test_one_hour.py",
    "test_paper_slips.py",
    "test_bron_afon.py",
)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Long files first; and mark what `make test` tries on SQLite alone (`make postgres` tries everything)."""
    rank = {name: place for place, name in enumerate(LONGEST)}
    items.sort(key=lambda item: rank.get(item.path.name, len(LONGEST)))
    for item in items:
        apart = item.get_closest_marker("concurrent") is not None
        if not apart and ("page" in item.path.name or item.path.parent.name not in ON_BOTH):
            item.add_marker(pytest.mark.one_database)
