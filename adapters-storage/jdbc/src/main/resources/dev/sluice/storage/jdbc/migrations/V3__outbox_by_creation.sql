-- After the clock was set back, what was created in the future is due. A look at it must not read all
-- that waits.
CREATE INDEX notifications_by_creation ON notifications (created_at);
