"""Imported once by the forkserver: what every judgement would otherwise import again."""

from __future__ import annotations

import asyncio  # noqa: F401
import concurrent.futures.thread  # noqa: F401
import gc
import logging
import multiprocessing.popen_forkserver  # noqa: F401 - each child takes its own start apart with it

import memray  # an answer that follows allocations would import it anew
import psycopg  # noqa: F401
import sqlalchemy.dialects.postgresql.psycopg
import sqlalchemy.orm  # noqa: F401

from coursekit import (
    benchmark,  # noqa: F401 - else it would time the import of its own check
    cli,  # noqa: F401 - where `course` asks, each child runs that script's imports again
)
from coursekit.exercises import catalogue
from coursekit.judge import child, supervisor  # noqa: F401

catalogue()
# Where Python is one program without a shared library (Debian's, conda's), it would warn of symbols in each answer.
memray.set_log_level(logging.ERROR)  # type: ignore[attr-defined]  # its stub leaves it out

# What is here now lives as long as the forkserver: a collection in a child need not visit, and so copy, its pages.
gc.collect()
gc.freeze()
