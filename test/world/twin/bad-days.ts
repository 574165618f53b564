import type { Dice } from '../dice.ts';
import type { Weather } from '../network.ts';
import type { Troubles } from '../platform.ts';

/** How bad the way to the processes is; mostly it is good. */
export function badWeather(dice: Dice): Weather {
  return { lostBefore: dice.pick([0, 0.03]), lostAfter: dice.pick([0, 0.05]), slow: 0 };
}

/** How bad the platform is that is asked. */
export function badPlatform(dice: Dice): Troubles {
  return {
    lateRow: dice.pick([0, 0.2]),
    serverError: dice.pick([0, 0.1]),
    html: dice.pick([0, 0.05]),
    sessionLost: dice.pick([0, 0.03]),
    slow: dice.pick([0, 0.03]),
    rowTwice: dice.pick([0, 0.5]),
    shuffled: dice.pick([0, 0.5]),
    others: dice.pick([0, 0.5]),
  };
}
