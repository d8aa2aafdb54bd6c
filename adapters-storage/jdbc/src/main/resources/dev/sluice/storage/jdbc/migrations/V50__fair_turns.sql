-- Owners take turns: whose turn it is is found by the owner, and then that owner's own order counts.

DROP INDEX jobs_in_turn;
CREATE INDEX jobs_in_turn ON jobs (status, owner, priority DESC, created_at, id, due_at);
