"""The fixed-model job of a sweep in Polars: lazy, streaming engine.

Does what `sweep reconcile` does with unit-level evidence, for cities without duplicates, resets,
counted places or rows outside the sweep: roster counts, usage from consecutive readings, nights,
attempts, log odds, status; writes units.csv and a sorted flags.csv.

usage: polars_job.py FOLDER OUTPUT
"""

import math
import os
import sys

import polars as pl

DAY_START = 5 * 60


def odds(occupied, vacant):
    return math.log(occupied / vacant)


def main(folder, output):
    os.makedirs(output, exist_ok=True)
    scan = lambda name: pl.scan_csv(f"{folder}/{name}.csv", infer_schema_length=0)
    key = ["compound", "unit"]

    units = scan("units").select("compound", "unit", "floor", "meter", "grid")
    residents = scan("residents").group_by(key).agg(
        listed=(pl.col("state") == "present").sum(),
        away=(pl.col("state") == "away").sum(),
    )
    lists = scan("residents").select("compound").unique().with_columns(has_list=True)

    readings = (
        scan("meter")
        .select(
            "meter",
            minute=pl.col("time").str.to_datetime("%Y-%m-%dT%H:%M").dt.epoch("s") // 60,
            milli=(pl.col("kwh").cast(pl.Float64) * 1000).round().cast(pl.Int64),
        )
        .sort("meter", "minute")
        .with_columns(
            rise=pl.col("milli") - pl.col("milli").shift(),
            span=pl.col("minute") - pl.col("minute").shift(),
            same=pl.col("meter") == pl.col("meter").shift(),
        )
        .filter(pl.col("same"))
        .group_by("meter")
        .agg(rise=pl.col("rise").sum(), span=pl.col("span").sum())
        .filter(pl.col("span") >= 720)
        .select(
            "meter", usage=(pl.col("rise") * 1440).cast(pl.Float64) / (1000 * pl.col("span"))
        )
    )

    lights = (
        scan("lights")
        .rename({"place": "unit"})
        .group_by(key)
        .agg(
            nights_seen=pl.col("time").str.slice(0, 10).n_unique(),
            nights_lit=pl.col("lit").cast(pl.Int64).sum(),
        )
    )

    is_outcome = lambda name: (pl.col("outcome") == name).sum().alias(name)
    met = pl.col("outcome").is_in(["answered", "refused"])
    knocks = (
        scan("knocks")
        .with_columns(
            met=pl.when(met)
            .then(
                pl.max_horizontal(
                    pl.col("persons").cast(pl.Int64).fill_null(0),
                    (pl.col("outcome") == "answered").cast(pl.Int64),
                )
            )
            .otherwise(0)
        )
        .group_by(key)
        .agg(
            is_outcome("answered"), is_outcome("refused"), is_outcome("no_answer"),
            is_outcome("vacant"), persons_seen=pl.col("met").max(),
        )
    )

    frame = (
        pl.concat([residents.select(key), knocks.select(key)])
        .unique()
        .join(units.select(key), on=key, how="anti")
        .with_columns(
            floor=pl.lit(None, pl.String), meter=pl.lit(None, pl.String),
            grid=pl.lit(None, pl.String), registered=pl.lit(0),
        )
    )
    columns = key + ["floor", "meter", "grid", "registered"]
    frame = pl.concat([units.with_columns(registered=pl.lit(1)).select(columns), frame.select(columns)])

    evidence = (
        frame.join(residents, on=key, how="left")
        .join(lists, on="compound", how="left")
        .join(readings, on="meter", how="left")
        .join(lights, on=key, how="left")
        .join(knocks, on=key, how="left")
    )
    counts = [
        "listed", "away", "nights_seen", "nights_lit", "answered", "refused", "no_answer",
        "vacant", "persons_seen",
    ]
    evidence = evidence.with_columns(
        [pl.col(name).fill_null(0).cast(pl.Int64) for name in counts]
        + [pl.col("has_list").fill_null(False)]
    )
    c = pl.col
    attempts = c("answered") + c("refused") + c("no_answer") + c("vacant")
    weight = lambda n: pl.when(n > 3).then(3 / n).otherwise(1.0)
    listed = (
        pl.when(~c("has_list")).then(0.0)
        .when(c("listed") > 0).then(odds(0.9, 0.1)).otherwise(odds(0.1, 0.9))
    )
    meter = (
        pl.when(c("usage").is_null()).then(0.0)
        .when(c("usage") < 0.1).then(odds(0.02, 0.70))
        .when(c("usage") < 1.0).then(odds(0.13, 0.25)).otherwise(odds(0.85, 0.05))
    )
    light = (
        c("nights_lit") * odds(0.8, 0.02) + (c("nights_seen") - c("nights_lit")) * odds(0.2, 0.98)
    ) * weight(c("nights_seen"))
    knock = (
        c("answered") * odds(0.6, 0.005) + c("refused") * odds(0.05, 0.001)
        + c("no_answer") * odds(0.34, 0.694) + c("vacant") * odds(0.01, 0.3)
    ) * weight(attempts)
    total = odds(0.8, 0.2) + listed + meter + light + knock
    known = c("listed") + c("away")
    status = (
        pl.when(c("usage").is_null() & (c("nights_seen") == 0) & (attempts == 0))
        .then(pl.lit("unobserved"))
        .when((c("p") >= 0.9) & ~c("has_list")).then(pl.lit("list_missing"))
        .when((c("p") >= 0.9) & (known == 0)).then(pl.lit("unlisted_occupied"))
        .when((c("p") >= 0.9) & (c("persons_seen") > known)).then(pl.lit("undercounted"))
        .when(c("p") >= 0.9).then(pl.lit("confirmed"))
        .when((c("p") <= 0.1) & (c("answered") > 0)).then(pl.lit("uncertain"))
        .when((c("p") <= 0.1) & (c("listed") > 0)).then(pl.lit("listed_absent"))
        .when(c("p") <= 0.1).then(pl.lit("vacant"))
        .otherwise(pl.lit("uncertain"))
    )
    decided = (
        evidence.with_columns(p=1 / (1 + (-total).exp()))
        .with_columns(status=status, p_occupied=c("p").round(4), usage=c("usage").round(3))
        .select(
            "compound", "unit", "registered", "floor", "grid", "status", "p_occupied", "listed",
            "away", "persons_seen", "usage", "nights_seen", "nights_lit", "answered", "refused",
            "no_answer", "vacant",
        )
        .collect(engine="streaming")
    )
    decided.write_csv(f"{output}/units.csv")
    decided.filter(c("status").is_in(["unlisted_occupied", "undercounted"])).sort(
        ["registered", "p_occupied", "compound", "unit"], descending=[True, True, False, False]
    ).write_csv(f"{output}/flags.csv")


main(sys.argv[1], sys.argv[2])
