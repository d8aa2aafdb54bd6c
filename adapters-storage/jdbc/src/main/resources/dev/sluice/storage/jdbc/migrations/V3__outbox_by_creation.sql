-- After the clock was set back, what was created in the future is due. This query must not read
-- all that waits.
CREATE INDEX notifications_by_creation ON notifications (created_at);
