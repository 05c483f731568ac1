"""Every page and every state of a form, each with the way there."""

from collections.abc import Callable
from dataclasses import dataclass

from throughline.tests.browser.told import Told

NOTES = """\
~2AM CPU burns
4 March 2026 10:00 IST the alarm rings
no time at all
25:99 nonsense
2:30 restarted
"""


@dataclass(frozen=True)
class Place:
    """An address, who looks at it ("editor", "viewer" or nobody), and what to do there.

    `path` may name an incident's number and the keys of what stands in it, see `address()`.
    """

    name: str
    path: str
    who: str = "editor"
    do: Callable | None = None

    def address(self, served: str, told: Told) -> str:
        facts = {
            "n": told.full.number,
            "bare": told.bare.number,
            "draft": told.draft.number,
            "event": told.corrected.pk,
            "withdrawn": told.withdrawn.pk,
            "source": told.source.pk,
            "window": told.window.pk,
            "factor": told.factor.pk,
            "action": told.action.pk,
            "watched": told.watched.pk,
            "rewritten": told.rewritten.pk,
            "listed": told.listed.pk,
            "listed_before": told.listed_before.pk,
            "imported": told.imported.pk,
        }
        return served + self.path.format(**facts)

    def go(self, page, served: str, told: Told) -> None:
        page.goto(self.address(served, told))
        if self.do:
            self.do(page)


def sent(page, **fields) -> None:
    """Fill in these fields of the page's form and send it past the browser's own checks."""
    for name, value in fields.items():
        page.locator(f"main [name={name}]").first.fill(value)
    with page.expect_navigation():
        page.evaluate("document.querySelector('main form[method=post]').submit()")


def send(**fields) -> Callable:
    return lambda page: sent(page, **fields)


def paste(page) -> None:
    page.get_by_label("Your notes").fill(NOTES)
    page.get_by_role("button", name="Read again").click()
    page.locator(".read .rt").first.wait_for()


def edit_inline(page) -> None:
    page.locator("li.ev").nth(1).hover()
    page.locator("li.ev [data-edit]").nth(1).click()
    page.locator(".ev-form").first.wait_for()


def edit_inline_wrongly(page) -> None:
    edit_inline(page)
    page.get_by_label("When", exact=True).fill("half past never")
    page.locator("#main .ev-form .wrong-said").first.wait_for()
    page.get_by_role("button", name="Save").click()
    page.locator(".ev-form .notice-wrong").wait_for()


def add_wrongly(page) -> None:
    page.locator("#quick").fill("half past never it broke")
    page.locator("#quick-said .wrong-said").wait_for()
    page.get_by_role("button", name="Add", exact=True).click()
    page.locator("#quick[aria-invalid=true]").wait_for()


def meet_another_text(page) -> None:
    page.locator("[name=based_on]").evaluate("(field) => { field.value = 1 }")
    page.get_by_label("Markdown").fill("## What happened\n\nA much longer timeout.")
    page.get_by_role("button", name="Save", exact=True).click()
    page.get_by_role("heading", name="Somebody saved before you").wait_for()


def meet_another_form(page) -> None:
    page.locator("[name=edition]").evaluate("(field) => { field.value = 1 }")
    page.get_by_label("What happened").fill("The first eleven mails arrive.")
    page.get_by_role("button", name="Save").click()
    page.locator(".ev-form .diff").wait_for()


def type_a_word(page) -> None:
    page.keyboard.type("paym")
    page.locator("#found .hit").first.wait_for()


def unfold(page) -> None:
    page.evaluate("document.querySelectorAll('main details').forEach((it) => { it.open = true })")


def look_wrongly(page) -> None:
    page.get_by_label("Address of a status page").fill("javascript:alert(1)")
    page.get_by_role("button", name="Look").click()
    page.locator("#look .wrong-said").wait_for()


def see_first_form(page) -> None:
    page.get_by_role("link", name="Version 1").first.click()
    page.locator(".rev-h [aria-current]", has_text="Version 1").wait_for()


def look_at_several(page) -> None:
    page.get_by_label("Address of a status page").fill("https://a.example https://b.example")
    page.get_by_role("button", name="Look").click()
    page.get_by_role("button", name="Add them as a list").wait_for()


def add_nothing(page) -> None:
    page.get_by_label("Addresses, one a line").fill("# nobody")
    page.get_by_role("button", name="Add them").click()
    page.locator("#main .wrong-said").wait_for()


def name_no_component(page) -> None:
    page.get_by_role("button", name="Add", exact=True).click()
    page.locator("#needed-by .wrong-said").first.wait_for()


def made_a_token(page) -> None:
    page.get_by_label("What it is for").fill("nightly import")
    with page.expect_navigation():
        page.get_by_role("button", name="Make a token").click()


def press_keys(*keys) -> Callable:
    def do(page):
        for key in keys:
            page.keyboard.press(key)

    return do


def edit_an_item(page) -> None:
    page.keyboard.press("j")
    page.keyboard.press("e")
    page.locator(".item-editing").wait_for()


def edit_an_item_wrongly(page) -> None:
    edit_an_item(page)
    page.locator(".item-editing [name=when]").fill("half past never")
    page.locator(".item-editing").get_by_role("button", name="Save and accept").click()
    page.locator(".item-editing .wrong-said").first.wait_for()


def edit_an_item_on_its_page(page) -> None:
    page.goto(page.locator("[data-item] [data-edit]").first.evaluate("(link) => link.href"))


def decide_a_zone_wrongly(page) -> None:
    page.get_by_label("Times without a zone are in").fill("Mars/Olympus")
    page.keyboard.press("Tab")
    page.locator(".imp-fields .wrong-said").wait_for()


PLACES = [
    Place("home", "/"),
    Place("home, signed out", "/", ""),
    Place("incidents", "/incidents/"),
    Place("incidents, signed out", "/incidents/", ""),
    Place("incidents, filtered", "/incidents/?severity=SEV2&tag=timeout&year=2026&sort=severity"),
    Place("incidents, none found", "/incidents/?q=nothing+like+it"),
    Place("search", "/search/", ""),
    Place("search, found", "/search/?q=timeout+payments"),
    Place("search, narrowed", "/search/?q=499+-rain&severity=SEV2&in=event,factor&year=2026&incident=INC-5"),
    Place("search, typed", "/search/", do=type_a_word),
    Place("search, a reference", "/search/?q=INC-1", ""),
    Place("search, a phrase and a note", "/search/?q=%22the+first+ten+mails%22+%22arrive&kind=incident"),
    Place("search, fields alone", "/search/?q=severity:SEV2,awful"),
    Place("search, a slip and other names", "/search/?q=tmieout+k8s"),
    Place("search, none found", "/search/?q=nowhere+neverland&severity=SEV1"),
    Place("search, no such page", "/search/?q=timeout&page=9"),
    Place("actions", "/actions/"),
    Place("actions, filtered", "/actions/?state=declined&kind=prevent"),
    Place("actions, none found", "/actions/?state=overdue&team=nobody"),
    Place("mechanisms", "/mechanisms/"),
    Place("a mechanism", "/mechanisms/version-skew/"),
    Place("a mechanism, not met", "/mechanisms/clock-error/"),
    Place("new incident", "/incidents/new/"),
    Place("new incident, refused", "/incidents/new/", do=send(time_zone="Mars", started="never")),
    Place("import", "/import/"),
    Place("import, refused", "/import/", do=send(text=" ", address="javascript:alert(1)")),
    Place("import, a document", "/import/{imported}/", do=press_keys("j")),
    Place("import, an item", "/import/{imported}/", do=edit_an_item),
    Place("import, an item refused", "/import/{imported}/", do=edit_an_item_wrongly),
    Place("import, an item's page", "/import/{imported}/", do=edit_an_item_on_its_page),
    Place("import, refused zone", "/import/{imported}/", do=decide_a_zone_wrongly),
    Place("an incident", "/incidents/{n}/"),
    Place("an incident, unfolded", "/incidents/{n}/", do=unfold),
    Place("an incident, signed out", "/incidents/{n}/", ""),
    Place("an incident, bare", "/incidents/{bare}/"),
    Place("an incident, bare, signed out", "/incidents/{bare}/", ""),
    *(Place(f"example {n}", f"/incidents/{n}/") for n in (1, 2, 3, 4)),
    *(Place(f"example {n}, postmortem", f"/incidents/{n}/postmortem/", "") for n in (1, 2, 3, 4)),
    Place("quick add, refused", "/incidents/{n}/", do=add_wrongly),
    Place("inline edit", "/incidents/{n}/", do=edit_inline),
    Place("inline edit, refused", "/incidents/{n}/", do=edit_inline_wrongly),
    Place("facts", "/incidents/{n}/edit/"),
    Place("facts, refused", "/incidents/{n}/edit/", do=send(title="", tags="x" * 60)),
    Place("history", "/incidents/{n}/history/"),
    Place("an event", "/incidents/{n}/events/{event}/"),
    Place("an event, withdrawn", "/incidents/{n}/events/{withdrawn}/"),
    Place("an event, edited", "/incidents/{n}/events/{event}/edit/"),
    Place("an event, refused", "/incidents/{n}/events/{event}/edit/", do=send(when="never")),
    Place("an event, edited by two", "/incidents/{n}/events/{event}/edit/", do=meet_another_form),
    Place("paste", "/incidents/{n}/events/paste/"),
    Place("paste, refused", "/incidents/{n}/events/paste/", do=send(notes="", zone="Mars")),
    Place("paste, read", "/incidents/{n}/events/paste/", do=paste),
    Place("a source", "/incidents/{n}/sources/{source}/"),
    Place("new source", "/incidents/{n}/sources/add/"),
    Place("new source, refused", "/incidents/{n}/sources/add/", do=send(published="never")),
    Place("new window", "/incidents/{n}/impact/add/"),
    Place("new window, refused", "/incidents/{n}/impact/add/", do=send(began="never")),
    Place("a window", "/incidents/{n}/impact/{window}/edit/"),
    Place("new factor", "/incidents/{n}/factors/add/"),
    Place("new factor, refused", "/incidents/{n}/factors/add/", do=send(onset="never")),
    Place("a factor", "/incidents/{n}/factors/{factor}/edit/"),
    Place("new action", "/incidents/{n}/actions/add/"),
    Place("new action, refused", "/incidents/{n}/actions/add/", do=send(tracker_url="nowhere")),
    Place("an action", "/incidents/{n}/actions/{action}/edit/"),
    Place("postmortem", "/incidents/{n}/postmortem/"),
    Place("postmortem, a draft", "/incidents/{draft}/postmortem/"),
    Place("postmortem, none", "/incidents/{bare}/postmortem/"),
    Place("postmortem, none, signed out", "/incidents/{bare}/postmortem/", ""),
    Place("postmortem, written", "/incidents/{n}/postmortem/edit/"),
    Place("postmortem, from the template", "/incidents/{bare}/postmortem/edit/"),
    Place("postmortem, two texts", "/incidents/{n}/postmortem/edit/", do=meet_another_text),
    Place("versions", "/incidents/{n}/postmortem/versions/"),
    Place("a version", "/incidents/{n}/postmortem/versions/2/"),
    Place("status pages", "/status-pages/"),
    Place("status pages, for a viewer", "/status-pages/", "viewer"),
    Place("status pages, signed out", "/status-pages/", ""),
    Place("status pages, refused", "/status-pages/", do=look_wrongly),
    Place("a status page", "/status-pages/{watched}/"),
    Place("a status page, unfolded", "/status-pages/{watched}/?components=all", "viewer", do=unfold),
    Place("a status page, a post", "/status-pages/{watched}/updates/{rewritten}/"),
    Place("a status page, first form", "/status-pages/{watched}/", do=see_first_form),
    Place("status pages, several given", "/status-pages/", do=look_at_several),
    Place("status pages, narrowed", "/status-pages/?tag=ci&q=bau"),
    Place("status pages, none of them", "/status-pages/?q=nowhere"),
    Place("a status page, some components", "/status-pages/{watched}/?component=builder"),
    Place("a status page, settings", "/status-pages/{watched}/settings/"),
    Place("a status page, settings refused", "/status-pages/{watched}/settings/", do=send(name="")),
    Place("a status page, needed by nothing", "/status-pages/{watched}/settings/", do=name_no_component),
    Place("a list of status pages", "/status-pages/lists/{listed}/"),
    Place("a list of status pages, done", "/status-pages/lists/{listed_before}/"),
    Place("a new list of status pages", "/status-pages/lists/new/"),
    Place("a new list of status pages, refused", "/status-pages/lists/new/", do=add_nothing),
    Place("alerts", "/status-pages/alerts/"),
    Place("alerts, for a viewer", "/status-pages/alerts/", "viewer"),
    Place("a new rule for alerts", "/status-pages/alerts/new/"),
    Place("a new rule for alerts, refused", "/status-pages/alerts/new/", do=send(name="", hour="99")),
    Place("upstream", "/status-pages/upstream/{n}/"),
    Place("upstream, bare", "/status-pages/upstream/{bare}/"),
    Place("patterns", "/patterns/?show=all"),
    Place("patterns, narrowed", "/patterns/?q=during%3A2023+mechanism%3Anothing", ""),
    Place("reviews", "/reviews/"),
    Place("reviews, signed out", "/reviews/", ""),
    Place("a review", "/reviews/2026-W10/?zone=Europe/Zurich"),
    Place("a review, signed out", "/reviews/2023-W11/", ""),
    Place("a review, present", "/reviews/present/"),
    Place("a review, empty", "/reviews/2022-W11/"),
    Place("a review, no such week", "/reviews/2023-W53/", ""),
    Place("account", "/account/"),
    Place("account, refused", "/account/", do=send(time_zone="Mars")),
    Place("a new token", "/account/", do=made_a_token),
    Place("sign in", "/accounts/login/", ""),
    Place("sign in, refused", "/accounts/login/", "", do=send(login="noa", password="wrong")),
    Place("not there", "/nowhere/"),
    Place("not allowed", "/incidents/new/", "viewer"),
]
