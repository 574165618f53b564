/** `case column when ? then ? ... end` and its bindings: a value for each row of an update that changes many at once. */
export function caseSql(
  column: string,
  values: readonly (readonly [key: string | number, value: unknown])[],
) {
  return {
    sql: `case ${column} ${'when ? then ? '.repeat(values.length)}end`,
    bindings: values.flat() as (string | number | null)[],
  };
}
