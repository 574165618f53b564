/** What was done by whom. Each use case writes its row in its own transaction. */
export { type AuditEntry, listAudit, recordAudit, type StoredAuditEntry } from './audit.repository.ts';
export { changesBetween } from './changes.ts';
