"""Gilydd served by the test's own process, from the test's own database, on a clock that the test can move.

The `site` of these journeys is a process of its own, whose days pass as everybody's do. A journey of months
needs another: here one thread answers the browser over the connection of the test, so that everything is
gone when the test is, and commands between two pages are of the same world.
"""

from __future__ import annotations

import datetime as dt
import threading
import traceback
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any, Final

import time_machine
from django.conf import settings
from django.contrib.staticfiles.handlers import StaticFilesHandler
from django.core.servers.basehttp import ThreadedWSGIServer
from django.core.signals import got_request_exception, request_finished, request_started
from django.db import close_old_connections, connections
from django.test import Client
from django.test.testcases import LiveServerThread
from django.urls import reverse, translate_url
from django.utils import timezone, translation
from playwright.sync_api import Browser, BrowserContext, Locator, Page

from gilydd.people.models import Person
from gilydd.ui.words import EASY_READ_COOKIE

PATIENCE_MS = 20_000
# Pages without scripts can be read before their pictures and letters are there.
READY: Final = "domcontentloaded"
# What kind each field of these names is.
KINDS: Final = """names => Object.fromEntries(names.map(
    name => [name, document.querySelector(`main [name="${name}"]`)?.type ?? ""]))"""
# One connection serves all: one request after the other.
ONE_AT_A_TIME = threading.Lock()


class Handler(StaticFilesHandler):
    """Static files, kept by the browser as those of a real house are, and pages one after the other."""

    def serve(self, request: Any) -> Any:
        response = super().serve(request)
        response["Cache-Control"] = "max-age=86400, immutable"
        return response

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Any:
        with ONE_AT_A_TIME:
            return super().__call__(environ, start_response)


class Server(ThreadedWSGIServer):
    """Answers over the connection of the test, and leaves it open."""

    def _close_connections(self) -> None:
        pass


class Serving(LiveServerThread):
    """The thread that takes requests; it has no connection itself."""

    server_class = Server

    def __init__(self, shared: dict[str, Any]) -> None:
        super().__init__("localhost", Handler)
        self.daemon, self.shared = True, shared

    def _create_server(self, connections_override: Any = None) -> Any:
        return super()._create_server(connections_override=self.shared)


class House:
    """The running product: `open_as` gives somebody's own browser, `later` lets days go by."""

    def __init__(self, browser: Browser, url: str, clock: Any) -> None:
        self.browser, self.url, self.clock = browser, url, clock
        self.open: dict[int, Visit] = {}
        self.signed_out: set[int] = set()
        self.went_wrong = ""
        got_request_exception.connect(self._keep)

    def _keep(self, **_told: Any) -> None:
        self.went_wrong = traceback.format_exc()

    def open_as(self, person: Person | None, lang: str = "en", easy: bool = False) -> Visit:
        """Somebody's own browser without scripts, signed in; None for a visitor."""
        pk = person.pk if person else 0
        if pk not in self.open:
            context = self.browser.new_context(
                base_url=self.url, java_script_enabled=False, accept_downloads=True
            )
            if easy:
                context.add_cookies([{"name": EASY_READ_COOKIE, "value": "1", "url": self.url}])
            page = context.new_page()
            page.set_default_timeout(PATIENCE_MS)
            self.open[pk] = Visit(self, context, page, lang)
            self.signed_out.add(pk)
        if person and pk in self.signed_out:
            self._signed_in(person, self.open[pk].context)
        self.signed_out.discard(pk)
        return self.open[pk]

    def _signed_in(self, person: Person, context: BrowserContext) -> None:
        """Signing in itself is a journey elsewhere."""
        client = Client()
        client.force_login(Person.objects.get(pk=person.pk).login)
        cookie = client.cookies[settings.SESSION_COOKIE_NAME]
        context.add_cookies([{"name": cookie.key, "value": cookie.value, "url": self.url}])

    def later(self, **delta: int) -> None:
        """Let time go by: {days: 3}. Everybody signs in anew."""
        self.clock.shift(dt.timedelta(**delta))
        self.signed_out |= set(self.open)


class Visit:
    """One person at the pages, in their language."""

    def __init__(self, house: House, context: BrowserContext, page: Page, lang: str) -> None:
        self.house, self.context, self.page, self.lang = house, context, page, lang

    def say(self, sentence: str, **words: Any) -> str:
        """A sentence of the catalogue in the language of this visit."""
        with translation.override(self.lang):
            said = translation.gettext(sentence)
        return said % words if words else said

    def go(self, name: str, *args: Any) -> Visit:
        """Open the page of this name."""
        with translation.override("en"):
            address = translate_url(reverse(name, args=args), self.lang)
        answer = self.page.goto(self.house.url + address, wait_until=READY)
        assert answer is not None and answer.status == 200, (
            address,
            answer and answer.status,
            self.house.went_wrong[-3000:],
        )
        return self

    def follow(self, words: str, **more: Any) -> Visit:
        """Follow the link with these words of the catalogue, a button or not."""
        return self._click(self.say(words, **more), "link", "button")

    def press(self, words: str = "", **more: Any) -> Visit:
        """Press the button with these words of the catalogue, or the page's main one; nothing is refused."""
        if words:
            self._click(self.say(words, **more), "button")
        else:
            with self.page.expect_navigation(wait_until=READY):
                self.page.locator("main form button:not(.govuk-button--secondary)").last.click()
        wrong = self.page.locator(".govuk-error-summary, .notice--error")
        assert not wrong.count(), wrong.first.inner_text()
        return self

    def _click(self, words: str, *roles: Any) -> Visit:
        main = self.page.locator("main")
        for role in roles:
            found = main.get_by_role(role, name=words, exact=True)
            if found.count():
                with self.page.expect_navigation(wait_until=READY):
                    found.first.click()
                return self
        raise AssertionError(f"no “{words}” on {self.page.url}:\n{self.page.inner_text('main')}")

    def fill(self, **fields: Any) -> Visit:
        """Fill in a form: a text, a day, a choice, several of them, or True for a box."""
        kinds = self.page.evaluate(KINDS, list(fields))
        for name, value in fields.items():
            self._fill(name, kinds[name], value)
        return self

    def _fill(self, name: str, kind: str, value: Any) -> None:
        main = self.page.locator("main")
        field = main.locator(f"[name={name}]")
        if isinstance(value, dt.date):
            for place, part in enumerate((value.day, value.month, value.year)):
                main.locator(f"[name={name}_{place}]").fill(str(part))
        elif not kind:
            raise AssertionError(f"no {name} on {self.page.url}:\n{self.page.inner_text('main')}")
        elif kind == "file":
            field.set_input_files(value)
        elif kind in ("radio", "checkbox"):
            for one in value if isinstance(value, Sequence) and not isinstance(value, str) else [value]:
                self._tick(field, one)
        elif kind == "select-one":
            field.select_option(**({"label": value} if isinstance(value, str) else {"value": str(value)}))
        else:
            field.fill(str(value))

    def _tick(self, field: Locator, value: Any) -> None:
        (field if value is True else field.and_(self.page.locator(f"[value='{value}']"))).check()

    def reads(self, *words: str) -> None:
        """Whether the page says all of this."""
        shown = " ".join(self.page.inner_text("main").replace("\N{NO-BREAK SPACE}", " ").split())
        missing = [one for one in words if one not in shown]
        assert not missing, (missing, shown)

    def saves(self, words: str) -> str:
        """Press a button whose answer is a file; the text of the file."""
        with self.page.expect_download() as coming:
            self.page.locator("main").get_by_role("button", name=self.say(words), exact=True).click()
        return coming.value.path().read_text(encoding="utf-8")


@contextmanager
def at_home(browser: Browser) -> Iterator[House]:
    """Serve this test's Gilydd. The test keeps `DJANGO_ALLOW_ASYNC_UNSAFE`: the browser's loop is in its thread."""
    connection = connections["default"]
    connection.inc_thread_sharing()
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    server = Serving({"default": connection})
    server.start()
    server.is_ready.wait()
    with time_machine.travel(timezone.now()) as clock:
        house = House(browser, f"http://{server.host}:{server.port}", clock)
        try:
            if server.error:
                raise server.error
            yield house
        finally:
            for visit in house.open.values():
                visit.context.close()
            server.terminate()
            for signal in (request_started, request_finished):
                signal.connect(close_old_connections)
            connection.dec_thread_sharing()
