"use strict";
const SHORT_S = 60;
const PAPER_PX = 690; // that fit on a sheet
(() => {
  const { document: model, roots } = JSON.parse(document.getElementById("charts").textContent);
  const places = {};
  for (const [key, id] of Object.entries(roots)) places[id] = document.getElementById("chart-" + key);
  const item = { docid: "charts", roots: places, root_ids: Object.keys(places) };

  const ready = (charts) => {
    const timed = charts.roots().filter((chart) => chart.name !== "loop");
    const unticked = new Set();
    // Means of cycles in a wide stretch, the samples themselves in a short one.
    const choose = () => {
      const short = timed[0].x_range.end - timed[0].x_range.start <= SHORT_S;
      for (const glyph of charts.roots().flatMap((chart) => chart.renderers)) {
        const [key, place, kind] = (glyph.name ?? "").split("/");
        if (place === undefined) continue;
        const name = `${key}/${place}`;
        const averaged = charts.get_model_by_name(`${name}/mean`) !== null;
        const visible = !unticked.has(name) && (!averaged || (kind === undefined) === short);
        if (glyph.visible !== visible) glyph.visible = visible;
      }
    };
    for (const box of document.querySelectorAll("input[data-glyph]")) {
      box.addEventListener("change", () => {
        if (box.checked) unticked.delete(box.dataset.glyph); else unticked.add(box.dataset.glyph);
        choose();
      });
    }
    timed[0].x_range.change.connect(choose);
    choose();
    for (const button of document.querySelectorAll("button[data-start]")) {
      button.addEventListener("click", () => {
        timed[0].x_range.setv({ start: Number(button.dataset.start), end: Number(button.dataset.stop) });
      });
    }
    // All charts begin where the names of the valves end.
    const narrow = matchMedia("(max-width: 44rem)");
    const align = () => {
      for (const chart of timed.filter((one) => one.name === "valves")) {
        chart.left[0].major_label_text_font_size = narrow.matches ? "6.5px" : "10px";
        for (const one of timed) one.min_border_left = 46;
      }
      setTimeout(level, 60);
    };
    const level = () => {
      const views = timed.map((chart) => Bokeh.index.find_one(chart));
      const left = Math.ceil(Math.max(...views.map((view) => view.frame.bbox.left)));
      for (const chart of timed) if (Math.abs(chart.min_border_left - left) > 1) chart.min_border_left = left;
    };
    narrow.addEventListener("change", align);
    window.addEventListener("beforeprint", () => {
      const wide = document.querySelector(".plot").clientWidth;
      document.documentElement.style.setProperty("--print-zoom", Math.min(PAPER_PX / wide, 1).toFixed(3));
    });
    align();
    // A finger that drags is to scroll the page, not to zoom.
    if (matchMedia("(pointer: coarse)").matches) for (const chart of charts.roots()) chart.toolbar.active_drag = null;
    // Colours are read from the page when a chart is painted, so a change of theme needs a new coat.
    const words = charts.get_model_by_name("words");
    const paint = () => {
      const ink = getComputedStyle(document.documentElement).getPropertyValue("--ink").trim();
      words.glyph.text_color = { value: ink };
      for (const chart of charts.roots()) chart.background_fill_alpha = chart.background_fill_alpha === 1 ? 0.999 : 1;
    };
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", paint);
    paint();
    document.documentElement.dataset.charts = "ready";
  };

  const wait = () => {
    const found = Bokeh.documents.find((one) => one.roots().some((root) => root.id in roots_by_id));
    if (found) ready(found); else setTimeout(wait, 20);
  };
  const roots_by_id = Object.fromEntries(Object.values(roots).map((id) => [id, true]));
  Bokeh.embed.embed_items({ charts: model }, [item]);
  wait();
})();
