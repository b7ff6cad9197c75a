"""Pages as a test reads them."""

import re
from html.parser import HTMLParser

import httpx

#: What a browser asks for.
BROWSER = {"Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"}
ATTRIBUTES_WITH_CODE = re.compile(r"on\w+|style")


class Read(HTMLParser):
    """The elements and texts of a page, and whatever the policy would have a browser refuse."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.refused: list[str] = []
        self.words: list[str] = []
        self._inside: list[str] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        self._inside.append(tag)
        self.refused += [name for name, _ in attrs if ATTRIBUTES_WITH_CODE.fullmatch(name)]
        self.refused += [
            value for _, value in attrs if value and value.strip().lower().startswith("javascript:")
        ]

    def handle_endtag(self, tag: str) -> None:
        self._inside.append(f"/{tag}")

    def handle_data(self, data: str) -> None:
        if data.strip():
            self.words.append(data.strip())
            if self._inside and self._inside[-1] in ("script", "style"):
                self.refused.append(data)

    def all(self, tag: str, **attributes: str) -> list[dict[str, str | None]]:
        wanted = {name.rstrip("_"): value for name, value in attributes.items()}
        return [
            given
            for name, given in self.elements
            if name == tag and all(given.get(key) == value for key, value in wanted.items())
        ]

    @property
    def text(self) -> str:
        return " ".join(" ".join(self.words).split())

    @property
    def models(self) -> list[str]:
        """Slugs of the rows of the board, in their order."""
        return [str(given["id"]) for given in self.all("tr") if "id" in given]


async def read(client: httpx.AsyncClient, path: str) -> Read:
    answer = await client.get(path)
    assert answer.status_code == 200
    return Read(answer.text)
