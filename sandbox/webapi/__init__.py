"""The Web API: Slack's methods, argument forms and error codes."""

from sandbox.webapi.serve import WebApi

__all__ = ["WebApi"]
