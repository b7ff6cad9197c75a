"""TLS as both drivers understand it.

asyncpg reads certificates from a URL only and does not know `sslrootcert=system`; psycopg does, but its
bundled OpenSSL looks for the system's authorities in a directory of its own.
"""

import ssl
from dataclasses import dataclass
from pathlib import Path

from app.database.parameters import AddressError, Parameters

MODES = ("disable", "allow", "prefer", "require", "verify-ca", "verify-full")
# What node-postgres, Heroku and others write. Their `no-verify` is what libpq calls `require`.
SPELLINGS = {"true": "require", "1": "require", "no-verify": "require", "false": "disable", "0": "disable"}


@dataclass(frozen=True, slots=True)
class Tls:
    """`mode` None is the drivers' default: TLS where the server has it. `authorities`: a file or `system`."""

    mode: str | None = None
    authorities: str | None = None
    certificate: str | None = None
    key: str | None = None

    @classmethod
    def parse(cls, given: Parameters) -> "Tls":
        mode, authorities = _mode(given), given.get("sslrootcert")
        if authorities == "system":
            mode = mode or "verify-full"
            if mode != "verify-full":
                raise AddressError(
                    "sslrootcert=system needs sslmode=verify-full: anybody can get a public certificate"
                )
        if mode in ("verify-ca", "verify-full") and not authorities:
            raise AddressError(
                f"sslmode={mode} needs sslrootcert=/path/to/ca.crt, or =system with verify-full"
            )
        if ("sslcert" in given) != ("sslkey" in given):
            raise AddressError("sslcert and sslkey go together")
        if (authorities or "sslcert" in given) and mode not in ("require", "verify-ca", "verify-full"):
            raise AddressError("certificates need sslmode=verify-full, verify-ca or require")
        for name in ("sslrootcert", "sslcert", "sslkey"):
            if name in given and given[name] != "system" and not Path(given[name]).is_file():
                raise AddressError(f"{name}: there is no file {given[name]}")
        return cls(mode, authorities, given.get("sslcert"), given.get("sslkey"))

    def asyncpg(self) -> str | ssl.SSLContext | None:
        if self.authorities is None and self.certificate is None:
            return self.mode
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        context.check_hostname = self.mode == "verify-full"
        try:
            self._load(context)
        except OSError as error:  # ssl.SSLError is one
            raise AddressError(f"the certificate files cannot be used: {error.strerror}") from error
        return context

    def _load(self, context: ssl.SSLContext) -> None:
        if self.authorities == "system":
            context.load_default_certs()
        elif self.authorities is not None:
            context.load_verify_locations(cafile=self.authorities)
        else:
            context.verify_mode = ssl.CERT_NONE
        if self.certificate is not None:
            # Without a password here an encrypted key would ask for it on the terminal.
            context.load_cert_chain(self.certificate, self.key, password=lambda: "")

    def libpq(self) -> dict[str, str | None]:
        authorities = self.authorities
        if authorities == "system":
            authorities = ssl.get_default_verify_paths().cafile or "system"
        return {
            "sslmode": self.mode,
            "sslrootcert": authorities,
            "sslcert": self.certificate,
            "sslkey": self.key,
        }


UNSAID = Tls()


def _mode(given: Parameters) -> str | None:
    written = Parameters(
        {name: SPELLINGS.get(given[name], given[name]) for name in ("sslmode", "ssl") if name in given}
    )
    if len(set(written.values())) > 1:
        raise AddressError("ssl and sslmode contradict each other")
    return written.one_of("sslmode", MODES) or written.one_of("ssl", MODES)
