"""Declared tables as assets: key, description and columns from the schema, rows from the database. Names none."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import dagster as dg

from orchestration.steps import Warehouse
from transforms.schema import TABLES, Column, Table
from warehouse.ddl import sql_type

OWNERS = ["team:papertide"]


def key(table_name: str) -> dg.AssetKey:
    """`core.papers` is the asset `core/papers`."""
    return dg.AssetKey(table_name.split("."))


def specs(table_names: Iterable[str], *, kinds: Iterable[str], deps: Iterable[str] = ()) -> list[dg.AssetSpec]:
    """Asset specs of tables that one step writes together, made from the tables `deps`."""
    return [
        dg.AssetSpec(
            key=key(name),
            description=TABLES[name].doc,
            group_name=TABLES[name].layer,
            owners=OWNERS,
            kinds=set(kinds),
            deps=[key(dep) for dep in deps],
            metadata={"dagster/table_name": name, "dagster/column_schema": column_schema(TABLES[name])},
        )
        for name in table_names
    ]


def column_schema(table: Table) -> dg.TableSchema:
    """The declared columns, with DuckDB's types and the rules of each."""
    return dg.TableSchema(
        columns=[
            dg.TableColumn(
                name=column.name,
                type=column.sql_type or sql_type(column.dtype),
                description=column.doc,
                constraints=dg.TableColumnConstraints(
                    nullable=column.nullable, unique=table.key == (column.name,), other=_rules(column)
                ),
            )
            for column in table.columns
        ],
        constraints=dg.TableConstraints(other=[f"unique: {', '.join(table.key)}"]),
    )


def _rules(column: Column) -> list[str]:
    rules = {
        "matches": column.pattern,
        "at least": column.minimum,
        "at most": column.maximum,
        "characters at least": column.min_length,
        "characters at most": column.max_length,
        "one of": ", ".join(column.allowed) or None,
        "refers to": column.references,
    }
    return [f"{name} {value}" for name, value in rules.items() if value is not None]


def measured(
    warehouse: Warehouse, table_names: Iterable[str], *, day: str | None = None
) -> Iterator[dg.MaterializeResult[None]]:
    """One result per table, with its rows; with `day`, also the rows that landed on that day (UTC)."""
    for name in table_names:
        metadata = {"dagster/row_count": _count(warehouse, f"SELECT count(*) FROM {name}")}
        if day is not None:
            landed = "CAST(landed_at AS DATE) = CAST($day AS DATE)"
            if "landed_at" not in TABLES[name].column_names:
                landed = f"dump_id IN (SELECT dump_id FROM core.dumps WHERE {landed})"
            query = f"SELECT count(*) FROM {name} WHERE {landed}"
            metadata["dagster/partition_row_count"] = _count(warehouse, query, day=day)
        yield dg.MaterializeResult(asset_key=key(name), metadata=metadata)


def _count(warehouse: Warehouse, query: str, **values: str) -> int:
    return int(warehouse.connection.execute(query, values).fetchall()[0][0])
