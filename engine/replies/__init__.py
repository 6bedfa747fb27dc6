"""Replies that act (N19): what a reply does, and the one message that says so."""

from .act import CANCELLED, CONFIRMED, act
