"""Checks that units.csv of several folders name the same units with the same statuses.

usage: same_statuses.py FOLDER FOLDER...
"""

import sys

import polars as pl

tables = [
    pl.read_csv(f"{folder}/units.csv", infer_schema_length=0)
    .select("compound", "unit", "status")
    .sort("compound", "unit")
    for folder in sys.argv[1:]
]
for folder, table in zip(sys.argv[2:], tables[1:]):
    if not table.equals(tables[0]):
        sys.exit(f"{folder}: other units or statuses than {sys.argv[1]}")
print(f"{tables[0].height} units, the same statuses in all {len(tables)}")
