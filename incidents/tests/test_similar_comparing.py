"""Two incidents compared: what is said is true of both, stands on both, and reads as a sentence."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from incidents.models import ContributingFactor
from incidents.similar.comparing import Step, compare
from incidents.similar.rates import Rates
from incidents.similar.sentence import MOST_SHARED, sentence, told
from incidents.similar.story import Deed, Factor, Place, Story
from timelines.when import When

Role = ContributingFactor.Role
NAMES = {
    "version-skew": "Version skew",
    "corrupted-state": "Corrupted state",
    "dns": "DNS",
    "latent-bug": "Latent bug",
}
RATES = Rates(100, mechanisms={"version-skew": 4, "corrupted-state": 9, "dns": 10, "latent-bug": 60})


def factor(role: str, mechanism: str, statement: str = "It was so.", number: int = 1) -> Factor:
    place = Place(f"factor {number}", statement, f"#f-{number}")
    return Factor(role, statement, mechanism, NAMES.get(mechanism, ""), (place,))


def restarted(things=("nodes",), is_all=True) -> Deed:
    return Deed("restart", things, is_all, Place("event 22:30", "Restarted.", "#e-1"))


def story(*factors: Factor, **facts) -> Story:
    return Story(
        None,
        "INC-1",
        facts.pop("kind", "incident"),
        Place("INC-1", "A title", "/1/"),
        factors=factors,
        **facts,
    )


def said(here: Story, there: Story, rates: Rates = RATES) -> str:
    return sentence(compare(here, there, rates))


def test_a_sentence_tells_trigger_propagation_and_recovery_in_the_order_of_the_story():
    here = story(
        factor(Role.CONTRIBUTING, "corrupted-state", "Half-written `iptables` rules stay behind."),
        factor(Role.TRIGGER, "version-skew"),
        deeds=(restarted(("node",)),),
    )
    there = story(
        factor(Role.TRIGGER, "version-skew"),
        factor(Role.CONTRIBUTING, "corrupted-state", "The iptables of each host were damaged."),
        deeds=(restarted(("node",)),),
    )
    assert said(here, there) == (
        "Both: version skew as trigger; corrupted state as contributing factor (“iptables”); "
        "recovered by restarting every node."
    )


def test_each_part_stands_on_places_of_both_sides():
    here, there = (
        story(factor(Role.TRIGGER, "version-skew", number=number), deeds=(restarted(),)) for number in (1, 2)
    )
    for one in compare(here, there, RATES).shared:
        assert one.here
        assert one.there
    (trigger, _) = compare(here, there, RATES).shared
    assert [place.href for place in (*trigger.here, *trigger.there)] == ["#f-1", "#f-2"]


def test_events_that_a_factor_stands_on_are_its_evidence():
    evidence = Place("event 12:00 UTC", "It broke.", "#e-7")
    one = factor(Role.TRIGGER, "version-skew")
    (trigger,) = compare(story(replace(one, places=(*one.places, evidence))), story(one), RATES).shared
    assert trigger.here == (*one.places, evidence)


def test_a_mechanism_that_played_another_part_is_said_with_both_parts_and_counts_less():
    here, there = story(factor(Role.TRIGGER, "dns")), story(factor(Role.AGGRAVATING, "dns"))
    assert said(here, there).startswith("Both: DNS (as trigger here, as what made it worse there).")
    assert compare(here, there, RATES).score < compare(here, here, RATES).score


@pytest.mark.parametrize(("role", "words"), [
    (Role.TRIGGER, "as trigger"), (Role.CONTRIBUTING, "as contributing factor"),
    (Role.AGGRAVATING, "as what made it worse"), (Role.HINDERED_DETECTION, "as what hindered detection"),
    (Role.HINDERED_RECOVERY, "as what hindered recovery"), (Role.LIMITED_HARM, "as what limited harm"),
])  # fmt: skip
def test_every_role_has_its_words(role, words):
    both = story(factor(role, "version-skew"))
    assert compare(both, both, RATES).shared[0].text == f"version skew {words}"


def test_a_rare_mechanism_counts_more_than_a_common_one():
    rare, common = (story(factor(Role.TRIGGER, slug)) for slug in ("version-skew", "latent-bug"))
    assert compare(rare, rare, RATES).score > compare(common, common, RATES).score


def test_what_all_have_counts_next_to_nothing():
    rates = Rates(1_000)
    assert rates.rarity(1_000) < 0.001 < 0.8 < rates.rarity(1) <= 1
    assert rates.rarity(1_001) == rates.rarity(1_000)


def test_a_chain_counts_more_than_its_steps():
    whole = story(
        factor(Role.TRIGGER, "version-skew"),
        factor(Role.CONTRIBUTING, "corrupted-state"),
        deeds=(restarted(),),
    )
    steps = compare(whole, whole, RATES)
    assert steps.score > sum(one.worth for one in steps.shared)


def test_triggers_that_differ_are_named_on_both_sides():
    here, there = story(factor(Role.TRIGGER, "version-skew")), story(factor(Role.TRIGGER, "dns"))
    assert "Differs: the trigger was version skew here, DNS there." in said(here, there)


def test_recoveries_that_differ_are_told_as_they_were_done():
    back = Deed("roll-back", ("release",), False, Place("event 23:00", "Rolled back.", "#e-2"))
    here, there = story(deeds=(restarted(("node",)),)), story(deeds=(back,))
    assert "Differs: recovered here by restarting every node, there by rolling back the release." in said(
        here, there
    )


def test_a_near_miss_beside_an_incident_is_a_difference():
    here, there = story(), story(kind="near-miss")
    assert "Differs: an incident here, a near miss there." in said(here, there)


def test_what_one_does_not_tell_is_no_difference():
    here, there = story(factor(Role.TRIGGER, "version-skew"), deeds=(restarted(),)), story()
    assert said(here, there) == "Not told: the trigger and the recovery there."
    assert said(there, here) == "Not told: the trigger and the recovery here."
    assert said(there, there) == "Not told: the trigger and the recovery on either side."


def test_components_count_by_name_and_more_in_one_organisation():
    api = (("Public API", Place("impact", "Public API: out", "#impact")),)
    rates = Rates(100, components={"public api": 3})
    same, other = story(components=api, organisation="Fyra"), story(components=api, organisation="Gelb")
    assert said(same, other, rates).startswith("Both: Public API affected.")
    assert compare(same, same, rates).score > compare(same, other, rates).score


def test_one_organisation_at_the_same_time_is_mostly_one_incident_told_twice():
    noon, about = When.read("14 March 2023 12:00 UTC"), When.read("~12:01 UTC on 14 March 2023")
    began = Place("begun 14 March", "noon", "#e-1")
    here = story(organisation="Fyra", began=(noon, began))
    there = story(organisation="fyra", began=(about, began))
    assert said(here, there).startswith("Both: at Fyra at the same time.")
    some_day = When.read("year 2023")
    assert said(here, replace(there, began=(some_day, began))).startswith("Both: at Fyra.")


def test_the_same_organisation_alone_says_nothing():
    here = story(organisation="Fyra")
    assert not compare(here, here, RATES).says_something


def test_words_of_just_any_account_are_not_told():
    one = factor(Role.TRIGGER, "version-skew", "The service failed and users were affected by version skew.")
    assert compare(story(one), story(one), RATES).shared[0].text == "version skew as trigger"


def test_a_long_sentence_keeps_to_the_weightiest_and_the_rest_stays_in_the_comparison():
    names = [f"Component {number}" for number in range(9)]
    many = story(components=tuple((name, Place("impact", name, "#impact")) for name in names))
    comparison = compare(many, many, RATES)
    assert len(comparison.shared) == 9
    assert len(told(comparison)) == MOST_SHARED


ROLES = st.sampled_from([role.value for role in Role])
FACTORS = st.lists(st.builds(factor, ROLES, st.sampled_from(["", *NAMES]), st.text(max_size=40)), max_size=5)
STORIES = st.builds(lambda factors: story(*factors), FACTORS)


@given(STORIES, STORIES)
def test_any_two_share_the_same_from_either_side(here, there):
    one, other = compare(here, there, RATES), compare(there, here, RATES)
    assert compare(here, there, RATES) == one
    assert {shared.step for shared in one.shared} == {shared.step for shared in other.shared}
    for shared in one.shared:
        assert {place.href for place in shared.here} <= {
            place.href for one in here.factors for place in one.places
        }
        assert shared.step in Step
        assert shared.worth >= 0
