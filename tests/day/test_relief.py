"""Relief: what each measure changes of a day or a person, and nothing else."""

from __future__ import annotations

import pytest

from secondheart.day.relief import (
    country_standards,
    cut,
    interleave,
    is_seated,
    known_measures,
    measure_of,
    measures,
    sets,
    together,
    with_measures,
)
from secondheart.day.schedule import Day, builtin_day, day_names
from secondheart.person import Person
from secondheart.protocol import fidget, lie, sit, stand, walk
from secondheart.report.relief import title_of

BY_NAME = {one.name: one for one in known_measures()}
EVENING = Day(protocol=sit(minutes=120) + stand(minutes=30) + sit(minutes=90) + lie(minutes=60), begins_s=17 * 3600.0)


def helped(day: Day, *names: str, person: Person | None = None) -> tuple[Person, Day]:
    return with_measures(person or Person(), day, [BY_NAME[name] for name in names])


def told(day: Day) -> list[tuple[str, float]]:
    return list(day.protocol.describe())


def test_walking_takes_the_last_five_minutes_of_each_hour_of_sitting_or_standing() -> None:
    _, day = helped(EVENING, "walking")
    walked = [seconds for label, seconds in told(day) if label.startswith("walk")]
    assert walked == [300.0, 300.0, 300.0, 300.0]
    assert told(day)[:2] == [("sit", 3300.0), ("walk 3 km/h", 300.0)]
    assert told(day)[-1] == ("lie", 3600.0)


def test_ankle_pumps_take_one_minute_in_ten_of_sitting_only() -> None:
    _, day = helped(EVENING, "ankle-pumps")
    pumped = [seconds for label, seconds in told(day) if "ankle pump" in label]
    assert pumped == [60.0] * 21
    assert ("stand", 1800.0) in told(day)
    assert all(step.posture.name == "sit" for step in day.protocol.steps if "ankle pump" in step.label)


def test_legs_are_raised_in_the_first_hour_of_sitting_after_six() -> None:
    _, day = helped(EVENING, "legs-up")
    assert told(day) == [
        ("sit", 3600.0), ("raise legs", 3600.0), ("stand", 1800.0), ("sit", 5400.0), ("lie", 3600.0),
    ]  # fmt: skip


def test_stockings_are_worn_out_of_bed() -> None:
    _, day = helped(EVENING, "ral-ii")
    assert [len(step.wear) for step in day.protocol.steps] == [1, 1, 1, 0]
    assert day.protocol.steps[0].wear[0].ankle_mmHg == 27.5  # K02: 23 to 32


def test_training_makes_muscles_stronger_and_leaves_valves() -> None:
    weak = Person(strength_percent=50.0, leaks={})
    person, day = helped(EVENING, "training", person=weak)
    assert person.strength_percent == pytest.approx(53.0)  # V04: 3.48 points of 60
    assert person.leaks == weak.leaks
    assert day == EVENING
    assert helped(EVENING, "training", person=Person(strength_percent=200.0))[0].strength_percent == 200.0


@pytest.mark.parametrize("name", day_names())
@pytest.mark.parametrize("chosen", [(one,) for one in known_measures()] + [together()], ids=lambda some: some[-1].name)
def test_every_measure_leaves_every_day_as_long_as_it_was(name: str, chosen) -> None:
    day = builtin_day(name)
    person, changed = with_measures(Person(), day, chosen)
    assert changed.protocol.duration_s == pytest.approx(day.protocol.duration_s, abs=1e-6)
    assert changed.begins_s == day.begins_s
    assert (changed, person) != (day, Person()) or (name, chosen[0].name) in {("bed", "legs-up")}


def test_together_is_everything_with_the_mildest_stockings() -> None:
    assert {one.name for one in together()} == {"ankle-pumps", "legs-up", "walking", "training", "ral-i"}
    _, day = with_measures(Person(), EVENING, together())
    assert all(step.wear for step in day.protocol.steps if step.posture.trunk_deg > 45)


def test_sets_grow_and_never_hold_two_pairs_of_stockings() -> None:
    found = list(sets())
    assert [len(some) for some in found] == sorted(len(some) for some in found)
    assert len(found) == len(set(found)) == 1 + 6 + 14 + 2
    assert all(sum(one.kind == "stockings" for one in some) <= 1 for some in found)
    assert [one.name for one in found[1]] == ["ankle-pumps"]


def test_what_a_doctor_gives_is_never_offered_nor_found_as_the_least() -> None:
    prescribed = {one.name for one in known_measures() if one.needs_doctor}
    assert prescribed == {"ral-iii", "ral-iv"}
    asked = tuple(known_measures())  # even where someone asks for it by name
    offered = {one.name for some in (measures(), together(), *sets(), together(asked), *sets(asked)) for one in some}
    assert not offered & prescribed
    least, ran = found({"ral-iii": 1.0, "ral-iv": 1.0, "walking+ral-iv": 1.0}, ["walking", "ral-iii", "ral-iv"])
    assert least is None
    assert not any("ral-i" in name for name in ran)
    assert title_of("ral-iii", [BY_NAME["ral-iii"]]).endswith("prescribed, after a doctor has measured the arteries)")


def test_every_measure_has_a_source() -> None:
    assert all(one.source and one.does for one in measures())


def test_a_bout_goes_on_where_the_next_step_begins() -> None:
    bout = walk(3, seconds=60).steps[0]
    protocol = sit(seconds=100) + fidget(seconds=100) + lie(seconds=100) + sit(seconds=50)
    made = [(step.label, step.duration_s) for step in interleave(protocol, bout, 150.0, is_seated)]
    assert made == [
        ("sit", 90.0), ("walk 3 km/h", 10.0), ("walk 3 km/h", 50.0), ("fidget", 50.0), ("lie", 100.0), ("sit", 40.0),
        ("walk 3 km/h", 10.0),
    ]  # fmt: skip


def test_a_cut_step_keeps_no_longer_transition_than_itself() -> None:
    assert cut(stand(minutes=1).steps[0], 1.0).transition_s == 1.0


def found(least_mL: dict[str, float], names: list[str] | None = None) -> tuple[str | None, list[str]]:
    """Seek the least for a target of 20 mL, where each set of measures swells so much; what is not told, 50 mL."""
    from types import SimpleNamespace

    from secondheart.cli import relief as command

    ran: list[str] = []

    def run(_who, _plan, cases, *_more):
        ran.extend(cases)
        return {name: SimpleNamespace(swelling=SimpleNamespace(most_mL=least_mL.get(name, 50.0))) for name in cases}

    cases = command._cases_of(names)
    told = run(None, None, cases)
    ran.clear()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(command, "_run", run)
        return command._least(20.0, Person(), None, (cases, told), None, False), ran


def test_the_least_is_one_measure_if_one_is_enough_and_nothing_more_is_run() -> None:
    assert found({"ral-ii": 15.0, "together": 5.0}) == ("ral-ii", [])
    assert found({"as-it-is": 19.0}) == ("as-it-is", [])


def test_the_least_is_two_measures_where_one_is_not_enough() -> None:
    least, ran = found({"ankle-pumps+walking": 18.0, "legs-up+ral-i": 10.0, "together": 1.0})
    assert least == "ankle-pumps+walking"
    assert "legs-up+ral-i" not in ran[:2]


def test_the_least_may_be_all_together_or_nothing() -> None:
    assert found({"together": 19.0})[0] == "together"
    least, ran = found({})
    assert least is None
    assert len(ran) == 14 + 1  # all pairs, and all together with the stronger stockings


def test_cases_are_called_by_what_they_are() -> None:
    known = {one.name: one for one in measures()}
    assert title_of("as-it-is", ()) == "as it is"
    assert title_of("legs-up", (known["legs-up"],)) == "legs raised in the evening"
    assert title_of("legs-up+ral-i", (known["legs-up"], known["ral-i"])) == "legs up + stockings of RAL class I"
    three = tuple(known[name] for name in ("legs-up", "walking", "ral-ii"))
    assert title_of("legs-up+walking+ral-ii", three) == "all together, with stockings of RAL class II"


def test_stockings_are_those_of_the_country_and_none_that_is_prescribed() -> None:
    offered = {land: [one.name for one in measures(land) if one.garment] for land in country_standards()}
    assert offered["de"] == ["ral-i", "ral-ii"]
    assert offered["us"] == ["us-15-20", "us-20-30"]
    assert offered["gb"] == ["bs-1", "bs-2"]  # BS 3 reaches 35 mmHg
    assert offered["fr"] == ["asqual-i", "asqual-ii"]  # III reaches 36 mmHg
    assert offered["eu"] == ["cen-a", "cen-i", "cen-ii"]
    moving = {one.name for one in measures("de") if not one.garment}
    assert all({one.name for one in measures(land) if not one.garment} == moving for land in offered)
    assert [one.name for one in measures("DE")] == [one.name for one in measures()]


def test_a_device_is_used_in_the_first_hour_of_sitting_in_the_evening() -> None:
    _, day = with_measures(Person(), EVENING, [measure_of("foot pump")])
    used = [(step.posture.name, step.duration_s) for step in day.protocol.steps if step.device]
    assert used == [("sit", 3600.0)]
    assert day.protocol.duration_s == EVENING.protocol.duration_s


def test_a_strong_bandage_is_shown_and_never_offered() -> None:
    assert measure_of("bandage-inelastic=40").needs_doctor
    assert not measure_of("stocking=27/20").needs_doctor
    assert [one.name for one in together((measure_of("bandage-inelastic=40"), measure_of("walking")))] == ["walking"]
