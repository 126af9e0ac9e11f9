/**
 * A name may have several holders: a row for each, with how many it admits, and the last token of the name in a row of its own,
 * which is there for ever (durability:J5) and which whoever is admitted locks first. This step came before any release: a
 * program of the step before does not know of company, and is refused by the server wherever it names what is gone here.
 */

/** The namespace of what programs of version 0 write. */
const namespace = 0

const tables = (schema: string): string => `
  CREATE TABLE ${schema}.lock_token (
    namespace bigint NOT NULL,
    name bytea NOT NULL,
    token bigint NOT NULL,
    PRIMARY KEY (namespace, name)
  ) WITH (fillfactor = 70);
  INSERT INTO ${schema}.lock_token SELECT namespace, name, token FROM ${schema}.lock_row;
  DELETE FROM ${schema}.lock_row WHERE NOT held;
  ALTER TABLE ${schema}.lock_row
    DROP CONSTRAINT lock_row_pkey,
    ADD PRIMARY KEY (namespace, name, token),
    DROP COLUMN held,
    ADD COLUMN slots bigint NOT NULL DEFAULT 1;`

const ofAsked = 'namespace = in_place AND name = of_name'

/**
 * Under READ COMMITTED each statement of a function sees what was committed before that statement began. So who finds the
 * lock full is told so by one statement, and writes nothing: a row that is locked costs a sync. Whoever may be admitted
 * locks the token, so that no other is, and the rows that lapsed, which who writes under a guard may keep for a while; it judges
 * anew then, by the rows and the clock as they are. A row that is renewed
 * meanwhile is not deleted, and counts. Under the stricter isolations whatever changed meanwhile is a conflict.
 */
const acquire = (schema: string): string => `
  CREATE FUNCTION ${schema}.lock_time(in_place bigint) RETURNS bigint LANGUAGE sql VOLATILE
    AS $$ SELECT floor(extract(epoch FROM clock_timestamp()) * 1000)::bigint
      + (SELECT shift_ms FROM ${schema}.namespace WHERE id = in_place) $$;

  CREATE FUNCTION ${schema}.lock_acquire(in_place bigint, of_name bytea, by_owner text, ttl_ms bigint, grace_ms bigint,
      beat_ms bigint, takes_lapsed boolean, asked_slots bigint)
    RETURNS TABLE (granted boolean, at bigint, lock ${schema}.lock_row) LANGUAGE plpgsql AS $$ DECLARE
    time_ms bigint := ${schema}.lock_time(in_place);
    next_token bigint;
    is_full boolean;
  BEGIN
    RETURN QUERY SELECT false, time_ms, r.found FROM (
        SELECT l AS found, count(*) OVER () AS others, min(l.slots) OVER () AS most,
            row_number() OVER (ORDER BY l.takeable_at, l.token) AS place
          FROM ${schema}.lock_row l WHERE ${ofAsked} AND NOT (takes_lapsed AND l.takeable_at <= time_ms)) r
      WHERE r.place = 1 AND r.others >= least(asked_slots, r.most);
    IF FOUND THEN RETURN; END IF;

    INSERT INTO ${schema}.lock_token AS last (namespace, name, token) VALUES (in_place, of_name, 1)
      ON CONFLICT (namespace, name) DO UPDATE SET token = last.token + 1 WHERE last.token >= 0
      RETURNING last.token INTO next_token;
    IF next_token IS NULL THEN
      RAISE 'lock_token %: expected a token from 0 on', encode(of_name, 'escape') USING ERRCODE = 'data_corrupted';
    END IF;
    PERFORM FROM ${schema}.lock_row l WHERE ${ofAsked} AND takes_lapsed AND l.takeable_at <= time_ms FOR UPDATE;
    time_ms := ${schema}.lock_time(in_place);
    DELETE FROM ${schema}.lock_row l WHERE ${ofAsked} AND takes_lapsed AND l.takeable_at <= time_ms;
    SELECT count(*) >= least(asked_slots, min(l.slots)) INTO is_full FROM ${schema}.lock_row l WHERE ${ofAsked};
    IF is_full THEN
      RAISE 'the lock changed hands while it was asked for' USING ERRCODE = 'serialization_failure';
    END IF;
    RETURN QUERY INSERT INTO ${schema}.lock_row AS l
        (namespace, name, token, owner, acquired_at, heartbeat_at, expires_at, takeable_at, heartbeat_ms, slots)
      VALUES (in_place, of_name, next_token, by_owner, time_ms, time_ms, time_ms + ttl_ms, time_ms + ttl_ms + grace_ms,
        beat_ms, asked_slots)
      RETURNING true, time_ms, l;
  END $$;`

const isSameHold = 'NEW.host = OLD.host AND NEW.pid = OLD.pid AND NEW.acquired_at = OLD.acquired_at'

const ofName = (row: 'NEW' | 'OLD'): string => `namespace = ${namespace} AND name = convert_to(${row}.name, 'UTF8')`

/** The row of `lock_row` that the holder in a row of the window has. */
const ownedBy = (schema: string, row: 'NEW' | 'OLD'): string =>
  `${ofName(row)} AND owner = ${schema}.op_owner(${row}.host, ${row}.pid)
    AND acquired_at = ${schema}.op_ms(${row}.acquired_at)`

/** What programs of version 0 do by the window: they hold a name alone, and lock its token and its rows first. */
const windows = (schema: string): string => `
  CREATE OR REPLACE FUNCTION ${schema}.op_lock_admitted() RETURNS trigger LANGUAGE plpgsql AS $$ DECLARE
    is_free boolean;
  BEGIN
    INSERT INTO ${schema}.lock_token (namespace, name, token) VALUES (${namespace}, convert_to(NEW.name, 'UTF8'), 0)
      ON CONFLICT DO NOTHING;
    PERFORM FROM ${schema}.lock_token WHERE ${ofName('NEW')} FOR UPDATE;
    PERFORM FROM ${schema}.lock_row WHERE ${ofName('NEW')} ORDER BY token FOR UPDATE;
    is_free := NOT EXISTS (
      SELECT FROM ${schema}.lock_row WHERE ${ofName('NEW')} AND takeable_at > ${schema}.op_ms(NEW.acquired_at));
    IF TG_OP = 'UPDATE' THEN
      IF ${isSameHold} THEN
        is_free := EXISTS (SELECT FROM ${schema}.lock_row WHERE ${ownedBy(schema, 'OLD')});
      END IF;
    END IF;
    RETURN CASE WHEN is_free THEN NEW END;
  END $$;

  CREATE OR REPLACE FUNCTION ${schema}.op_lock_granted() RETURNS trigger LANGUAGE plpgsql AS $$ DECLARE
    next_token bigint;
  BEGIN
    UPDATE ${schema}.lock_token SET token = token + 1 WHERE ${ofName('NEW')} RETURNING token INTO next_token;
    DELETE FROM ${schema}.lock_row WHERE ${ofName('NEW')};
    INSERT INTO ${schema}.lock_row (namespace, name, token, owner,
        acquired_at, heartbeat_at, expires_at, takeable_at, heartbeat_ms)
      VALUES (${namespace}, convert_to(NEW.name, 'UTF8'), next_token, ${schema}.op_owner(NEW.host, NEW.pid),
        ${schema}.op_ms(NEW.acquired_at), ${schema}.op_ms(NEW.acquired_at),
        ${schema}.op_ms(NEW.expires_at), ${schema}.op_ms(NEW.expires_at),
        greatest(1, ${schema}.op_ms(NEW.expires_at) - ${schema}.op_ms(NEW.acquired_at)));
    RETURN NULL;
  END $$;

  CREATE OR REPLACE FUNCTION ${schema}.op_lock_renewed() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
    UPDATE ${schema}.lock_row
      SET heartbeat_at = heartbeat_at + ${schema}.op_ms(NEW.expires_at) - ${schema}.op_ms(OLD.expires_at),
        expires_at = ${schema}.op_ms(NEW.expires_at), takeable_at = ${schema}.op_ms(NEW.expires_at)
      WHERE ${ownedBy(schema, 'OLD')};
    RETURN NULL;
  END $$;

  CREATE OR REPLACE FUNCTION ${schema}.op_lock_freed() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
    DELETE FROM ${schema}.lock_row WHERE ${ownedBy(schema, 'OLD')};
    RETURN NULL;
  END $$;`

/** Lets names have several holders. */
export const slots = (schema: string): string => [tables, acquire, windows].map((passage) => passage(schema)).join('')
