"""Models that a table describes, without scores."""

from app.formats.mapping import Mapping
from app.formats.records import Model, Said
from app.formats.tables.cells import Cells
from app.formats.tables.fields import ModelColumns, Wrong, fields, said

DESCRIBING = ("organization", "release_date", "license", "description")


class Models:
    """A mapping of models with the places of its columns: cells in, records out."""

    def __init__(self, header: list[str], mapping: Mapping) -> None:
        cells = Cells(mapping)
        self._organization = mapping.organization
        self._models = ModelColumns(header, mapping, cells)
        self._fields = fields(header, {name: getattr(mapping.columns, name) for name in DESCRIBING}, cells)

    def said(self, line: int, cells: list[str], wrong: list[Wrong]) -> list[Said]:
        """The settings in a model's name are of no interest here. Raises Wrong."""
        named = self._models.named(cells)
        if named is None:
            raise self._models.nameless()
        told = said(self._fields, cells)
        told["organization"] = told.get("organization") or self._organization
        return [Model(row=line, name=named.model, **told)]
