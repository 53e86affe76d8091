"""The real product for these tests: started as an operator starts it, used through a real browser."""

from __future__ import annotations

import contextlib
import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from email.header import decode_header, make_header
from pathlib import Path
from typing import Any

import pytest
from django.utils import translation
from playwright.sync_api import Browser, Page, sync_playwright

CHROMIUM = Path("/usr/bin/chromium")
FLAGS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
START_SECONDS = 240
MAIL_SECONDS = 20
PATIENCE_MS = 10_000
OTHER_SETTINGS = ("DJANGO_SETTINGS_MODULE", "GILYDD_SECRET_KEY", "GILYDD_DATABASE_URL")
CODE = re.compile(r"^([A-Z0-9]{3,5}-[A-Z0-9]{3,5})$", re.MULTILINE)


@dataclass(frozen=True)
class Site:
    """A running Gilydd with the demo valley; `log` is what its processes printed, mails among it."""

    url: str
    home: Path
    log: Path
    env: dict[str, str]

    @property
    def password(self) -> str:
        """The password of every demo login."""
        return (self.home / "demo-password").read_text().strip()

    def console(self, *words: str) -> subprocess.CompletedProcess[str]:
        """Run one command of gilydd's console against this installation."""
        return subprocess.run(
            [sys.executable, "-m", "gilydd.site.console", *words],
            env=self.env,
            capture_output=True,
            text=True,
            timeout=180,
        )

    def mails(self, to: str) -> list[tuple[str, str]]:
        """Subject and body of the mails that were sent to one address, oldest first."""
        found = []
        for printed in self.log.read_text(encoding="utf-8").split(
            'Content-Type: text/plain; charset="utf-8"'
        ):
            head, _gap, body = printed.strip().partition("\n\n")
            lines = dict(line.split(": ", 1) for line in head.splitlines() if ": " in line)
            if lines.get("To") == to:
                subject = str(make_header(decode_header(lines.get("Subject", ""))))
                found.append((subject, body.partition("\n" + "-" * 79)[0]))
        return found

    def code_after(self, to: str, before: int) -> str:
        """The sign-in code in the first mail to an address beyond the first `before` mails."""
        until = time.monotonic() + MAIL_SECONDS
        while time.monotonic() < until:
            for _subject, body in self.mails(to)[before:]:
                if found := CODE.search(body):
                    return found.group(1)
            time.sleep(0.2)
        raise AssertionError(f"no mail with a code came to {to}")

    def sign_in(self, page: Page, who: str, language: str) -> None:
        """Sign in by password as one of the demo's people."""
        page.goto(f"{self.url}/{language}/people/sign-in/")
        page.fill("#id_login", f"{who}@demo.example")
        page.fill("#id_password", self.password)
        page.press("#id_password", "Enter")
        page.wait_for_url(f"{self.url}/{language}/")


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """Gilydd's web and worker with the demo valley, on a free port and in a home of its own."""
    home = tmp_path_factory.mktemp("gilydd-home")
    log = home / "printed.log"
    with socket.socket() as door:
        door.bind(("127.0.0.1", 0))
        port = door.getsockname()[1]
    url = f"http://127.0.0.1:{port}"
    env = {key: value for key, value in os.environ.items() if key not in OTHER_SETTINGS}
    env |= {"GILYDD_HOME": str(home), "GILYDD_ADDRESS": url, "PYTHONUNBUFFERED": "1"}
    with log.open("wb") as printed:
        command = [sys.executable, "-m", "gilydd.site.console", "run", "--demo", "--port", str(port)]
        running = subprocess.Popen(
            command, env=env, stdout=printed, stderr=subprocess.STDOUT, start_new_session=True
        )
    try:
        _wait_until_healthy(running, url, log)
        yield Site(url, home, log, env)
    finally:
        _stop(running)


def _wait_until_healthy(running: subprocess.Popen[bytes], url: str, log: Path) -> None:
    until = time.monotonic() + START_SECONDS
    while time.monotonic() < until and running.poll() is None:
        with contextlib.suppress(OSError), urllib.request.urlopen(f"{url}/health/", timeout=5) as answer:
            if answer.status == 200:
                return
        time.sleep(0.3)
    raise AssertionError(f"Gilydd did not start:\n{log.read_text()}")


def _stop(running: subprocess.Popen[bytes]) -> None:
    """End the process, then whatever is left of its group: the group is ours alone."""
    running.terminate()
    try:
        running.wait(20)
    except subprocess.TimeoutExpired:
        running.kill()
        running.wait(5)
    with contextlib.suppress(ProcessLookupError):
        os.killpg(running.pid, signal.SIGKILL)


# Not for the whole session: tests elsewhere start their own Playwright, and two in one thread do not go.
@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Chromium without a window."""
    if not CHROMIUM.exists():
        pytest.fail("no Chromium at /usr/bin/chromium: run `make system`")
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=str(CHROMIUM), args=FLAGS)
        yield opened
        opened.close()


class Sentences:
    """Gilydd's own sentences in one language, with the blanks made plain for comparison."""

    def __init__(self, language: str) -> None:
        self.language = language

    def __call__(self, sentence: str, **words: Any) -> str:
        """One sentence of the catalogue, filled in."""
        with translation.override(self.language):
            said = translation.gettext(sentence)
        return plain(said % words if words else said)

    def hours(self, minutes: int) -> str:
        """A length of time as the pages write it."""
        from gilydd.ui.filters import hours

        with translation.override(self.language):
            return plain(hours(minutes))


def plain(text: str) -> str:
    """The text with every run of blanks as one space."""
    return " ".join(text.replace("\N{NO-BREAK SPACE}", " ").split())


def shown(page: Page, selector: str = "main") -> str:
    """The words that can be read in a part of the page."""
    return plain(page.inner_text(selector))


def follow(page: Page, words: str, part: str = "main") -> None:
    """Follow the link (or the button that is one) with exactly these words."""
    part_of_page = page.locator(part)
    either = part_of_page.get_by_role("link", name=words, exact=True).or_(
        part_of_page.get_by_role("button", name=words, exact=True)
    )
    either.first.click()


def press(page: Page, words: str) -> None:
    """Press the button with exactly these words."""
    page.locator("main").get_by_role("button", name=words, exact=True).click()
