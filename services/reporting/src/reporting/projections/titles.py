"""Rows of a read model with their titles, as these may be shown today.

A row knows only which event its title came with: a text that is withdrawn is gone everywhere.
"""

from __future__ import annotations

from sqlalchemy import TextClause, text


def titled(table: str, rest: str, *, also: str | None = None) -> TextClause:
    """A query for rows of ``live.<table>``, called ``thing`` in ``rest``, with a ``title`` each.

    ``also`` is what else a row is to have.
    """
    return text(f"""
        SELECT thing.*, coalesce(
            said.text, CASE WHEN thing.title_of IS NOT NULL THEN '(withdrawn)' END) AS title
            {f", {also}" if also else ""}
        FROM live.{table} AS thing
        LEFT JOIN public_texts AS said ON said.event_id = thing.title_of AND said.place = 'title'
        {rest}
    """)  # noqa: S608 - all are our own words
