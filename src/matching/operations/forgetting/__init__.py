"""Forgetting: erase a client who asks for it, or whose term is over, and keep what can be counted without a person."""
