"""The fixed-model job of a sweep in chDB, ClickHouse inside the process; see polars_job.py.

usage: chdb_job.py FOLDER OUTPUT [THREADS]
"""

import os
import sys

from chdb import session

SQL = """
create table units engine = Memory as select compound, unit, floor, meter, grid
  from file('{folder}/units.csv', CSVWithNames,
            'compound String, unit String, floor String, meter String, grid String');
create table residents engine = Memory as
  select compound, unit, countIf(state = 'present') listed, countIf(state = 'away') away
  from file('{folder}/residents.csv', CSVWithNames,
            'compound String, unit String, resident String, state String')
  group by compound, unit;
create table readings engine = Memory as
  select meter, arraySort(groupArray((intDiv(toUnixTimestamp(time), 60),
                                      toInt64(round(kwh * 1000))))) as r,
         arraySum(arrayDifference(r.2)) as rise, arraySum(arrayDifference(r.1)) as span,
         toNullable((rise * 1440) / (1000 * span)) as usage
  from file('{folder}/meter.csv', CSVWithNames,
            'meter String, time DateTime(\\'UTC\\'), kwh Float64')
  group by meter having span >= 720;
create table lights engine = Memory as
  select compound, place as unit, uniqExact(substring(time, 1, 10)) nights_seen,
         sum(lit) nights_lit
  from file('{folder}/lights.csv', CSVWithNames,
            'compound String, place String, time String, lit Int64, worker String')
  group by compound, place;
create table knocks engine = Memory as
  select compound, unit, countIf(outcome = 'answered') answered,
         countIf(outcome = 'refused') refused, countIf(outcome = 'no_answer') no_answer,
         countIf(outcome = 'vacant') vacant,
         max(multiIf(outcome = 'answered', greatest(1, persons), outcome = 'refused', persons, 0))
           persons_seen
  from file('{folder}/knocks.csv', CSVWithNames,
            'compound String, unit String, time String, outcome String, persons Int64,
             worker String')
  group by compound, unit;
create table decided engine = Memory as
  with frame as (
    select compound, unit, floor, meter, grid, 1 as registered from units
    union all
    select compound, unit, '' floor, '' meter, '' grid, 0 as registered
    from (select compound, unit from residents union distinct select compound, unit from knocks) s
    left anti join units u on u.compound = s.compound and u.unit = s.unit),
  e as (
    select f.compound compound, f.unit unit, floor, grid, registered, listed, away,
      f.compound in (select compound from residents) has_list, m.usage usage, nights_seen,
      nights_lit, answered, refused, no_answer, vacant, persons_seen
    from frame f
    left join residents r on r.compound = f.compound and r.unit = f.unit
    left join readings m on m.meter = f.meter
    left join lights g on g.compound = f.compound and g.unit = f.unit
    left join knocks k on k.compound = f.compound and k.unit = f.unit),
  o as (
    select *, answered + refused + no_answer + vacant as attempts, log(0.8 / 0.2)
      + multiIf(not has_list, 0, listed > 0, log(0.9 / 0.1), log(0.1 / 0.9))
      + multiIf(usage is null, 0, usage < 0.1, log(0.02 / 0.7),
                usage < 1.0, log(0.13 / 0.25), log(0.85 / 0.05))
      + (nights_lit * log(0.8 / 0.02) + (nights_seen - nights_lit) * log(0.2 / 0.98))
        * least(1, 3 / greatest(nights_seen, 1))
      + (answered * log(0.6 / 0.005) + refused * log(0.05 / 0.001)
         + no_answer * log(0.34 / 0.694) + vacant * log(0.01 / 0.3))
        * least(1, 3 / greatest(attempts, 1)) as odds
    from e),
  p as (select *, 1 / (1 + exp(-odds)) as p from o)
  select compound, unit, registered, floor, grid,
    multiIf(usage is null and nights_seen = 0 and attempts = 0, 'unobserved',
            p >= 0.9 and not has_list, 'list_missing',
            p >= 0.9 and listed + away = 0, 'unlisted_occupied',
            p >= 0.9 and persons_seen > listed + away, 'undercounted',
            p >= 0.9, 'confirmed',
            p <= 0.1 and answered > 0, 'uncertain',
            p <= 0.1 and listed > 0, 'listed_absent',
            p <= 0.1, 'vacant', 'uncertain') as status,
    round(p, 4) as p_occupied, listed, away, persons_seen, round(usage, 3) as usage, nights_seen,
    nights_lit, answered, refused, no_answer, vacant
  from p;
insert into function file('{output}/units.csv', CSVWithNames) select * from decided;
insert into function file('{output}/flags.csv', CSVWithNames)
  select * from decided where status in ('unlisted_occupied', 'undercounted')
  order by registered desc, p_occupied desc, compound, unit;
"""

SETTINGS = """
set max_threads = {threads};
set date_time_input_format = 'best_effort';
set engine_file_truncate_on_insert = 1;
"""


def main(folder, output, threads="2"):
    os.makedirs(output, exist_ok=True)
    connection = session.Session()
    text = (SETTINGS + SQL).format(
        folder=os.path.abspath(folder), output=os.path.abspath(output), threads=int(threads)
    )
    for statement in text.split(";\n"):
        if statement.strip():
            connection.query(statement)


main(*sys.argv[1:])
