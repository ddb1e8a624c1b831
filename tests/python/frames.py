"""Tables of a build as pandas frames in whole numbers: months count from year 0, amounts are cents."""

from __future__ import annotations

import duckdb
import pandas as pd


def ordinal(dates: pd.Series) -> pd.Series:
    """Months as whole numbers."""
    return pd.to_datetime(dates).dt.year * 12 + pd.to_datetime(dates).dt.month - 1


def read(company: duckdb.DuckDBPyConnection, sql: str) -> pd.DataFrame:
    """Rows of a query; months become whole numbers, amounts cents."""
    frame = company.execute(sql).df()
    for column in frame.columns:
        if column == "month" or column.endswith("_month"):
            frame[column] = ordinal(frame[column])
        elif column == "amount" or column.endswith("_amount"):
            cents = (frame[column] * 100).round()
            frame[column] = cents if cents.isna().any() else cents.astype("int64")
    return frame
