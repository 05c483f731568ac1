"""What axe says of a page: WCAG 2.2 A and AA, and best practice, light and wide, dark and narrow."""

from axe_playwright_python.sync_playwright import Axe

from throughline.tests.browser.conftest import NARROW, WIDE

STANDARDS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa", "best-practice"]
OPTIONS = {"resultTypes": ["violations"], "runOnly": {"type": "tag", "values": STANDARDS}}


def findings(page) -> str:
    """A paragraph for each finding, which begins with the rule, the look and the target. Resizes the page."""
    found = []
    page.evaluate(Axe().axe_script)
    for look, size in (("light", WIDE), ("dark", NARROW)):
        page.set_viewport_size(size)
        page.emulate_media(color_scheme=look, reduced_motion="reduce")
        for violation in page.evaluate("(options) => axe.run(options)", OPTIONS)["violations"]:
            for node in violation["nodes"]:
                target = " ".join(map(str, node["target"]))
                found.append(f"{violation['id']}, {look}, at {target}: {node['failureSummary']}")
    return "\n".join(found)
