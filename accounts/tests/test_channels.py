"""Chats and hooks: which addresses can be sent to, and what others' words cannot do there."""

import pytest

from accounts.telling import channels
from accounts.telling.errors import NotSent
from accounts.telling.messages import Message, subject_line

MESSAGE = Message("Builds wait", "Builds wait: opened")


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("slack.com/hooks/x", "Begin with the kind of channel"),
        ("syslog://local", "only the machine"),
        ("slack://", "no complete address of a slack:// channel"),
        ("nonsense://x", "no complete address"),
        ("json://chat.example/hook", ""),
    ],
)
def test_an_address_that_cannot_be_sent_to_is_explained(address, said):
    assert said in channels.what_is_wrong(address)
    assert bool(channels.what_is_wrong(address)) is bool(said)


def test_a_channel_whose_address_is_of_no_use_any_more_says_so_without_showing_it():
    with pytest.raises(NotSent) as caught:
        channels.send("gone://secret", MESSAGE)
    assert "secret" not in str(caught.value)
    assert channels.kind_of("gone://secret") == ""


@pytest.mark.parametrize("words", ["@everyone: down", "<!channel> down", "<@U123>", "<#C1|x>"])
def test_others_words_can_call_nobody_in_a_chat(hook, words):
    channels.send(hook.address, Message(words, words))
    sent = hook.bodies[0]
    for text in (sent["title"], sent["message"]):
        assert words not in text
        assert words in text.replace("\u2060", "")


def test_an_address_is_one_channel_and_never_several(hook):
    """Apprise takes a text with a comma for several channels, of which only the first was looked at."""
    address = f"{hook.address}, {hook.address}"
    if not channels.what_is_wrong(address):
        channels.send(address, MESSAGE)
    assert len(hook.bodies) <= 1


def test_a_subject_is_one_line_whatever_somebody_writes():
    subject = subject_line("Builds\r\nBcc: all@example.com wait " + "x" * 400)
    assert "\n" not in subject
    assert "\r" not in subject
    assert len(subject) == 150
