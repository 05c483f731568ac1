"""Chats and hooks, by way of Apprise."""

from __future__ import annotations

import re

import apprise

from accounts.telling.errors import NotSent
from accounts.telling.messages import Message

TIMEOUT_SECONDS = 20
_CALLS = re.compile(r"@(?=\w)|<(?=[!@#])")
HERE_ONLY = ("dbus", "glib", "gnome", "macosx", "qt", "syslog", "windows")
"""Schemes that reach this machine's own screen or log, and nobody who reads Throughline."""


def what_is_wrong(address: str) -> str:
    """A sentence about an address that Apprise cannot send to; "" where it can."""
    scheme = address.partition("://")[0].strip().lower()
    if "://" not in address:
        return "Begin with the kind of channel, such as slack://, discord://, mattermost:// or json://."
    if scheme in HERE_ONLY:
        return f"{scheme}:// reaches only the machine that Throughline runs on. Choose a chat or a hook."
    if apprise.Apprise.instantiate(address, asset=_asset()) is None:
        return f"This is no complete address of a {scheme}:// channel. See https://appriseit.com/services/."
    return ""


def kind_of(address: str) -> str:
    """“Slack”: what may be shown of an address. "" for one that cannot be used."""
    plugin = apprise.Apprise.instantiate(address, asset=_asset())
    return str(plugin.service_name) if plugin else ""


def send(address: str, message: Message) -> None:
    """Send to a channel. Raises NotSent, whose message never holds the address: it is secret."""
    if what_is_wrong(address):
        raise NotSent("The channel's address cannot be used any more. Give it anew.")
    channel = apprise.Apprise(asset=_asset())
    channel.add(apprise.Apprise.instantiate(address, asset=_asset()))  # as text it could be several
    told = channel.notify(
        body=calling_nobody(message.text),
        title=calling_nobody(message.subject),
        body_format="text",
        timeout=TIMEOUT_SECONDS,
    )
    if not told:
        raise NotSent(f"{kind_of(address)} did not take it within {TIMEOUT_SECONDS} seconds, or refused it.")


def calling_nobody(text: str) -> str:
    """The text without calls: who writes “@everyone” or “<!channel>” in a title or a post shall wake nobody.

    It looks the same: a word joiner (U+2060) stands after the mark.
    """
    return _CALLS.sub("\\g<0>\u2060", text)


def _asset() -> apprise.AppriseAsset:
    return apprise.AppriseAsset(app_id="Throughline", app_desc="Throughline", storage_mode="memory")
