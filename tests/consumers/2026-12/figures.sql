-- Every figure with what it measures, in which unit, where and when.
--
-- For DuckDB. Before it: SET VARIABLE base = 'https://the-site.example/';

CREATE OR REPLACE TEMP TABLE observations AS
  SELECT id, indicator, area, period, value, count, value_status FROM read_csv(getvariable('base') || 'data/v1/observations.csv', types = {'period': 'VARCHAR', 'value': 'DOUBLE', 'count': 'DOUBLE'});
CREATE OR REPLACE TEMP TABLE indicators AS
  SELECT id, title, unit, measure FROM read_csv(getvariable('base') || 'data/v1/indicators.csv', types = {'unit': 'VARCHAR'});
CREATE OR REPLACE TEMP TABLE places AS
  SELECT id, title FROM read_csv(getvariable('base') || 'data/v1/areas.csv')
  UNION ALL SELECT id, title FROM read_csv(getvariable('base') || 'data/v1/wards.csv', types = {'id': 'VARCHAR', 'title': 'VARCHAR'});

SELECT error('a figure for nothing that is measured: ' || min(o.id)) FROM observations o ANTI JOIN indicators i ON o.indicator = i.id HAVING count(*) > 0;
SELECT error('a figure for nowhere: ' || min(o.id)) FROM observations o ANTI JOIN places p ON o.area = p.id HAVING count(*) > 0;
SELECT error('a value that is not there is not said to be missing: ' || min(id)) FROM observations WHERE value IS NULL AND value_status NOT IN ('suppressed', 'not-available') HAVING count(*) > 0;

SELECT o.id, i.title AS indicator, i.unit, p.title AS place, o.period, o.value, o.count, o.value_status
FROM observations o JOIN indicators i ON i.id = o.indicator JOIN places p ON p.id = o.area
ORDER BY o.id;
