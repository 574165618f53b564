// Preloaded into a running product (node --import): CLOCK_OFFSET_MS is how far its machine's clock is ahead; negative: behind.
const offset = Number(process.env.CLOCK_OFFSET_MS ?? 0);
if (offset !== 0) {
  const RealDate = Date;
  globalThis.Date = class ShiftedDate extends RealDate {
    constructor(...args) {
      super(...(args.length === 0 ? [RealDate.now() + offset] : args));
    }
    static now() {
      return RealDate.now() + offset;
    }
  };
}
