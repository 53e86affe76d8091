"""The script at the door reads and signs a voucher's code as the server does, in a real browser."""

from __future__ import annotations

import base64
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from playwright.sync_api import Browser, Route

from gilydd.exchange import vouchers

pytestmark = pytest.mark.browser
# A browser signs only for what came over a safe road, as pages of this very machine do.
HERE = "http://127.0.0.1/"
KEY = bytes(range(32))
NUMBER, DAY, POOL = "7K3MQ9", "0X4", 12


def signed_here(place: int) -> str:
    """The code as the server prints it."""
    return vouchers.grouped(NUMBER + DAY + vouchers.signature_of(KEY, NUMBER, DAY, place))


def test_it_reads_and_signs_as_the_server_does(browser: Browser) -> None:
    script = finders.find("exchange/door.js")
    assert isinstance(script, str)
    text = Path(script).read_text(encoding="utf-8")
    own = text[text.index("// The same reading") : text.index("// What this device")]
    page = browser.new_page()
    page.route("**/*", lambda route: empty(route))
    page.goto(HERE)
    asked = """async ([own, signs, key, codes]) => {
        const both = await new Function("SIGNS", "door", own + "; return [plainOf, signatureOf]")(
            signs, { dataset: { deviceKey: key } });
        const [plainOf, signatureOf] = both, found = [];
        for (const [typed, place] of codes) {
            const plain = plainOf(typed);
            found.push([plain, plain && await signatureOf(plain.slice(0, 6), plain.slice(6, 9), place)]);
        }
        return found;
    }"""
    code, anywhere = signed_here(POOL), signed_here(vouchers.ANYWHERE)
    typed = [
        [f"https://x.org/?code={code.lower()}", str(POOL)],
        [anywhere.replace("0", "O").replace("-", " "), "0"],
        ["no code at all", "0"],
    ]
    found = page.evaluate(asked, [own, vouchers.SIGNS, base64.b64encode(KEY).decode(), typed])
    page.close()
    plain, plain_anywhere = code.replace("-", ""), anywhere.replace("-", "")
    assert found == [[plain, plain[9:]], [plain_anywhere, plain_anywhere[9:]], ["", ""]]
    assert plain[9:] != plain_anywhere[9:]


def empty(route: Route) -> None:
    """A page of nothing, so that nothing leaves this machine."""
    route.fulfill(status=200, content_type="text/html", body="<!doctype html>")
