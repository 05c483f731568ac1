"""What is found, and in which order."""

import pytest

from search.finding import find
from search.models import Passage
from search.passages import PassageText, store_all
from search.query import read_query

pytestmark = pytest.mark.django_db


def passage(text, key="summary"):
    return PassageText(key, "event", "timeline", text, f"/it/#{key}")


def store(*texts):
    """Group 1 has the first text, group 2 the second, …; several texts of one group are a list."""
    store_all(
        {
            group: [
                passage(text, f"p{number}")
                for number, text in enumerate([told] if isinstance(told, str) else told)
            ]
            for group, told in enumerate(texts, 1)
        }
    )


def found(text, *, typing=False, **options):
    """The groups in their order."""
    everything = Passage.objects.values("group")
    return [hit.group for hit in find(read_query(text, typing=typing), within=everything, **options).hits]


IDENTIFIERS = (
    "The kube-proxy pod on node-7 restarts",
    "Proxier.syncProxyRules() takes nine seconds",
    "etcd_mvcc_db_total_size_in_bytes passes two gigabytes",
    "dial tcp 10.43.0.1:443: i/o timeout",
    "Nothing of the sort.",
)


@pytest.mark.parametrize(
    ("text", "group"),
    [
        ("kube-proxy", 1),
        ("KUBE-PROXY", 1),
        ("pod node-7", 1),
        ("Proxier.syncProxyRules()", 2),
        ("proxier.syncproxyrules", 2),
        ("syncProxyRules", 2),
        ("syncproxyrules", 2),
        ("sync rules", 2),
        ("etcd_mvcc_db_total_size_in_bytes", 3),
        ("mvcc", 3),
        ("etcd-mvcc-db", 3),
        ("10.43.0.1:443", 4),
        ("10.43.0.1", 4),
        ("443", 4),
    ],
)
def test_identifiers_are_found_whole_and_in_parts(text, group):
    store(*IDENTIFIERS)
    assert found(text)[:1] == [group]
