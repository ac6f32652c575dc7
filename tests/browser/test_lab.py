# SPDX-FileCopyrightText: the huishou developers
# SPDX-License-Identifier: BSD-3-Clause
"""Notebooks in the real JupyterLab: opened, run from top to bottom, cards and figures there, no error output; a screenshot is kept."""

from pathlib import Path

import pytest

BOOKS = [b for b in ("00_first_steps", "05_contact_list") if (Path(__file__).resolve().parents[2] / "notebooks" / f"{b}.ipynb").exists()]
ERRORS = '[data-mime-type="application/vnd.jupyter.error"]'
DONE = """() => {
  const cells = [...document.querySelectorAll('.jp-CodeCell')];
  const prompts = cells.map(c => c.querySelector('.jp-InputPrompt').textContent);
  return cells.length > 0 && prompts.every(p => /\\[\\d+\\]/.test(p));
}"""


@pytest.mark.filterwarnings("default")
@pytest.mark.parametrize("name", BOOKS)
def test_all_cells_run_in_the_browser(name, lab, browser, shots):
    page = browser.new_page(viewport={"width": 1280, "height": 1000})
    page.goto(f"{lab}/lab/workspaces/{name}/tree/{name}.ipynb?token=huishou")
    page.wait_for_selector(".jp-Notebook .jp-CodeCell", timeout=60_000)
    page.wait_for_selector("text=| Idle", timeout=60_000)                               # the kernel is there
    page.get_by_role("menuitem", name="Run", exact=True).click()
    page.get_by_text("Run All Cells", exact=True).click()
    try:
        page.wait_for_function(DONE, timeout=60_000)
    except Exception:
        page.screenshot(path=shots / f"{name}-failed.png")
        raise
    assert page.locator(ERRORS).count() == 0, page.locator(ERRORS).all_inner_texts()
    assert page.locator(".jp-OutputArea .jp-RenderedHTMLCommon").count() >= 2           # cards and tables
    page.locator(".jp-Notebook").screenshot(path=shots / f"{name}.png")
    for place in range(0, page.locator(".jp-Cell").count(), 8):                         # the whole of it, a screen at a time
        page.locator(".jp-Cell").nth(place).scroll_into_view_if_needed()
        page.screenshot(path=shots / f"{name}-{place:02d}.png")
    page.close()
