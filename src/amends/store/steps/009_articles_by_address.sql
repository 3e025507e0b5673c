-- Google calls one article differently in each alert: what is known already keeps its decisions.
UPDATE OR IGNORE mentions SET external_id = url
WHERE source_type = 'feed'
  AND external_id LIKE 'tag:google.com,2013:googlealerts/feed:%'
  AND url NOT LIKE '%.google.com/url?%';
