"""The ports made of something: in memory for tests, in SQLite for real meetings."""
