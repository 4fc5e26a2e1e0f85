"""A sweep of any size on Apache Spark: rows are routed to shards, and each shard is decided by `sweep`.

    spark-submit --master 'local[4]' --files .build/release/sweep \
        docs/spark/sweep_spark.py CITY OUTPUT

CITY is a sweep folder with tidy tables, OUTPUT a folder to be made; all executors see both as files. Nothing of a row is
understood here but which compound it is of. docs/spark/README.md tells the way.
"""

import argparse
import functools
import heapq
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import unicodedata
import zlib
from pathlib import Path

from pyspark import SparkFiles, TaskContext
from pyspark.sql import SparkSession
from pyspark.sql import functions as F
from pyspark.sql.types import IntegerType, StringType, StructField, StructType

SOURCES = ["compounds", "units", "aliases", "residents", "knocks", "meter", "lights"]


class Problem(Exception):
    """What is wrong, in a sentence that says what to do."""


# Compounds and meters of the whole city.


def fold(text):
    """An id or a name as the engine compares them: width, case and blanks do not matter."""
    wide = unicodedata.normalize("NFKC", text).upper()
    return "".join(c for c in wide if not (c.isspace() and c not in "\x1c\x1d\x1e\x1f"))


def is_digits(text):
    return text.isascii() and text.isdigit()


class Directory:
    """Which compound a value names, as the engine finds it: by id, by a name that only one has, by an id that
    differs in leading zeros alone; else a compound of its own."""

    def __init__(self, rows):
        self.names = {}
        self.title = {}
        for spelling, name in rows:
            key = fold(spelling)
            if not key:
                continue
            self.title.setdefault(key, [])
            folded = fold(name or "")
            if folded:
                self.title[key].append(name)
                known = self.names.get(folded, key)
                self.names[folded] = key if known == key else None
        self.ids = set(self.title)
        self.settle()

    def settle(self):
        self.bare = {}
        for key in self.ids:
            if is_digits(key):
                bare = key.lstrip("0")
                self.bare[bare] = None if bare in self.bare else key

    def resolve(self, spelling):
        key = fold(spelling)
        if key in self.ids:
            return key
        named = self.names.get(key)
        if named is None and is_digits(key):
            named = self.bare.get(key.lstrip("0"))
        return named or key

    def add(self, spellings):
        """Takes the compounds of the register; from then on they are known."""
        self.ids |= {self.resolve(s) for s in spellings} - {""}
        self.settle()


def stable(text, count):
    """One of so many, the same in every run."""
    return zlib.crc32(text.encode()) % count


def pack(units, count):
    """Compounds into shards of about as many units: the largest first, each to the shard with the fewest."""
    shards = [(0, n) for n in range(count)]
    heapq.heapify(shards)
    shard_of = {}
    for key in sorted(units, key=lambda k: (-units[k], k)):
        held, shard = heapq.heappop(shards)
        shard_of[key] = shard
        heapq.heappush(shards, (held + units[key], shard))
    return shard_of, [held for held, _ in sorted(shards, key=lambda s: s[1])]


# Tables as text.


class Table:
    """Files of one source with one header: their rows may stand in one file of a shard."""

    def __init__(self, source, columns, paths, header):
        self.source, self.columns, self.paths, self.header = source, columns, paths, header

    def place(self, column):
        return self.columns["columns"].get(column)

    def rows(self, spark):
        """The rows as they stand, without header and blank lines."""
        lines = spark.read.text([str(p) for p in self.paths], lineSep="\n")
        return lines.where((F.col("value") != self.header) & ~F.col("value").isin("", "\r"))

    def cell(self, column):
        """The cell of a column, as the engine trims it; empty where there is none."""
        place = self.place(column)
        if place is None:
            return F.lit("")
        s = "\\t" if self.columns["separator"] == "\t" else ","
        pattern = rf'^(?:(?:[ ]*"(?:[^"]|"")*"[ ]*|[^{s}]*){s}){{{place}}}([ ]*"(?:[^"]|"")*"[ ]*|[^{s}]*)'
        raw = F.trim(F.regexp_replace(F.regexp_extract("value", pattern, 1), "[\t\r]", " "))
        inner = F.regexp_replace(F.regexp_replace(raw, '^"|"$', ""), '""', '"')
        return F.when(raw.startswith('"'), F.trim(inner)).otherwise(raw)


def run(binary, *words):
    return subprocess.run([binary, *map(str, words)], capture_output=True, text=True)


def tables_of(city, binary):
    """All tables of a sweep folder. Throws where one is not tidy."""
    tables = {}
    for source in SOURCES:
        paths = [p for p in [city / f"{source}.csv"] if p.exists()]
        paths += sorted((city / source).rglob("*.csv")) if (city / source).is_dir() else []
        for path in paths:
            told = run(binary, "columns", path, "--json")
            if told.returncode:
                reason = " ".join(told.stderr.split())
                raise Problem(
                    f"{path}: {reason}\n  run 'sweep tidy {city} --output TIDY', and give TIDY")
            columns = json.loads(told.stdout)
            with open(path, "rb") as file:
                header = file.read(columns["header_bytes"]).decode().removesuffix("\n")
            key = (source, header)
            if key in tables:
                tables[key].paths.append(path)
            else:
                tables[key] = Table(source, columns, [path], header)
    return list(tables.values())


def name_of(table, tables, city):
    """Where a shard has the rows of a table: in its own place where it is a source's only file."""
    same = [t for t in tables if t.source == table.source]
    if len(same) == 1:
        only = table.paths[0] if len(table.paths) == 1 else city / f"{table.source}.csv"
        return str(only.relative_to(city))
    return f"{table.source}/{same.index(table)}.csv"


# The plan: which shard each compound is in, and what each shard must know of the city.


class Plan:
    def __init__(self, spark, city, tables, shards, units_per_shard):
        self.spark, self.tables = spark, tables
        self.directory = Directory(self.names())
        register = self.of("units") or self.of("residents")
        counts = {}
        for table in register:
            cells = table.rows(spark).select(table.cell("compound").alias("c"))
            for row in cells.where("c != ''").groupBy("c").count().collect():
                counts[row["c"]] = counts.get(row["c"], 0) + row["count"]
        self.register_spellings = {s: self.directory.resolve(s) for s in counts}
        units = dict.fromkeys(self.directory.ids, 0)
        for spelling, count in counts.items():
            key = self.register_spellings[spelling]
            units[key] = units.get(key, 0) + count
        self.directory.add(counts)
        total = sum(units.values())
        self.count = shards or max(1, -(-total // units_per_shard))
        self.shard_of, self.held = pack(units, self.count)
        self.units = total

    def of(self, source):
        return [t for t in self.tables if t.source == source]

    def names(self):
        rows = []
        for table in self.of("compounds"):
            cells = table.rows(self.spark).select(table.cell("compound"), table.cell("name"))
            rows += [tuple(row) for row in cells.collect()]
        return rows

    def shard(self, key):
        return self.shard_of[key] if key in self.shard_of else stable(key, self.count)

    def by_spelling(self, spellings, resolve):
        """A small table: the shard of each spelling."""
        rows = [(s, self.shard(resolve(s))) for s in spellings]
        schema = StructType(
            [StructField("spelling", StringType()), StructField("shard", IntegerType())])
        return F.broadcast(self.spark.createDataFrame(rows, schema))

    def spellings(self):
        """All spellings of compounds in all tables but the register."""
        found = None
        for table in self.tables:
            if table.place("compound") is not None:
                cells = table.rows(self.spark).select(table.cell("compound").alias("c")).distinct()
                found = cells if found is None else found.union(cells)
        return {row["c"] for row in found.distinct().collect()} - {""} if found else set()

    def route(self, city):
        """All rows with their shard and the number of their table."""
        spark, parts = self.spark, []
        spellings = self.spellings()
        everywhere = self.by_spelling(spellings, self.directory.resolve)
        anywhere = F.pmod(F.crc32(F.col("value").cast("binary")), F.lit(self.count)).cast("int")
        meters = self.meters()
        for number, table in enumerate(self.tables):
            rows = table.rows(spark).withColumn("spelling", table.cell("compound"))
            rows = rows.join(everywhere, "spelling", "left")
            if table.source == "meter":
                meter = F.when(F.col("spelling") == "", table.cell("meter")).otherwise("")
                rows = rows.withColumn("meter", meter)
                rows = rows.join(meters.withColumnRenamed("shard", "of_meter"), "meter", "left")
                rows = rows.withColumn("shard", F.coalesce("shard", "of_meter"))
            parts.append(
                rows.select(
                    F.coalesce("shard", anywhere).alias("shard"), F.lit(number).alias("number"),
                    "value"))
        return functools.reduce(lambda a, b: a.union(b), parts)

    def meters(self):
        """The shard of each meter of the register that serves one compound, and of ids that have lost or gained
        zeros in front. Those that serve several are kept for the directory."""
        spark = self.spark
        schema = StructType(
            [StructField("meter", StringType()), StructField("compound", StringType())])
        served = spark.createDataFrame([], schema)
        keys = spark.createDataFrame(
            list(self.register_spellings.items()) or [("", "")], ["spelling", "compound"])
        for table in self.of("units"):
            rows = table.rows(spark).select(
                table.cell("compound").alias("spelling"), table.cell("meter").alias("meter"))
            rows = rows.where("meter != ''").join(F.broadcast(keys), "spelling")
            served = served.union(rows.select("meter", "compound"))
        served = served.distinct()
        several = served.groupBy("meter").agg(F.collect_list("compound").alias("all"))
        self.shared = {
            row["meter"]: row["all"] for row in several.where("size(all) > 1").collect()}
        rows = [(key, self.shard(key)) for key in self.directory.ids]
        shards = F.broadcast(spark.createDataFrame(rows or [("", 0)], ["compound", "shard"]))
        known = served.join(shards, "compound").select("meter", F.col("shard").cast("int"))
        known = known.where(~F.col("meter").isin(list(self.shared)))
        return known.union(self.other_zeros(served, shards))

    def other_zeros(self, served, shards):
        """Ids in readings that are none of the register, and differ from some of it in zeros in front."""
        spark = self.spark
        readings = None
        for table in self.of("meter"):
            cells = table.rows(spark).where(table.cell("compound") == "").select(
                table.cell("meter").alias("meter")).distinct()
            readings = cells if readings is None else readings.union(cells)
        empty = spark.createDataFrame([], "meter string, shard int")
        if readings is None:
            return empty
        digits = F.col("meter").rlike("^0*[1-9][0-9]*$") & (F.length("meter") < 24)
        bare = F.regexp_replace("meter", "^0+", "").alias("bare")
        strange = readings.distinct().where(digits).join(served, "meter", "left_anti")
        candidates = strange.select("meter", bare).join(
            served.join(shards, "compound").where(digits).select(
                F.col("meter").alias("found"), bare, "shard"), "bare")
        rows = []
        for row in candidates.groupBy("meter").agg(
                F.collect_set("found").alias("found"), F.collect_set("shard").alias("shards")
        ).collect():
            if len(row["found"]) == 1 and len(row["shards"]) == 1:
                rows.append((row["meter"], row["shards"][0]))
            else:
                # Ambiguous in the city: where none of them is, it is nobody's.
                others = set(range(self.count)) - set(row["shards"])
                rows.append((row["meter"], min(others or {0})))
        return spark.createDataFrame(rows, "meter string, shard int") if rows else empty

    def directory_text(self):
        """directory.csv: what is ambiguous in the city must be so in a shard."""

        def cell(text):
            text = text or ""
            plain = not any(c in text for c in ',"\n\r')
            return text if plain else '"' + text.replace('"', '""') + '"'

        lines = ["compound,name,meter"]
        for key in sorted(self.directory.title):
            for name in self.directory.title[key] or [""]:
                lines.append(f"{cell(key)},{cell(name)},")
        for meter in sorted(self.shared):
            for key in sorted(self.shared[meter]):
                lines.append(f"{cell(key)},,{cell(meter)}")
        return "\n".join(lines) + "\n"


# A task: one shard.


def decide(shard, rows, job):
    """Writes a shard's folder to local disk, runs `sweep` there, and puts what it made in its place by a rename.

    A task that dies, or runs twice, leaves one whole result or none."""
    task = TaskContext.get()
    output = Path(job["output"]) / job["step"]
    place = output / f"shard-{shard:05}"
    binary = job["binary"] or SparkFiles.get("sweep")
    os.chmod(binary, 0o755) if not os.access(binary, os.X_OK) else None
    # What a try of this task that was killed has left here.
    os.umask(0o077)
    prefix = f"sweep-{job['id']}-{shard:05}-"
    for left in Path(tempfile.gettempdir()).glob(prefix + "*"):
        shutil.rmtree(left, ignore_errors=True)
    work = Path(tempfile.mkdtemp(prefix=prefix))
    began = time.monotonic()
    try:
        folder = work / "shard"
        for name, text in job["files"].items():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / name).write_text(text, newline="", encoding="utf-8")
        files = [open(folder / n, "a", newline="", encoding="utf-8") for n in job["names"]]
        count = 0
        writes = [file.write for file in files]
        for number, text in rows:
            writes[number](text + "\n")
            count += 1
        for file in files:
            file.close()
        routed = time.monotonic() - began
        made = work / "made"
        made.mkdir()
        if job["step"] == "evidence":
            words = ["evidence", folder, "--output", made / "evidence.csv"]
        else:
            (work / "parameters.json").write_text(job["parameters"])
            made = made / "results"
            words = ["reconcile", folder, "--parameters", work / "parameters.json"]
            words += ["--output", made, "--no-sync"]
        ended = run(binary, *words, "--threads", job["threads"], "--quiet")
        if ended.returncode:
            last = "\n".join(ended.stderr.splitlines()[-10:])
            raise RuntimeError(
                f"shard {shard}: 'sweep {words[0]}' ended with {ended.returncode}:\n{last}")
        engine = time.monotonic() - began - routed
        # Beside its place first: the rename that follows is one step of one file system.
        beside = output / f".shard-{shard:05}.{task.taskAttemptId()}"
        shutil.rmtree(beside, ignore_errors=True)
        shutil.copytree(made, beside)
        if job["kill"] == shard and task.attemptNumber() == 0:
            os.kill(os.getpid(), signal.SIGKILL)
        try:
            beside.rename(place)
        except OSError:
            # Another try of this task was first, and has put the same there.
            shutil.rmtree(beside)
        return [(shard, count, routed, engine)]
    finally:
        shutil.rmtree(work, ignore_errors=True)


def step(rows, job, name, **more):
    """Runs one step over all shards, a task each; rows are shuffled once and kept by Spark."""
    job = {**job, "step": name, **more}
    (Path(job["output"]) / name).mkdir(parents=True)
    began = time.monotonic()
    told = rows.mapPartitionsWithIndex(lambda shard, part: decide(shard, part, job)).collect()
    for left in (Path(job["output"]) / name).glob(".shard-*"):
        shutil.rmtree(left)
    return told, time.monotonic() - began


def checked(binary, *words):
    ended = run(binary, *words)
    if ended.returncode:
        raise Problem(f"'sweep {words[0]}' ended with {ended.returncode}:\n{ended.stderr.strip()}")
    return ended


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("city", type=Path, help="a sweep folder with tidy tables")
    parser.add_argument("output", type=Path, help="a folder to be made, on a disk that all see")
    parser.add_argument("--sweep", help="the binary here; by default the one given to --files")
    parser.add_argument("--units-per-shard", type=int, default=2_000_000)
    parser.add_argument("--shards", type=int, help="so many, whatever their units")
    parser.add_argument("--threads", type=int, default=1, help="of the binary, in each task")
    parser.add_argument("--kill-first-try", type=int, default=-1, help="of this shard, to try it")
    told = parser.parse_args()
    began = time.monotonic()
    os.umask(0o077)
    spark = SparkSession.builder.appName("sweep").getOrCreate()
    spark.sparkContext.setLogLevel("ERROR")
    binary = told.sweep or SparkFiles.get("sweep")
    city, output = told.city.resolve(), told.output.resolve()
    if output.exists():
        raise Problem(f"{output}: there is something already; give a folder to be made")
    manifest = json.loads((city / "sweep.json").read_text())
    if manifest.get("tables"):
        raise Problem(
            f"{city}: sweep.json has rules for tables that are not tidy\n"
            f"  run 'sweep tidy {city} --output TIDY', and give TIDY")
    tables = tables_of(city, binary)
    names = [name_of(table, tables, city) for table in tables]
    plan = Plan(spark, city, tables, told.shards, told.units_per_shard)
    routed = plan.route(city).repartitionById(plan.count, F.col("shard"))
    routed = routed.select("number", "value")
    # A part of a file is not looked at as a table whose cells were merged.
    manifest["tables"] = [{"fill": False}]
    files = {"directory.csv": plan.directory_text()}
    if manifest.get("parameters_from"):
        files["parameters.json"] = (city / manifest["parameters_from"]).read_text()
        manifest["parameters_from"] = "parameters.json"
    files["sweep.json"] = json.dumps(manifest, ensure_ascii=False, indent=2)
    files |= {name: table.header + "\n" for name, table in zip(names, tables)}
    job = {
        "id": spark.sparkContext.applicationId, "output": str(output), "files": files, "names": names, 
        "threads": told.threads, "binary": os.path.abspath(told.sweep) if told.sweep else None,
        "kill": told.kill_first_try}
    planned = time.monotonic() - began
    rows = routed.rdd
    evidence, evidence_time = step(rows, job, "evidence")
    begin_fit = time.monotonic()
    parameters = output / "parameters.json"
    shards = [f"shard-{shard:05}" for shard in range(plan.count)]
    checked(
        binary, "fit", *(output / "evidence" / s for s in shards), "--output", parameters, "--quiet")
    fit_time = time.monotonic() - begin_fit
    results, results_time = step(rows, job, "shards", parameters=parameters.read_text())
    begin_merge = time.monotonic()
    checked(
        binary, "merge", *(output / "shards" / s for s in shards), "--output", output / "results",
        "--quiet")
    merge_time = time.monotonic() - begin_merge
    mean = plan.units / plan.count
    engine = sum(t[3] for t in evidence + results)
    report = {
        "shards": plan.count, "units": plan.units, "rows": sum(t[1] for t in results),
        "shards_without_rows": sum(t[1] == 0 for t in results),
        "skew": round(max(plan.held) / mean, 3) if mean else 0,
        "seconds": {
            "all": round(time.monotonic() - began, 1), "plan": round(planned, 1),
            "route_and_evidence": round(evidence_time, 1), "fit": round(fit_time, 1),
            "reconcile": round(results_time, 1), "merge": round(merge_time, 1),
            "engine_in_tasks": round(engine, 1),
            "writing_rows_in_tasks": round(sum(t[2] for t in evidence + results), 1)},
        "spark": spark.version}
    print(json.dumps(report, indent=2))
    spark.stop()


if __name__ == "__main__":
    try:
        main()
    except Problem as problem:
        sys.exit(f"error: {problem}")
