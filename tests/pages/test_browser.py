"""The pages in a real browser, served as `catalogue serve` serves them.

Skipped where there is no Chromium; with CI=true that is a failure.
"""

import asyncio
import os
import shutil
import socket
import sys
from collections.abc import AsyncIterator
from contextlib import closing

import httpx
import pytest
from axe_playwright_python.async_playwright import Axe  # type: ignore[import-untyped]  # ships no types
from playwright.async_api import Browser, Page, async_playwright, expect

from app.database.server import Server
from tests.conftest import cloned, database_url
from tests.people import SECRET

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
if CHROMIUM is None and os.environ.get("CI") != "true":
    pytest.skip("no Chromium on PATH", allow_module_level=True)

PATHS = [
    "/",
    "/benchmarks/quiz",
    "/benchmarks/quiz?find=nobody",
    "/benchmarks/word-error",
    "/benchmarks/nope",
    "/imports",
    "/imports/00000000-0000-0000-0000-000000000007",
    "/imports/00000000-0000-0000-0000-00000000000a",
    "/docs",
]
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}


@pytest.fixture(scope="module")
async def database(migrated: Server, seed: str) -> AsyncIterator[str]:
    async with cloned(migrated, seed) as name:
        yield database_url(migrated.app_url, name)


@pytest.fixture(scope="module")
async def site(database: str, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[str]:
    """The address of the service in a process of its own."""
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    served = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "app", "serve"),
        env={
            "PATH": os.environ["PATH"],
            "PYTHONPATH": os.pathsep.join(filter(None, sys.path)),
            "DATABASE_URL": database,
            "SECRET_KEY": SECRET,
            "PORT": str(port),
            "TMPDIR": str(tmp_path_factory.mktemp("served")),
            "LOG_REQUESTS": "false",
        },
        stdout=asyncio.subprocess.DEVNULL,
    )
    try:
        await _answers(f"http://127.0.0.1:{port}/readyz", served)
        yield f"http://127.0.0.1:{port}"
    finally:
        if served.returncode is None:
            served.terminate()
        await asyncio.wait_for(served.wait(), 20)


async def _answers(url: str, served: asyncio.subprocess.Process) -> None:
    async with httpx.AsyncClient() as client:
        for _ in range(150):
            assert served.returncode is None, "the service has ended"
            try:
                answer = await client.get(url)
            except httpx.TransportError:
                await asyncio.sleep(0.1)
            else:
                assert answer.status_code == 200
                return
    raise AssertionError("the service does not answer")


@pytest.fixture(scope="module")
async def browser() -> AsyncIterator[Browser]:
    assert CHROMIUM, "CI must have a Chromium"
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(
            executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"]
        )
        yield browser
        await browser.close()


@pytest.fixture
async def page(browser: Browser, site: str, request: pytest.FixtureRequest) -> AsyncIterator[Page]:
    """A page that must stay quiet: no error, no broken policy, no request to another host."""
    page = await browser.new_page(
        base_url=site, color_scheme=getattr(request, "param", "light"), reduced_motion="reduce"
    )
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("request", lambda sent: None if sent.url.startswith(site) else complaints.append(sent.url))
    yield page
    await page.close()
    assert [text for text in complaints if "404 (Not Found)" not in text] == []


@pytest.mark.parametrize("page", ["light", "dark"], indirect=True)
@pytest.mark.parametrize("path", PATHS)
async def test_everybody_can_read_it(page: Page, path: str) -> None:
    await page.goto(path)
    # One section of the reference stands for the others: they are one template, and all of them take long.
    found = await Axe().run(page, context={"exclude": [[".tag ~ .tag"]]}, options=RULES)
    assert found.violations_count == 0, found.generate_report()


@pytest.mark.parametrize("path", PATHS)
async def test_a_page_never_scrolls_sideways(page: Page, path: str) -> None:
    await page.goto(path)
    for width in (320, 390, 768):
        await page.set_viewport_size({"width": width, "height": 800})
        assert await page.evaluate("document.documentElement.scrollWidth") <= width


async def test_dark_is_dark(browser: Browser, site: str) -> None:
    async def background(scheme: str) -> str:
        page = await browser.new_page(base_url=site, color_scheme=scheme)  # type: ignore[arg-type]  # one of its words
        await page.goto("/")
        found = await page.evaluate("getComputedStyle(document.body).backgroundColor")
        await page.close()
        return str(found)

    assert await background("light") == "rgb(255, 255, 255)"
    assert await background("dark") == "rgb(18, 21, 27)"


async def test_the_font_is_ours(page: Page) -> None:
    await page.goto("/")
    assert await page.evaluate("document.fonts.ready.then(() => document.fonts.check('15px Inter'))")
    assert await page.evaluate("[...document.fonts].map(font => font.status)") == ["loaded"]


async def test_arrow_keys_walk_the_chart(page: Page) -> None:
    await page.goto("/benchmarks/quiz")
    await page.locator("svg.wide .pt").first.focus()
    await page.keyboard.press("End")
    await expect(page.locator("svg.wide .pt:focus")).to_have_attribute("data-key", "epsilon")
    await expect(page.locator("#tip")).to_contain_text("90.0%")
    await page.keyboard.press("ArrowLeft")
    await expect(page.locator("svg.wide .pt:focus")).to_have_attribute("data-key", "alpha-2")
    await expect(page.locator("tr.lit")).to_have_attribute("id", "alpha-2")
    await page.keyboard.press("Escape")
    await expect(page.locator("#tip")).to_be_hidden()


async def test_a_command_can_be_copied(browser: Browser, site: str) -> None:
    context = await browser.new_context(base_url=site, permissions=["clipboard-read", "clipboard-write"])
    page = await context.new_page()
    await page.goto("/benchmarks/quiz")
    await page.get_by_role("button", name="Copy this command").first.click()
    await expect(page.get_by_text("Copied")).to_be_visible()
    copied = await page.evaluate("navigator.clipboard.readText()")
    await context.close()
    assert copied == f"curl '{site}/api/v1/benchmarks/quiz/leaderboard?limit=100'"


async def test_everything_works_without_javascript(browser: Browser, site: str) -> None:
    context = await browser.new_context(base_url=site, java_script_enabled=False)
    page = await context.new_page()
    await page.goto("/")
    await page.get_by_role("link", name="Quiz").click()
    await page.get_by_label("Weights").select_option("open")
    await page.get_by_role("button", name="Apply").click()
    await expect(page.locator("tbody tr")).to_have_count(2)
    await page.locator("svg.wide .pt").first.click()
    assert page.url.endswith("#alpha")
    await page.locator(".chip", has_text="Open weights").click()
    await expect(page.locator("tbody tr")).to_have_count(6)
    await context.close()
