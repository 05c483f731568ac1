"""`manage.py search`: what it prints, for whom, and what it refuses."""

import json

import pytest
from django.core.management import CommandError, call_command

from accounts.factories import UserFactory
from incidents.factories import IncidentFactory
from incidents.tests.told_passages import tell

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def here(settings):
    settings.SITE_ADDRESS = "https://told.example"


def searched(capsys, *arguments) -> str:
    call_command("search", *arguments)
    return capsys.readouterr().out


def test_json_has_exactly_what_is_promised(capsys):
    incident = IncidentFactory(number=3, title="Zürich “stands” still")
    tell(incident, "It rains", factor=["kube-proxy & <iptables>"])
    answer = json.loads(searched(capsys, "kube-proxy", "--json"))
    (result,) = answer.pop("results")
    assert answer == {"query": "kube-proxy", "notes": [], "corrections": [], "also": [], "total": 1}
    assert result.pop("score") > 0
    assert result == {
        "incident": "INC-3",
        "title": "Zürich “stands” still",
        "url": "https://told.example/incidents/3/",
        "passages": [
            {
                "kind": "factor",
                "snippet": "<mark>kube-proxy</mark> &amp; &lt;iptables&gt;",
                "url": "https://told.example/incidents/3/#f-1",
            }
        ],
    }


def test_lines_are_for_reading(capsys):
    tell(IncidentFactory(number=3, sev=1, title="Queues"), "etcd & <co>", *("etcd once more and again",) * 4)
    lines = searched(capsys, "etcd").splitlines()
    assert lines[0] == "INC-3  SEV1  Queues"
    assert "    event 1 of that night: etcd & <co>" in lines
    assert "        https://told.example/incidents/3/#e-1" in lines
    assert "    2 more passages" in lines
    assert lines[-1] == "1 incident, 5 passages"


def test_several_words_need_no_quotes_and_quotes_are_a_phrase(capsys):
    tell(IncidentFactory(number=1), "the sync failed")
    tell(IncidentFactory(number=2), "it failed to sync")
    both = json.loads(searched(capsys, "sync", "failed", "--json"))
    assert (both["query"], both["total"]) == ("sync failed", 2)
    phrase = json.loads(searched(capsys, '"sync failed"', "--json"))
    assert [result["incident"] for result in phrase["results"]] == ["INC-1"]


def test_the_limit_leaves_the_total_as_it_is(capsys):
    for _ in range(4):
        tell(IncidentFactory(), "etcd")
    answer = json.loads(searched(capsys, "etcd", "--limit", "3", "--json"))
    assert (answer["total"], len(answer["results"])) == (4, 3)
    assert "4 incidents, 4 passages" in searched(capsys, "etcd", "--limit", "1")


@pytest.mark.parametrize("limit", ["0", "-1", "101", "many", "1.5", "", "²", "9" * 5000])
def test_a_limit_that_is_none_is_refused(limit):
    with pytest.raises(CommandError, match="is no number from 1 to 100"):
        call_command("search", "etcd", f"--limit={limit}")


def test_it_sees_everything_or_what_one_person_sees(capsys):
    person = UserFactory(username="ida")
    tell(IncidentFactory(number=1, visibility="restricted"), "etcd")
    tell(IncidentFactory(number=2, visibility="internal"), "etcd")
    tell(IncidentFactory(number=3, visibility="restricted", lead=person), "etcd")
    numbers = []
    for arguments in ((), ("--as", "ida")):
        answer = json.loads(searched(capsys, "etcd", "--json", *arguments))
        numbers.append(sorted(result["incident"] for result in answer["results"]))
    assert numbers == [["INC-1", "INC-2", "INC-3"], ["INC-2", "INC-3"]]


def test_a_person_who_is_not_known_is_an_error():
    with pytest.raises(CommandError, match="There is no user mallory"):
        call_command("search", "etcd", "--as", "mallory")


@pytest.mark.parametrize("typed", ["", "the of", '"', "?", "etcd " * 2_000, "x" * 10_000, "\x00"])
def test_a_query_that_finds_nothing_says_so_and_is_no_error(capsys, typed):
    answer = json.loads(searched(capsys, typed, "--json"))
    assert answer["results"] == []


def test_what_was_left_out_is_said_beside_the_answer(capsys):
    call_command("search", "the etcd", "--json")
    printed = capsys.readouterr()
    assert "Left out, because nearly every text has it: “the”." in printed.err
    assert json.loads(printed.out)["total"] == 0
