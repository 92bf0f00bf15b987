"""Alerts and dashboard speak of figures that exist, and every alert leads to its cure."""

from __future__ import annotations

import json
import re
from pathlib import Path

import yaml
from prometheus_client.parser import text_string_to_metric_families

from bot.watching.figures import Figures

ROOT = Path(__file__).resolve().parents[2]
ALERTS = yaml.safe_load((ROOT / "docker" / "prometheus" / "alerts.yaml").read_text(encoding="utf-8"))
RULES = [rule for group in ALERTS["groups"] for rule in group["rules"]]
DASHBOARD = json.loads((ROOT / "docker" / "grafana" / "lardom.json").read_text(encoding="utf-8"))
OPERATE = (ROOT / "docs" / "operate.md").read_text(encoding="utf-8")
NAME = re.compile(r"lardom_[a-z_]+")


def known() -> set[str]:
    figures = Figures()
    figures.acks.labels("event").observe(0)
    figures.failed.labels("other").set(0)
    found = text_string_to_metric_families(figures.text().decode())
    return {sample.name for family in found for sample in family.samples}


def test_every_expression_asks_for_figures_that_are_shown():
    expressions = [rule["expr"] for rule in RULES]
    expressions += [target["expr"] for panel in DASHBOARD["panels"] for target in panel["targets"]]
    asked = {name for one in expressions for name in NAME.findall(one)}
    assert len(asked) > 10 and asked <= known()


def test_every_figure_is_explained_and_on_the_dashboard():
    families = {re.sub(r"_(bucket|count|sum|created)$", "", name) for name in known()}
    shown = json.dumps(DASHBOARD)
    for name in families:
        assert name in OPERATE, name
        assert name in shown or name == "lardom_sampled_at_seconds", name


def test_every_alert_leads_to_a_heading_and_stands_in_the_list():
    headings = {line.removeprefix("## ") for line in OPERATE.splitlines() if line.startswith("## ")}
    for rule in RULES:
        cure = rule["annotations"]["cure"].removeprefix("docs/operate.md: ")
        assert cure in headings, rule["alert"]
        assert f"| {rule['alert']} |" in OPERATE
        assert rule["labels"]["severity"] in ("page", "ticket") and rule["for"]
