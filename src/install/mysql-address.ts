/** The parts of a MySQL address, as a form asks for them. */
export interface MysqlAddress {
  host: string;
  port: number;
  user: string;
  password: string;
  database: string;
}

export function mysqlUrl({ host, port, user, password, database }: MysqlAddress): string {
  const inBrackets = host.includes(':') ? `[${host}]` : host;
  const [name, secret, base] = [user, password, database].map(encodeURIComponent);
  return `mysql://${name}:${secret}@${inBrackets}:${port}/${base}`;
}

/** Throws for a text that is no address. */
export function parseMysqlUrl(text: string): MysqlAddress {
  const url = new URL(text);
  return {
    host: url.hostname.replace(/^\[|\]$/g, ''),
    port: Number(url.port || 3306),
    user: decodeURIComponent(url.username),
    password: decodeURIComponent(url.password),
    database: decodeURIComponent(url.pathname.replace(/^\//, '')),
  };
}

/** The address without its password, for pages. */
export function describeDatabase(databaseUrl: string): string {
  const { host, port, user, database } = parseMysqlUrl(databaseUrl);
  return `mysql://${user}@${host}:${port}/${database}`;
}
