"""E-mail addresses: one form for each, however it is written."""

from typing import Final
from unicodedata import normalize

import email_validator
from email_validator import EmailNotValidError, validate_email

from app.http.problems import Refused

LONGEST: Final = 254

# A catalogue of one's own is used inside of companies and homes, whose networks have names of these kinds. No
# mail is ever sent. What can be nobody's anywhere is still refused (invalid, localhost), and onion.
for _kept_apart in ("arpa", "local", "test"):
    email_validator.SPECIAL_USE_DOMAIN_NAMES.remove(_kept_apart)


def normalised_email(text: str) -> str:
    """As it is stored and compared: NFKC, without blanks around it, in lower case, the domain in Unicode.

    Raises ValueError with a sentence where it is no address. Whether anybody reads there is not asked.
    """
    # Lower case may take apart what NFKC has put together.
    plain = normalize("NFKC", normalize("NFKC", text).strip().lower())
    if len(plain) > LONGEST:
        raise ValueError(f"Expected an e-mail address of at most {LONGEST} characters.")
    try:
        # Domains are folded, not lowered: Cherokee to capitals.
        return validate_email(plain, check_deliverability=False).normalized.lower()
    except EmailNotValidError as error:
        raise ValueError(f"Expected an e-mail address such as ann@example.org. {error}") from None


def normalised_name(text: str) -> str:
    """What an account is called where either will do: as its address is stored, or else its username."""
    try:
        return normalised_email(text)
    except ValueError:
        return normalize("NFKC", text).strip().lower()


def sent_email(text: str) -> str:
    """The same for what a request holds; raises Refused (422)."""
    try:
        return normalised_email(text)
    except ValueError as error:
        raise Refused(422, "email", str(error)) from None
