# SPDX-FileCopyrightText: the huishou developers
# SPDX-License-Identifier: BSD-3-Clause
"""The report page in the real browser: light, dark, print, a narrow screen, the keyboard; no console error, and no request leaves the page."""

import pytest

import huishou as hs


@pytest.fixture(scope="module")
def page_file(tmp_path_factory):
    out = tmp_path_factory.mktemp("report")
    hs.report(["china-recyclables", "china-steel"], out)
    return next(out.glob("*.html"))


@pytest.mark.parametrize(("name", "options"), [("light", {"color_scheme": "light"}), ("dark", {"color_scheme": "dark"}),
                                               ("narrow", {"viewport": {"width": 380, "height": 800}})])
def test_page(name, options, page_file, browser, shots):
    context = browser.new_context(**options)
    page = context.new_page()
    errors, requests = [], []
    page.on("console", lambda m: errors.append(m.text) if m.type == "error" else None)
    page.on("pageerror", lambda e: errors.append(str(e)))
    page.on("request", lambda r: requests.append(r.url))
    page.goto(page_file.as_uri())
    assert errors == [] and [r for r in requests if not r.startswith(("file:", "data:"))] == []
    width = page.evaluate("document.documentElement.scrollWidth"), page.evaluate("document.documentElement.clientWidth")
    assert width[0] <= width[1] + 1, "the page scrolls sideways"
    ground = page.evaluate("getComputedStyle(document.body).backgroundColor")
    channels = [int(c) for c in ground[ground.index("(") + 1:-1].split(",")[:3]]
    assert (max(channels) < 80) == (name == "dark"), ground
    page.screenshot(path=shots / f"report-{name}.png", full_page=True)
    context.close()


def test_keyboard_reaches_what_can_be_opened(page_file, browser):
    page = browser.new_page()
    page.goto(page_file.as_uri())
    reached = set()
    for _ in range(60):
        page.keyboard.press("Tab")
        reached.add(page.evaluate("document.activeElement.tagName"))
    assert reached & {"A", "SUMMARY", "BUTTON"}
    if page.locator("details").count():
        page.locator("details > summary").first.focus()
        before = page.locator("details").first.get_attribute("open")
        page.keyboard.press("Enter")
        assert page.locator("details").first.get_attribute("open") != before
    page.close()


def test_print(page_file, browser, shots):
    page = browser.new_page()
    page.goto(page_file.as_uri())
    page.emulate_media(media="print")
    page.pdf(path=shots / "report.pdf", format="A4")
    assert (shots / "report.pdf").stat().st_size > 20_000
    page.close()
