"""The fixed-model job of a sweep in DuckDB; see polars_job.py.

usage: duckdb_job.py FOLDER OUTPUT [THREADS]
"""

import os
import sys

import duckdb

SQL = """
create temp table units as select compound, unit, floor, meter, grid
  from read_csv('{folder}/units.csv', header=true, all_varchar=true);
create temp table residents as
  select compound, unit, count(*) filter (state = 'present') listed,
         count(*) filter (state = 'away') away
  from read_csv('{folder}/residents.csv', header=true, all_varchar=true) group by all;
create temp table readings as
  with r as (
    select meter, epoch(time::timestamp)::bigint // 60 as minute,
           round(kwh::double * 1000)::bigint as milli
    from read_csv('{folder}/meter.csv', header=true, all_varchar=true)),
  pairs as (
    select meter, milli - lag(milli) over w as rise, minute - lag(minute) over w as span
    from r window w as (partition by meter order by minute))
  select meter, (sum(rise) * 1440)::double / (1000 * sum(span)) as usage
  from pairs where span is not null group by meter having sum(span) >= 720;
create temp table lights as
  select compound, place as unit, count(distinct left(time, 10)) nights_seen,
         sum(lit::int) nights_lit
  from read_csv('{folder}/lights.csv', header=true, all_varchar=true) group by all;
create temp table knocks as
  select compound, unit, count(*) filter (outcome = 'answered') answered,
         count(*) filter (outcome = 'refused') refused,
         count(*) filter (outcome = 'no_answer') no_answer,
         count(*) filter (outcome = 'vacant') vacant,
         max(case when outcome = 'answered' then greatest(1, coalesce(persons::int, 0))
                  when outcome = 'refused' then coalesce(persons::int, 0) else 0 end) persons_seen
  from read_csv('{folder}/knocks.csv', header=true, all_varchar=true) group by all;
create temp table decided as
  with frame as (
    select compound, unit, floor, meter, grid, 1 as registered from units
    union all
    select compound, unit, null, null, null, 0
    from (select compound, unit from residents union select compound, unit from knocks) s
    where not exists (select 1 from units u where u.compound = s.compound and u.unit = s.unit)),
  lists as (select distinct compound, true as has_list from residents),
  e as (
    select f.*, coalesce(r.listed, 0) listed, coalesce(r.away, 0) away,
      coalesce(l.has_list, false) has_list, m.usage, coalesce(g.nights_seen, 0) nights_seen,
      coalesce(g.nights_lit, 0) nights_lit, coalesce(k.answered, 0) answered,
      coalesce(k.refused, 0) refused, coalesce(k.no_answer, 0) no_answer,
      coalesce(k.vacant, 0) vacant, coalesce(k.persons_seen, 0) persons_seen
    from frame f
    left join residents r using (compound, unit)
    left join lists l using (compound)
    left join readings m using (meter)
    left join lights g using (compound, unit)
    left join knocks k using (compound, unit)),
  o as (
    select *, answered + refused + no_answer + vacant as attempts, ln(0.8 / 0.2)
      + case when not has_list then 0 when listed > 0 then ln(0.9 / 0.1) else ln(0.1 / 0.9) end
      + case when usage is null then 0 when usage < 0.1 then ln(0.02 / 0.7)
             when usage < 1.0 then ln(0.13 / 0.25) else ln(0.85 / 0.05) end
      + (nights_lit * ln(0.8 / 0.02) + (nights_seen - nights_lit) * ln(0.2 / 0.98))
        * least(1, 3 / greatest(nights_seen, 1))
      + (answered * ln(0.6 / 0.005) + refused * ln(0.05 / 0.001) + no_answer * ln(0.34 / 0.694)
         + vacant * ln(0.01 / 0.3))
        * least(1, 3 / greatest(answered + refused + no_answer + vacant, 1)) as odds
    from e),
  p as (select *, 1 / (1 + exp(-odds)) as p from o)
  select compound, unit, registered, floor, grid,
    case when usage is null and nights_seen = 0 and attempts = 0 then 'unobserved'
         when p >= 0.9 and not has_list then 'list_missing'
         when p >= 0.9 and listed + away = 0 then 'unlisted_occupied'
         when p >= 0.9 and persons_seen > listed + away then 'undercounted'
         when p >= 0.9 then 'confirmed'
         when p <= 0.1 and answered > 0 then 'uncertain'
         when p <= 0.1 and listed > 0 then 'listed_absent'
         when p <= 0.1 then 'vacant' else 'uncertain' end as status,
    round(p, 4) as p_occupied, listed, away, persons_seen, round(usage, 3) as usage, nights_seen,
    nights_lit, answered, refused, no_answer, vacant
  from p;
copy decided to '{output}/units.csv' (header true);
copy (select * from decided where status in ('unlisted_occupied', 'undercounted')
      order by registered desc, p_occupied desc, compound, unit)
  to '{output}/flags.csv' (header true);
"""


def main(folder, output, threads="2"):
    os.makedirs(output, exist_ok=True)
    connection = duckdb.connect()
    connection.execute(f"set threads = {int(threads)}")
    connection.execute("set preserve_insertion_order = false")
    for statement in SQL.format(folder=folder, output=output).split(";\n"):
        if statement.strip():
            connection.execute(statement)


main(*sys.argv[1:])
