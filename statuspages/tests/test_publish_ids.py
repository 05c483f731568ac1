"""Ids on the published page: the vendor's form, always the same, and nothing to count by."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from statuspages.publish.ids import PK_BITS, Row, pk_of, public_id

keys = st.integers(min_value=0, max_value=(1 << PK_BITS) - 1)
rows = st.sampled_from(Row)


@given(rows, keys)
def test_an_id_has_the_vendors_form_and_leads_back_to_its_row(row, pk):
    written = public_id(row, pk)
    assert re.fullmatch(r"[a-z0-9]{12}", written)
    assert pk_of(row, written) == pk


@given(rows, rows, keys)
def test_an_id_is_of_one_kind_of_row_only(row, other, pk):
    assert (pk_of(other, public_id(row, pk)) == pk) == (row == other)


def test_rows_beside_each_other_have_ids_that_do_not_show_it():
    written = [public_id(Row.INCIDENT, pk) for pk in range(1, 2001)]
    assert len(set(written)) == 2000
    assert sorted(written) != written
    assert len({one[:3] for one in written}) > 1500


def test_another_installation_has_other_ids(settings):
    ours = public_id(Row.INCIDENT, 1)
    settings.SECRET_KEY = "another installation's"
    assert public_id(Row.INCIDENT, 1) != ours
    assert pk_of(Row.INCIDENT, ours) != 1


@given(st.text(max_size=14))
def test_what_nobody_was_given_leads_nowhere(written):
    assert (
        pk_of(Row.INCIDENT, written) is None
        or public_id(Row.INCIDENT, pk_of(Row.INCIDENT, written)) == written
    )


@pytest.mark.parametrize("written", ["", "zzzzzzzzzzzz", "000000000000", "ABCDEFGHIJKL", "short", "٣" * 12])
def test_made_up_ids_lead_nowhere(written):
    assert pk_of(Row.INCIDENT, written) is None


@pytest.mark.parametrize("pk", [-1, 1 << PK_BITS])
def test_a_key_that_no_row_has_is_refused(pk):
    with pytest.raises(ValueError, match="No row"):
        public_id(Row.POST, pk)
