"""Imports over HTTP: files taken in, and taken back."""

from litestar import Router

from app.handlers.import_edits.taking import create_import
from app.handlers.import_edits.undoing import undo_import

router = Router("/imports", tags=["Imports"], route_handlers=[create_import, undo_import])
