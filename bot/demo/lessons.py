"""What people in the sample workspace wrote, by act and language."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from importlib import resources

import yaml

from bot.learning.acts import Act
from bot.learning.language import Language

Lessons = Mapping[Act, Mapping[Language, Sequence[str]]]


def load_lessons() -> Lessons:
    """Read the sample lessons."""
    raw = yaml.safe_load((resources.files("bot.demo") / "lessons.yaml").read_text(encoding="utf-8"))
    return {
        Act(act): {Language(language): tuple(texts) for language, texts in spoken.items()}
        for act, spoken in raw.items()
    }


def load_examples() -> Mapping[Act, Sequence[str]]:
    """Read the examples with which the sample workspace's leader goes first."""
    raw = yaml.safe_load((resources.files("bot.demo") / "examples.yaml").read_text(encoding="utf-8"))
    return {Act(act): texts for act, texts in raw.items()}
