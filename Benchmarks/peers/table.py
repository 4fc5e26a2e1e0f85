"""Makes a table of Markdown out of lines `name seconds kilobytes`: medians, and times the engine's.

usage: table.py FILE
"""

import statistics
import sys

TITLES = {
    "learned": "Household Sweep, learned parameters",
    "fixed": "Household Sweep, fixed parameters",
    "polars": "Polars",
    "duckdb": "DuckDB",
    "chdb": "chDB",
}

runs = {}
with open(sys.argv[1]) as lines:
    for line in lines:
        name, seconds, kilobytes = line.split()
        runs.setdefault(name, []).append((float(seconds), int(kilobytes)))
ours = statistics.median(seconds for seconds, _ in runs["learned"])
print("| | median | fastest | slowest | peak memory | × learned |")
print("| --- | ---: | ---: | ---: | ---: | ---: |")
for name, measured in runs.items():
    seconds = [each for each, _ in measured]
    median = statistics.median(seconds)
    peak = max(kilobytes for _, kilobytes in measured) / 1000
    print(
        f"| {TITLES[name]} | {median:.2f} s | {min(seconds):.2f} s | {max(seconds):.2f} s "
        f"| {peak:.0f} MB | {median / ours:.1f} |"
    )
