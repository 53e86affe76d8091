"""gilydd run: the database brought up to date, then web and worker together."""

from __future__ import annotations

import argparse
import datetime as dt
import os
import signal
import subprocess
import sys
import time

from django.core.management import call_command
from django.utils import timezone
from django_q.models import Schedule

from .demo import make_demo, sign_in_lines

SEAL_EVERY_MINUTES = 10
VOTES_EVERY_MINUTES = 5
SEARCH_EVERY_MINUTES = 1
ROUND_HOUR = 6
DAILY = {
    "daily round": "gilydd.exchange.daily.round",
    "daily round of sessions": "gilydd.delivering.daily.round",
    "daily round of challenges": "gilydd.designing.daily.round",
    "daily round of rolls": "gilydd.people.roll_days.daily",
    "daily round of the directory": "gilydd.services.notices.round",
    "nightly index of the search": "gilydd.chain.indexing.reindex_everything",
    "daily round of safety": "gilydd.safety.daily.round",
    "daily round of stories": "gilydd.stories.daily.round",
    "daily round of partnerships": "gilydd.partnerships.daily.round",
    "daily round of evaluating": "gilydd.evaluating.daily.round",
}


def run(args: argparse.Namespace) -> int:
    """Bring the database up to date, then keep web and worker running until one of them ends."""
    prepare()
    if getattr(args, "demo", False):
        _make_demo(getattr(args, "size", "village"))
        print("\n".join(sign_in_lines()))
    address = f"{args.host}:{args.port}"
    env = {**os.environ, "GILYDD_ADDRESS": os.environ.get("GILYDD_ADDRESS", f"http://{address}")}
    web = [sys.executable, "-m", "gunicorn", "gilydd.site.wsgi:application", "--bind", address]
    web += ["--workers", "2", "--threads", "4", "--log-level", "warning", "--no-control-socket"]
    children = [subprocess.Popen(web, env=env)]  # noqa: S603
    if not getattr(args, "no_worker", False):
        children.append(subprocess.Popen([sys.executable, "-m", "gilydd.site.console", "worker"], env=env))
    print(f"Gilydd is at http://{address}/  (stop it with Ctrl+C)", flush=True)
    return _watch(children)


def demo(args: argparse.Namespace) -> int:
    """Make the demo valley where it is missing, and start it unless it was only to be made."""
    if args.only_make:
        prepare()
        _make_demo(args.size)
        print("\n".join(sign_in_lines()))
        return 0
    args.demo, args.host = True, "127.0.0.1"
    return run(args)


def _make_demo(size: str) -> None:
    """With progress on a terminal; nothing is kept if it is stopped half-way."""
    from rich.console import Console
    from rich.progress import Progress, TaskID

    with Progress(console=Console(stderr=True), transient=True, disable=not sys.stderr.isatty()) as bars:
        tasks: dict[str, TaskID] = {}

        def tell(what: str, done: int, total: int) -> None:
            if what not in tasks:
                tasks[what] = bars.add_task(what, total=total)
            bars.update(tasks[what], completed=done)

        make_demo(size, tell)


def worker(args: argparse.Namespace) -> int:
    """Work through queued jobs until told to stop."""
    call_command("qcluster")
    return 0


def prepare() -> None:
    """Migrate, and put the regular jobs into the schedule."""
    call_command("migrate", interactive=False, verbosity=0)
    Schedule.objects.update_or_create(
        name="seal",
        defaults={
            "func": "gilydd.history.commands.seal_everything",
            "schedule_type": Schedule.MINUTES,
            "minutes": SEAL_EVERY_MINUTES,
            "next_run": timezone.now(),
        },
    )
    Schedule.objects.update_or_create(
        name="votes",
        defaults={
            "func": "gilydd.deciding.due.round",
            "schedule_type": Schedule.MINUTES,
            "minutes": VOTES_EVERY_MINUTES,
            "next_run": timezone.now(),
        },
    )
    Schedule.objects.update_or_create(
        name="tenders",
        defaults={
            "func": "gilydd.commissioning.due.round",
            "schedule_type": Schedule.MINUTES,
            "minutes": VOTES_EVERY_MINUTES,
            "next_run": timezone.now(),
        },
    )
    Schedule.objects.update_or_create(
        name="safety",
        defaults={
            "func": "gilydd.safety.daily.every_hour",
            "schedule_type": Schedule.HOURLY,
            "next_run": timezone.now(),
        },
    )
    Schedule.objects.update_or_create(
        name="search",
        defaults={
            "func": "gilydd.chain.indexing.catch_up",
            "schedule_type": Schedule.MINUTES,
            "minutes": SEARCH_EVERY_MINUTES,
            "next_run": timezone.now(),
        },
    )
    # Only made, never moved: a restart at noon must neither run the round again nor skip tomorrow's.
    for name, func in DAILY.items():
        Schedule.objects.get_or_create(
            name=name,
            defaults={
                "func": func,
                "schedule_type": Schedule.DAILY,
                "next_run": next_six(timezone.now()),
            },
        )


def next_six(now: dt.datetime) -> dt.datetime:
    """The next six o'clock in the morning where the communities are, by the clock on the wall."""
    here = timezone.localtime(now)
    day = here.date() + dt.timedelta(days=here.hour >= ROUND_HOUR)
    return timezone.make_aware(dt.datetime.combine(day, dt.time(ROUND_HOUR)))


def _watch(children: list[subprocess.Popen[bytes]]) -> int:
    def stop(number: int, frame: object) -> None:
        raise KeyboardInterrupt

    signal.signal(signal.SIGTERM, stop)
    try:
        while all(child.poll() is None for child in children):
            time.sleep(0.3)
        return 1
    except KeyboardInterrupt:
        return 0
    finally:
        for child in children:
            if child.poll() is None:
                child.terminate()
        for child in children:
            try:
                child.wait(15)
            except subprocess.TimeoutExpired:
                child.kill()
