// Preloaded into a running product (node --import) by the crash suite: no hook for it exists in the product itself.
//
// From the statement that inserts a receipt of CRASH_AMOUNT fen into `receipts` on, it counts the points at which a crash could matter:
// before and after each statement that writes, between sending one and its answer (MySQL only: SQLite answers at
// once), and each step of a call to a shop. At point number CRASH_AT the process kills itself with SIGKILL.
//
//   CRASH_AT         0 or empty: never
//   CRASH_AMOUNT     names the receipt, so that what is left of an earlier sale does not count
//   CRASH_REPORT     file that gets one line for each point; after a crash, its last line is where that was
//   CRASH_SHOP       origin of the shop, like http://127.0.0.1:8000
//   CLOCK_OFFSET_MS  see shifted-clock.mjs: a restart comes "a minute later"
import './shifted-clock.mjs';
import { subscribe } from 'node:diagnostics_channel';
import { openSync, writeSync } from 'node:fs';
import { createRequire } from 'node:module';

const { CRASH_AT = '0', CRASH_AMOUNT = '', CRASH_REPORT = '', CRASH_SHOP = '' } = process.env;
const require = createRequire(import.meta.url);
const report = CRASH_REPORT ? openSync(CRASH_REPORT, 'a') : undefined;
let armed = false;
let count = 0;

function point(label) {
  if (!armed) return;
  count += 1;
  if (report !== undefined) writeSync(report, `${label}\n`);
  if (count === Number(CRASH_AT)) process.kill(process.pid, 'SIGKILL');
}

const FIRST = /^insert (ignore )?into `receipts`/i;
const WRITES = /^\s*(insert|update|delete|begin|start transaction|commit|rollback)\b/i;
/** Jobs that run every few seconds, whatever else is going on. */
const BACKGROUND =
  /`amount_slots` where `release_at`|`sessions`|update `orders` set `state` = \? where `trade_no` in/i;

/** What to call a statement: its first word and its table; null for one that doesn't count. */
function nameOf(sql, bindings) {
  if (FIRST.test(sql) && [bindings].flat().includes(Number(CRASH_AMOUNT))) armed = true;
  if (!armed || !WRITES.test(sql) || BACKGROUND.test(sql)) return null;
  const [verb = ''] = /\w+/.exec(sql) ?? [];
  const [, table = ''] = /`(\w+)`/.exec(sql) ?? [];
  return `${verb.toLowerCase()} ${table}`.trim();
}

// ── SQLite
const Database = require('libsql');
const prepare = Database.prototype.prepare;
Database.prototype.prepare = function (sql) {
  const statement = prepare.call(this, sql);
  for (const method of ['run', 'all', 'get']) {
    const original = statement[method].bind(statement);
    statement[method] = (...args) => {
      const name = nameOf(sql, args[0]);
      if (name === null) return original(...args);
      point(`before ${name}`);
      const answer = original(...args);
      point(`after ${name}`);
      return answer;
    };
  }
  return statement;
};

// ── MySQL
/** The server's clock goes along with ours: what follows it comes "a minute later", too. */
function shiftTime(sql) {
  const offset = Number(process.env.CLOCK_OFFSET_MS ?? 0);
  const later = (text) => text.replace('now(3)', `now(3) + interval ${offset * 1000} microsecond`);
  if (!/unix_timestamp/.test(typeof sql === 'string' ? sql : String(sql.sql))) return sql;
  return typeof sql === 'string' ? later(sql) : Object.assign(sql, { sql: later(sql.sql) });
}

const { Connection } = require('mysql2');
const query = Connection.prototype.query;
Connection.prototype.query = function (asked, ...rest) {
  const sql = shiftTime(asked);
  const name = nameOf(typeof sql === 'string' ? sql : String(sql.sql), rest[0]);
  if (name === null) return query.call(this, sql, ...rest);
  const done = rest.at(-1);
  const answered = (...answer) => {
    point(`after ${name}`);
    return done(...answer);
  };
  point(`before ${name}`);
  const command = query.call(
    this,
    sql,
    ...(typeof done === 'function' ? [...rest.slice(0, -1), answered] : rest),
  );
  point(`sent ${name}`);
  return command;
};

// ── calls to the shop
for (const [channel, label] of [
  ['undici:request:create', 'before the call to the shop'],
  ['undici:client:sendHeaders', 'the call is sent'],
  ['undici:request:headers', 'the shop begins to answer'],
  ['undici:request:trailers', 'the shop has answered'],
]) {
  subscribe(channel, ({ request }) => {
    if (String(request.origin) === CRASH_SHOP) point(label);
  });
}
