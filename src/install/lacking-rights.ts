import { writeFault } from '../shared/write-fault.ts';

/** What the program does to its tables, each as a statement that asks for the right and then can't succeed. */
const rightsToTry: ReadonlyArray<[right: string, sql: string]> = [
  ['CREATE', 'CREATE TABLE mpay_rights_probe (a INT, a INT)'],
  ['ALTER', 'ALTER TABLE mpay_rights_probe ADD b INT'],
  ['INDEX', 'CREATE INDEX mpay_rights_probe_b ON mpay_rights_probe (b)'],
  ['SELECT', 'SELECT 1 FROM mpay_rights_probe'],
  ['INSERT', 'INSERT INTO mpay_rights_probe VALUES (1)'],
  ['UPDATE', 'UPDATE mpay_rights_probe SET a = 1'],
  ['DELETE', 'DELETE FROM mpay_rights_probe'],
];

/**
 * Which of those rights the user of `query` lacks, by name. Writes nothing: the server asks for rights before it looks
 * at names and columns, so a senseless statement tells them apart. Throws where the server takes no writes at all.
 */
export async function lackingRights(query: (sql: string) => PromiseLike<unknown>): Promise<string[]> {
  const lacking: string[] = [];
  for (const [right, sql] of rightsToTry) {
    try {
      await query(sql);
    } catch (error) {
      const fault = writeFault(error);
      if (fault === 'read_only') throw error;
      if (fault === 'no_right') lacking.push(right);
    }
  }
  return lacking;
}
