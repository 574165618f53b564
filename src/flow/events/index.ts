/** What happened to which order, receipt and account. See README.md for what stands in the orders' own columns. */
export {
  type EventThings,
  listEvents,
  listEventsOf,
  type NewEvent,
  recordEvents,
  type StoredEvent,
} from './event.repository.ts';
export { type Deed, recordDeed } from './record-deed.ts';
