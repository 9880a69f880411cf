"""The site's own Redis."""

import os
from pathlib import Path

from marketplace.runner import redis
from tests import servers


def test_the_embedded_server_is_found_when_the_path_has_none(monkeypatch):
    monkeypatch.setenv("PATH", "/nonexistent")
    assert os.access(redis.find_binary(), os.X_OK)


def test_a_server_on_the_path_comes_first(monkeypatch, tmp_path):
    ours = tmp_path / "redis-server"
    ours.touch(mode=0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    assert redis.find_binary() == str(ours)


def test_it_works_in_a_folder_with_spaces_and_keeps_what_it_was_given():
    from redis import Redis

    with servers.folder_for_sockets() as folder:
        socket_path = folder / "a b" / "redis.sock"
        with servers.redis_server(socket_path) as process:
            Redis(unix_socket_path=str(socket_path)).rpush("queue", "job")
            process.kill()
            process.wait()
        with servers.redis_server(socket_path):
            assert Redis(unix_socket_path=str(socket_path)).llen("queue") == 1


def test_a_forgotten_server_is_stopped_and_its_socket_removed():
    with servers.folder_for_sockets() as folder:
        socket_path = folder / "redis.sock"
        with servers.redis_server(socket_path) as process:
            redis.stop_forgotten(socket_path)
            assert process.wait(5) == 0
            assert not socket_path.exists()


def test_a_socket_without_a_server_is_removed(tmp_path):
    stale = tmp_path / "redis.sock"
    stale.touch()
    redis.stop_forgotten(stale)
    assert not stale.exists()


def test_nobody_answers_where_nothing_listens():
    assert not redis.answers(Path("/nonexistent/redis.sock"))
