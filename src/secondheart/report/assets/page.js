"use strict";
(() => {
  const { document: model, roots } = JSON.parse(document.getElementById("charts").textContent);
  const places = {};
  for (const [key, id] of Object.entries(roots)) places[id] = document.getElementById("chart-" + key);
  const item = { docid: "charts", roots: places, root_ids: Object.keys(places) };

  const ready = (charts) => {
    for (const box of document.querySelectorAll("input[data-glyph]")) {
      box.addEventListener("change", () => {
        const glyph = charts.get_model_by_name(box.dataset.glyph);
        if (glyph) glyph.visible = box.checked;
      });
    }
    const timed = charts.roots().filter((chart) => chart.name !== "loop");
    for (const button of document.querySelectorAll("button[data-start]")) {
      button.addEventListener("click", () => {
        timed[0].x_range.setv({ start: Number(button.dataset.start), end: Number(button.dataset.stop) });
      });
    }
    // On a wide page all charts begin where the names of the valves end.
    const broad = matchMedia("(min-width: 48rem)");
    const align = () => { for (const chart of timed) chart.min_border_left = broad.matches ? 170 : 46; };
    broad.addEventListener("change", align);
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
