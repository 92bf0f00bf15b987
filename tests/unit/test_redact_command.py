"""`lardom redact` reads a text and prints what would be published."""

from __future__ import annotations

import json

from typer.testing import CliRunner

from bot.cli import app


def test_a_text_is_read_and_its_published_form_printed(tmp_path):
    (tmp_path / "names.txt").write_text("Karin Sjövall\nTom Whitlock\n", encoding="utf-8")
    (tmp_path / "terms.txt").write_text("Nordkabel\n", encoding="utf-8")
    arguments = ["redact", "--names", str(tmp_path / "names.txt"), "--terms", str(tmp_path / "terms.txt")]
    done = CliRunner().invoke(app, arguments, input="Karin bad Nordkabel ringa 070-174 06 35.")
    assert (done.exit_code, done.stdout) == (0, "[namn] bad [skyddat] ringa [telefon].\n")


def test_lines_of_json_bring_their_own_directory():
    rows = [
        {"text": "Grace helped us.", "directory": ["Grace Delaney"]},
        {"text": "Grace helped us.", "directory": []},
    ]
    lines = "\n".join(json.dumps(row) for row in rows)
    done = CliRunner().invoke(app, ["redact", "--jsonl", "--lang", "en"], input=lines)
    assert [json.loads(line)["text"] for line in done.stdout.splitlines()] == [
        "[name] helped us.",
        "Grace helped us.",
    ]


def test_a_line_that_cannot_be_read_is_named():
    done = CliRunner().invoke(app, ["redact", "--jsonl"], input='{"text": "Hej"}\nnot json\n')
    assert done.exit_code == 2 and "line 2 is not" in done.stderr
