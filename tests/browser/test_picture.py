"""The picture: words that can be read, motion for those who want it, and what drops out where a machine is slow."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from typing import Any

import pytest

OpenTab = Callable[..., Any]
# Rectangles of words in the picture that touch each other, or what lies over the picture.
TOUCHING = """(() => {
  const { words, options } = __lv.page.scene;
  const touch = (a, b) => a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height;
  const over = options.obstacles();
  const pairs = words.flatMap((one, i) => [...words.slice(i + 1), ...over].filter((two) => touch(one, two)));
  const outside = words.filter((one) => one.x < 0 || one.x + one.width > innerWidth);
  return [words.length, pairs.length, outside.length];
})()"""
SECONDS_OF_A_STILL = 0.5
SIZES = ({"width": 1366, "height": 768}, {"width": 1920, "height": 1080})
MOMENTS = 4  # of a stride, at each size
ACTOR = "__lv.page.scene.actors[0]"
THIGH = "__lv.page.scene.names.posture(__lv.page.scene.actors[0].values)[1]"
POSED = {
    "stand": f"{THIGH} > 89",
    "sit": f"{THIGH} < 1",
    "walk": f"{ACTOR}.amount === 1",
    "lie": f"{ACTOR}.figure.lying === 1",
}


@pytest.mark.parametrize(("verb", "least"), [("stand", 12), ("sit", 12), ("walk", 10), ("lie", 9)])
def test_words_in_the_picture_never_touch(open_tab: OpenTab, verb: str, least: int) -> None:
    tab = open_tab()
    tab.page.click(f"[data-verb={verb}]")
    tab.until(f"__lv.app.state.scenario.verb === '{verb}' && !__lv.app.state.pending && {POSED[verb]}")
    for size in SIZES:
        tab.page.set_viewport_size(size)
        # until the posture is taken, the camera stands, and what lies over the picture was looked up
        tab.until(f"__lv.page.scene.width === {size['width']} && {TOUCHING}[0] >= {least} && {TOUCHING}[1] === 0")
        for _ in range(MOMENTS):
            seen = tab.get("__lv.pictures")
            count, pairs, outside = tab.until(f"__lv.pictures > {seen} + 5 && {TOUCHING}")
            assert count >= least - 2
            assert pairs == 0
            assert outside == 0


# Whether the lens or its words lie over a foot, now or at any moment since they were asked for.
LENS_OVER_TOES = """(() => {
  const { scene, story } = __lv.page;
  const [{ figure, camera }] = scene.actors;
  const { x, y, radius } = story.lensPlace();
  const words = document.querySelector('.lens-words').getBoundingClientRect();
  const left = scene.canvas.getBoundingClientRect();
  return [figure.near, figure.far].some((limb) => [[20, -6], [14, -8], [-3, -8]].some((point) => {
    const [px, py] = camera.toScreen(limb.ofFoot(...point));
    const [wx, wy] = [px + left.x, py + left.y];
    const inWords = wx > words.left && wx < words.right && wy > words.top && wy < words.bottom;
    return Math.hypot(px - x, py - y) < radius || inWords;
  }));
})()"""


@pytest.mark.parametrize("step", [2, 3])
def test_in_a_high_window_the_lens_stands_above_the_feet(open_tab: OpenTab, step: int) -> None:
    tab = open_tab(f"#story={step}", viewport={"width": 768, "height": 1024})
    tab.until(f"__lv.app.state.scenario.verb === 'walk' && {ACTOR}.amount === 1 && __lv.page.story.lensPlace()")
    tab.page.evaluate(
        f"""() => {{
          window.__over = [];
          const look = () => {{ window.__over.push({LENS_OVER_TOES}); requestAnimationFrame(look); }};
          look();
        }}"""
    )
    began = tab.get("__lv.time")
    tab.until(f"__lv.time > {began} + 2 && __over.length > 20")  # a stride takes 1.3 s
    assert not any(tab.get("__over"))
    cards = "[...document.querySelectorAll('#now > .card')].map((one) => one.getBoundingClientRect().bottom)"
    stage = tab.get("document.querySelector('canvas.scene').getBoundingClientRect().y")
    lens = tab.get("__lv.page.story.lensPlace()")
    assert stage + lens["y"] - lens["radius"] > max(tab.get(cards))
    assert tab.wrong == []


# What of the legs came under words, cards or the lens since it was asked for, or left the picture: the leg that is
# looked at from the knee down, the far leg and the hands wherever they are drawn.
COVERED = """async () => {
  const { FRONT, FOOT, BACK } = await import("/static/scene/figure_data.js");
  const { scene, story } = __lv.page;
  const skin = [...FRONT.slice(1), ...FOOT, ...BACK];
  const calf = skin.filter((point) => point.length > 2 || point[1] > 42);
  [window.__covered, window.__looks] = [{}, 0];
  const look = () => {
    const [{ figure, camera }] = scene.actors;
    const left = scene.canvas.getBoundingClientRect();
    const lens = story.lensPlace();
    const over = [...document.querySelectorAll("#story > *, #now > .card, .lens-words")]
      .filter((one) => one.checkVisibility()).map((one) => [one.className, one.getBoundingClientRect()]);
    const test = (what, points) => {
      for (const point of points) {
        const [x, y] = camera.toScreen(point);
        const [px, py] = [x + left.x, y + left.y];
        if (what === "leg" && (x < -8 || x > scene.width + 8)) __covered[`${what} beyond the edge`] = scene.time;
        if (lens && Math.hypot(x - lens.x, y - lens.y) < lens.radius) __covered[`${what} under the lens`] = scene.time;
        for (const [name, box] of over)
          if (px > box.left && px < box.right && py > box.top && py < box.bottom)
            __covered[`${what} under ${name}`] = scene.time;
      }
    };
    test("leg", calf.map((point) => figure.near.place(point)));
    if (scene.whole[0]) test("hand", figure.arms().map((one) => one.at(-1)));
    if (scene.whole[0] && scene.view !== "calf") test("far leg", skin.map((point) => figure.far.place(point)));
    __looks += 1;
    requestAnimationFrame(look);
  };
  look();
}"""


@pytest.mark.parametrize("step", [3, 4])
@pytest.mark.parametrize("side", ["left", "right"])
@pytest.mark.parametrize("size", [(1366, 768), (768, 1024), (683, 450), (390, 844)])
def test_a_leg_seen_from_near_walks_under_nothing(
    open_tab: OpenTab, size: tuple[int, int], side: str, step: int
) -> None:
    tab = open_tab(f"#story={step}", viewport={"width": size[0], "height": size[1]})
    arrived = f"{ACTOR}.amount === 1 && __lv.page.scene.view !== 'body' && __lv.page.story.lensPlace()"
    tab.until(f"__lv.app.state.scenario.verb === 'walk' && {arrived}")
    tab.get(f"__lv.app.look('{side}')")
    began = tab.get("__lv.time")
    tab.until(f"__lv.time > {began} + 2")  # until the camera goes along
    tab.page.evaluate(COVERED)
    began = tab.get("__lv.time")
    tab.until(f"__lv.time > {began} + 1.5 && __looks > 20")  # a stride takes 1.3 s
    assert tab.get("__covered") == {}
    assert tab.get("__lv.page.story.lensPlace().radius") >= 60
    words = tab.page.locator(".lens-words")
    assert words.inner_text().endswith(".")
    assert tab.wrong == []


def test_sitting_the_column_stands_behind_the_trunk_in_every_view(open_tab: OpenTab) -> None:
    tab = open_tab()
    tab.lab()
    tab.page.click("[data-verb=sit]")
    tab.until(f"__lv.app.state.scenario.verb === 'sit' && {POSED['sit']}")
    for view in ("body", "leg"):
        for size in (*SIZES, {"width": 360, "height": 800}):
            tab.page.set_viewport_size(size)
            tab.page.click(f"[data-choice={view}]")
            tab.until(f"innerWidth === {size['width']} && {ACTOR}.camera.step(false) === false")
            seen = tab.get("__lv.pictures")
            tab.until(f"__lv.pictures > {seen} + 2")
            trunk = tab.get(f"Math.min(...{ACTOR}.figure.trunk.map({ACTOR}.figure.put).map(([x]) => x))")
            glass = tab.get("__lv.page.scene.glasses[0].x")
            assert glass + 2 < trunk, (view, size)
    assert tab.wrong == []


# Dark pixels of a stretch of the canvas, in px of the page.
INK = """([x, y, wide, high]) => {
  const { g, sharp } = __lv.page.scene;
  const { data } = g.getImageData(x * sharp, y * sharp, wide * sharp, high * sharp);
  let dark = 0;
  for (let i = 0; i < data.length; i += 4) dark += data[i] < 90 && data[i + 1] < 90 && data[i + 2] < 90;
  return dark;
}"""


def test_a_picture_of_another_size_is_drawn_before_anything_else(open_tab: OpenTab) -> None:
    tab = open_tab(color_scheme="light")
    corner = "((scene) => { scene.fit(); return [...scene.g.getImageData(4, 4, 1, 1).data]; })(__lv.page.scene)"
    assert min(tab.get(corner)) > 200  # paper, not the black of an empty canvas
    tab.page.emulate_media(media="print")
    tab.until("document.querySelector('.joined').checkVisibility() === false")
    assert min(tab.get("[...__lv.page.scene.g.getImageData(4, 4, 1, 1).data]")) > 200


def test_the_fat_lies_under_the_skin_and_nowhere_beyond_it(open_tab: OpenTab) -> None:
    tab = open_tab()
    outside, count = tab.page.evaluate(
        """async () => {
          const { WITHIN_FAT } = await import("/static/scene/figure.js");
          const { BACK, FOOT, FRONT } = await import("/static/scene/figure_data.js");
          const { trace } = await import("/static/scene/painter.js");
          const { near } = __lv.page.scene.actors[0].figure;
          const g = document.createElement("canvas").getContext("2d");
          trace(g, [...FRONT, ...FOOT, ...BACK].map((point) => near.place(point)), true);
          g.lineWidth = 0.4; // cm: a point on the skin is not beyond it
          const inside = ([x, y]) => g.isPointInPath(x, y) || g.isPointInStroke(x, y);
          return [WITHIN_FAT.filter((point) => !inside(near.place(point))).length, WITHIN_FAT.length];
        }"""
    )
    assert outside == 0
    assert count > 40


def test_over_each_of_two_people_stands_which_it_is(open_tab: OpenTab) -> None:
    tab = open_tab(color_scheme="light")
    tab.lab()
    alone = tab.page.evaluate(INK, [120, 4, 200, 20])
    tab.page.select_option("#compare", "copy")
    tab.until("__lv.page.scene.actors.length === 2 && __lv.page.scene.boxes.length === 2")
    seen = tab.get("__lv.pictures")
    tab.until(f"__lv.pictures > {seen} + 3")
    middles = tab.get("__lv.page.scene.boxes.map((box) => [box.x + box.width / 2 - 12, box.y - 24, 24, 24])")
    assert alone == 0
    assert all(tab.page.evaluate(INK, one) > 10 for one in middles)


def test_the_far_leg_of_one_person_is_not_drawn_over_the_other(open_tab: OpenTab) -> None:
    tab = open_tab()
    tab.lab()
    tab.page.click("[data-verb=walk]")
    tab.page.select_option("#compare", "copy")
    tab.page.click("[data-choice=leg]")
    tab.until("__lv.page.scene.actors.length === 2 && __lv.page.scene.actors.every((one) => one.amount === 1)")
    far = """(() => {
      const { actors, boxes, whole } = __lv.page.scene;
      const into = ([x], box) => x > box.x && x < box.x + box.width;
      const feet = actors.map(({ camera, figure }) =>
        [[20, -6], [-4, -8]].map((at) => camera.toScreen(figure.far.ofFoot(...at))));
      const over = feet.map((two, k) => two.some((at) => into(at, boxes[1 - k])));
      return [over.includes(true), over.some((one, k) => one && whole[k])];
    })()"""
    began = tab.get("__lv.time")
    seen = {tuple(tab.get(far))}
    while tab.get("__lv.time") < began + 3:
        seen.add(tuple(tab.get(far)))
    assert any(over for over, _ in seen)  # it would come there
    assert not any(drawn for _, drawn in seen)


def test_without_motion_a_stride_is_four_steps_each_a_mean_of_many(open_tab: OpenTab) -> None:
    tab = open_tab(reduced_motion="reduce")
    tab.page.click("[data-verb=walk]")
    tab.until("__lv.app.state.scenario.verb === 'walk' && __lv.app.series.now > 8")
    tab.page.evaluate(
        """() => {
          const { scene } = __lv.page;
          window.__shown = [];
          const push = scene.player.push.bind(scene.player);
          scene.player.push = (frame, ...rest) => {
            const at = (name) => frame.bodies[0].scalars[scene.player[name]];
            window.__shown.push([performance.now() / 1000, at("phaseAt"), frame.bodies[0].muscle[0]]);
            push(frame, ...rest);
          };
        }"""
    )
    shown = tab.until("__shown.length > 13 && __shown")
    phases = [round(phase, 3) for _, phase, _ in shown]
    assert set(phases) == {0.125, 0.375, 0.625, 0.875}
    assert all((b - a) % 1 == pytest.approx(0.25) for a, b in itertools.pairwise(phases))
    assert min(b[0] - a[0] for a, b in itertools.pairwise(shown)) >= 0.9 * SECONDS_OF_A_STILL
    knees = "__lv.page.scene.actors[0].figure.pose_.left.knee"
    found = {round(tab.until(f"__shown.length > {14 + i} && {knees}")) for i in range(8)}
    assert 3 <= len(found) <= 4
    assert tab.wrong == []


def test_dots_grain_and_far_leg_drop_out_in_that_order_and_come_back(open_tab: OpenTab) -> None:
    tab = open_tab()
    order, most, back = tab.page.evaluate(
        """async () => {
          const { DOTS, GRAIN, FAR_LEG, Thrift } = await import("/static/scene/thrift.js");
          const thrift = new Thrift();
          for (let i = 0; i < 500; i += 1) thrift.picture(30);
          const most = thrift.level;
          for (let i = 0; i < 20000; i += 1) {
            thrift.interval(17);
            thrift.picture(3);
          }
          return [[DOTS, GRAIN, FAR_LEG], most, thrift.level];
        }"""
    )
    assert order == [1, 2, 3]
    assert (most, back) == (3, 0)
    drawn = tab.page.evaluate(
        """() => {
          const { scene } = __lv.page;
          scene.thrift.level = 3;
          let doors = 0;
          const paint = scene.actors[0].doors.paint.bind(scene.actors[0].doors);
          scene.actors[0].doors.paint = (...all) => { doors += 1; paint(...all); };
          scene.draw();
          return doors;
        }"""
    )
    assert drawn == 1  # doors never drop out


def test_dots_of_a_muscle_stay_in_its_vein_and_do_not_run_together(open_tab: OpenTab) -> None:
    tab = open_tab("#story=2")
    tab.until("__lv.page.scene.actors[0].parcels.dots.length > 300")
    outside, most = tab.page.evaluate(
        """() => {
          const { parcels } = __lv.page.scene.actors[0];
          const found = new Map();
          let outside = 0;
          for (const dot of parcels.dots.filter((one) => !one.link && one.node.row.system === "sinus")) {
            const { row } = dot.node;
            const way = Array.from({ length: 101 }, (_, i) => [...row.track.at(i / 100, [0, 0, 0, 0])]);
            for (const corner of [{ share: 0, aside: 0.93 }, { share: 1, aside: -0.93 }]) { // as far out as chance goes
              const [x, y] = parcels.placeOf({ ...dot, ...corner });
              const off = Math.min(...way.map(([a, b]) => Math.hypot(x - a, y - b)));
              outside += off > ((row.drawn ?? row.width) - parcels.wall) / 2 + 0.01;
            }
            if (parcels.seen(dot)) found.set(dot.node, (found.get(dot.node) ?? 0) + 1);
          }
          return [outside, Math.max(...found.values())];
        }"""
    )
    assert outside == 0
    assert 15 <= most <= 45


def test_a_calf_that_swings_back_is_before_the_column(open_tab: OpenTab) -> None:
    tab = open_tab("#story=4", viewport={"width": 390, "height": 844})
    tab.until("__lv.app.state.scenario.verb === 'walk' && __lv.page.scene.words?.length > 1")
    order = tab.page.evaluate(
        """() => {
          const { scene } = __lv.page;
          const order = [];
          const [glass, { figure }] = [scene.glasses[0], scene.actors[0]];
          for (const [one, name] of [[glass, "paint"], [figure, "paintSkin"], [glass, "paintLevel"]]) {
            const paint = one[name].bind(one);
            one[name] = (...all) => { order.push(name); paint(...all); };
          }
          scene.draw();
          return order;
        }"""
    )
    assert order == ["paint", "paintSkin", "paintLevel"]
    glass, words = tab.get("__lv.page.scene.words.slice(0, 2)")
    assert glass["x"] < 12  # at the very side
    assert glass["x"] + glass["width"] <= words["x"] + 1  # and its words on the inner side


def test_the_camera_goes_as_fast_however_few_pictures_are_drawn(open_tab: OpenTab) -> None:
    tab = open_tab()
    slow, quick = tab.page.evaluate(
        """async () => {
          const { Camera } = await import("/static/scene/camera.js");
          return [[50, 50], Array.from({ length: 10 }, () => 10)].map((pictures) => {
            const camera = new Camera();
            for (const name of ["high", "x"]) camera.goal[name] = camera.now[name] + 40;
            for (const ms of pictures) camera.step(ms, false);
            return ["high", "x"].map((name) => camera.goal[name] - camera.now[name]);
          });
        }"""
    )
    assert slow == pytest.approx(quick)
    near, along = slow
    assert 10 < near < 30
    assert 0 < along < near  # with a leg that moves it goes sooner


def test_a_part_that_looks_as_it_did_is_copied_and_old_images_go(open_tab: OpenTab) -> None:
    tab = open_tab()
    painted, kept, most = tab.page.evaluate(
        """async () => {
          const { Layer } = await import("/static/scene/layer.js");
          const canvas = Object.assign(document.createElement("canvas"), { width: 200, height: 100 });
          const g = canvas.getContext("2d");
          const layer = new Layer();
          let painted = 0;
          const paint = (look) => layer.paint(g, look, [20, 20], () => [[0, 0], [90, 90]], () => { painted += 1; });
          for (const look of ["in", "out", "in", "out", "in", "out"]) paint(look); // drawn, then kept, then copied
          const twice = painted;
          for (let i = 0; i < 20; i += 1) for (let k = 0; k < 2; k += 1) paint(`other ${i}`);
          return [twice, layer.pixels, 1.2 * 200 * 100];
        }"""
    )
    assert painted == 4
    assert 0 < kept <= most


# Heights over the ground at each fiftieth of a stride: sole of the left leg, tip of its toes; and its pitch in degrees.
STRIDE = """async (kmh) => {
  const { poseOf } = await import("/static/scene/pose.js");
  const { Figure } = await import("/static/scene/figure.js");
  const { Vessels } = await import("/static/scene/vessels.js");
  const figure = new Figure(new Vessels());
  figure.side = "left";
  return Array.from({ length: 50 }, (_, k) => {
    figure.pose(poseOf([90, 90, 90, 90], "walk", { km_h: kmh }, k / 50, 1), "walk", 90);
    const { near } = figure;
    return [near.sole()[0], near.ofFoot(20, -7.4)[1], (near.foot * 180) / Math.PI, figure.hip[1]];
  });
}"""


@pytest.mark.parametrize("kmh", [3, 5])
def test_a_walking_foot_stands_flat_on_the_ground_and_its_toes_never_sink(open_tab: OpenTab, kmh: int) -> None:
    stride = open_tab().page.evaluate(STRIDE, kmh)
    assert all(sole < 0.6 and abs(pitch) < 2 for sole, _, pitch, _ in stride[5:18])  # it bears the weight
    assert all(sole < 2.2 for sole, *_ in stride[:28])  # from the heel's strike until the toes leave
    assert max(sole for sole, *_ in stride[30:45]) > 4  # the leg swings
    assert min(toes for _, toes, *_ in stride) > -0.6
    hips = [hip for *_, hip in stride]
    assert hips.index(max(hips)) % 25 in range(8, 16)  # highest over the foot that stands
    assert max(hips) - min(hips) < 5
