/**
 * The tables of version 0, which knew no epochs, tokens or heartbeats, as windows for programs of that version: what
 * they write comes to the tables of today in the same step, and what is ended, removed or held there, they find so. The
 * tables of today alone tell what is so; whoever reads them unites both. A place that never was of version 0 has the
 * windows too, for an upgraded place and a new one are the same (durability:S8, S11).
 *
 * A list of version 0 belongs to its pin: where a run works towards another one, the list is not taken up
 * (durability:F6). What is no list of the texts of items is refused where it is written (durability:D7); what was written
 * before there was anyone to refuse it stays where it lies, is noted in `upgrade_note`, and keeps nothing else
 * (durability:D6). A lock without a heartbeat may be taken once it has expired; its holder was alive when the place
 * was upgraded, as far as anyone knows (durability:I4).
 */

/** Whether a text is a JSON list of the texts of items, which are JSON strings. */
const isList = (text: string): string => `
  CASE WHEN NOT json_valid(${text}) THEN 0
    WHEN json_type(${text}) <> 'array' THEN 0
    ELSE NOT EXISTS (SELECT 1 FROM json_each(${text}) e WHERE e.type <> 'text' OR e.value NOT LIKE '"%"') END`

/** The owner of a lock that a program of version 0 holds; it told its host and pid only. */
const holder = "'version 0'"

const tables = `
  CREATE TABLE IF NOT EXISTS op_checkpoint (
    key TEXT NOT NULL PRIMARY KEY,
    pin TEXT NOT NULL,
    done TEXT NOT NULL,
    updated_at INTEGER NOT NULL DEFAULT 0
  );
  CREATE TABLE IF NOT EXISTS op_lock (
    name TEXT NOT NULL PRIMARY KEY,
    host TEXT NOT NULL,
    pid INTEGER NOT NULL,
    acquired_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL
  );
  CREATE TABLE IF NOT EXISTS op_output (
    scope TEXT NOT NULL,
    key TEXT NOT NULL,
    value TEXT NOT NULL,
    stored_at INTEGER NOT NULL,
    PRIMARY KEY (scope, key)
  );
  CREATE TABLE upgrade_note (
    source TEXT NOT NULL,
    key TEXT NOT NULL,
    why TEXT NOT NULL,
    PRIMARY KEY (source, key)
  ) STRICT, WITHOUT ROWID;`

/** Takes up a list where no run is unfinished, or the one that is works towards the same pin. */
const takeUp = `
  INSERT INTO checkpoint (key, epoch, touched_at)
    SELECT NEW.key, 0, NEW.updated_at WHERE NOT EXISTS (SELECT 1 FROM checkpoint c WHERE c.key = NEW.key);
  UPDATE checkpoint SET epoch = epoch + 1, pin = NEW.pin WHERE key = NEW.key AND pin IS NULL;
  UPDATE checkpoint SET touched_at = max(touched_at, NEW.updated_at) WHERE key = NEW.key AND pin = NEW.pin;
  INSERT INTO checkpoint_item (id, item)
    SELECT DISTINCT c.id, e.value FROM checkpoint c, json_each(NEW.done) e
      WHERE c.key = NEW.key AND c.pin = NEW.pin
        AND NOT EXISTS (SELECT 1 FROM checkpoint_item i WHERE i.id = c.id AND i.item = e.value);
  DELETE FROM checkpoint_streak
    WHERE id = (SELECT c.id FROM checkpoint c WHERE c.key = NEW.key AND c.pin = NEW.pin)
      AND item IN (SELECT e.value FROM json_each(NEW.done) e);`

const checkpoints = `
  CREATE TRIGGER op_checkpoint_new_list BEFORE INSERT ON op_checkpoint WHEN NOT (${isList('NEW.done')}) BEGIN
    SELECT RAISE(ABORT, 'op_checkpoint.done: expected a JSON list of the texts of items');
  END;
  CREATE TRIGGER op_checkpoint_list BEFORE UPDATE OF done ON op_checkpoint WHEN NOT (${isList('NEW.done')}) BEGIN
    SELECT RAISE(ABORT, 'op_checkpoint.done: expected a JSON list of the texts of items');
  END;
  CREATE TRIGGER op_checkpoint_added AFTER INSERT ON op_checkpoint BEGIN ${takeUp} END;
  CREATE TRIGGER op_checkpoint_changed AFTER UPDATE ON op_checkpoint BEGIN ${takeUp} END;
  CREATE TRIGGER op_checkpoint_cleared AFTER DELETE ON op_checkpoint BEGIN
    DELETE FROM checkpoint_item
      WHERE id = (SELECT c.id FROM checkpoint c WHERE c.key = OLD.key AND c.pin = OLD.pin);
    UPDATE checkpoint SET pin = NULL WHERE key = OLD.key AND pin = OLD.pin;
  END;
  CREATE TRIGGER checkpoint_ended AFTER UPDATE OF pin ON checkpoint
    WHEN OLD.pin IS NOT NULL AND NEW.pin IS NOT OLD.pin BEGIN
    DELETE FROM op_checkpoint WHERE key = NEW.key AND pin = OLD.pin;
  END;`

/** Gives the lock to the holder that its row in the window names, with a token of its own. */
const grant = `
  INSERT INTO lock_token (name, token)
    SELECT NEW.name, 0 WHERE NOT EXISTS (SELECT 1 FROM lock_token t WHERE t.name = NEW.name);
  UPDATE lock_token SET token = token + 1 WHERE name = NEW.name;
  DELETE FROM lock_row WHERE name = NEW.name;
  INSERT INTO lock_row (name, token, instance, host, boot, pid, pid_start,
      acquired_at, heartbeat_at, expires_at, takeable_at, heartbeat_ms)
    SELECT NEW.name, t.token, ${holder}, NEW.host, ${holder}, NEW.pid, 0, NEW.acquired_at, NEW.acquired_at,
        NEW.expires_at, NEW.expires_at, max(1, NEW.expires_at - NEW.acquired_at)
      FROM lock_token t WHERE t.name = NEW.name;`

/** The rows of `lock_row` that the holder in a row of the window has. */
const ownedBy = (row: 'NEW' | 'OLD'): string =>
  `name = ${row}.name AND instance = ${holder} AND host = ${row}.host AND pid = ${row}.pid AND acquired_at = ${row}.acquired_at`

const isSameHold = 'NEW.host = OLD.host AND NEW.pid = OLD.pid AND NEW.acquired_at = OLD.acquired_at'
const isHeld = 'EXISTS (SELECT 1 FROM lock_row WHERE name = NEW.name AND takeable_at > NEW.acquired_at)'

const locks = `
  CREATE TRIGGER op_lock_busy BEFORE INSERT ON op_lock WHEN ${isHeld} BEGIN
    SELECT RAISE(IGNORE);
  END;
  CREATE TRIGGER op_lock_busy_or_lost BEFORE UPDATE ON op_lock
    WHEN CASE WHEN ${isSameHold} THEN NOT EXISTS (SELECT 1 FROM lock_row WHERE ${ownedBy('OLD')}) ELSE ${isHeld} END BEGIN
    SELECT RAISE(IGNORE);
  END;
  CREATE TRIGGER op_lock_taken AFTER INSERT ON op_lock BEGIN ${grant} END;
  CREATE TRIGGER op_lock_taken_over AFTER UPDATE ON op_lock WHEN NOT (${isSameHold}) BEGIN ${grant} END;
  CREATE TRIGGER op_lock_renewed AFTER UPDATE ON op_lock WHEN ${isSameHold} BEGIN
    UPDATE lock_row SET heartbeat_at = heartbeat_at + NEW.expires_at - OLD.expires_at,
        expires_at = NEW.expires_at, takeable_at = NEW.expires_at
      WHERE ${ownedBy('OLD')};
  END;
  CREATE TRIGGER op_lock_freed AFTER DELETE ON op_lock BEGIN
    DELETE FROM lock_row WHERE ${ownedBy('OLD')};
  END;`

const mirror = `
  UPDATE output_row SET value = NEW.value, stored_at = NEW.stored_at WHERE scope = NEW.scope AND key = NEW.key;
  INSERT INTO output_row (scope, key, stored_at, value)
    SELECT NEW.scope, NEW.key, NEW.stored_at, NEW.value
      WHERE NOT EXISTS (SELECT 1 FROM output_row o WHERE o.scope = NEW.scope AND o.key = NEW.key);`

// What goes from the window because it is no more so takes nothing along that was written since.
const outputs = `
  CREATE TRIGGER op_output_added AFTER INSERT ON op_output BEGIN ${mirror} END;
  CREATE TRIGGER op_output_changed AFTER UPDATE ON op_output BEGIN ${mirror} END;
  CREATE TRIGGER op_output_removed AFTER DELETE ON op_output BEGIN
    DELETE FROM output_row
      WHERE scope = OLD.scope AND key = OLD.key AND stored_at = OLD.stored_at AND value = OLD.value;
  END;
  CREATE TRIGGER output_row_changed AFTER UPDATE ON output_row BEGIN
    DELETE FROM op_output
      WHERE scope = NEW.scope AND key = NEW.key AND (stored_at <> NEW.stored_at OR value <> NEW.value);
  END;
  CREATE TRIGGER output_row_removed AFTER DELETE ON output_row BEGIN
    DELETE FROM op_output WHERE scope = OLD.scope AND key = OLD.key;
  END;`

/** Whether a row of the window holds what the tables of today take; version 0 did not say of what types its columns are. */
const isTimed = "typeof(pid) = 'integer' AND typeof(acquired_at) = 'integer' AND typeof(expires_at) = 'integer'"
const isOutput = "typeof(value) = 'text' AND typeof(stored_at) = 'integer'"

/** Takes over what lies there: each sound row is written once more, now that the triggers see it. */
const carryOver = (nowMs: number): string => `
  INSERT INTO upgrade_note SELECT 'op_checkpoint', key, 'its list is no list of items' FROM op_checkpoint
    WHERE NOT (${isList('done')});
  UPDATE op_checkpoint SET done = done WHERE ${isList('done')};
  INSERT INTO upgrade_note SELECT 'op_lock', name, 'its times are no numbers' FROM op_lock WHERE NOT (${isTimed});
  INSERT INTO lock_token SELECT name, 1 FROM op_lock WHERE ${isTimed};
  INSERT INTO lock_row SELECT name, 1, ${holder}, host, ${holder}, pid, 0, acquired_at, ${nowMs},
      expires_at, expires_at, max(1, expires_at - acquired_at) FROM op_lock WHERE ${isTimed};
  INSERT INTO upgrade_note SELECT 'op_output', scope || ' ' || key, 'it is no text of a known time' FROM op_output
    WHERE NOT (${isOutput});
  UPDATE op_output SET value = value WHERE ${isOutput};`

/** Adds the windows and takes over what lies in them; `nowMs` is the store's time. */
export const versionZero = (nowMs: number): string => tables + checkpoints + locks + outputs + carryOver(nowMs)
