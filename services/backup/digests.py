"""A read model as one number: of two that stand at one position, the same number means the same bytes."""

from collections.abc import Collection
from hashlib import sha256
from uuid import UUID

from eventstore.walls import Pool, reading
from projections.base import Projection

# Every row of a table's live build, without the organisation and the number of the build.
ROWS = """
SELECT ROW({columns})::text AS row FROM {table} WHERE org_id = $1 AND build = log.live($1, $2)
ORDER BY ROW({columns})::text COLLATE "C"
"""


async def digest_of(pool: Pool, model: Projection, org_ids: Collection[UUID]) -> str:
    """Of some organisations together, in 16 digits. `pool` may read the model's tables."""
    digest = sha256()
    for org_id in sorted(org_ids):
        async with reading(pool, org_id) as db:
            for table in model.tables:
                columns = ", ".join(name for name in table.columns if name not in ("org_id", "build"))
                digest.update(table.name.encode())
                statement = ROWS.format(columns=columns, table=table.name)
                async for row in db.cursor(statement, org_id, model.name):
                    digest.update(row["row"].encode())
                    digest.update(b"\0")
    return digest.hexdigest()[:16]
