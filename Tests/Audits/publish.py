#!/usr/bin/env python3
"""How closely published tables give counts back: an audit by linear programming.

    publish.py TABLES [--share 1] [--levels city,district] [--least 10] [--known RESULTS] [--seed 0]

TABLES is what `sweep publish` has written. Over all tables of counts that fit both files, the areas
inside each other, the statuses and each day adding up to the units, and nobody never looked at who was
looked at on a day, the least and the greatest value of a count are looked for; a count that can take
fewer than --least values is named. --known gives every community's units away first. --share audits
that share of the counts. Needs numpy and scipy; exit code 1 where a count is too narrow.
"""
import argparse, csv, math, random, sys, time
import numpy as np
from scipy.optimize import linprog
from scipy.sparse import coo_matrix

STATUSES = "confirmed unlisted_occupied undercounted listed_absent vacant uncertain unobserved list_missing".split()
LEVELS = ["city", "district", "subdistrict", "community"]


def rows(folder, name):
    with open(f"{folder}/{name}", encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def span(row, column):
    return int(row[column + "_from"]), int(row[column + "_to"])


def load(folder):
    """The areas: level, path, the number of the one each lies in, and ranges by column."""
    areas, numbers = [], {}
    for row in rows(folder, "areas.csv"):
        path = row["area"]
        above = path.removesuffix("/" + row["name"]) if row["name"] != path else ""
        if path.endswith("/-"):
            above = path[:-2]
        found = [i for i, a in enumerate(areas) if a["level"] != "community" and a["path"] == above]
        parent = None if row["level"] == "city" else found[-1] if found else 0
        ranges = {c: span(row, c) for c in ["units", "listed_persons", "persons_seen"] + STATUSES}
        numbers[row["level"], path] = len(areas)
        areas.append({"level": row["level"], "path": path, "parent": parent, "ranges": ranges})
    days = []
    try:
        coverage = rows(folder, "coverage.csv")
    except FileNotFoundError:
        coverage = []
    for row in coverage:
        if row["day"] not in days:
            days.append(row["day"])
        ranges = areas[numbers[row["level"], row["area"]]]["ranges"]
        for column in ["not_observed", "contacted", "persons_seen"]:
            ranges[column, row["day"]] = span(row, column)
    return areas, days


class Audit:
    def __init__(self, areas, days, units):
        inner = {a["parent"] for a in areas}
        self.leaves = [i for i in range(len(areas)) if i not in inner]
        self.below = {i: [] for i in range(len(areas))}
        for leaf in self.leaves:
            area = leaf
            while area is not None:
                self.below[area].append(leaf)
                area = areas[area]["parent"]
        self.columns = list(areas[0]["ranges"])
        self.place = {}
        bounds = []
        for leaf in self.leaves:
            for column in self.columns:
                self.place[leaf, column] = len(bounds)
                known = units and column == "units"
                bounds.append((units[areas[leaf]["path"]],) * 2 if known else areas[leaf]["ranges"][column])
        self.bounds = np.array(bounds, float)
        self.entries, self.limits = [], []
        at = lambda leaf, column: self.place[leaf, column]
        for leaf in self.leaves:
            parts = [(at(leaf, s), 1) for s in STATUSES]
            self.between(parts + [(at(leaf, "units"), -1)], 0, 0)
            for day in days:
                missed = at(leaf, ("not_observed", day))
                seen = [(missed, 1), (at(leaf, ("contacted", day)), 1)]
                self.between(seen + [(at(leaf, "units"), -1)], None, 0)
                self.between([(at(leaf, "unobserved"), 1), (missed, -1)], None, 0)
        for area in inner - {None}:
            for column in self.columns:
                terms = [(at(leaf, column), 1) for leaf in self.below[area]]
                self.between(terms, *areas[area]["ranges"][column])
        data = [(row, column, value) for row, terms in enumerate(self.entries) for column, value in terms]
        r, c, v = zip(*data)
        self.matrix = coo_matrix((v, (r, c)), shape=(len(self.limits), len(bounds))).tocsr()

    def between(self, terms, low, high):
        if high is not None:
            self.entries.append(terms)
            self.limits.append(high)
        if low is not None:
            self.entries.append([(column, -value) for column, value in terms])
            self.limits.append(-low)

    def range(self, area, column):
        cost = np.zeros(len(self.bounds))
        for leaf in self.below[area]:
            cost[self.place[leaf, column]] = 1
        ends = []
        for sign in (1, -1):
            found = linprog(sign * cost, A_ub=self.matrix, b_ub=self.limits, bounds=self.bounds, method="highs")
            if found.status:
                sys.exit(f"no table fits what is shown: {found.message}")
            ends.append(sign * found.fun)
        return math.ceil(ends[0] - 1e-6), math.floor(ends[1] + 1e-6)


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("tables")
    parser.add_argument("--share", type=float, default=1)
    parser.add_argument("--levels", default=",".join(LEVELS))
    parser.add_argument("--least", type=int, default=10)
    parser.add_argument("--known")
    parser.add_argument("--seed", type=int, default=0)
    asked = parser.parse_args()
    started = time.time()
    areas, days = load(asked.tables)
    units = None
    if asked.known:
        units = {r["area"]: int(r["units"]) for r in rows(asked.known, "areas.csv") if r["level"] != "compound"}
    audit = Audit(areas, days, units)
    draw = random.Random(asked.seed)
    widths, narrow = [], 0
    for number, area in enumerate(areas):
        if area["level"] not in asked.levels.split(","):
            continue
        for column in audit.columns:
            if units and column == "units" or draw.random() > asked.share:
                continue
            low, high = audit.range(number, column)
            widths.append(high - low + 1)
            if widths[-1] < asked.least:
                narrow += 1
                print(f"too narrow: {area['path']} {column}: {low} to {high}, shown {area['ranges'][column]}")
    print(
        f"areas {len(areas)}, leaves {len(audit.leaves)}, counts audited {len(widths)}, "
        f"values {min(widths, default=0)} to {max(widths, default=0)}, "
        f"too narrow {narrow}, {time.time() - started:.0f} s" + (", units known" if units else "")
    )
    return 1 if narrow else 0


if __name__ == "__main__":
    sys.exit(main())
