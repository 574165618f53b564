import { EventEmitter } from 'node:events';

/** Tells, within this process, that an order's state or its notification changed; cashier pages listen. */
export class OrderEvents {
  private readonly emitter = new EventEmitter().setMaxListeners(0);

  changed(tradeNo: string): void {
    this.emitter.emit(tradeNo);
  }

  /** Calls `listener` at every change of this order; returns what ends that. */
  watch(tradeNo: string, listener: () => void): () => void {
    this.emitter.on(tradeNo, listener);
    return () => this.emitter.off(tradeNo, listener);
  }
}
