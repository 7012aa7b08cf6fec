"""The files of the web folder and the pages that name them agree; no browser needed."""

import gzip
import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
WEB = ROOT / "web"
TEMPLATES = ROOT / "bot" / "pages" / "templates"
COMPONENT = [WEB / "chat.js", *sorted((WEB / "chat").glob("*.js"))]


def test_the_home_page_preloads_every_module_of_the_chat() -> None:
    home = (TEMPLATES / "home.html").read_text(encoding="utf-8")
    listed = re.search(r"for part in \[(.*?)\]", home)
    assert listed is not None
    assert sorted(re.findall(r'"(\w+)"', listed[1])) == sorted(path.stem for path in COMPONENT[1:])


def test_the_chat_stays_light() -> None:
    size = sum(len(gzip.compress(path.read_bytes())) for path in COMPONENT)
    assert 5_000 < size < 28_000, "sources as served, compressed, the map among them; about half of it once minified"


def test_every_static_file_a_template_names_exists() -> None:
    pages = sorted(TEMPLATES.glob("*.html"))
    named = {
        name for page in pages for name in re.findall(r"/static/([\w./-]+\.\w+)", page.read_text(encoding="utf-8"))
    }
    assert {"style.css", "chat.js", "logo.svg"} <= named
    assert [name for name in named if not (WEB / name).is_file()] == []


def test_no_page_and_no_module_has_inline_style_script_or_an_outside_address() -> None:
    texts = {path.name: path.read_text(encoding="utf-8") for path in [*TEMPLATES.glob("*.html"), *COMPONENT]}
    assert len(texts) > 12
    forbidden = re.compile(
        r"innerHTML|insertAdjacentHTML|document\.write|\beval\("
        r"|<style|<script(?! type=\"module\" src=)| style=\"|\son\w+=\""
        r"|\bhttps?://(?!www\.w3\.org/2000/svg)"
    )
    assert {name: found[0] for name, text in texts.items() if (found := forbidden.search(text))} == {}
