"""What the program is told from outside, read once: flag, else SETKANI_*, else setkani.toml, else the default."""

import os
import ssl
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from ipaddress import ip_network
from pathlib import Path
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import platformdirs

SEAL_PASSWORD = "SETKANI_SEAL_PASSWORD"
"""The variable for the password of the key to seal with. No setting: it is never written down."""


class BadSettings(ValueError):
    """A setting cannot be used. One sentence."""


PORTS = {"starttls": 587, "tls": 465, "none": 25}
"""How a mail server is spoken to -> its usual port."""
PASSWORD = "SETKANI_SMTP_PASSWORD"
OIDC_SECRET = "SETKANI_OIDC_SECRET"
MOST_LINK_DAYS = 365


@dataclass(frozen=True, slots=True)
class MailServer:
    """Who takes our mails. security: one of PORTS; user "" where nobody has to sign in; sender, name: who they are
    from; authority: a file of certificates to be trusted instead of the machine's, or "".
    """

    host: str
    port: int
    security: str
    user: str
    password: str = field(repr=False)
    sender: str
    name: str
    authority: str


@dataclass(frozen=True, slots=True)
class Provider:
    """A provider of identities. issuer: as it calls itself; client_id, secret: what it knows us by, the secret "" where
    it gave us none; name: how its button is called; strong: which ways of signing in there (`acr`) are strong enough,
    none where all are.
    """

    issuer: str
    client_id: str
    secret: str = field(repr=False)
    name: str
    strong: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Settings:
    """data_dir: all that is kept; base_url: how phones reach us ("" to find out); tls_cert, tls_key: files (PEM) to
    speak TLS with ourselves, "" where something in front of us does or nobody; proxy: the addresses of what stands in
    front of us and is believed who has sent a request, "" for nobody; language: of the records;
    office: the office's own settings ("" for office.toml in the data folder, if it is there); soffice: LibreOffice, ""
    to look for it; smtp_*, mail_*: the mail server, "" where there is none; link_days: how long the link to a record
    works.
    """

    data_dir: Path
    host: str = "0.0.0.0"
    port: int = 8000
    base_url: str = ""
    tls_cert: str = ""
    tls_key: str = ""
    proxy: str = ""
    language: str = "cs"
    timezone: str = "Europe/Prague"
    office: str = ""
    soffice: str = ""
    smtp_host: str = ""
    smtp_port: int = 0
    smtp_security: str = "starttls"
    smtp_user: str = ""
    smtp_password_file: str = ""
    smtp_authority: str = ""
    mail_from: str = ""
    mail_name: str = ""
    link_days: int = 30
    oidc_issuer: str = ""
    oidc_client_id: str = ""
    oidc_secret_file: str = ""
    oidc_name: str = ""
    oidc_acr: str = ""

    @property
    def mail_server(self) -> MailServer | None:
        """The mail server and its password; None where mails are sent by hand. Raises BadSettings."""
        if not self.smtp_host:
            return None
        port = self.smtp_port or PORTS[self.smtp_security]
        return MailServer(
            self.smtp_host,
            port,
            self.smtp_security,
            self.smtp_user,
            _password(self),
            self.mail_from,
            self.mail_name,
            self.smtp_authority,
        )

    @property
    def provider(self) -> Provider | None:
        """Who else says who somebody is (OpenID Connect); None where nobody does. Raises BadSettings."""
        if not self.oidc_issuer:
            return None
        name = self.oidc_name or urlsplit(self.oidc_issuer).hostname or "OpenID"
        secret = os.environ.get(OIDC_SECRET, "")
        if not secret and self.oidc_secret_file:
            secret = _read_secret(self.oidc_secret_file, "the secret of the provider")
        return Provider(self.oidc_issuer, self.oidc_client_id, secret, name, tuple(self.oidc_acr.split()))

    @property
    def tls(self) -> tuple[Path, Path] | None:
        """The files of the certificate and of its key; None where we do not speak TLS ourselves."""
        if not self.tls_cert:
            return None
        return Path(self.tls_cert).expanduser().absolute(), Path(self.tls_key).expanduser().absolute()

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

    @property
    def offices(self) -> Path:
        """Where the offices of a shared server have what each sets for itself: ID/office.toml."""
        return self.data_dir / "offices"

    def office_file_of(self, office: str) -> Path | None:
        """What holds for the meetings of this office: its own file, or that of all."""
        own = self.offices / office / "office.toml"
        return own if office and own.is_file() else self.office_file


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
    chosen["port"] = _number(chosen, "port", 8000, 0, 65535, "The port")
    chosen["smtp_port"] = _number(chosen, "smtp_port", 0, 0, 65535, "smtp_port")
    chosen["link_days"] = _number(chosen, "link_days", 30, 1, MOST_LINK_DAYS, "link_days")
    url = str(chosen.get("base_url", "")).rstrip("/")
    if url and not url.startswith(("http://", "https://")):
        raise BadSettings(f"The base URL must begin with http:// or https://, not “{url}”.")
    chosen["base_url"] = url
    for name in _TEXTS & chosen.keys():
        chosen[name] = str(chosen[name]).strip()
    settings = Settings(**chosen)  # type: ignore[arg-type]
    try:
        _ = settings.zone
    except (ZoneInfoNotFoundError, ValueError):
        raise BadSettings(f"There is no time zone “{settings.timezone}”; try Europe/Prague.") from None
    if bool(settings.tls_cert) != bool(settings.tls_key):
        missing = "tls_key" if settings.tls_cert else "tls_cert"
        raise BadSettings(f"For TLS both tls_cert and tls_key are needed; {missing} is missing.")
    if settings.tls_cert and url.startswith("http://"):
        raise BadSettings(f"With TLS the base URL begins with https://, not “{url}”.")
    _check_proxy(settings)
    _check_mail(settings)
    _check_provider(settings)
    return settings


def _check_proxy(settings: Settings) -> None:
    for each in settings.proxy.split(",") if settings.proxy else ():
        try:
            network = ip_network(each.strip())
        except ValueError as error:
            raise BadSettings(
                "proxy is the address of the server in front of this one, such as 127.0.0.1, or a network such as "
                f"10.0.0.0/24, several with commas between them; not “{each.strip()}”."
            ) from error
        if network.prefixlen == 0:
            raise BadSettings(f"proxy = {each.strip()} would believe everybody; say which server stands in front.")
    if settings.proxy and not settings.base_url:
        raise BadSettings("There is a proxy, but no base_url: say under which address phones reach it.")


_TEXTS = frozenset(
    {
        "office", "proxy", "soffice", "tls_cert", "tls_key", "smtp_host", "smtp_security", "smtp_user",
        "smtp_password_file", "smtp_authority", "mail_from", "mail_name",
        "oidc_issuer", "oidc_client_id", "oidc_secret_file", "oidc_name", "oidc_acr",
    }
)  # fmt: skip


def _number(chosen: Mapping[str, object], name: str, default: int, least: int, most: int, called: str) -> int:
    try:
        number = int(str(chosen.get(name, default)))
    except ValueError:
        number = least - 1
    if not least <= number <= most:
        raise BadSettings(f"{called} must be a number from {least} to {most}, not “{chosen[name]}”.")
    return number


def _check_mail(settings: Settings) -> None:
    """Everything about mails that can be known before one is sent. Raises BadSettings."""
    told = {name: getattr(settings, name) for name in ("smtp_user", "smtp_password_file", "smtp_port", "mail_from")}
    if not settings.smtp_host:
        if given := next((name for name, value in told.items() if value), None):
            raise BadSettings(f"There is {given}, but no smtp_host: say which server takes the mails.")
        return
    if set(settings.smtp_host) & set("/:@ ") or not settings.smtp_host.isprintable():
        raise BadSettings(f"smtp_host is the name of a server, such as smtp.example.cz, not “{settings.smtp_host}”.")
    if settings.smtp_security not in PORTS:
        raise BadSettings(f"smtp_security is one of {', '.join(PORTS)}, not “{settings.smtp_security}”.")
    name, _, domain = settings.mail_from.rpartition("@")
    if not (name and "." in domain) or len(settings.mail_from.split()) != 1 or not settings.mail_from.isascii():
        raise BadSettings(
            "mail_from must be the address the mails come from, such as setkani@example.cz, "
            f"not “{settings.mail_from}”."
        )
    if not settings.mail_name.isprintable():
        raise BadSettings("mail_name must be one line.")
    if settings.smtp_user and settings.smtp_security == "none" and settings.smtp_host not in ("localhost", "127.0.0.1"):
        raise BadSettings(
            "With smtp_security = none the password would travel so that anybody could read it: "
            "choose starttls or tls, or leave smtp_user out."
        )
    if settings.smtp_authority:
        try:
            ssl.create_default_context(cafile=settings.smtp_authority)
        except OSError as error:
            raise BadSettings(
                f"smtp_authority is to be a file of certificates (PEM), and {settings.smtp_authority} is not: "
                f"{error.strerror or 'there is none in it'}."
            ) from error
    _password(settings)


def _password(settings: Settings) -> str:
    """From the environment or the file that is named; never from setkani.toml, where it would be copied around."""
    password = os.environ.get(PASSWORD, "")
    if not password and settings.smtp_password_file:
        password = _read_secret(settings.smtp_password_file, "the password of the mail server")
    if settings.smtp_user and not password:
        raise BadSettings(
            f"smtp_user is set, but no password: put it into the variable {PASSWORD}, "
            "or into a file that smtp_password_file names."
        )
    if password and not settings.smtp_user:
        raise BadSettings("There is a password for the mail server, but no smtp_user.")
    return password


def _read_secret(named: str, what: str) -> str:
    """What stands in a file that is for nobody else's eyes. Raises BadSettings."""
    file = Path(named).expanduser()
    try:
        secret = file.read_text("utf-8").strip("\r\n")
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is not text"
        raise BadSettings(f"The file with {what}, {file}, cannot be read: {reason}.") from error
    if os.name == "posix" and file.stat().st_mode & 0o077:
        word = what.split()[1]
        raise BadSettings(f"Others on this computer could read the {word} in {file}: make it yours alone (chmod 600).")
    return secret


def _check_provider(settings: Settings) -> None:
    """Everything about the provider of identities that can be known before it is asked. Raises BadSettings."""
    others = ("oidc_client_id", "oidc_secret_file", "oidc_name", "oidc_acr")
    if not settings.oidc_issuer:
        if given := next((name for name in others if getattr(settings, name)), None):
            raise BadSettings(f"There is {given}, but no oidc_issuer: say who tells who somebody is.")
        return
    issuer = urlsplit(settings.oidc_issuer)
    near = issuer.scheme == "http" and issuer.hostname in ("localhost", "127.0.0.1")
    if not (issuer.hostname and (issuer.scheme == "https" or near)) or issuer.query or issuer.fragment:
        raise BadSettings(f"oidc_issuer must be an address that begins with https://, not “{settings.oidc_issuer}”.")
    if not settings.oidc_client_id:
        raise BadSettings("There is oidc_issuer, but no oidc_client_id: what the provider knows this server by.")
    if len(settings.oidc_name) > 40 or not settings.oidc_name.isprintable():
        raise BadSettings("oidc_name must be one line of at most 40 characters.")
    _ = settings.provider
