"""A race probe for code that uses a SQLAlchemy engine on PostgreSQL: every interleaving of statements, on demand.

Contenders are held before each database call. A coordinator lets one go, waits until all are at rest again (held at
the next call, ended, blocked in PostgreSQL, or waiting outside of it) and chooses the next by a policy. So a race
that needs luck under load happens every time, and right code that blocks on a lock does not hang the probe.

    with Contest(url, [sell, sell]) as contest:
        run = contest.run(after_first_read("pool", (0, 1)), [(event, ada, 1), (event, ben, 1)])
    print(run.results, run.sqlstates)
    print(run.schedule("Ada", "Ben"))

What is not held: connections that a contender opens by itself, asyncio drivers, two-phase commits; of a pipeline, what
it waits for when its results are fetched. A function in the database is one step, and so are several statements sent
as one. When several contenders wait for the same row, which of them is served first is PostgreSQL's choice; with two
contenders every run is the same.
"""

from coursekit.probes.transactions.contest import Contest
from coursekit.probes.transactions.policies import (
    Moment,
    Policy,
    after_first_read,
    before_commit,
    one_after_another,
    script,
)
from coursekit.probes.transactions.run import End, Frame, How, Opaque, Run, Turn
from coursekit.probes.transactions.steps import Kind, Step

__all__ = [
    "Contest",
    "End",
    "Frame",
    "How",
    "Kind",
    "Moment",
    "Opaque",
    "Policy",
    "Run",
    "Step",
    "Turn",
    "after_first_read",
    "before_commit",
    "one_after_another",
    "script",
]
