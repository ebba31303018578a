"""The frame of every page: nothing inline, little weight, colours only in the tokens."""

import gzip
import re
from pathlib import Path

import pytest

from services.portal import app, pages

TEMPLATES = sorted((pages.HERE / "templates").glob("*.html"))
CSS = (pages.STATIC / "titian.css").read_text(encoding="utf-8")


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: path.name)
def test_a_template_holds_no_style_script_or_colour_of_its_own(template: Path) -> None:
    text = template.read_text(encoding="utf-8")
    assert not re.search(r"\sstyle=|<style|\son\w+=|javascript:", text)
    assert not re.search(r"<script(?![^>]*\ssrc=)", text)
    assert not re.search(r"#[0-9a-f]{6}\b", text.replace("#0f2a49", "").replace("#e79a4b", ""))


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: path.name)
def test_every_template_compiles(template: Path) -> None:
    pages.templates().get_template(template.name)


def test_every_form_that_changes_something_carries_its_seal() -> None:
    for template in TEMPLATES:
        text = template.read_text(encoding="utf-8")
        for form in re.findall(r'<form[^>]*method="post".*?</form>', text, re.S):
            assert "sealed(" in form or 'name="csrf"' in form or template.name == "showcase.html", template.name


def test_style_and_script_are_light() -> None:
    assert len(gzip.compress(CSS.encode())) <= 12_000
    assert len((pages.STATIC / "titian.js").read_bytes()) <= 2_000


def test_the_policy_lets_nothing_inline_run() -> None:
    assert "unsafe" not in app.POLICY
    assert "default-src 'none'" in app.POLICY


def test_colours_stand_only_in_the_tokens() -> None:
    rules = CSS.split("/* 2 ---", 1)[1]
    used = set(re.findall(r"#[0-9a-f]{3,8}\b", rules))
    assert used <= {"#0000", "#0005", "#0006", "#fff", "#fff6", "#e79a4b", "#0f2a49a6"}


def _luminance(colour: str) -> float:
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.mark.parametrize(
    ("text", "ground"),
    [
        ("ink", "paper"), ("ink", "ground"), ("ink2", "paper"), ("ink2", "ground"), ("act", "paper"), ("act", "ground"),
        ("ink", "yours"), ("ink", "yours0"), ("yours9", "paper"), ("done", "done0"), ("stop", "stop0"),
        ("stop", "paper"), ("ink", "act0"), ("ink", "done0"),
    ],
)  # fmt: skip
def test_text_stands_out_from_its_ground(text: str, ground: str) -> None:
    tokens = dict(re.findall(r"--(\w+): (#[0-9a-f]+);", CSS)) | {"paper": "#ffffff"}
    light, dark = sorted((_luminance(tokens[text]), _luminance(tokens[ground])), reverse=True)
    assert (light + 0.05) / (dark + 0.05) >= 6
