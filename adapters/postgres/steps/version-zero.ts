/**
 * The tables of version 0, which knew no namespaces, epochs, tokens or heartbeats, as windows for programs of that
 * version: what they write comes to the tables of today in the same step, as namespace 0, and what is ended, removed or
 * held there, they find so. The tables of today alone tell what is so; whoever reads them unites both. A schema that never
 * was of version 0 has the windows too, for an upgraded one and a new one are the same (durability:S8, S11).
 *
 * A list of version 0 belongs to its pin: where a run works towards another one, the list is not taken up
 * (durability:F6). What is no list of the texts of items is refused where it is written (durability:D7); what was written
 * before there was anyone to refuse it stays where it lies, is noted in `upgrade_note`, and keeps nothing else
 * (durability:D6). A lock without a heartbeat may be taken once it has expired; its holder was alive when the schema
 * was upgraded, as far as anyone knows (durability:I4).
 */
import { digestOf } from '../digest.ts'

/** The namespace of what programs of version 0 write. */
const namespace = 0

const tables = (schema: string): string => `
  CREATE TABLE IF NOT EXISTS ${schema}.op_checkpoint (
    key text PRIMARY KEY,
    pin text NOT NULL,
    done jsonb NOT NULL,
    updated_at timestamptz NOT NULL DEFAULT now()
  );
  CREATE TABLE IF NOT EXISTS ${schema}.op_lock (
    name text PRIMARY KEY,
    host text NOT NULL,
    pid integer NOT NULL,
    acquired_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL
  );
  CREATE TABLE IF NOT EXISTS ${schema}.op_output (
    scope text NOT NULL,
    key text NOT NULL,
    value text NOT NULL,
    stored_at timestamptz NOT NULL,
    PRIMARY KEY (scope, key)
  );
  CREATE TABLE ${schema}.upgrade_note (
    source text NOT NULL,
    key text NOT NULL,
    why text NOT NULL
  );
  INSERT INTO ${schema}.namespace (id, label) OVERRIDING SYSTEM VALUE VALUES (${namespace}, 'version 0');`

const functions = (schema: string): string => `
  CREATE FUNCTION ${schema}.op_ms(at timestamptz) RETURNS bigint LANGUAGE sql IMMUTABLE
    AS $$ SELECT floor(extract(epoch FROM at) * 1000)::bigint $$;
  CREATE FUNCTION ${schema}.op_pin(pin text) RETURNS text LANGUAGE sql IMMUTABLE
    AS $$ SELECT to_json(pin)::text $$;
  -- whether a value is a list of the texts of items, which are JSON strings
  CREATE FUNCTION ${schema}.op_is_list(list jsonb) RETURNS boolean LANGUAGE sql IMMUTABLE
    AS $$ SELECT jsonb_typeof(list) = 'array' AND NOT EXISTS (
      SELECT FROM jsonb_array_elements(CASE jsonb_typeof(list) WHEN 'array' THEN list ELSE '[]' END) item
        WHERE jsonb_typeof(item) <> 'string' OR item #>> '{}' NOT LIKE '"%"') $$;
  -- the owner of a lock that a program of version 0 holds; it told its host and pid only
  CREATE FUNCTION ${schema}.op_owner(host text, pid integer) RETURNS text LANGUAGE sql IMMUTABLE
    AS $$ SELECT json_build_object('instance', 'version 0', 'host', host, 'boot', 'version 0',
      'pid', pid, 'pidStart', 0)::text $$;`

const ofKey = (row: 'NEW' | 'OLD'): string =>
  `namespace = ${namespace} AND key_digest = ${digestOf(`${row}.key`)} AND key = ${row}.key`

const checkpoints = (schema: string): string => `
  CREATE FUNCTION ${schema}.op_checkpoint_list() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
    IF ${schema}.op_is_list(NEW.done) THEN RETURN NEW; END IF;
    RAISE 'op_checkpoint.done: expected a JSON list of the texts of items' USING ERRCODE = 'check_violation';
  END $$;
  CREATE TRIGGER op_checkpoint_list BEFORE INSERT OR UPDATE OF done ON ${schema}.op_checkpoint
    FOR EACH ROW EXECUTE FUNCTION ${schema}.op_checkpoint_list();

  -- Takes up a list where no run is unfinished, or the one that is works towards the same pin.
  CREATE FUNCTION ${schema}.op_checkpoint_taken_up() RETURNS trigger LANGUAGE plpgsql AS $$ DECLARE
    run bigint;
  BEGIN
    INSERT INTO ${schema}.checkpoint (namespace, key_digest, key, epoch, touched_at, resumed)
      VALUES (${namespace}, ${digestOf('NEW.key')}, NEW.key, 0, ${schema}.op_ms(NEW.updated_at), false)
      ON CONFLICT DO NOTHING;
    UPDATE ${schema}.checkpoint SET epoch = epoch + 1, pin = ${schema}.op_pin(NEW.pin)
      WHERE ${ofKey('NEW')} AND pin IS NULL;
    UPDATE ${schema}.checkpoint SET touched_at = greatest(touched_at, ${schema}.op_ms(NEW.updated_at))
      WHERE ${ofKey('NEW')} AND pin = ${schema}.op_pin(NEW.pin) RETURNING id INTO run;
    IF run IS NULL THEN RETURN NULL; END IF;
    INSERT INTO ${schema}.checkpoint_item (id, item_digest, item)
      SELECT DISTINCT run, ${digestOf('item')}, item FROM jsonb_array_elements_text(NEW.done) item
      ON CONFLICT DO NOTHING;
    DELETE FROM ${schema}.checkpoint_streak s USING jsonb_array_elements_text(NEW.done) item
      WHERE s.id = run AND s.item_digest = ${digestOf('item')};
    RETURN NULL;
  END $$;
  CREATE TRIGGER op_checkpoint_taken_up AFTER INSERT OR UPDATE ON ${schema}.op_checkpoint
    FOR EACH ROW EXECUTE FUNCTION ${schema}.op_checkpoint_taken_up();

  CREATE FUNCTION ${schema}.op_checkpoint_cleared() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
    DELETE FROM ${schema}.checkpoint_item WHERE id = (
      SELECT id FROM ${schema}.checkpoint WHERE ${ofKey('OLD')} AND pin = ${schema}.op_pin(OLD.pin));
    UPDATE ${schema}.checkpoint SET pin = NULL WHERE ${ofKey('OLD')} AND pin = ${schema}.op_pin(OLD.pin);
    RETURN NULL;
  END $$;
  CREATE TRIGGER op_checkpoint_cleared AFTER DELETE ON ${schema}.op_checkpoint
    FOR EACH ROW EXECUTE FUNCTION ${schema}.op_checkpoint_cleared();

  CREATE FUNCTION ${schema}.checkpoint_ended() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
    DELETE FROM ${schema}.op_checkpoint WHERE key = OLD.key AND ${schema}.op_pin(pin) = OLD.pin;
    RETURN NULL;
  END $$;
  CREATE TRIGGER checkpoint_ended AFTER UPDATE OF pin ON ${schema}.checkpoint FOR EACH ROW
    WHEN (OLD.namespace = ${namespace} AND OLD.pin IS NOT NULL AND NEW.pin IS DISTINCT FROM OLD.pin)
    EXECUTE FUNCTION ${schema}.checkpoint_ended();`

const isSameHold = 'NEW.host = OLD.host AND NEW.pid = OLD.pid AND NEW.acquired_at = OLD.acquired_at'

const ofName = (row: 'NEW' | 'OLD'): string => `namespace = ${namespace} AND name = convert_to(${row}.name, 'UTF8')`

/** The row of `lock_row` that the holder in a row of the window has. */
const ownedBy = (schema: string, row: 'NEW' | 'OLD'): string =>
  `${ofName(row)} AND held AND owner = ${schema}.op_owner(${row}.host, ${row}.pid)
    AND acquired_at = ${schema}.op_ms(${row}.acquired_at)`

/**
 * Who acquires or renews by the window first locks the row of the name, so that nobody comes between: a name has one for
 * ever, which this makes where there is none.
 */
const locks = (schema: string): string => `
  CREATE FUNCTION ${schema}.op_lock_admitted() RETURNS trigger LANGUAGE plpgsql AS $$ DECLARE
    is_free boolean;
  BEGIN
    INSERT INTO ${schema}.lock_row (namespace, name, token, held, owner,
        acquired_at, heartbeat_at, expires_at, takeable_at, heartbeat_ms)
      VALUES (${namespace}, convert_to(NEW.name, 'UTF8'), 0, false, ${schema}.op_owner(NEW.host, NEW.pid), 0, 0, 0, 0, 1)
      ON CONFLICT DO NOTHING;
    SELECT NOT held OR takeable_at <= ${schema}.op_ms(NEW.acquired_at) INTO is_free
      FROM ${schema}.lock_row WHERE ${ofName('NEW')} FOR UPDATE;
    IF TG_OP = 'UPDATE' THEN
      IF ${isSameHold} THEN
        is_free := EXISTS (SELECT FROM ${schema}.lock_row WHERE ${ownedBy(schema, 'OLD')});
      END IF;
    END IF;
    RETURN CASE WHEN is_free THEN NEW END;
  END $$;
  CREATE TRIGGER op_lock_admitted BEFORE INSERT OR UPDATE ON ${schema}.op_lock
    FOR EACH ROW EXECUTE FUNCTION ${schema}.op_lock_admitted();

  CREATE FUNCTION ${schema}.op_lock_granted() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
    UPDATE ${schema}.lock_row SET token = token + 1, held = true, owner = ${schema}.op_owner(NEW.host, NEW.pid),
        acquired_at = ${schema}.op_ms(NEW.acquired_at), heartbeat_at = ${schema}.op_ms(NEW.acquired_at),
        expires_at = ${schema}.op_ms(NEW.expires_at), takeable_at = ${schema}.op_ms(NEW.expires_at),
        heartbeat_ms = greatest(1, ${schema}.op_ms(NEW.expires_at) - ${schema}.op_ms(NEW.acquired_at))
      WHERE ${ofName('NEW')};
    RETURN NULL;
  END $$;
  CREATE TRIGGER op_lock_taken AFTER INSERT ON ${schema}.op_lock
    FOR EACH ROW EXECUTE FUNCTION ${schema}.op_lock_granted();
  CREATE TRIGGER op_lock_taken_over AFTER UPDATE ON ${schema}.op_lock
    FOR EACH ROW WHEN (NOT (${isSameHold})) EXECUTE FUNCTION ${schema}.op_lock_granted();

  CREATE FUNCTION ${schema}.op_lock_renewed() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
    UPDATE ${schema}.lock_row
      SET heartbeat_at = heartbeat_at + ${schema}.op_ms(NEW.expires_at) - ${schema}.op_ms(OLD.expires_at),
        expires_at = ${schema}.op_ms(NEW.expires_at), takeable_at = ${schema}.op_ms(NEW.expires_at)
      WHERE ${ownedBy(schema, 'OLD')};
    RETURN NULL;
  END $$;
  CREATE TRIGGER op_lock_renewed AFTER UPDATE ON ${schema}.op_lock
    FOR EACH ROW WHEN (${isSameHold}) EXECUTE FUNCTION ${schema}.op_lock_renewed();

  CREATE FUNCTION ${schema}.op_lock_freed() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
    UPDATE ${schema}.lock_row SET held = false WHERE ${ownedBy(schema, 'OLD')};
    RETURN NULL;
  END $$;
  CREATE TRIGGER op_lock_freed AFTER DELETE ON ${schema}.op_lock
    FOR EACH ROW EXECUTE FUNCTION ${schema}.op_lock_freed();`

// What goes from the window because it is no more so takes nothing along that was written since.
const outputs = (schema: string): string => `
  CREATE FUNCTION ${schema}.op_output_kept() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
    INSERT INTO ${schema}.output_row (namespace, scope_digest, key_digest, stored_at, scope, key, value)
      VALUES (${namespace}, ${digestOf('NEW.scope')}, ${digestOf('NEW.key')}, ${schema}.op_ms(NEW.stored_at),
        NEW.scope, NEW.key, NEW.value)
      ON CONFLICT (namespace, scope_digest, key_digest)
        DO UPDATE SET value = excluded.value, stored_at = excluded.stored_at;
    RETURN NULL;
  END $$;
  CREATE TRIGGER op_output_kept AFTER INSERT OR UPDATE ON ${schema}.op_output
    FOR EACH ROW EXECUTE FUNCTION ${schema}.op_output_kept();

  CREATE FUNCTION ${schema}.op_output_removed() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
    DELETE FROM ${schema}.output_row WHERE namespace = ${namespace} AND scope_digest = ${digestOf('OLD.scope')}
      AND key_digest = ${digestOf('OLD.key')} AND scope = OLD.scope AND key = OLD.key
      AND stored_at = ${schema}.op_ms(OLD.stored_at) AND value = OLD.value;
    RETURN NULL;
  END $$;
  CREATE TRIGGER op_output_removed AFTER DELETE ON ${schema}.op_output
    FOR EACH ROW EXECUTE FUNCTION ${schema}.op_output_removed();

  CREATE FUNCTION ${schema}.output_row_changed() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
    DELETE FROM ${schema}.op_output WHERE scope = NEW.scope AND key = NEW.key
      AND (${schema}.op_ms(stored_at) <> NEW.stored_at OR value <> NEW.value);
    RETURN NULL;
  END $$;
  CREATE TRIGGER output_row_changed AFTER UPDATE ON ${schema}.output_row FOR EACH ROW
    WHEN (NEW.namespace = ${namespace}) EXECUTE FUNCTION ${schema}.output_row_changed();

  CREATE FUNCTION ${schema}.output_row_removed() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
    DELETE FROM ${schema}.op_output WHERE scope = OLD.scope AND key = OLD.key;
    RETURN NULL;
  END $$;
  CREATE TRIGGER output_row_removed AFTER DELETE ON ${schema}.output_row FOR EACH ROW
    WHEN (OLD.namespace = ${namespace}) EXECUTE FUNCTION ${schema}.output_row_removed();`

/**
 * Takes over what lies there: each sound row is written once more, now that the triggers see it. They have locked their
 * tables until the end of the transaction, so that no program of version 0 writes meanwhile.
 */
const carryOver = (schema: string): string => `
  INSERT INTO ${schema}.upgrade_note
    SELECT 'op_checkpoint', key, 'its list is no list of items' FROM ${schema}.op_checkpoint
      WHERE NOT ${schema}.op_is_list(done);
  UPDATE ${schema}.op_checkpoint SET done = done WHERE ${schema}.op_is_list(done);
  INSERT INTO ${schema}.lock_row (namespace, name, token, held, owner,
      acquired_at, heartbeat_at, expires_at, takeable_at, heartbeat_ms)
    SELECT ${namespace}, convert_to(name, 'UTF8'), 1, true, ${schema}.op_owner(host, pid), ${schema}.op_ms(acquired_at),
        ${schema}.op_ms(clock_timestamp()), ${schema}.op_ms(expires_at), ${schema}.op_ms(expires_at),
        greatest(1, ${schema}.op_ms(expires_at) - ${schema}.op_ms(acquired_at))
      FROM ${schema}.op_lock;
  UPDATE ${schema}.op_output SET value = value;`

/** Adds the windows and takes over what lies in them. */
export const versionZero = (schema: string): string =>
  [tables, functions, checkpoints, locks, outputs, carryOver].map((part) => part(schema)).join('')
