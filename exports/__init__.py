"""From a meeting to files."""
