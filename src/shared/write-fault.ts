/** Why a database, or a folder, takes nothing in; 'unknown' for a cause that we have no words for. */
export type WriteFault =
  | 'damaged'
  | 'disk_full'
  | 'no_right'
  | 'read_only'
  | 'busy'
  | 'not_opened'
  | 'unreachable'
  | 'no_transactions'
  | 'unknown';

/** In this order: SQLite says of a full disk that the file could not be written, and of a locked one that it is busy. */
const faults: ReadonlyArray<[WriteFault, RegExp]> = [
  ['no_transactions', /ER_UNKNOWN_STORAGE_ENGINE|ER_DISABLED_STORAGE_ENGINE|ER_FEATURE_DISABLED/],
  ['disk_full', /SQLITE_FULL|disk is full|ENOSPC|EDQUOT|ER_DISK_FULL|ER_RECORD_FILE_FULL|no space left/i],
  [
    'read_only',
    /ER_OPTION_PREVENTS_STATEMENT|ER_READ_ONLY_MODE|ER_CANT_EXECUTE_IN_READ_ONLY_TRANSACTION|ER_INNODB_READ_ONLY|SQLITE_READONLY|readonly|read-only|EROFS/i,
  ],
  [
    'no_right',
    /ER_TABLEACCESS_DENIED_ERROR|ER_DBACCESS_DENIED_ERROR|ER_COLUMNACCESS_DENIED_ERROR|ER_SPECIFIC_ACCESS_DENIED_ERROR|EACCES|EPERM|SQLITE_PERM|SQLITE_AUTH/,
  ],
  ['damaged', /NOTADB|CORRUPT|malformed|not a database/i],
  ['not_opened', /CANTOPEN|unable to open|ConnectionFailed/i],
  ['busy', /SQLITE_BUSY|SQLITE_LOCKED|database is locked|ER_LOCK_WAIT_TIMEOUT|ER_LOCK_DEADLOCK/i],
  [
    'unreachable',
    /ECONN|EHOSTUNREACH|ENETUNREACH|ETIMEDOUT|ENOTFOUND|EAI_AGAIN|PROTOCOL_|ER_ACCESS_DENIED|ER_CON_COUNT_ERROR|KnexTimeoutError|Timeout acquiring|WSREP has not yet prepared/,
  ],
];

/** What kind of fault an error of a database or of a file is. */
export function writeFault(error: unknown): WriteFault {
  const { code, name, message } = (error ?? {}) as { code?: unknown; name?: unknown; message?: unknown };
  const said = [code, name, message].filter((one) => typeof one === 'string').join(' ');
  return faults.find(([, pattern]) => pattern.test(said))?.[0] ?? 'unknown';
}
