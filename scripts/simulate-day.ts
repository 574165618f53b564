import { dayPlatforms } from '../test/simulated-day/platforms.ts';
import { simulateDay } from '../test/simulated-day/simulate-day.ts';

/**
 * A day of 5,000 orders on each platform that is asked, in simulated time, as a table: `npm run simulate:day`.
 * `-- --orders 500 --hours 3 --start 11 --budget 600 --only sqbpay` makes it shorter, or another one.
 */
const args = process.argv.slice(2);
const given = (name: string) => {
  const at = args.indexOf(`--${name}`);
  return at < 0 ? undefined : args[at + 1];
};
const orders = Number(given('orders') ?? 5_000);
const hours = Number(given('hours') ?? 24);
const startHour = Number(given('start') ?? 0);
const only = given('only');
const budgets = (given('budget') ?? 'own').split(',');

const seconds = (ms: number) => `${(ms / 1000).toFixed(0)} s`;
const say = (text: string) => process.stdout.write(`${text}\n`);

say(
  '| platform | orders | paid | lost | requests | most in any hour | budget of an hour | logins | found after: half | 99 in 100 |',
);
say('| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |');
for (const platform of dayPlatforms) {
  if (only !== undefined && !platform.name.startsWith(only)) continue;
  for (const budget of budgets) {
    const hourlyBudget = budget === 'own' ? null : Number(budget);
    const day = await simulateDay({ platform, orders, hours, startHour, hourlyBudget });
    const told = [platform.name, day.orders, day.paid, day.lost + day.wrong, day.requests, day.mostInAnHour];
    say(`| ${[...told, day.budget, day.logins, seconds(day.p50), seconds(day.p99)].join(' | ')} |`);
    if (day.lost + day.wrong > 0 || day.mostInAnHour > day.budget) process.exitCode = 1;
  }
}
