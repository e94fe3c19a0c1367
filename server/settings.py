"""What the program is told from outside, read once: flag, else SETKANI_*, else setkani.toml, else the default."""

import os
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import platformdirs


class BadSettings(ValueError):
    """A setting cannot be used. One sentence."""


@dataclass(frozen=True, slots=True)
class Settings:
    """data_dir: all that is kept; base_url: how phones reach us ("" to find out); language: of the records;
    office: the office's own settings ("" for office.toml in the data folder, if it is there).
    """

    data_dir: Path
    host: str = "0.0.0.0"
    port: int = 8000
    base_url: str = ""
    language: str = "cs"
    timezone: str = "Europe/Prague"
    office: str = ""

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.timezone)

    @property
    def office_file(self) -> Path | None:
        """Where the office's own settings lie; None where there are none."""
        if self.office:
            return Path(self.office).expanduser().absolute()
        usual = self.data_dir / "office.toml"
        return usual if usual.is_file() else None


def load(flags: Mapping[str, object], config: Path | None = None) -> Settings:
    """Settings from flags (None = not given), SETKANI_* variables and a TOML file. Raises BadSettings."""
    file = config or Path("setkani.toml")
    written: dict[str, object] = {}
    if config is not None or file.is_file():
        try:
            written = tomllib.loads(file.read_text("utf-8"))
        except OSError as error:
            raise BadSettings(f"The settings file {file} cannot be read: {error.strerror}.") from error
        except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
            raise BadSettings(f"The settings file {file} is not TOML: {error}.") from error
    names = [field.name for field in fields(Settings)]
    if unknown := sorted(set(written) - set(names)):
        raise BadSettings(f"{file} has the unknown setting “{unknown[0]}”; known are {', '.join(names)}.")
    chosen: dict[str, object] = {"data_dir": Path(platformdirs.user_data_dir("setkani", appauthor=False))}
    for name in names:
        for value in (flags.get(name), os.environ.get(f"SETKANI_{name.upper()}"), written.get(name)):
            if value is not None:
                chosen[name] = value
                break
    return _checked(chosen)


def _checked(chosen: dict[str, object]) -> Settings:
    chosen["data_dir"] = Path(str(chosen["data_dir"])).expanduser().absolute()
    try:
        port = int(str(chosen.get("port", 8000)))
    except ValueError:
        port = -1
    if not 0 <= port <= 65535:
        raise BadSettings(f"The port must be a number from 0 to 65535, not “{chosen['port']}”.")
    chosen["port"] = port
    url = str(chosen.get("base_url", "")).rstrip("/")
    if url and not url.startswith(("http://", "https://")):
        raise BadSettings(f"The base URL must begin with http:// or https://, not “{url}”.")
    chosen["base_url"] = url
    chosen["office"] = str(chosen.get("office", ""))
    settings = Settings(**chosen)  # type: ignore[arg-type]
    try:
        _ = settings.zone
    except (ZoneInfoNotFoundError, ValueError):
        raise BadSettings(f"There is no time zone “{settings.timezone}”; try Europe/Prague.") from None
    return settings
