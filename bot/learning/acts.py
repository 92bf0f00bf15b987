"""The seven everyday acts of learning."""

from __future__ import annotations

from enum import StrEnum


class Act(StrEnum):
    """Name one of the seven everyday acts, in the order in which people are told about them."""

    TOGETHER = "together"
    """Talk about how we work together, inside and with others."""

    RESPECT = "respect"
    """Talk about how we treat each other."""

    FOLLOWUP = "followup"
    """Follow up work: what went well, what went less well, what we learn and take with us."""

    CUSTOMERS = "customers"
    """Invite customers and listen."""

    SHADOW = "shadow"
    """Follow a colleague for a while."""

    WORKSHOP = "workshop"
    """Question ways of working, processes and old truths together."""

    INPUT = "input"
    """Read, listen, attend a talk."""
