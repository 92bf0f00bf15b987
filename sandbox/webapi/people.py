"""auth.*, users.*, conversations.*, usergroups.*, dnd.*, team.*"""

from __future__ import annotations

from typing import Any

from sandbox.refusal import Refusal
from sandbox.webapi.call import Call, page

Json = dict[str, Any]
MOST_DND_USERS = 50


def auth_test(call: Call) -> Json:
    """auth.test"""
    world = call.world
    return {
        "url": f"https://{world.team.get('domain', 'sandbox')}.slack.com/",
        "team": world.team["name"],
        "team_id": world.team["id"],
        "user": world.users[world.bot_user]["name"],
        "user_id": world.bot_user,
        "bot_id": world.bot_id,
        "enterprise_id": world.team.get("enterprise_id"),
        "is_enterprise_install": world.org_wide,
    }


def _shown(user: Json, with_locale: bool) -> Json:
    return user if with_locale else {key: user[key] for key in user if key != "locale"}


def users_list(call: Call) -> Json:
    """users.list"""
    found, cursor = page(list(call.world.users.values()), call, 200, 1000)
    locale = call.flag("include_locale")
    return {
        "members": [_shown(user, locale) for user in found],
        "response_metadata": {"next_cursor": cursor},
    }


def users_info(call: Call) -> Json:
    """users.info"""
    user = call.world.users.get(call.needed("user"))
    if user is None:
        raise Refusal("user_not_found")
    return {"user": _shown(user, call.flag("include_locale"))}


def conversations_list(call: Call) -> Json:
    """conversations.list"""
    kinds = call.text("types", "public_channel").split(",")
    found = [
        channel.as_slack(call.world.bot_user)
        for channel in call.world.channels.values()
        if not channel.im_of
        and (("private_channel" in kinds) if channel.private else ("public_channel" in kinds))
        and (not channel.private or call.world.bot_user in channel.members)
        and not (call.flag("exclude_archived") and channel.archived)
    ]
    shown, cursor = page(found, call, 100, 1000)
    return {"channels": shown, "response_metadata": {"next_cursor": cursor}}


def conversations_info(call: Call) -> Json:
    """conversations.info"""
    return {"channel": call.channel().as_slack(call.world.bot_user)}


def conversations_members(call: Call) -> Json:
    """conversations.members"""
    shown, cursor = page(sorted(call.channel().members), call, 100, 1000)
    return {"members": shown, "response_metadata": {"next_cursor": cursor}}


def conversations_open(call: Call) -> Json:
    """conversations.open"""
    user = call.needed("users")
    if user not in call.world.users:
        raise Refusal("user_not_found")
    if call.world.users[user]["is_bot"]:
        raise Refusal("cannot_dm_bot")
    return {"channel": {"id": call.world.direct(user).id}}


def usergroups_list(call: Call) -> Json:
    """usergroups.list"""
    return {"usergroups": [{"id": one["id"], "handle": one["handle"]} for one in call.world.groups.values()]}


def usergroups_users(call: Call) -> Json:
    """usergroups.users.list"""
    group = call.world.groups.get(call.needed("usergroup"))
    if group is None:
        raise Refusal("no_such_subteam")
    return {"users": list(group["members"])}


def dnd_info(call: Call) -> Json:
    """dnd.info"""
    user = call.world.users.get(call.needed("user"))
    if user is None:
        raise Refusal("user_not_found")
    return _dnd_of(user)


def dnd_team_info(call: Call) -> Json:
    """dnd.teamInfo"""
    wanted = call.needed("users").split(",")
    if len(wanted) > MOST_DND_USERS:
        raise Refusal("too_many_users")
    known = call.world.users
    return {"users": {user: _dnd_of(known[user]) for user in wanted if user in known}}


def _dnd_of(user: Json) -> Json:
    return dict(user.get("dnd") or {"dnd_enabled": False, "next_dnd_start_ts": 1, "next_dnd_end_ts": 1})


def team_info(call: Call) -> Json:
    """team.info"""
    return {"team": dict(call.world.team)}
