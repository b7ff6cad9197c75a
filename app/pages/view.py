"""Which part of a leaderboard a reader asked to see, and the address of it."""

from collections.abc import Collection
from typing import Final, Literal
from urllib.parse import urlencode

from msgspec import Struct
from msgspec.structs import asdict

from app.queries.leaderboards import Standing

#: An untouched field of a form is sent as an empty text.
ChosenEvidence = Literal["", "self_reported", "independent", "community"]
ChosenWeights = Literal["", "open", "closed"]

EVIDENCE: Final = {"self_reported": "Self-reported", "independent": "Independent", "community": "Community"}
WEIGHTS: Final = {"open": "Open weights", "closed": "Closed weights"}


class Chip(Struct, frozen=True):
    """One filter that is on, and the address without it."""

    text: str
    address: str


class View(Struct, frozen=True):
    """The choices of the form.

    Evidence decides which results make the board; the others, which of its rows are shown: a rank is always
    that on the board.
    """

    slug: str
    find: str = ""
    organization: str = ""
    evidence: ChosenEvidence = ""
    weights: ChosenWeights = ""

    @property
    def narrows(self) -> bool:
        return bool(self.find.strip() or self.organization or self.weights)

    def admits(self, standing: Standing, open_weights: bool | None) -> bool:
        text = f"{standing.model_name} {standing.organization} {standing.model}".lower()
        return (
            all(word in text for word in self.find.lower().split())
            and self.organization.lower() in ("", standing.organization.lower())
            and (not self.weights or open_weights is (self.weights == "open"))
        )

    def address(self, *without: str, **more: str) -> str:
        chosen = {
            name: value for name, value in asdict(self).items() if value and name not in ("slug", *without)
        }
        query = urlencode(chosen | more)
        return f"/benchmarks/{self.slug}{'?' if query else ''}{query}"

    def data_address(self, form: Literal["json", "csv"], rows: Collection[Standing]) -> str:
        """Exactly this view as data: from the API where one page of it can say that, else from here."""
        if self.narrows or (form == "json" and len(rows) > 100):
            return self.address(format=form)
        query = {"limit": "100"} if form == "json" else {"format": str(form)}
        if self.evidence:
            query["evidence"] = self.evidence
        return f"/api/v1/benchmarks/{self.slug}/leaderboard?{urlencode(query)}"

    @property
    def chips(self) -> list[Chip]:
        texts = {
            "find": f"“{self.find}”" if self.find.strip() else "",
            "organization": self.organization,
            "evidence": EVIDENCE.get(self.evidence, ""),
            "weights": WEIGHTS.get(self.weights, ""),
        }
        return [Chip(text, self.address(name)) for name, text in texts.items() if text]
