"""Take in what another process was told of a member."""

from __future__ import annotations

from bot.slack.services import Services


async def changed(services: Services, team: str, user: str) -> None:
    """Look again at a member whom this process knows; let their questions follow them to another zone."""
    directory = services.directory(team)
    before = directory.known(user)
    if before is None:
        return
    await directory.look_again(user)
    after = directory.known(user)
    if after is not None and after.zone != before.zone:
        await services.control.moved(team, user, after.zone)
