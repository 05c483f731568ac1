"""Conversations: Slack exports and pasted chats. Each message is an event, with who wrote it."""
