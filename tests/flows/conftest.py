from collections.abc import Iterator

import pytest

from tests.flows.processes import OwnRedis, Processes


@pytest.fixture
def redis(tmp_path) -> Iterator[OwnRedis]:
    own = OwnRedis(tmp_path / "own")
    own.start()
    yield own
    own.servers.stop()


@pytest.fixture
def processes(transactional_db, tmp_path, redis) -> Iterator[Processes]:
    started = Processes(tmp_path, redis.url)
    yield started
    for process in [*started.running]:
        started.kill(process)
