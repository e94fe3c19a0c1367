"""The heart: what may happen in a meeting, and what is true after it has. Pure; standard library only."""
