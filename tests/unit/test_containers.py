"""The container files say what the code needs. No image is built here; docs/how-to/containers.md says so."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from bot.listening import LONGEST_GOODBYE
from bot.settings import Settings

ROOT = Path(__file__).resolve().parents[2]
DOCKER = ROOT / "docker"
FILE = (DOCKER / "Dockerfile").read_text(encoding="utf-8")
PROXY = (DOCKER / "nginx.conf").read_text(encoding="utf-8")
ONE = yaml.safe_load((DOCKER / "compose.yaml").read_text(encoding="utf-8"))
MANY = yaml.safe_load((DOCKER / "compose.scale.yaml").read_text(encoding="utf-8"))
REPLICAS = sorted(name for name in MANY["services"] if name.startswith("lardom"))
APPS = [ONE["services"]["lardom"], *(MANY["services"][name] for name in REPLICAS)]
KNOWN = {name.upper() for name in Settings.model_fields} | {"LARDOM_BACKUPS"}


def settings_in(told: str) -> set[str]:
    return set(re.findall(r"\b((?:LARDOM|SLACK|DATABASE)_[A-Z_]+)\b", told)) - {"LARDOM_POSTGRES_PASSWORD"}


@pytest.mark.parametrize("told", [FILE, str(ONE), str(MANY)], ids=("Dockerfile", "compose", "scale"))
def test_every_setting_that_is_named_is_one(told):
    assert settings_in(told) and settings_in(told) <= KNOWN


def test_everything_that_the_image_is_made_from_is_there_and_let_in():
    let_in = (ROOT / ".dockerignore").read_text(encoding="utf-8").splitlines()
    for line in re.findall(r"^COPY (?!--from)(.+) \S+$", FILE, re.MULTILINE):
        for name in line.split():
            assert (ROOT / name).exists(), name
            assert f"!{name}" in let_in, name


def test_nobody_in_it_is_root_and_nothing_in_it_can_be_written_but_its_volumes():
    assert re.search(r"^USER 10001:10001$", FILE, re.MULTILINE)
    assert FILE.count("\nFROM ") == 2, "what builds does not come along"
    for app in APPS:
        assert app["read_only"] is True and app["cap_drop"] == ["ALL"]
        assert {one.split(":")[1] for one in app["volumes"]} <= {"/data", "/keys", "/backups"}


def test_keys_lie_on_a_volume_of_their_own():
    for app in APPS:
        places = dict(reversed(one.split(":")) for one in app["volumes"])
        assert places[app["environment"]["LARDOM_KEYS"]] == "keys"
        assert app["environment"]["LARDOM_BACKUPS"] == "/backups" and places["/backups"] == "backups"


def test_whoever_stops_it_waits_for_longer_than_it_takes():
    for app in APPS:
        assert int(app["stop_grace_period"].removesuffix("s")) >= 10 + LONGEST_GOODBYE


def test_its_health_is_asked_for_where_it_is_told():
    assert "/healthz" in FILE and "LARDOM_METRICS_PORT" in FILE
    port = Settings.model_fields["lardom_metrics_port"].default
    assert f"'{port}'" in FILE


def test_the_proxy_knows_every_replica_and_keeps_no_list_of_who_came_when():
    assert len(REPLICAS) == 3
    port = APPS[1]["environment"]["LARDOM_PORT"]
    assert re.findall(r"server (lardom-\d):(\d+)", PROXY) == [(name, port) for name in REPLICAS]
    assert "access_log off;" in PROXY and "client_max_body_size 1m;" in PROXY
    waits: dict[str, Any] = MANY["services"]["proxy"]["depends_on"]
    assert sorted(waits) == REPLICAS
