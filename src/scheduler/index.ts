export { type Job, type LastRun, Scheduler } from './scheduler.ts';
