"""Rows of datasets that lie in S3: the service asks its copies."""

from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from moto.server import ThreadedMotoServer

from tests.conftest import serving
from tests.datasets.ready import FILES, Table, lay
from tests.people import MIA


@pytest.fixture
def amazon() -> Iterator[str]:
    """A server that speaks the language of S3, with an empty bucket."""
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    try:
        address = "http://{}:{}".format(*server.get_host_and_port())
        assert httpx.put(f"{address}/rows").is_success
        yield address
    finally:
        server.stop()


async def test_rows_and_exports_of_files_in_a_bucket(fresh: str, amazon: str, tmp_path: Path) -> None:
    laid = await lay(fresh, tmp_path, Table({"n": "integer"}, [[n] for n in range(9)]))
    async with httpx.AsyncClient(base_url=f"{amazon}/rows/") as bucket:
        for path in (tmp_path / FILES).rglob("*.parquet"):
            key = str(path.relative_to(tmp_path / FILES))
            assert (await bucket.put(key, content=path.read_bytes())).is_success
            path.unlink()
    given = {"storage": "s3://rows", "aws_endpoint_url": amazon, "aws_region": "us-east-1"}
    given |= {"aws_access_key_id": "somebody", "aws_secret_access_key": "something"}
    async with serving(fresh, data_dir=str(tmp_path), **given) as client:
        client.headers.update(MIA.headers())
        page = await client.get(f"{laid.path}/rows?n__gte=7&sort=-n")
        assert page.json()["rows"] == [[10, 8], [9, 7]]
        assert (await client.get(f"{laid.path}/export?n=3")).text == "n\n3\n"
        whole = await client.get(f"{laid.path}/export?format=parquet")
        assert whole.content.startswith(b"PAR1")
