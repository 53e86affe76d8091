"""The triggers that alone move balances, and that keep transfers and holds as they were written.

A lock is taken on accounts in id order. On SQLite, `exchange_moving` holds a row while a trigger
moves a balance, because SQLite cannot tell a trigger's update from anybody else's.
"""

SQLITE = [
    "CREATE TABLE exchange_moving (id integer NOT NULL)",
    """CREATE TRIGGER exchange_transfer_moves AFTER INSERT ON exchange_transfer BEGIN
         SELECT RAISE(ABORT, 'exchange_transfer_in_one_community')
          WHERE (SELECT count(*) FROM exchange_account
                  WHERE id IN (NEW.payer_id, NEW.payee_id) AND community_id = NEW.community_id) <> 2;
         INSERT INTO exchange_moving (id) VALUES (NEW.id);
         UPDATE exchange_account
            SET balance_minutes = balance_minutes
                + CASE id WHEN NEW.payee_id THEN NEW.minutes ELSE -NEW.minutes END
          WHERE id IN (NEW.payer_id, NEW.payee_id);
         DELETE FROM exchange_moving;
       END""",
    """CREATE TRIGGER exchange_hold_sets_aside AFTER INSERT ON exchange_hold BEGIN
         SELECT RAISE(ABORT, 'exchange_hold_in_one_community')
          WHERE (SELECT community_id FROM exchange_account WHERE id = NEW.payer_id) <> NEW.community_id;
         INSERT INTO exchange_moving (id) VALUES (NEW.id);
         UPDATE exchange_account SET held_minutes = held_minutes + NEW.minutes WHERE id = NEW.payer_id;
         DELETE FROM exchange_moving;
       END""",
    """CREATE TRIGGER exchange_holdend_gives_back AFTER INSERT ON exchange_holdend BEGIN
         INSERT INTO exchange_moving (id) VALUES (NEW.hold_id);
         UPDATE exchange_account
            SET held_minutes = held_minutes - (SELECT minutes FROM exchange_hold WHERE id = NEW.hold_id)
          WHERE id = (SELECT payer_id FROM exchange_hold WHERE id = NEW.hold_id);
         DELETE FROM exchange_moving;
       END""",
    """CREATE TRIGGER exchange_account_moved_by_triggers
       BEFORE UPDATE OF balance_minutes, held_minutes ON exchange_account
       WHEN (NEW.balance_minutes <> OLD.balance_minutes OR NEW.held_minutes <> OLD.held_minutes)
            AND NOT EXISTS (SELECT 1 FROM exchange_moving)
       BEGIN SELECT RAISE(ABORT, 'exchange_account balances are moved by transfers alone'); END""",
    """CREATE TRIGGER exchange_account_starts_at_zero BEFORE INSERT ON exchange_account
       WHEN NEW.balance_minutes <> 0 OR NEW.held_minutes <> 0
       BEGIN SELECT RAISE(ABORT, 'exchange_account starts at zero'); END""",
    """CREATE TRIGGER exchange_account_stays_in_community BEFORE UPDATE OF community_id ON exchange_account
       WHEN NEW.community_id <> OLD.community_id
       BEGIN SELECT RAISE(ABORT, 'exchange_account stays in its community'); END""",
    """CREATE TRIGGER exchange_account_stays BEFORE DELETE ON exchange_account
       BEGIN SELECT RAISE(ABORT, 'exchange_account is never deleted'); END""",
]

POSTGRESQL = [
    """CREATE FUNCTION exchange_transfer_moves() RETURNS trigger LANGUAGE plpgsql AS $$
       BEGIN
         IF EXISTS (SELECT 1 FROM fresh f
                      JOIN exchange_account a ON a.id IN (f.payer_id, f.payee_id)
                     WHERE a.community_id <> f.community_id) THEN
           RAISE EXCEPTION 'exchange_transfer_in_one_community'
             USING ERRCODE = 'integrity_constraint_violation';
         END IF;
         PERFORM 1 FROM exchange_account
          WHERE id IN (SELECT payer_id FROM fresh UNION SELECT payee_id FROM fresh)
          ORDER BY id FOR NO KEY UPDATE;
         UPDATE exchange_account a SET balance_minutes = a.balance_minutes + d.moved
           FROM (SELECT id, sum(minutes) AS moved
                   FROM (SELECT payee_id AS id, minutes FROM fresh
                         UNION ALL SELECT payer_id, -minutes FROM fresh) parts
                  GROUP BY id) d
          WHERE a.id = d.id AND d.moved <> 0;
         RETURN NULL;
       END $$""",
    """CREATE TRIGGER exchange_transfer_moves AFTER INSERT ON exchange_transfer
       REFERENCING NEW TABLE AS fresh FOR EACH STATEMENT EXECUTE FUNCTION exchange_transfer_moves()""",
    """CREATE FUNCTION exchange_hold_sets_aside() RETURNS trigger LANGUAGE plpgsql AS $$
       BEGIN
         IF (SELECT community_id FROM exchange_account WHERE id = NEW.payer_id) <> NEW.community_id THEN
           RAISE EXCEPTION 'exchange_hold_in_one_community'
             USING ERRCODE = 'integrity_constraint_violation';
         END IF;
         UPDATE exchange_account SET held_minutes = held_minutes + NEW.minutes WHERE id = NEW.payer_id;
         RETURN NULL;
       END $$""",
    """CREATE TRIGGER exchange_hold_sets_aside AFTER INSERT ON exchange_hold
       FOR EACH ROW EXECUTE FUNCTION exchange_hold_sets_aside()""",
    """CREATE FUNCTION exchange_holdend_gives_back() RETURNS trigger LANGUAGE plpgsql AS $$
       BEGIN
         UPDATE exchange_account a SET held_minutes = a.held_minutes - h.minutes
           FROM exchange_hold h WHERE h.id = NEW.hold_id AND a.id = h.payer_id;
         RETURN NULL;
       END $$""",
    """CREATE TRIGGER exchange_holdend_gives_back AFTER INSERT ON exchange_holdend
       FOR EACH ROW EXECUTE FUNCTION exchange_holdend_gives_back()""",
    # Depth 1 is a statement from outside; the triggers above update at depth 2.
    """CREATE FUNCTION exchange_account_guard() RETURNS trigger LANGUAGE plpgsql AS $$
       BEGIN
         IF TG_OP = 'DELETE' THEN
           RAISE EXCEPTION 'exchange_account is never deleted'
             USING ERRCODE = 'integrity_constraint_violation';
         ELSIF TG_OP = 'INSERT' THEN
           IF NEW.balance_minutes <> 0 OR NEW.held_minutes <> 0 THEN
             RAISE EXCEPTION 'exchange_account starts at zero'
               USING ERRCODE = 'integrity_constraint_violation';
           END IF;
         ELSIF NEW.community_id <> OLD.community_id THEN
           RAISE EXCEPTION 'exchange_account stays in its community'
             USING ERRCODE = 'integrity_constraint_violation';
         ELSIF (NEW.balance_minutes <> OLD.balance_minutes OR NEW.held_minutes <> OLD.held_minutes)
               AND pg_trigger_depth() < 2 THEN
           RAISE EXCEPTION 'exchange_account balances are moved by transfers alone'
             USING ERRCODE = 'integrity_constraint_violation';
         END IF;
         RETURN COALESCE(NEW, OLD);
       END $$""",
    """CREATE TRIGGER exchange_account_guard BEFORE INSERT OR UPDATE OR DELETE ON exchange_account
       FOR EACH ROW EXECUTE FUNCTION exchange_account_guard()""",
]
