"""The tables, and how an older file gets them. A new shape is a new step at the end; no step ever changes."""

from sqlite_utils import Database, Migrations

APPLICATION_ID = 0x5E7CA41
"""Marks a file as ours, so that a stranger's database is not filled with our tables."""

STEPS = Migrations("setkani")


@STEPS()
def log(db: Database) -> None:
    """The meetings and their entries."""
    db.table("meetings").create(
        {"id": str, "title": str, "opened": str, "epoch": str},
        pk="id",
        not_null={"title", "opened", "epoch"},
        strict=True,
    )
    # In the order of reading and without a second tree for the key: half the bytes in every commit.
    # sqlite-utils has no word for WITHOUT ROWID.
    db.execute("""
        CREATE TABLE entries (
            meeting TEXT NOT NULL REFERENCES meetings(id),
            version INTEGER NOT NULL,
            at TEXT NOT NULL,
            by TEXT NOT NULL,
            kind TEXT NOT NULL,
            body TEXT NOT NULL,
            crc INTEGER NOT NULL,
            PRIMARY KEY (meeting, version)
        ) STRICT, WITHOUT ROWID
    """)
    # Together with the key: an entry goes behind the last one of its meeting or nowhere, whoever writes it.
    db.execute("""
        CREATE TRIGGER entries_without_gaps BEFORE INSERT ON entries
        WHEN NEW.version != 1 AND NOT EXISTS (
            SELECT 1 FROM entries WHERE meeting = NEW.meeting AND version = NEW.version - 1
        )
        BEGIN SELECT RAISE(ABORT, 'not behind the last entry'); END
    """)


@STEPS()
def keyring(db: Database) -> None:
    """Short codes and tokens."""
    db.table("meetings").add_column("code", str)
    db.table("meetings").create_index(["code"], unique=True)
    db.table("tokens").create(
        {"digest": bytes, "meeting": str, "seat": str},
        pk="digest",
        not_null={"meeting", "seat"},
        foreign_keys=[("meeting", "meetings", "id")],
        strict=True,
    )
    db.table("tokens").create_index(["meeting", "seat"])


@STEPS()
def lines(db: Database) -> None:
    """What the list of meetings shows of each, reckoned from its log."""
    db.table("lines").create(
        {"meeting": str, "reckoning": int, "body": str},
        pk="meeting",
        not_null={"reckoning", "body"},
        foreign_keys=[("meeting", "meetings", "id")],
        strict=True,
    )
    # A line has names in it: whoever erases a meeting must not have to think of it.
    db.execute("""
        CREATE TRIGGER lines_of_what_is_erased AFTER DELETE ON entries
        BEGIN DELETE FROM lines WHERE meeting = OLD.meeting; END
    """)


@STEPS()
def erasures(db: Database) -> None:
    """What remains of meetings that were erased."""
    db.table("erasures").create(
        {
            "meeting": str,
            "opened": str,
            "asked": str,
            "act": str,
            "why": str,
            "counts": str,
            "record": str,
            "kept": str,
            "done": str,
        },
        pk="meeting",
        not_null={"opened", "asked", "act", "why", "counts", "record", "kept"},
        strict=True,
    )


@STEPS()
def ends(db: Database) -> None:
    """When a token ends by itself."""
    db.table("tokens").add_column("until", str)


@STEPS()
def offices(db: Database) -> None:
    """Whose meeting it is on a shared server: also where its log cannot be read, and when it has been erased."""
    db.table("meetings").add_column("office", str, not_null_default="")
    db.table("erasures").add_column("office", str, not_null_default="")


@STEPS()
def entered(db: Database) -> None:
    """For which account a token was made."""
    db.table("tokens").add_column("account", str, not_null_default="")


@STEPS()
def longer_codes(db: Database) -> None:
    """Codes of six letters, as earlier versions made them, can be guessed: they end, and a meeting gets another."""
    db.execute("UPDATE meetings SET code = NULL WHERE length(code) < 8")


def is_ours(db: Database) -> bool:
    """Whether the file is a database of this program, or still empty."""
    (mark,) = db.execute("PRAGMA application_id").fetchone()
    return bool(mark == APPLICATION_ID or not db.table_names())


def mark_ours(db: Database) -> None:
    """Before the first table, so that dying in the middle of the first start does not make the file a stranger's."""
    db.execute(f"PRAGMA application_id = {APPLICATION_ID}")


def is_ahead(db: Database, steps: Migrations = STEPS) -> bool:
    """Whether a newer version of the program has already changed the file."""
    blank = Database(memory=True, execute_plugins=False)
    known = {step.name for step in steps.pending(blank)}
    blank.close()
    return any(step.name not in known for step in steps.applied(db))
