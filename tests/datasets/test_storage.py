"""Where files lie: the same of a directory and of a bucket, whole or not at all; and copies of a bucket's."""

import asyncio
import os
import stat
import threading
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any, Final
from uuid import uuid4

import httpx
import obstore
import pytest
from moto.server import ThreadedMotoServer
from structlog.testing import capture_logs

from app.datasets.storage import PIECE, Away, Storage
from app.datasets.storage.bucket import Bucket
from app.datasets.storage.copies import Copies
from app.settings import Settings, SettingsError

KEY: Final = "8c7e3a44/original.csv"
PIECES: Final = [b"a,b\n", b"1,2\n" * 700_000, b"", b"3,4\n" * 900_000]


@pytest.fixture(scope="module")
def amazon() -> Iterator[str]:
    """A server of our own that speaks the language of S3."""
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    try:
        yield "http://{}:{}".format(*server.get_host_and_port())
    finally:
        server.stop()


def settings(endpoint: str, bucket: str, prefix: str = "/below/here") -> Settings:
    return Settings(
        storage=f"s3://{bucket}{prefix}",
        aws_access_key_id="somebody",
        aws_secret_access_key="hunter2",
        aws_region="us-east-1",
        aws_endpoint_url=endpoint,
    )


@pytest.fixture
def bucket(amazon: str) -> str:
    name = f"bucket-{uuid4().hex[:12]}"
    assert httpx.put(f"{amazon}/{name}").is_success
    return name


@pytest.fixture(params=["directory", "bucket"])
def storage(request: pytest.FixtureRequest, tmp_path: Path) -> Storage:
    if request.param == "directory":
        return Storage.of(Settings(), tmp_path)
    amazon, bucket = request.getfixturevalue("amazon"), request.getfixturevalue("bucket")
    return Storage.of(settings(amazon, bucket), tmp_path)


def told_of(amazon: str, bucket: str, question: str) -> str:
    """What the server itself says of a bucket."""
    return httpx.get(f"{amazon}/{bucket}?{question}").text


async def write(storage: Storage, key: str, pieces: list[bytes]) -> None:
    async with storage.write(key) as take:
        for piece in pieces:
            await take(piece)


async def read(storage: Storage, key: str) -> bytes:
    return b"".join([piece async for piece in storage.stream(key)])


async def keys(storage: Storage, prefix: str | None = None) -> set[str]:
    return {one.key async for one in storage.keys(prefix)}


async def test_a_file_there_and_back(storage: Storage) -> None:
    await write(storage, KEY, PIECES)
    whole = b"".join(PIECES)
    assert await read(storage, KEY) == whole
    assert await storage.size(KEY) == len(whole)
    async with storage.local(KEY) as path:
        assert path.read_bytes() == whole
        assert path.suffix == ".csv"
    (one,) = [one async for one in storage.keys("8c7e3a44")]
    assert (one.key, one.size, one.at.tzinfo is not None) == (KEY, len(whole), True)


@pytest.mark.parametrize("size", [0, 1, PIECE - 1, PIECE, PIECE + 1, 17 * PIECE])
async def test_files_of_every_size(storage: Storage, size: int) -> None:
    whole = os.urandom(size)
    await write(storage, KEY, [whole[at : at + 65_536] for at in range(0, size, 65_536)])
    assert await read(storage, KEY) == whole


async def test_a_file_is_not_there_before_it_is_whole(storage: Storage) -> None:
    async with storage.write("a/original.csv") as write:
        await write(bytes(3 * 2**20))
        with pytest.raises(FileNotFoundError):
            await storage.size("a/original.csv")
        with pytest.raises(FileNotFoundError):
            async with storage.local("a/original.csv"):
                pass
    assert await storage.size("a/original.csv") == 3 * 2**20


async def test_a_file_of_this_machine_is_kept(storage: Storage, tmp_path: Path) -> None:
    (tmp_path / "made.parquet").write_bytes(b"x" * 10_000_000)
    await storage.put("8c7e3a44/1/table.parquet", tmp_path / "made.parquet")
    assert await storage.size("8c7e3a44/1/table.parquet") == 10_000_000
    with pytest.raises(FileNotFoundError):
        await storage.put("8c7e3a44/2/table.parquet", tmp_path / "missing.parquet")
    assert await keys(storage) == {"8c7e3a44/1/table.parquet"}


async def test_what_is_below_a_key_goes_with_it(storage: Storage) -> None:
    for key in (KEY, "8c7e3a44/1/table.parquet", "8c7e3a44/1/text.parquet", "8c7e3a449/original.csv"):
        await write(storage, key, [b"x"])
    await storage.delete("8c7e3a44/1")
    assert await keys(storage) == {KEY, "8c7e3a449/original.csv"}
    await storage.delete("8c7e3a44")
    assert await keys(storage) == {"8c7e3a449/original.csv"}
    await storage.delete("8c7e3a449/original.csv")
    await storage.delete("nothing")
    assert await keys(storage) == set()


async def test_what_is_not_there(storage: Storage) -> None:
    assert await keys(storage) == set()
    for _ in range(2):
        with pytest.raises(FileNotFoundError):
            await storage.size(KEY)
        with pytest.raises(FileNotFoundError):
            await read(storage, KEY)
        with pytest.raises(FileNotFoundError):
            async with storage.local(KEY):
                pass
        await write(storage, "other/original.csv", [b"x"])


class Interrupted(Exception):
    pass


@pytest.mark.parametrize("pieces", [[], [b"x"], [b"x" * 30_000_000]])
async def test_what_breaks_off_leaves_nothing(
    storage: Storage, request: pytest.FixtureRequest, tmp_path: Path, pieces: list[bytes]
) -> None:
    async def breaking_off() -> None:
        async with storage.write(KEY) as take:
            for piece in pieces:
                await take(piece)
            raise Interrupted

    with pytest.raises(Interrupted):
        await breaking_off()
    assert await keys(storage) == set()
    nothing_unfinished(storage, request, tmp_path)


def nothing_unfinished(storage: Storage, request: pytest.FixtureRequest, tmp_path: Path) -> None:
    if isinstance(storage, Bucket):
        amazon, bucket = request.getfixturevalue("amazon"), request.getfixturevalue("bucket")
        listed = told_of(amazon, bucket, "uploads=")
        assert "ListMultipartUploadsResult" in listed
        assert "<Upload>" not in listed
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []


@pytest.mark.parametrize("seconds", [0.0, 0.01, 0.1, 0.5])
async def test_who_is_cancelled_leaves_nothing(
    storage: Storage, request: pytest.FixtureRequest, tmp_path: Path, seconds: float
) -> None:
    """Whenever it is: while the file comes, while it is written, at its end."""

    async def sending() -> None:
        await write(storage, KEY, [b"x" * 3_000_000] * 6)
        await asyncio.sleep(5)
        raise AssertionError("never cancelled")

    task = asyncio.create_task(sending())
    await asyncio.sleep(seconds)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert await keys(storage) <= {KEY}  # it was whole before
    if await keys(storage) == set():
        nothing_unfinished(storage, request, tmp_path)


@pytest.mark.parametrize("key", ["../x", "a/../../x", "/etc/passwd", "", "."])
async def test_a_key_leads_nowhere_else(tmp_path: Path, key: str) -> None:
    storage = Storage.of(Settings(), tmp_path)
    with pytest.raises(ValueError, match="no key"):
        async with storage.write(key):
            pass
    with pytest.raises(ValueError, match="no key"):
        await storage.delete(key)


async def test_a_directory_is_its_owners_alone(tmp_path: Path) -> None:
    storage = Storage.of(Settings(), tmp_path / "home")
    assert not (tmp_path / "home").exists(), "it is made when it is needed"
    before = os.umask(0)
    try:
        await write(storage, KEY, [b"x"])
    finally:
        os.umask(before)
    assert stat.S_IMODE((tmp_path / "home/datasets").stat().st_mode) == 0o700
    assert stat.S_IMODE((tmp_path / "home/datasets" / KEY).stat().st_mode) == 0o600
    await storage.delete(KEY)
    assert list((tmp_path / "home/datasets").iterdir()) == []


async def test_a_directory_without_room(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    storage = Storage.of(Settings(), tmp_path)
    monkeypatch.setattr(os, "fsync", full)
    with capture_logs() as log, pytest.raises(Away) as refusal:
        await write(storage, KEY, [b"x"])
    assert refusal.value.status_code == 503
    assert (refusal.value.headers or {})["Retry-After"]
    assert [(one["event"], "No space left" in one["reason"]) for one in log] == [("storage_away", True)]
    assert await keys(storage) == set()


async def test_a_bucket_that_is_not_there(amazon: str, tmp_path: Path) -> None:
    storage = Storage.of(settings(amazon, "no-such-bucket"), tmp_path)
    with capture_logs() as log, pytest.raises(Away):
        await write(storage, KEY, [b"x"])
    assert "NoSuchBucket" in log[0]["reason"]
    assert "hunter2" not in str(log)


async def test_a_server_that_is_away(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.datasets.storage.bucket.RETRIES", {"max_retries": 0})
    storage = Storage.of(settings("http://127.0.0.1:9", "somewhere"), tmp_path)
    with capture_logs() as log:
        with pytest.raises(Away):
            await write(storage, KEY, [b"x" * PIECE] * 40)
        with pytest.raises(Away):
            await storage.size(KEY)
        with pytest.raises(Away):
            await storage.delete(KEY)
        with pytest.raises(Away):
            async with storage.local(KEY):
                pass
    assert {one["event"] for one in log} == {"storage_away"}
    assert "hunter2" not in str(log)
    assert copied(tmp_path / "datasets-copied") == []


@pytest.mark.parametrize("prefix", ["", "/below", "/below/here/"])
async def test_keys_of_a_bucket_begin_with_its_prefix(
    amazon: str, bucket: str, tmp_path: Path, prefix: str
) -> None:
    storage = Storage.of(settings(amazon, bucket, prefix), tmp_path)
    await write(storage, KEY, [b"x"])
    expected = f"{prefix.strip('/')}/{KEY}".lstrip("/")
    assert f"<Key>{expected}</Key>" in told_of(amazon, bucket, "list-type=2")
    assert await keys(storage) == {KEY}


@pytest.mark.parametrize(
    "value",
    [
        "/srv/files",
        "s3:/bucket",
        "s3://",
        "s3://b",
        "s3://Bucket",
        "s3://bucket/a b",
        "s3://bucket//x",
        "s3://bucket/../x",
        "gs://bucket",
        "s3://bucketX",
    ],
)
def test_a_storage_that_is_none_stops_the_start(value: str) -> None:
    with pytest.raises(SettingsError, match=r"^STORAGE: expected s3://BUCKET") as refusal:
        Settings.read({"STORAGE": value})
    assert "\n" not in str(refusal.value)


@pytest.mark.parametrize("value", ["127.0.0.1:9000", "ftp://files", "http://a b", "http://me:hunter2@files"])
def test_an_endpoint_that_is_none_stops_the_start(value: str) -> None:
    with pytest.raises(SettingsError, match=r"^AWS_ENDPOINT_URL: expected an address") as refusal:
        Settings.read({"STORAGE": "s3://bucket", "AWS_ENDPOINT_URL": value})
    assert "hunter2" not in str(refusal.value)


class Source:
    """A storage of which it is counted how often each file was fetched."""

    def __init__(self, pause: float = 0.0, size: int = 1000) -> None:
        self.fetched: list[str] = []
        self.breaks = 0
        self._pause = pause
        self._size = size

    async def fetch(self, key: str) -> tuple[int, AsyncIterator[bytes]]:
        self.fetched.append(key)
        if key == "missing":
            raise FileNotFoundError(key)
        return self._size, self._pieces(key)

    async def _pieces(self, key: str) -> AsyncIterator[bytes]:
        yield key.encode()
        await asyncio.sleep(self._pause)
        if self.breaks:
            self.breaks -= 1
            raise Away
        yield b"." * (self._size - len(key))


def copied(directory: Path) -> list[Path]:
    return list(directory.iterdir())


async def used(copies: Copies, key: str, source: Source, seconds: float = 0.0) -> bytes:
    async with copies.of(key, source.fetch) as path:
        found = path.read_bytes()
        await asyncio.sleep(seconds)
        assert path.read_bytes() == found
        return found


async def test_a_file_is_fetched_once_for_all_who_ask(tmp_path: Path) -> None:
    source = Source(pause=0.1)
    several = [Copies(tmp_path), Copies(tmp_path)]  # as two processes
    found = await asyncio.gather(*(used(one, "a.csv", source) for one in several for _ in range(10)))
    assert source.fetched == ["a.csv"]
    assert {(len(one), one[:5]) for one in found} == {(1000, b"a.csv")}
    await used(several[0], "a.csv", source)
    assert source.fetched == ["a.csv"]


async def test_threads_of_several_loops_fetch_once(tmp_path: Path) -> None:
    """Locks of files hold between processes, and so between loops that know nothing of each other."""
    source = Source(pause=0.05)
    threads = [
        threading.Thread(target=lambda: asyncio.run(used(Copies(tmp_path), "a.csv", source)))
        for _ in range(5)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        await asyncio.to_thread(thread.join, 20)
    assert source.fetched == ["a.csv"]


async def test_what_has_not_been_used_for_long_makes_room(tmp_path: Path) -> None:
    source, copies = Source(), Copies(tmp_path, most=3000)
    for key in ["a", "b", "c", "a"]:
        await used(copies, key, source)
        for path in copied(tmp_path):  # files' times are no finer than the clock of the system
            os.utime(path, (path.stat().st_mtime - 10,) * 2)
    assert source.fetched == ["a", "b", "c"]
    await used(copies, "d", source)
    assert len(copied(tmp_path)) == 3
    await used(copies, "a", source)
    await used(copies, "c", source)
    assert source.fetched == ["a", "b", "c", "d"]
    await used(copies, "b", source)
    assert source.fetched == ["a", "b", "c", "d", "b"]


async def test_what_is_in_use_stays(tmp_path: Path) -> None:
    source, copies = Source(), Copies(tmp_path, most=1000)
    async with copies.of("a", source.fetch) as held:
        for key in "bcd":
            await used(copies, key, source)
        assert held.read_bytes()[:1] == b"a"
        assert len(copied(tmp_path)) == 2
    await used(copies, "e", source)
    assert not held.exists()
    assert len(copied(tmp_path)) == 1


async def test_a_fetch_that_breaks_off_is_made_again(tmp_path: Path) -> None:
    source, copies = Source(), Copies(tmp_path)
    source.breaks = 1
    with pytest.raises(Away):
        await used(copies, "a", source)
    with pytest.raises(FileNotFoundError):
        await used(copies, "missing", source)
    assert copied(tmp_path) == []
    assert len(await used(copies, "a", source)) == 1000
    # As a process that was killed leaves it: not whole, and locked by nobody.
    (path,) = copied(tmp_path)
    path.chmod(0o600)
    path.write_bytes(b"a...")
    assert len(await used(copies, "a", source)) == 1000


async def test_who_gives_up_fetching_leaves_it_to_others(tmp_path: Path) -> None:
    source, copies = Source(pause=0.3), Copies(tmp_path)
    first, second = (asyncio.create_task(used(copies, "a", source)) for _ in range(2))
    await asyncio.sleep(0.1)
    first.cancel()
    assert len(await second) == 1000
    assert source.fetched == ["a", "a"]


async def test_an_upload_waits_for_a_slow_bucket(
    amazon: str, bucket: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Who sends is held up; what has come is not heaped up in memory."""
    taken, put = 0, obstore.put_async

    async def slowly(store: Any, key: str, pieces: AsyncIterator[bytes], **given: Any) -> Any:
        async def one_by_one() -> AsyncIterator[bytes]:
            nonlocal taken
            async for piece in pieces:
                await asyncio.sleep(0.01)
                taken += len(piece)
                yield piece

        return await put(store, key, one_by_one(), **given)

    monkeypatch.setattr(obstore, "put_async", slowly)
    storage, sent = Storage.of(settings(amazon, bucket), tmp_path), 0
    async with storage.write(KEY) as take:
        for _ in range(60):
            await take(b"x" * PIECE)
            sent += PIECE
            assert sent - taken <= 4 * PIECE
    assert await storage.size(KEY) == 60 * PIECE
