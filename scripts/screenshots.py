"""Take the README's screenshots from a demo started for them: `make screenshots`."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path

from playwright.sync_api import sync_playwright

ROOT = Path(__file__).parents[1]
TARGET = ROOT / "docs" / "screenshots"
PORT = 8765
ADDRESS = f"http://127.0.0.1:{PORT}"
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
SHOTS = [
    # name, who, path, width, height, Easy Read
    ("home", "dai", "/en/", 1200, 780, False),
    ("service", "dai", "/en/c/cwm-enfys/chain/1/", 1200, 1150, False),
    ("easy-read", "dai", "/cy/c/cwm-enfys/exchange/", 390, 844, True),
    ("desk", "tomos", "/cy/c/cwm-enfys/exchange/desk/", 1200, 1100, False),
    ("find", "dai", "/en/c/cwm-enfys/peers/", 1200, 900, False),
    ("search", "dai", "/cy/c/cwm-enfys/chain/find/?q=nghathod", 1200, 760, False),
    ("report", "dai", "/en/c/cwm-enfys/chain/1/report/", 1200, 1250, False),
    ("opening", "dai", "/en/c/cwm-enfys/commissioning/procurements/3/opening/", 1200, 1150, False),
    ("slips", "tomos", "/en/c/cwm-enfys/exchange/slips/", 1200, 760, False),
]


def main() -> None:
    with tempfile.TemporaryDirectory() as home:
        env = {**os.environ, "GILYDD_HOME": home, "PYTHONPATH": str(ROOT)}
        command = [sys.executable, "-m", "gilydd.site.console", "run", "--demo", "--port", str(PORT)]
        quiet = subprocess.DEVNULL
        running = subprocess.Popen(command, env=env, cwd=ROOT, stdout=quiet, start_new_session=True)
        try:
            wait()
            shoot((Path(home) / "demo-password").read_text().strip())
        finally:
            os.killpg(running.pid, signal.SIGTERM)
            running.wait(60)


def wait() -> None:
    for _attempt in range(300):
        try:
            urllib.request.urlopen(f"{ADDRESS}/health/")
            return
        except OSError:
            time.sleep(0.5)
    sys.exit("the demo did not start")


def shoot(password: str) -> None:
    TARGET.mkdir(exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=FLAGS)
        for name, who, path, width, height, easy in SHOTS:
            context = browser.new_context(viewport={"width": width, "height": height})
            page = context.new_page()
            page.goto(f"{ADDRESS}/en/people/sign-in/")
            page.fill("input[name=login]", f"{who}@demo.example")
            page.fill("input[name=password]", password)
            page.press("input[name=password]", "Enter")
            context.add_cookies([{"name": "easy_read", "value": str(int(easy)), "url": ADDRESS}])
            page.goto(ADDRESS + path)
            page.screenshot(path=TARGET / f"{name}.png")
            context.close()
        browser.close()


if __name__ == "__main__":
    main()
