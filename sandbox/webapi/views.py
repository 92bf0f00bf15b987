"""views.*"""

from __future__ import annotations

from typing import Any

from sandbox.refusal import Refusal
from sandbox.views import ViewProblem, find_view, open_view, publish_home, replace_view
from sandbox.webapi.call import Call, places

Json = dict[str, Any]


def _refused(problem: ViewProblem) -> Refusal:
    if problem.problems:
        return Refusal(problem.error, response_metadata=places(problem.problems))
    return Refusal(problem.error)


def _triggered(call: Call) -> str:
    try:
        return call.world.use_trigger(call.needed("trigger_id"))
    except KeyError as problem:
        raise Refusal(str(problem.args[0])) from None


def open_(call: Call) -> Json:
    """views.open"""
    user = _triggered(call)
    try:
        return {"view": open_view(call.world, user, call.structure("view"), push=False).as_slack()}
    except ViewProblem as problem:
        raise _refused(problem) from None


def push(call: Call) -> Json:
    """views.push"""
    user = _triggered(call)
    try:
        return {"view": open_view(call.world, user, call.structure("view"), push=True).as_slack()}
    except ViewProblem as problem:
        raise _refused(problem) from None


def update(call: Call) -> Json:
    """views.update"""
    try:
        user, found = find_view(call.world, call.text("view_id"), call.text("external_id"))
        if call.text("hash") and call.text("hash") != found.hash:
            raise ViewProblem("hash_conflict")
        replace_view(call.world, user, found, call.structure("view"))
    except ViewProblem as problem:
        raise _refused(problem) from None
    return {"view": found.as_slack()}


def publish(call: Call) -> Json:
    """views.publish"""
    user = call.needed("user_id")
    if user not in call.world.users:
        raise Refusal("user_not_found")
    try:
        view = publish_home(call.world, user, call.structure("view"), call.text("hash") or None)
    except ViewProblem as problem:
        raise _refused(problem) from None
    return {"view": view}
