import { Agent, Dispatcher } from 'undici';
import { HOUR } from '../../src/shared/clock.ts';

/** The way to the platforms, which writes down when each request goes out, by the simulated clock. */
export class CountedWay extends Dispatcher {
  readonly times: number[] = [];
  private readonly agent = new Agent();

  constructor(private readonly now: () => number) {
    super();
  }

  override dispatch(options: Dispatcher.DispatchOptions, handler: Dispatcher.DispatchHandler): boolean {
    this.times.push(this.now());
    return this.agent.dispatch(options, handler);
  }

  // biome-ignore lint/suspicious/noExplicitAny: the overloads of undici's own
  override close(...given: any[]): any {
    return (this.agent.close as (...args: unknown[]) => unknown)(...given);
  }

  /** The most that went out in any hour, wherever it begins. */
  mostInAnHour(): number {
    let most = 0;
    let first = 0;
    this.times.forEach((time, index) => {
      while ((this.times[first] ?? time) <= time - HOUR) first += 1;
      most = Math.max(most, index - first + 1);
    });
    return most;
  }
}
