-- Contents of which only a part could be read are marked, so that they are held again whenever they are read again.
ALTER TABLE core.dumps ADD COLUMN damage VARCHAR;
