"""The tables as ORM classes."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKey
from sqlalchemy.dialects.postgresql import JSONB, TIMESTAMP
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, relationship


class Base(DeclarativeBase):
    type_annotation_map = {datetime: TIMESTAMP(timezone=True), dict[str, Any]: JSONB}  # noqa: RUF012 as the ORM wants it


class Model(Base):
    __tablename__ = "models"

    id: Mapped[int] = mapped_column(primary_key=True)
    slug: Mapped[str]
    name: Mapped[str]
    organization: Mapped[str]
    release_date: Mapped[date | None]
    license: Mapped[str | None]
    status: Mapped[str]
    description: Mapped[str | None]
    details: Mapped[dict[str, Any] | None] = mapped_column("metadata")  # the ORM keeps the name for itself
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]
    alias_names: Mapped[list["ModelName"]] = relationship(
        primaryjoin="and_(Model.id == ModelName.model_id, ModelName.kind == 'alias')",
        order_by="ModelName.name",
        viewonly=True,
    )

    @property
    def aliases(self) -> list[str]:
        return [alias.spelling for alias in self.alias_names]


class ModelName(Base):
    __tablename__ = "model_names"

    name: Mapped[str] = mapped_column(primary_key=True)
    model_id: Mapped[int] = mapped_column(ForeignKey("models.id"))
    spelling: Mapped[str]
    kind: Mapped[str]


class Benchmark(Base):
    __tablename__ = "benchmarks"

    id: Mapped[int] = mapped_column(primary_key=True)
    slug: Mapped[str]
    name: Mapped[str]
    higher_is_better: Mapped[bool | None]


class BenchmarkResult(Base):
    __tablename__ = "benchmark_results"

    id: Mapped[int] = mapped_column(primary_key=True)
    model_id: Mapped[int] = mapped_column(ForeignKey("models.id"))
    benchmark_id: Mapped[int] = mapped_column(ForeignKey("benchmarks.id"))
    score: Mapped[float]
    stderr: Mapped[float | None]
    ci_low: Mapped[float | None]
    ci_high: Mapped[float | None]
    samples: Mapped[int | None]
    source: Mapped[str | None]
    source_url: Mapped[str | None]
    evidence: Mapped[str | None]
    date_tested: Mapped[date | None]
    settings: Mapped[dict[str, Any]]
    status: Mapped[str]
    model: Mapped[Model] = relationship(viewonly=True)


class BestResult(Base):
    __tablename__ = "best_results"

    model_id: Mapped[int] = mapped_column(ForeignKey("models.id"), primary_key=True)
    benchmark_id: Mapped[int] = mapped_column(ForeignKey("benchmarks.id"), primary_key=True)
    result_id: Mapped[int] = mapped_column(ForeignKey("benchmark_results.id"))
    merit: Mapped[float]
    result: Mapped[BenchmarkResult] = relationship(viewonly=True)
