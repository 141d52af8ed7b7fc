"""Tells whether the machine's own PostgreSQL and Redis answer: python -m tests.support.services DATABASE_URL REDIS_URL"""

import sys

import psycopg
import redis


def answer(database_url: str, redis_url: str) -> bool:
    try:
        psycopg.connect(database_url, connect_timeout=5).close()
        redis.Redis.from_url(redis_url, socket_connect_timeout=5).ping()
    except (psycopg.OperationalError, redis.RedisError) as error:
        print(error)
        return False
    return True


if __name__ == "__main__":
    sys.exit(0 if answer(*sys.argv[1:]) else 1)
