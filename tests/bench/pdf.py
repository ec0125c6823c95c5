"""How fast the PDF is, beside Chromium printing the same page, in one run: ./dev bench pdf [COUNT]

Cold is a new process that draws one document; warm is a process that draws COUNT, once it has drawn one.
"""

import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from reports.drawing.engine import Engine

DEMO = "dongxihu-2020"
CHROMIUM = [
    "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
    "--disable-dev-shm-usage", "--no-pdf-header-footer", "--virtual-time-budget=1",
]  # fmt: skip
DRAW = f"from tests.bench import pdf; pdf.ready(); pdf.draw({DEMO!r})"


def ready() -> None:
    """Start Django in this process."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "perfeval.settings")
    import django

    django.setup()


def draw(name: str) -> int:
    """Our renderer, from the facts on."""
    from reports.formats import pdf
    from tests.reports.building import demo, frozen

    return len(pdf.render(demo(name).content(), frozen(name)))


def draw_many(count: int) -> float:
    """Seconds for `count` documents, after the one that warms up."""
    ready()
    draw(DEMO)
    started = time.perf_counter()
    for _ in range(count):
        draw(DEMO)
    return time.perf_counter() - started


def print_page(folder: Path, number: int = 0) -> None:
    """Chromium, a process of its own for each document, as it is used for printing."""
    command = [
        "chromium", *CHROMIUM, f"--user-data-dir={folder}/profile-{number}",
        f"--print-to-pdf={folder}/chromium-{number}.pdf", f"file://{folder}/page.html",
    ]  # fmt: skip
    subprocess.run(command, check=True, capture_output=True)


def chromium_warm(folder: str, count: int) -> float:
    """One browser kept open, printing the same page again and again."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=CHROMIUM[1:-2])
        page = browser.new_page()

        def once() -> None:
            page.goto(f"file://{folder}/page.html")
            page.pdf(prefer_css_page_size=True)

        once()
        started = time.perf_counter()
        for _ in range(count):
            once()
        elapsed = time.perf_counter() - started
        browser.close()
    return elapsed


def page_for_chromium(folder: Path) -> None:
    """The same HTML with the same style sheet and fonts, as one file."""
    from django.conf import settings

    from reports.formats import pdf
    from tests.reports.building import demo

    styles = Path(settings.BASE_DIR, "static/css/print.css").read_text(encoding="utf-8")
    html = pdf.html_of(demo(DEMO).content()).replace("</head>", f"<style>{styles}</style></head>")
    (folder / "page.html").write_text(html, encoding="utf-8")


def seconds(action: Callable[[], object]) -> float:
    started = time.perf_counter()
    action()
    return time.perf_counter() - started


def in_two(work: Callable[..., float], *args: object, count: int) -> float:
    """Documents per second of two processes at once."""
    with ProcessPoolExecutor(2, mp_context=get_context("spawn")) as pool:
        jobs = [pool.submit(work, *args, count) for _ in range(2)]
        return sum(count / job.result() for job in jobs)


def here() -> "Engine":
    """The same engine in this process, without a child."""
    from reports.drawing.engine import Engine
    from reports.formats import pdf

    outfit = pdf.outfit()
    return Engine(list(outfit.styles), outfit.files or {})


def price_of_the_child(count: int) -> float:
    """How many times as long a document takes in the child as in this process, by turns in one run."""
    from reports.formats import pdf
    from tests.reports.building import demo, frozen

    engine, page = here(), pdf.page_of(demo(DEMO).content(), frozen(DEMO))
    ways = (lambda: engine.draw(page), lambda: pdf.DRAWER.draw(page))
    for way in ways:
        way()
    taken = [[seconds(way) for way in ways] for _ in range(count)]
    return median(there / own for own, there in taken)


def where_the_time_goes() -> dict[str, float]:
    """Seconds of one warm document, by step."""
    import weasyprint

    from reports.drawing.engine import BASE
    from reports.formats import pdf
    from tests.reports.building import demo

    steps: dict[str, float] = {}
    content = demo(DEMO).content()
    steps["content"] = seconds(lambda: demo(DEMO).content())
    steps["template"] = seconds(lambda: pdf.html_of(content))
    kept: list[object] = []
    engine = here()
    source = weasyprint.HTML(string=pdf.html_of(content), base_url=BASE, url_fetcher=engine.fetcher)
    options = {"stylesheets": engine.styles, "font_config": engine.fonts, "presentational_hints": True}
    steps["layout"] = seconds(lambda: kept.append(source.render(**options)))
    steps["drawing, fonts, writing"] = seconds(lambda: kept[0].write_pdf(pdf_tags=True))  # type: ignore[attr-defined]
    return steps


def main(count: int = 5) -> None:
    ready()
    folder = Path(tempfile.mkdtemp())
    page_for_chromium(folder)
    ours_cold = median(
        seconds(lambda: subprocess.run([sys.executable, "-c", DRAW], check=True)) for _ in range(3)
    )
    theirs_cold = median(seconds(lambda n=n: print_page(folder, n)) for n in range(3))  # type: ignore[misc]
    ours_warm, theirs_warm = count / draw_many(count), count / chromium_warm(str(folder), count)
    ours_two, theirs_two = in_two(draw_many, count=count), in_two(chromium_warm, str(folder), count=count)
    rows = (
        ("cold, seconds", ours_cold, theirs_cold, theirs_cold / ours_cold),
        ("warm, documents/s, 1 process", ours_warm, theirs_warm, ours_warm / theirs_warm),
        ("warm, documents/s, 2 processes", ours_two, theirs_two, ours_two / theirs_two),
    )
    print(f"{'':32}{'ours':>8}{'Chromium':>10}{'× faster':>10}")  # noqa: T201
    for title, ours, theirs, ratio in rows:
        print(f"{title:32}{ours:8.2f}{theirs:10.2f}{ratio:10.2f}")  # noqa: T201
    print(f"  {'in the child ÷ in this process':30}{price_of_the_child(max(count, 15)):8.2f}")  # noqa: T201
    for step, taken in where_the_time_goes().items():
        print(f"  {step:30}{taken * 1000:8.0f} ms")  # noqa: T201
    shutil.rmtree(folder)


if __name__ == "__main__":
    main(*(int(argument) for argument in sys.argv[1:2]))
