"""Another maker of frames than the socket feeds the same page, which shows what that maker offers."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

OpenTab = Callable[..., Any]
# A maker that passes on what a socket gives, but understands only three kinds of messages.
MAKER = """
import { Wire } from "/static/connection/wire.js";
export default class Narrow extends Wire {
  offers(type) {
    return ["do", "play", "speed"].includes(type);
  }

  file() {
    return null;
  }
}
"""


# Before the page is read: its root element names the maker, as a page made for it does.
NAMED = """new MutationObserver((_, watch) => {
  if (!document.documentElement) return;
  document.documentElement.dataset.source = "/static/narrow.js";
  watch.disconnect();
}).observe(document, { childList: true })"""


def test_another_maker_feeds_the_page_and_what_it_does_not_offer_is_not_shown(open_tab: OpenTab) -> None:
    routes = {"**/static/narrow.js": lambda route: route.fulfill(body=MAKER, content_type="text/javascript")}
    tab = open_tab(script=NAMED, routes=routes)
    assert tab.get("__lv.app.source.constructor.name") == "Narrow"
    tab.page.click("[data-verb=sit]")
    tab.until("__lv.app.state.scenario.verb === 'sit'")
    assert tab.page.locator("#person").is_hidden()
    assert tab.page.locator("#quick-wear").is_hidden()
    tab.lab()
    shown = "[...document.querySelectorAll('[role=tab]')].filter((one) => !one.hidden).map((one) => one.dataset.tab)"
    assert tab.get(shown) == ["body", "cycles", "numbers", "guess"]
    assert tab.page.locator("#compare").is_hidden()
    assert tab.page.locator("[data-condition]").count() == 0
    tab.page.click("[aria-controls=export-menu]")
    assert tab.page.locator("#export-menu a").count() == 0
    assert tab.wrong == []
