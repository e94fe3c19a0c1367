"""Meetings happening now: commands put in order, written down, then told to everyone who is connected."""
