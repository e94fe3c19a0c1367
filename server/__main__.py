"""`python -m server`: the same as `setkani`."""

from .cli import main

main(prog_name="setkani")
