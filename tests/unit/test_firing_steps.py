"""A round opens in steps that give way on a busy machine and come back when it is free again."""

from __future__ import annotations

from bot.delivery.firing import CHUNK, LEAST_CHUNK, LONGEST_CHUNK, next_chunk


def test_a_step_that_held_the_database_too_long_is_followed_by_a_smaller_one():
    assert next_chunk(CHUNK, LONGEST_CHUNK * 2) == CHUNK // 2


def test_a_machine_that_is_always_busy_never_gets_one_member_to_a_commit():
    chunk = CHUNK
    for _ in range(50):
        chunk = next_chunk(chunk, LONGEST_CHUNK * 5)
    assert chunk == LEAST_CHUNK


def test_steps_grow_again_when_the_machine_is_free():
    chunk = LEAST_CHUNK
    for _ in range(10):
        chunk = next_chunk(chunk, LONGEST_CHUNK / 10)
    assert chunk == CHUNK
