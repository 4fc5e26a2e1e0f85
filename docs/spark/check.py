"""What `check` does to a generated city, and how it compares results."""

import collections
import csv
import json
import sys
from pathlib import Path


def append(path, *rows):
    with open(path, "a", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows(rows)


def add_oddities(city):
    """Makes of a city one in which all stands that crosses shards: a meter of twelve compounds, names that are not one
    compound's, compounds that are in no table of compounds, rows of no compound."""
    with open(city / "compounds.csv") as file:
        header, *compounds = list(csv.reader(file))
    for place, name in [(0, "Twin Garden"), (1, "Twin Garden"), (2, 'Lone "Garden", East')]:
        compounds[place][1] = name
    (city / "compounds.csv").write_text("")
    append(city / "compounds.csv", header, *compounds)
    ids = [row[0] for row in compounds]
    with open(city / "units.csv") as file:
        units = list(csv.reader(file))[1:]
    first = {}
    for row in units:
        # Some rows are short: they are among the faults.
        if len(row) == 5 and row[1]:
            first.setdefault(row[0], row[1])
    shared = ids[:12]
    append(city / "units.csv", *[[c, first[c], "", "M-SHARED", ""] for c in shared])
    # Readings may name a compound.
    lines = (city / "meter.csv").read_text().splitlines()
    lines = [lines[0] + ",compound"] + [line + "," for line in lines[1:]]
    for compound in shared:
        lines += [f"M-SHARED,2020-02-17T0{h}:00,{100 + h}.5,{compound}" for h in (5, 6)]
        lines += [f"M-SHARED,2020-02-19T0{h}:00,{108 + h}.5,{compound}" for h in (5, 6)]
    lines += ["M-SHARED,2020-02-18T08:00,107.000,", "M-NOWHERE,2020-02-18T08:00,1.000,"]
    (city / "meter.csv").write_text("\n".join(lines) + "\n")
    append(
        city / "residents.csv", ["", "1-1-101", "R-NONE", "present"],
        ["Twin Garden", "1-1-101", "R-TWIN", "present"],
        ['lone "garden", EAST', first[ids[2]], "R-LONE", "present"],
        ["elsewhere", "1-1-101", "R-ELSE", "present"])
    append(
        city / "knocks.csv", ["Elsewhere", "1-1-101", "2020-02-18T10:00", "answered", "2", "W1"],
        ["", "1-1-101", "2020-02-18T10:00", "answered", "2", "W1"])
    append(city / "lights.csv", ["ELSEWHERE", "1-1-101", "2020-02-18T20:00", "1", "W1"])


def rejects(folder):
    with open(folder / "rejects.csv") as file:
        rows = list(csv.reader(file))[1:]
    return collections.Counter(
        (file.rsplit("/", 1)[-1], column, reason, value) for file, _, column, reason, value in rows)


def compare(whole, merged):
    """Compares results, and says what is equal. Ends with 1 where anything is not."""
    bad = 0

    def tell(name, is_equal, more=""):
        nonlocal bad
        bad += not is_equal
        print(f"  {'equal ' if is_equal else 'OTHER '} {name}{more}")

    for name in ["units", "flags", "areas", "coverage", "unmatched"]:
        a, b = ((folder / f"{name}.csv").read_bytes() for folder in (whole, merged))
        tell(f"{name}.csv", a == b, f": {len(a):,} bytes")
    tell("exact.json", *[(whole / "exact.json").read_bytes() == (merged / "exact.json").read_bytes()])
    a, b = (json.loads((folder / "summary.json").read_text()) for folder in (whole, merged))
    # Every shard has headers of its own.
    for file in a["ledger"] + b["ledger"]:
        del file["bytes"]
    tell("summary.json", a == b, " but for the bytes read, which are more by the shards' headers")
    a, b = rejects(whole), rejects(merged)
    tell("rejects.csv", a == b, f": {sum(a.values()):,} rows, in another order")
    for key in sorted((a - b) + (b - a)):
        print("    ", key, a[key], b[key])
    for value, reason in [("M-SHARED", "ambiguous_meter"), ("M-NOWHERE", "unknown_meter")]:
        count = sum(n for key, n in b.items() if key[2] == reason and key[3] == value)
        if a and any(key[3] == value for key in a):
            tell(f"rows of {value} rejected as {reason}", count == 1, f": {count}")
    return bad > 0


if __name__ == "__main__":
    match sys.argv[1:]:
        case ["add-oddities", city]:
            add_oddities(Path(city))
        case ["compare", whole, merged]:
            sys.exit(compare(Path(whole), Path(merged)))
