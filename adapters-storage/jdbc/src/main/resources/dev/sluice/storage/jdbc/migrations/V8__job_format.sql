-- The format of the document. Servers of an earlier version leave jobs of a later format alone.
ALTER TABLE jobs ADD COLUMN format INTEGER DEFAULT 1 NOT NULL;
