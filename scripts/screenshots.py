"""Take the pictures in docs/images: `make screenshots`.

Starts an installation of its own in a temporary directory, which holds the example incidents, looks at it in
Chromium (CHROMIUM=path, where it is not found) and takes it away again.
"""

import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from datetime import UTC, datetime
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

PROJECT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(PROJECT))  # run as a file, only its own folder is there

from scripts import vendor_site  # noqa: E402
from statuspages.tests.served import Served  # noqa: E402

IMAGES = PROJECT / "docs" / "images"
WINDOW = {"width": 1280, "height": 960}
START_SECONDS = 120

NOTES = """\
~2AM one node burns CPU
2:30 nodes cannot join the mesh
by 3:10 three people on the call
between 3:15 and 3:30 rolled back the proxy
4:05 IST office in Pune reports the same
25:10 graph looks odd
4:20 mitigated, requests go through
"""


WRITE_UP = """\
# Orders wait in line, 3 May 2024

All times in CEST.

At around 11:10 on 3 May orders stopped moving, because the queue's disk had filled up overnight.
At 11:25 two shops wrote to us; nobody had been paged, since the disk had no alert.

The following were affected:

- Orders
- Receipts by e-mail

At 11:40 we stopped the nightly export, which had written 80 GB of temporary files.
2024-05-03 09:52:07 WARN queue[311]: accepting messages again
Later the workers were restarted as well. By 13:15 all orders were sent.

## Root cause

The clean-up of temporary files had been switched off during a migration and was never switched on again.

## Action items

- [x] Switch the clean-up on (mira)
- [ ] Page somebody at 80 % of the disk, by 17 May
"""


def main() -> None:
    chromium = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
    if not chromium:
        sys.exit("screenshots: no Chromium found; name it: CHROMIUM=/path/to/chromium make screenshots")
    IMAGES.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as data:
        os.chmod(data, 0o755)  # noqa: S103 (as root, PostgreSQL runs under another account)
        with _Installation(Path(data)) as installation, sync_playwright() as playwright:
            arguments = ["--no-sandbox"] if os.geteuid() == 0 else []
            browser = playwright.chromium.launch(executable_path=chromium, args=arguments)
            for look in ("light", "dark"):
                context = browser.new_context(viewport=WINDOW, color_scheme=look, locale="en-GB")
                _take_all(context.new_page(), installation, look)
            browser.close()


class _Installation:
    """`manage.py up` on a free port with data of its own, as long as the context lasts."""

    def __init__(self, data: Path):
        self.data = data
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.address = f"http://127.0.0.1:{self.port}"

    @property
    def password(self) -> str:
        return (self.data / "admin-password.txt").read_text().strip()

    def __enter__(self):
        told = {"THROUGHLINE_DATA": str(self.data), "PORT": str(self.port), "DATABASE_URL": ""}
        self.environment = {**os.environ, **told, "THROUGHLINE_FETCH_ALLOW": "127.0.0.1"}
        command = [sys.executable, "manage.py", "up"]
        self.process = subprocess.Popen(command, cwd=PROJECT, env=self.environment, stdout=subprocess.DEVNULL)
        try:
            self._wait()
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_):
        self.process.send_signal(signal.SIGTERM)
        self.process.wait(timeout=60)

    def manage(self, *words: str) -> None:
        """Run a command of `manage.py` beside it."""
        command = [sys.executable, "manage.py", *words]
        subprocess.run(command, cwd=PROJECT, env=self.environment, check=True, stdout=subprocess.DEVNULL)

    def _wait(self) -> None:
        until = time.monotonic() + START_SECONDS
        while time.monotonic() < until and self.process.poll() is None:
            try:
                with urllib.request.urlopen(f"{self.address}/health/", timeout=5):  # noqa: S310 (our own)
                    return
            except (urllib.error.URLError, ConnectionError, TimeoutError):
                time.sleep(0.5)
        sys.exit("screenshots: the installation did not start; `make run` shows why.")


def _take_all(page: Page, installation: _Installation, look: str) -> None:
    def take(name: str) -> None:
        page.screenshot(path=IMAGES / f"{name}-{look}.png")

    page.goto(f"{installation.address}/incidents/1/")
    take("incident")
    if look == "dark":
        return
    page.goto(f"{installation.address}/incidents/1/postmortem/")
    take("postmortem")
    page.goto(f"{installation.address}/search/?q=kube-proxy+sync")
    take("search")
    page.goto(f"{installation.address}/incidents/1/similar/")
    take("similar")
    page.goto(f"{installation.address}/patterns/")
    take("patterns")
    page.goto(f"{installation.address}/accounts/login/?next=/incidents/1/events/paste/")
    page.get_by_label("User name or e-mail").fill("admin")
    page.get_by_label("Password").fill(installation.password)
    page.get_by_role("button", name="Sign in").click()
    page.get_by_label("Your notes").fill(NOTES)
    page.get_by_role("button", name="Read again").click()
    page.locator(".read .rt").first.wait_for()
    take("paste")
    page.goto(f"{installation.address}/import/")
    page.get_by_label("Paste the text").fill(WRITE_UP)
    page.get_by_role("button", name="Read it").click()
    page.locator(".imp-read .item").first.wait_for()
    page.keyboard.press("j")
    page.keyboard.press("j")
    take("import")
    _watch_vendor(installation)
    page.goto(f"{installation.address}/status-pages/1/")
    take("status-page")


def _watch_vendor(installation: _Installation) -> None:
    """Have a vendor's page watched, of which one post is rewritten after the first reading."""
    now = datetime.now(UTC)
    with Served() as site:
        vendor_site.serve(site, now, is_rewritten=False)
        installation.manage("watch_status_page", site.url)
        vendor_site.serve(site, now, is_rewritten=True)
        installation.manage("poll_status_pages", "--page", "1")


if __name__ == "__main__":
    main()
