"""Know the shapes in which Slack sends requests, as far as listeners rely on them."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

LONGEST_ID = 255
Address = Annotated[str, Field(min_length=1)]


class _Shape(BaseModel):
    """Be strict about what is named, and open to whatever else Slack adds."""

    model_config = ConfigDict(strict=True, extra="ignore")


class _Named(_Shape):
    id: str = Field(min_length=1, max_length=LONGEST_ID)


class _Option(_Shape):
    value: str | None = None


class _Field(_Shape):
    type: str | None = None
    value: str | None = None
    selected_option: _Option | None = None
    selected_options: list[_Option] | None = None
    selected_date: str | None = None
    selected_time: str | None = None
    selected_conversation: str | None = None
    selected_channel: str | None = None
    selected_user: str | None = None
    selected_users: list[str] | None = None
    selected_conversations: list[str] | None = None


class _State(_Shape):
    # Slack writes what is empty now as an object, now as a list.
    values: dict[str, dict[str, _Field]] | Annotated[list[Any], Field(max_length=0)] = {}


class _Element(_Shape):
    type: str | None = None
    action_id: str | None = None
    initial_value: str | None = None
    initial_option: _Option | None = None


class _Block(_Shape):
    type: str
    block_id: str | None = None
    element: _Element | None = None
    elements: list[_Element] | None = None
    accessory: _Element | None = None


class _Text(_Shape):
    text: str


class _View(_Named):
    type: str
    title: _Text | None = None
    callback_id: str = ""
    private_metadata: str = ""
    hash: str | None = None
    blocks: list[_Block] = []
    state: _State | None = None
    app_installed_team_id: str | None = None


class _Message(_Shape):
    ts: str
    text: str | None = None
    user: str | None = None
    blocks: list[_Block] | None = None


class _Action(_Field):
    action_id: str = Field(max_length=LONGEST_ID)
    block_id: str | None = None


class _Container(_Shape):
    type: str
    message_ts: str | None = None
    channel_id: str | None = None
    view_id: str | None = None

    @property
    def is_message(self) -> bool:
        return self.type != "view"


class _Interaction(_Shape):
    user: _Named
    team: _Named | None = None
    enterprise: _Named | None = None
    channel: _Named | None = None
    response_url: Address | None = None


class _Pressed(_Interaction):
    trigger_id: str
    actions: list[_Action] = Field(min_length=1)
    container: _Container
    view: _View | None = None
    message: _Message | None = None

    @model_validator(mode="after")
    def _stands_somewhere(self) -> _Pressed:
        """Refuse what was pressed neither in a view nor in a message of a channel."""
        if self.container.is_message:
            told = (self.channel, self.container.channel_id, self.container.message_ts)
            if any(one is None for one in told):
                raise ValueError("in no message")
        elif self.view is None:
            raise ValueError("in no view")
        return self


class _Sent(_Interaction):
    trigger_id: str | None = None
    view: _View


class _Shortcut(_Interaction):
    trigger_id: str
    callback_id: str = Field(max_length=LONGEST_ID)


class _OnMessage(_Shortcut):
    message: _Message
    channel: _Named


class _Command(_Shape):
    command: str
    text: str = ""
    team_id: str = Field(min_length=1, max_length=LONGEST_ID)
    user_id: str = Field(min_length=1, max_length=LONGEST_ID)
    channel_id: str = Field(min_length=1, max_length=LONGEST_ID)
    trigger_id: str
    response_url: Address


class _Authorization(_Shape):
    team_id: str | None = None
    enterprise_id: str | None = None
    is_enterprise_install: bool | None = None


class _Said(_Shape):
    user: str | None = None


class _Event(_Shape):
    type: str
    user: str | _Named | None = None
    user_id: str | None = None
    message: _Said | None = None
    previous_message: _Said | None = None


class _Told(_Shape):
    event: _Event
    team_id: str | None = None
    enterprise_id: str | None = None
    authorizations: list[_Authorization] | None = None


class _Profile(_Shape):
    real_name: str | None = None
    display_name: str | None = None
    first_name: str | None = None
    last_name: str | None = None
    status_text: str | None = None
    status_emoji: str | None = None
    status_expiration: int | None = Field(default=None, ge=0, le=2**33)


class _Person(_Named):
    profile: _Profile | None = None
    real_name: str | None = None
    tz: str | None = None
    locale: str | None = None


class _AboutPerson(_Shape):
    user: _Person


class _OpenedHome(_Shape):
    user: str = Field(min_length=1, max_length=LONGEST_ID)
    tab: str | None = None


BY_TYPE: dict[str, type[_Shape]] = {
    "block_actions": _Pressed,
    "view_submission": _Sent,
    "view_closed": _Sent,
    "shortcut": _Shortcut,
    "message_action": _OnMessage,
    "event_callback": _Told,
}
BY_EVENT: dict[str, type[_Shape]] = {
    "user_change": _AboutPerson,
    "team_join": _AboutPerson,
    "app_home_opened": _OpenedHome,
}


def is_known(body: dict[str, Any]) -> bool:
    """Tell whether a request has a shape that Slack sends; others are not passed on to any listener."""
    kind = body.get("type")
    if "command" in body and kind is None:
        return _fits(_Command, body)
    if not isinstance(kind, str):
        return "ssl_check" in body
    shape = BY_TYPE.get(kind)
    if shape is None:
        return kind == "url_verification"
    if not _fits(shape, body):
        return False
    if kind != "event_callback":
        return True
    about = BY_EVENT.get(body["event"]["type"])
    return about is None or _fits(about, body["event"])


def _fits(shape: type[_Shape], body: Any) -> bool:
    try:
        shape.model_validate(body)
    except ValidationError:
        return False
    return True
