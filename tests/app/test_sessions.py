"""Tabs come back to where they were, get their own when duplicated, and are forgotten in the end."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from secondheart.app import messages as say
from secondheart.app.checkpoints import LIFETIME_S, MOST_CHECKPOINTS, Store, pack_checkpoint, unpack_checkpoint
from secondheart.app.scenario import Scenario
from secondheart.app.sessions import Hub
from secondheart.app.tab_session import Tab
from secondheart.errors import Full, InputError
from tests.app.conftest import RESTED, Bench, Hand

NAME = "a-name-of-a-tab-x"


def hub_of(folder: Path | None = None, most: int = 3) -> tuple[Hub, Hand]:
    clock = Hand()
    return Hub(Store(folder), most=most, clock=clock, rested=RESTED), clock


def started(tab: Tab, clock: Hand, frames: int = 20) -> Tab:
    for _ in range(frames):
        clock.now += 0.04
        tab.turn()
        tab.pace.ack(tab.seq, clock())
    return tab


def test_a_first_visit_gets_a_name_that_cannot_be_guessed() -> None:
    hub, _ = hub_of()
    names = {hub.enter(say.Start(), object()).id for _ in range(3)}
    assert len(names) == 3
    assert all(len(name) >= 16 for name in names)


def test_a_reloaded_tab_goes_on_where_it_was() -> None:
    hub, clock = hub_of()
    socket = object()
    tab = started(hub.enter(say.Start(session=NAME), socket), clock)
    hub.leave(tab, socket)
    clock.now += 59.0
    assert hub.enter(say.Start(session=NAME, last=5), object()) is tab
    assert tab.resumed
    assert tab.steering.tick == 80


def test_a_duplicated_tab_gets_its_own_session() -> None:
    hub, _ = hub_of()
    first = hub.enter(say.Start(session=NAME), object())
    second = hub.enter(say.Start(session=NAME, scenario=Scenario(verb="lie")), object())
    assert second.id != first.id == NAME
    assert second.steering.wanted.verb == "lie"


def test_a_tab_is_forgotten_a_minute_after_its_last_socket() -> None:
    hub, clock = hub_of()
    socket = object()
    tab = hub.enter(say.Start(session=NAME), socket)
    clock.now += 1000.0
    hub.forget()
    assert hub.tab(NAME) is tab
    hub.leave(tab, socket)
    clock.now += 59.9
    hub.forget()
    assert hub.tab(NAME) is tab
    clock.now += 0.2
    hub.forget()
    with pytest.raises(InputError, match="not known any more"):
        hub.tab(NAME)


def test_a_socket_that_was_replaced_does_not_take_its_tab_away() -> None:
    hub, clock = hub_of()
    old, new = object(), object()
    tab = hub.enter(say.Start(session=NAME), old)
    hub.leave(tab, old)
    hub.enter(say.Start(session=NAME), new)
    hub.leave(tab, old)
    clock.now += 100.0
    hub.forget()
    assert hub.tab(NAME) is tab


def test_too_many_tabs_are_refused_with_a_sentence_until_one_is_gone() -> None:
    hub, clock = hub_of(most=2)
    sockets = [object(), object()]
    tabs = [hub.enter(say.Start(), socket) for socket in sockets]
    with pytest.raises(Full, match="2 pages are open already"):
        hub.enter(say.Start(), object())
    hub.leave(tabs[0], sockets[0])
    clock.now += 61.0
    assert hub.enter(say.Start(), object())


@pytest.mark.parametrize("name", ["", "short", "../../etc/passwd-and-more", "x" * 65, "a name with spaces", "é" * 20])
def test_a_name_that_is_none_is_refused(name: str) -> None:
    hub, _ = hub_of()
    with pytest.raises(InputError, match="session is not allowed"):
        hub.enter(say.Start(session=name), object())
    assert not hub.places


def test_a_scenario_that_is_not_allowed_opens_no_tab() -> None:
    hub, _ = hub_of()
    with pytest.raises(InputError, match="unknown verb"):
        hub.enter(say.Start(scenario=Scenario(verb="fly")), object())
    assert not hub.places


def test_after_a_restart_the_tab_goes_on_from_its_checkpoint_to_the_last_bit(tmp_path: Path) -> None:
    hub, clock = hub_of(tmp_path)
    tab = hub.enter(say.Start(session=NAME), object())
    tab.inbox += [say.Do(verb="walk"), say.Compare(b="preset:saphenous-leak"), say.Speed(speed=5)]
    started(tab, clock, 10)
    hub.store.save(tab)
    seq, state = tab.seq, tab.steering.lives["a"].session.checkpoint()
    after, later = hub_of(tmp_path)
    again = after.enter(say.Start(session=NAME, last=seq, scenario=Scenario(verb="lie")), object())
    assert again.resumed
    assert again.steering.wanted == tab.steering.wanted
    assert again.seq == seq
    restored = again.steering.lives["a"].session.checkpoint()
    assert [name for name in state if not np.array_equal(state[name], restored[name])] == []
    for one, hand in ((tab, clock), (again, later)):
        one.pace.tick_s = 1e-6
        started(one, hand, 5)
    pairs = [(tab.steering.lives[body], again.steering.lives[body]) for body in ("a", "b")]
    assert all(np.array_equal(a.session.state.volume, b.session.state.volume) for a, b in pairs)
    assert all(a.protocol() == b.protocol() for a, b in pairs)


def test_without_a_checkpoint_it_begins_from_the_scenario_that_the_page_sends(tmp_path: Path) -> None:
    hub, clock = hub_of(tmp_path)
    tab = hub.enter(say.Start(session=NAME, scenario=Scenario(verb="lie", speed=2.0)), object())
    started(tab, clock, 2)
    assert not tab.resumed
    assert tab.steering.doing["a"].posture.name == "lie"


@pytest.mark.parametrize("damage", [lambda data: data[:1000], lambda _: b"", lambda data: b"\x00" * len(data)])
def test_a_damaged_checkpoint_is_left_aside(tmp_path: Path, damage: Callable[[bytes], bytes]) -> None:
    hub, clock = hub_of(tmp_path)
    hub.store.save(started(hub.enter(say.Start(session=NAME), object()), clock, 3))
    (path,) = tmp_path.iterdir()
    path.write_bytes(damage(path.read_bytes()))
    after, _ = hub_of(tmp_path)
    again = after.enter(say.Start(session=NAME), object())
    assert not again.resumed
    assert again.steering.lives == {}


def test_where_all_places_are_taken_the_page_that_was_left_first_makes_room(tmp_path: Path) -> None:
    hub, clock = hub_of(tmp_path, most=2)
    first, second = object(), object()
    left = hub.enter(say.Start(), first)
    stays = hub.enter(say.Start(), second)
    hub.leave(left, first)
    clock.now += 1.0
    assert hub.enter(say.Start(), object()) is not None
    assert left.id not in hub.places
    assert stays.id in hub.places
    with pytest.raises(Full):
        hub.enter(say.Start(), object())


def test_a_checkpoint_of_another_version_is_refused(
    bench: Callable[..., Bench], monkeypatch: pytest.MonkeyPatch
) -> None:
    one = bench()
    one.run(2)
    data = pack_checkpoint(one.tab)
    monkeypatch.setattr("secondheart.app.checkpoints.__version__", "9.9")
    with pytest.raises(ValueError, match="of version"):
        unpack_checkpoint(data)


def test_checkpoints_are_the_users_own_and_old_ones_are_removed(tmp_path: Path, bench: Callable[..., Bench]) -> None:
    store = Store(tmp_path / "live")
    one = bench()
    one.run(2)
    store.save(one.tab)
    assert (tmp_path / "live").stat().st_mode & 0o077 == 0
    (kept,) = (tmp_path / "live").iterdir()
    for place in range(MOST_CHECKPOINTS + 3):
        path = tmp_path / "live" / f"{place:020d}.checkpoint"
        path.write_bytes(b"")
        os.utime(path, (place, kept.stat().st_mtime - place))
    old = tmp_path / "live" / ("z" * 20 + ".checkpoint")
    old.write_bytes(b"")
    os.utime(old, (0, kept.stat().st_mtime - LIFETIME_S - 60))
    store.tidy()
    left = {path.name for path in (tmp_path / "live").iterdir()}
    assert len(left) == MOST_CHECKPOINTS
    assert old.name not in left


def test_a_disk_that_refuses_costs_only_the_checkpoint(tmp_path: Path, bench: Callable[..., Bench]) -> None:
    (tmp_path / "file").write_text("not a folder", encoding="utf-8")
    one = bench()
    one.run(2)
    Store(tmp_path / "file").save(one.tab)
    assert one.run(1)
