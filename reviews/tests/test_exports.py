"""Documents of a review: the same data, the same bytes, and nothing that a reader's program would run."""

import csv
import io
import json
import os
import random
import subprocess
import sys
from datetime import UTC, datetime
from html import unescape

import pytest
from django.conf import settings
from hypothesis import given
from hypothesis import strategies as st
from markdown import markdown

from incidents.factories import ActionItemFactory, ImpactWindowFactory, OrganisationFactory
from incidents.models import ActionItem, Incident
from reviews.exports import FORMATS, UnknownFormat, written
from reviews.exports.csv import COLUMNS
from reviews.exports.markdown import escaped
from reviews.report import review
from reviews.tests.telling import told_incident
from reviews.week import Week
from timelines.when import When

pytestmark = pytest.mark.django_db

W11 = Week.read("2023-W11", "Europe/Berlin")
LATER = datetime(2024, 1, 1, tzinfo=UTC)
START, BY = "≈ 14 March 2023 19:00 CET", "by 16 March 2023 09:00 CET"
NASTY = "=1+1 | <script>alert(1)</script> *b* [x](javascript:y) `c`"


def tell(seed: int) -> None:
    """One installation, written down in an order that depends on `seed`."""
    dice = random.Random(seed)
    laden = OrganisationFactory(name="Laden", slug="laden")
    facts = [
        {"number": 1, "started": START, "resolved": "15 March 2023 02:20 CET", "sev": 1},
        {"number": 2, "started": "8 March 2023 19:00 CET", "resolved": "15 March 2023 02:20 CET"},
        {"number": 3, "started": BY, "resolved": "16 March 2023 12:00 CET", "kind": "vendor"},
        {"number": 4, "started": "17 March 2023 09:00 CET", "kind": "drill", "status": "closed"},
        {"number": 5, "started": "14 March 2023 19:00 CET", "first_post": "14 March 2023 19:10 CET"},
        {"number": 6, "started": "1 March 2023 19:00 CET", "resolved": "1 March 2023 22:00 CET"},
    ]  # fmt: skip
    dice.shuffle(facts)
    told = {}
    for one in facts:
        told[one["number"]] = told_incident(
            title=f"Incident {one['number']}", organisation=laden, summary="It broke. We mended it.", **one
        )
    windows = [("14 March 2023 19:00 CET", "14 March 2023 20:00 CET"), ("14 March 2023 19:30 CET", None)]
    dice.shuffle(windows)
    for began, ended in windows:
        ImpactWindowFactory(incident=told[1], began=When.read(began), ended=ended and When.read(ended))
    actions = [(1, "b", "2023-03-15"), (1, "a", "2023-03-15"), (2, "c", "2023-03-10"), (6, "d", None)]
    dice.shuffle(actions)
    for number, title, due in actions:
        ActionItemFactory(incident=told[number], title=title, due_date=due)
    ActionItem.objects.update(added_at=datetime(2023, 3, 9, tzinfo=UTC))


def document(name: str, as_of: datetime = LATER) -> bytes:
    return written(review(W11, as_of=as_of, visible=Incident.objects.all()), name)


@pytest.mark.parametrize("name", FORMATS)
def test_the_same_data_written_down_in_another_order_gives_the_same_bytes(name):
    found = []
    for seed in (1, 2, 3):
        tell(seed)
        found.append(document(name, as_of=datetime(2024, seed, 1, tzinfo=UTC)))
        Incident.objects.all().delete()
        OrganisationFactory._meta.model.objects.all().delete()
    assert found[0] == found[1] == found[2]
    assert b"Incident 1" in found[0]


def test_bytes_do_not_depend_on_the_hash_seed():
    """The writers, on a report without a database, in two processes with other hashes."""
    program = (
        "import django; django.setup()\n"
        "from datetime import UTC, datetime\n"
        "from reviews.tests.reports import busy_report\n"
        "from reviews.exports import FORMATS, written\n"
        "import hashlib\n"
        "print([hashlib.sha256(written(busy_report(), name)).hexdigest() for name in FORMATS])\n"
    )
    found = set()
    for seed in ("1", "2"):
        environment = {**os.environ, "PYTHONHASHSEED": seed, "DJANGO_SETTINGS_MODULE": "throughline.settings"}
        run = subprocess.run(
            [sys.executable, "-c", program],
            env=environment,
            cwd=settings.PROJECT_DIR,
            capture_output=True,
            text=True,
        )
        assert run.returncode == 0, run.stderr
        found.add(run.stdout)
    assert len(found) == 1


def test_an_empty_week_can_be_written_in_every_format():
    for name in FORMATS:
        assert document(name)


def test_an_unknown_format_is_refused_by_name():
    with pytest.raises(UnknownFormat, match="There are md, html, csv, json"):
        document("docx")


def rows() -> list[dict]:
    return list(csv.DictReader(io.StringIO(document("csv").decode())))


def test_csv_has_the_documented_columns():
    documented = (settings.PROJECT_DIR / "docs" / "weekly-review.md").read_text()
    assert document("csv").decode().splitlines()[0] == ",".join(COLUMNS)
    assert [column for column in COLUMNS if f"`{column}`" not in documented] == []


@pytest.mark.parametrize(
    "title", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "＝1+1", "\u2028=1"]
)
def test_csv_cells_are_never_formulas(title):
    told_incident(title=title, started="14 March 2023 12:00 UTC")
    (row,) = [row for row in rows() if row["incident"]]
    assert row["title"] == f"'{title}"


def test_csv_tells_every_bound():
    tell(1)
    (row,) = [row for row in rows() if row["incident"] == "INC-1" and row["section"] == "new"]
    assert row["began_earliest"] == "2023-03-14T17:52:30Z"
    assert row["began_latest"] == "2023-03-14T18:07:30Z"
    assert row["began_precision"] == "approximate"
    assert (row["shortest_seconds"], row["longest_seconds"]) == ("25950", "26910")
    (vendor,) = [row for row in rows() if row["section"] == "vendor"]
    assert vendor["began_earliest"] == vendor["longest_seconds"] == ""


def test_json_gives_times_and_durations_as_the_api_does():
    tell(1)
    found = json.loads(document("json"))
    (one, *_) = found["incidents"]["new"]
    assert one["began"] == {
        "earliest": "2023-03-14T17:52:30Z",
        "latest": "2023-03-14T18:07:30Z",
        "precision": "approximate",
        "zone": "CET",
        "as_written": START,
        "text": "14 Mar 2023, ≈ 19:00 CET (18:00 UTC)",
    }
    assert one["time_to_resolve"]["duration"] == {"shortest_seconds": 25_950, "longest_seconds": 26_910}
    assert found["as_of"] is None


def test_markdown_and_html_show_titles_and_run_nothing():
    told_incident(title=NASTY, started="14 March 2023 12:00 UTC", summary=NASTY)
    ActionItemFactory(incident=Incident.objects.get(), title=NASTY, due_date="2023-03-14")
    text = document("md").decode()
    assert "<script" not in markdown(text)
    assert "](javascript" not in text
    page = document("html").decode()
    assert "<script" not in page
    assert "javascript:" not in page.replace("[x](javascript:y)", "")


def test_html_needs_nothing_else():
    tell(1)
    page = document("html").decode()
    assert "<script" not in page
    assert "<link" not in page
    assert "src=" not in page
    assert "url(" not in page


@given(st.text(st.characters(blacklist_categories=("Cs", "Cc")), max_size=60))
def test_escaped_text_is_shown_as_it_is(text):
    shown = markdown(escaped(text))
    told = unescape(shown.removeprefix("<p>").removesuffix("</p>"))
    assert " ".join(told.split()) == " ".join(text.split())


@pytest.mark.parametrize(
    ("text", "wanted"), [("n = 2", "n = 2"), ("= 2", "&#61; 2"), ("==a==", "&#61;&#61;a&#61;&#61;")]
)
def test_an_equals_sign_stays_one_where_it_means_nothing(text, wanted):
    assert escaped(text) == wanted


def test_a_week_that_is_not_over_says_so():
    assert (
        "Not over: as of 2023-03-15 09:00 UTC."
        in document("md", datetime(2023, 3, 15, 9, tzinfo=UTC)).decode()
    )
