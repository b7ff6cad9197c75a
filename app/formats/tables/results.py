"""Results of a table: a score a row, or a column of scores for each benchmark."""

from typing import Any, Final

from msgspec import structs

from app.formats.mapping import Facts, Mapping
from app.formats.records import Benchmark, Result, Said
from app.formats.tables.cells import Cells, Named
from app.formats.tables.fields import Field, ModelColumns, Wrong, fields, remembered, said
from app.formats.tables.measures import Measure, measures
from app.formats.tables.places import place
from app.formats.vocabulary.metrics import higher_is_better

#: What a row says of all its scores: fields, and the columns and constants of a mapping that say them.
ONCE: Final = {
    "organization": "organization",
    "date_tested": "date",
    "source": "source",
    "source_url": "source_url",
    "evidence": "evidence",
}


class Results:
    """A mapping of results with the places of its columns: cells in, records out."""

    def __init__(self, header: list[str], mapping: Mapping) -> None:
        cells = Cells(mapping)
        columns = mapping.columns
        self._absent = cells.absent
        self._models = ModelColumns(header, mapping, cells)
        self._measures = measures(header, mapping, cells)
        self._constants = {name: getattr(mapping, column) for name, column in ONCE.items()}
        self._once = fields(header, {name: getattr(columns, column) for name, column in ONCE.items()}, cells)
        self._settings = [
            *fields(header, {"settings_object": columns.settings_object}, cells),
            *(Field(name, place(header, at), cells.setting(name)) for name, at in columns.settings.items()),
        ]
        run = [field.at for field in (*self._models.fields, *self._settings)]
        self._run_of = remembered(run, self._run)
        self._facts_of = remembered([field.at for field in self._once], self._facts)
        self._known: set[str] = set()

    def said(self, line: int, cells: list[str], wrong: list[Wrong]) -> list[Said]:
        """What keeps one score out is added to the wrong ones; what keeps out the whole row is raised."""
        run = self._run_of(cells)
        if run is None:
            return self._nameless(cells)
        facts = self._facts_of(cells)
        found: list[Said] = []
        for measure in self._measures:
            try:
                scored = measure.scored(cells)
                if scored is not None:
                    found += self._records(line, measure, {**facts, **scored, **run})
            except Wrong as one:
                wrong.append(one)
        return found

    def _nameless(self, cells: list[str]) -> list[Said]:
        """In a wide table a row without any score says nothing, and nothing is missed."""
        if any(one.demanded or cells[one.score.at].strip() not in self._absent for one in self._measures):
            raise self._models.nameless()
        return []

    def _run(self, cells: list[str]) -> dict[str, Any] | None:
        """The model and how it was run; None where no model is named."""
        named = self._models.named(cells)
        return named and {"model": named.model, "settings": self._settings_of(named, cells)}

    def _settings_of(self, named: Named, cells: list[str]) -> dict[str, Any]:
        """Those of a column win over those of an object, and these over those in the model's name."""
        own = said(self._settings, cells)
        together = own.pop("settings_object", None) or {}
        return {**named.settings, **together, **{name: one for name, one in own.items() if one is not None}}

    def _facts(self, cells: list[str]) -> dict[str, Any]:
        told = {name: one for name, one in said(self._once, cells).items() if one is not None}
        return {**self._constants, **told}

    def _records(self, line: int, measure: Measure, told: dict[str, Any]) -> list[Said]:
        """The result, behind its benchmark where that is new."""
        task = told.pop("benchmark", None) or measure.benchmark
        metric = told.pop("metric", None)
        if task is None:
            at = next(field.at for field in measure.beside if field.name == "benchmark")
            raise Wrong(at, "Expected the name of a benchmark.")
        name = f"{task} ({metric})" if metric else task
        result = Result(row=line, benchmark=name, **told)
        if name in self._known:
            return [result]
        self._known.add(name)
        facts = structs.replace(measure.facts, metric=metric, task=task) if metric else measure.facts
        return [_benchmark(line, name, facts, result.unit), result]


def _benchmark(line: int, name: str, facts: Facts, unit: str | None) -> Benchmark:
    told = structs.asdict(facts)
    if facts.higher_is_better is None and facts.metric:
        told["higher_is_better"] = higher_is_better(facts.metric)
    return Benchmark(row=line, name=name, **{**told, "unit": facts.unit or unit})
