"""Check Block Kit as strictly as Slack does, and say where and why something is wrong."""

from sandbox.blocks.problem import Problem
from sandbox.blocks.surfaces import validate_message, validate_view
from sandbox.blocks.values import check_values

__all__ = ["Problem", "check_values", "validate_message", "validate_view"]
