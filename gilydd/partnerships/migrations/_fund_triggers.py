"""What keeps a pooled fund true on both databases: entries move the balance, and nothing else does.

A row in `partnerships_moving` (SQLite) or the depth of triggers (PostgreSQL) tells the entry's own update from
anybody else's. That the balance is never below nothing is a constraint of the table.
"""

SQLITE = [
    "CREATE TABLE partnerships_moving (id integer NOT NULL)",
    """CREATE TRIGGER partnerships_fundentry_moves AFTER INSERT ON partnerships_fundentry BEGIN
         SELECT RAISE(ABORT, 'partnerships_fundentry_in_one_community')
          WHERE (SELECT community_id FROM partnerships_fund WHERE id = NEW.fund_id) <> NEW.community_id;
         SELECT RAISE(ABORT, 'partnerships_fundentry_reverses_one_of_its_fund')
          WHERE NEW.reverses_id IS NOT NULL
            AND NOT EXISTS (SELECT 1 FROM partnerships_fundentry e
                             WHERE e.id = NEW.reverses_id AND e.fund_id = NEW.fund_id
                               AND e.pence = -NEW.pence AND e.reverses_id IS NULL);
         INSERT INTO partnerships_moving (id) VALUES (NEW.id);
         UPDATE partnerships_fund SET balance_pence = balance_pence + NEW.pence WHERE id = NEW.fund_id;
         DELETE FROM partnerships_moving;
       END""",
    """CREATE TRIGGER partnerships_fund_moved_by_entries BEFORE UPDATE ON partnerships_fund
       WHEN (NEW.balance_pence <> OLD.balance_pence AND NOT EXISTS (SELECT 1 FROM partnerships_moving))
         OR NEW.community_id <> OLD.community_id OR NEW.partnership_id <> OLD.partnership_id
       BEGIN SELECT RAISE(ABORT, 'partnerships_fund is moved by its entries alone'); END""",
    """CREATE TRIGGER partnerships_fund_starts_at_zero BEFORE INSERT ON partnerships_fund
       WHEN NEW.balance_pence <> 0
       BEGIN SELECT RAISE(ABORT, 'partnerships_fund starts at zero'); END""",
    """CREATE TRIGGER partnerships_fund_stays BEFORE DELETE ON partnerships_fund
       BEGIN SELECT RAISE(ABORT, 'partnerships_fund is never deleted'); END""",
]

POSTGRESQL = [
    """CREATE FUNCTION partnerships_fundentry_moves() RETURNS trigger LANGUAGE plpgsql AS $$
       BEGIN
         IF (SELECT community_id FROM partnerships_fund WHERE id = NEW.fund_id) <> NEW.community_id THEN
           RAISE EXCEPTION 'partnerships_fundentry_in_one_community'
             USING ERRCODE = 'integrity_constraint_violation';
         END IF;
         IF NEW.reverses_id IS NOT NULL
            AND NOT EXISTS (SELECT 1 FROM partnerships_fundentry e
                             WHERE e.id = NEW.reverses_id AND e.fund_id = NEW.fund_id
                               AND e.pence = -NEW.pence AND e.reverses_id IS NULL) THEN
           RAISE EXCEPTION 'partnerships_fundentry_reverses_one_of_its_fund'
             USING ERRCODE = 'integrity_constraint_violation';
         END IF;
         UPDATE partnerships_fund SET balance_pence = balance_pence + NEW.pence WHERE id = NEW.fund_id;
         RETURN NULL;
       END $$""",
    """CREATE TRIGGER partnerships_fundentry_moves AFTER INSERT ON partnerships_fundentry
       FOR EACH ROW EXECUTE FUNCTION partnerships_fundentry_moves()""",
    # Depth 1 is a statement from outside; the trigger above updates at depth 2.
    """CREATE FUNCTION partnerships_fund_guard() RETURNS trigger LANGUAGE plpgsql AS $$
       BEGIN
         IF TG_OP = 'DELETE' THEN
           RAISE EXCEPTION 'partnerships_fund is never deleted'
             USING ERRCODE = 'integrity_constraint_violation';
         ELSIF TG_OP = 'INSERT' THEN
           IF NEW.balance_pence <> 0 THEN
             RAISE EXCEPTION 'partnerships_fund starts at zero'
               USING ERRCODE = 'integrity_constraint_violation';
           END IF;
         ELSIF NEW.community_id <> OLD.community_id OR NEW.partnership_id <> OLD.partnership_id
               OR (NEW.balance_pence <> OLD.balance_pence AND pg_trigger_depth() < 2) THEN
           RAISE EXCEPTION 'partnerships_fund is moved by its entries alone'
             USING ERRCODE = 'integrity_constraint_violation';
         END IF;
         RETURN COALESCE(NEW, OLD);
       END $$""",
    """CREATE TRIGGER partnerships_fund_guard BEFORE INSERT OR UPDATE OR DELETE ON partnerships_fund
       FOR EACH ROW EXECUTE FUNCTION partnerships_fund_guard()""",
]
