"""Putting units before people: cards and keys in, decisions out."""
