"""E-mail addresses: one form each, and what is none."""

from unicodedata import normalize

import asyncpg
import pytest

from app.accounts.emails import normalised_email


@pytest.mark.parametrize(
    ("written", "stored"),
    [
        ("ann@example.org", "ann@example.org"),
        ("  Ann@EXAMPLE.org\u3000", "ann@example.org"),
        ("ann@example.org\r\n", "ann@example.org"),
        ("\uff21\uff4e\uff4e\uff20example\uff0eorg", "ann@example.org"),  # full width
        ("\u212aim@example.org", "kim@example.org"),  # the Kelvin sign
        ("re\u0301ne@example.org", "r\u00e9ne@example.org"),
        ("\u0130da@example.org", "i\u0307da@example.org"),
        ("ann@EX\u00c4MPLE.org", "ann@ex\u00e4mple.org"),
        ("ann@xn--exmple-cua.org", "ann@ex\u00e4mple.org"),
        ("ann@\u13a0\u13a1.org", "ann@\uab70\uab71.org"),  # domains fold Cherokee to capitals
        ("o'neil+lists@example.org", "o'neil+lists@example.org"),
        ("ann@mail.local", "ann@mail.local"),
        ("ann@corp.internal", "ann@corp.internal"),
        ("ann@box.home.arpa", "ann@box.home.arpa"),
        ("ann@catalogue.test", "ann@catalogue.test"),
    ],
)
def test_one_form(written: str, stored: str) -> None:
    assert normalised_email(written) == stored == normalised_email(stored)


@pytest.mark.parametrize(
    "written",
    [
        "",
        "   ",
        "ann",
        "@example.org",
        "ann@",
        "ann@bob@example.org",
        "ann\uff20bob@example.org",
        "ann@localhost",
        "ann@intranet",
        "ann@nobody.invalid",
        "ann@[127.0.0.1]",
        '"ann lee"@example.org',
        "Ann Lee <ann@example.org>",
        "ann@example.org\r\nBcc: bob@example.org",
        "an\rn@example.org",
        "an\u200bn@example.org",
        "an\0n@example.org",
        "an\udc80n@example.org",
        "ann..lee@example.org",
        "ann@example..org",
        "ann@-example.org",
        "ann@xn--a.org",
        "ann@" + "a" * 64 + ".org",
        "a@" + "b." * 125 + "orgs",
        "\ufdfa" * 254,  # NFKC makes 18 characters of each
    ],
    ids=ascii,
)
def test_what_is_no_address(written: str) -> None:
    with pytest.raises(ValueError, match=r"^Expected an e-mail address .+\.$") as refused:
        normalised_email(written)
    assert "\n" not in str(refused.value)


async def test_the_database_knows_the_same_form(db: "asyncpg.Connection[asyncpg.Record]") -> None:
    """Of every character with another form: the column refuses nothing that has got as far."""
    found = [stored for code in range(0x80, 0x20000) for stored in around(chr(code))]
    assert len(found) > 3_000
    assert [stored for stored in found if stored != normalised_email(stored)] == []
    refused = await db.fetch("select e from unnest($1::text[]) as e where e <> lower(btrim(e))", found)
    assert [ascii(row["e"]) for row in refused] == []


def around(character: str) -> list[str]:
    if character == character.lower() == character.upper() == normalize("NFKC", character):
        return []
    found = []
    for written in (f"a{character}b@example.org", f"a@b{character}c.org"):
        try:
            found.append(normalised_email(written))
        except ValueError:
            continue
    return found
