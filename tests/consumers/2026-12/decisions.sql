-- What became of what was recommended: a row for each recommendation of each report, with whose meeting it was for, and the decision on
-- the report where a record of one is held.
--
-- For DuckDB. Before it: SET VARIABLE base = 'https://the-site.example/';

CREATE OR REPLACE TEMP TABLE reports AS
  SELECT id, title, date, body, meeting FROM read_csv(getvariable('base') || 'data/v1/reports.csv', types = {'date': 'VARCHAR', 'meeting': 'VARCHAR', 'body': 'VARCHAR'});
CREATE OR REPLACE TEMP TABLE recommendations AS
  SELECT report, n, id, anchor, text FROM read_csv(getvariable('base') || 'data/v1/reports-recommendations.csv', types = {'id': 'VARCHAR', 'anchor': 'VARCHAR'});
CREATE OR REPLACE TEMP TABLE bodies AS
  SELECT id, title, type FROM read_csv(getvariable('base') || 'data/v1/bodies.csv');
CREATE OR REPLACE TEMP TABLE resolutions AS
  SELECT id, title, date, outcome, basis FROM read_csv(getvariable('base') || 'data/v1/resolutions.csv', types = {'date': 'VARCHAR', 'outcome': 'VARCHAR', 'basis': 'VARCHAR'});
CREATE OR REPLACE TEMP TABLE considers AS
  SELECT resolution, value AS report FROM read_csv(getvariable('base') || 'data/v1/resolutions-considers.csv', types = {'value': 'VARCHAR'});
CREATE OR REPLACE TEMP TABLE items AS
  SELECT resolution, n, text, outcome FROM read_csv(getvariable('base') || 'data/v1/resolutions-items.csv', types = {'outcome': 'VARCHAR', 'text': 'VARCHAR'});
CREATE OR REPLACE TEMP TABLE disposes AS
  SELECT resolution, items_n, value FROM read_csv(getvariable('base') || 'data/v1/resolutions-items-disposes.csv', types = {'value': 'VARCHAR'});
CREATE OR REPLACE TEMP TABLE withdrawn AS
  SELECT id FROM read_csv(getvariable('base') || 'data/v1/withdrawn.csv', types = {'id': 'VARCHAR'});

-- What must hold, or the table below would lack rows.
SELECT error('a recommendation of a report that is not there: ' || min(report)) FROM recommendations ANTI JOIN reports ON recommendations.report = reports.id HAVING count(*) > 0;
SELECT error('a report for a body that is not there: ' || min(body)) FROM (FROM reports WHERE body IS NOT NULL) r ANTI JOIN bodies ON r.body = bodies.id HAVING count(*) > 0;
SELECT error('an item of a resolution that is not there: ' || min(resolution)) FROM items ANTI JOIN resolutions ON items.resolution = resolutions.id HAVING count(*) > 0;
SELECT error('a decision on a report that was never there: ' || min(report)) FROM considers ANTI JOIN (SELECT id FROM reports UNION SELECT id FROM withdrawn) known ON considers.report = known.id HAVING count(*) > 0;
SELECT error('an id twice: ' || id) FROM reports GROUP BY id HAVING count(*) > 1;

SELECT r.id AS report, r.date AS date, b.title AS body, a.id AS recommendation, a.text AS text, d.id AS decision, coalesce(i.outcome, d.outcome) AS outcome, d.basis AS rests_on
FROM recommendations a
JOIN reports r ON r.id = a.report
LEFT JOIN bodies b ON b.id = r.body
LEFT JOIN disposes p ON p.value = a.report || '#' || a.anchor
LEFT JOIN items i ON i.resolution = p.resolution AND i.n = p.items_n
LEFT JOIN considers c ON c.report = r.id
LEFT JOIN resolutions d ON d.id = coalesce(p.resolution, c.resolution)
ORDER BY r.date, r.id, a.n;
