"""Setkání: a live meeting room for case conferences in social work."""
