"""An empty database for each test that migrates, and a folder of migrations to fill."""

import secrets
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import psycopg
import pytest
from psycopg import sql

from app.database.address import Address, parse
from app.database.data_directory import password
from app.database.server import Server

Write = Callable[..., Path]


@pytest.fixture
def scratch(server: Server) -> Iterator[Address]:
    """The owner's address of an empty database."""
    owner = parse(server.owner_url)
    superuser = replace(
        owner, user="postgres", password=password(server.home, "postgres"), database="postgres"
    )
    name = sql.Identifier(f"scratch_{secrets.token_hex(4)}")
    with psycopg.connect(superuser.psycopg(), autocommit=True) as connection:
        connection.execute(sql.SQL("create database {} owner catalogue_owner").format(name))
        try:
            yield replace(owner, database=name._obj[0])
        finally:
            connection.execute(sql.SQL("drop database {} with (force)").format(name))


@pytest.fixture
def connection(scratch: Address) -> Iterator[psycopg.Connection[tuple[Any, ...]]]:
    """The owner's, in autocommit."""
    with psycopg.connect(scratch.psycopg(), autocommit=True) as connection:
        yield connection


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """Writes a migration and its rollback into a folder, and returns the folder."""
    folder = tmp_path / "migrations"
    folder.mkdir()

    def write(name: str, text: str, undo: str = "select 1") -> Path:
        (folder / f"{name}.sql").write_text(text, encoding="utf-8")
        (folder / f"{name}.rollback.sql").write_text(undo, encoding="utf-8")
        return folder

    return write
