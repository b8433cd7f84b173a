/** Taken when this file is first read: a second clock in the same thread takes the place of the first, and adds nothing to it. */
const MachineDate = globalThis.Date;

/**
 * Lets `Date` in this thread run ahead of the machine's clock by the milliseconds that stand in `shared`.
 *
 * A proxy and not a subclass: what made its dates before (or inside Node) stays `instanceof Date`, and so do ours for it.
 * Timers and `performance.now()` are left alone: a wait in a program is real time, only the calendar moves.
 */
export function moveDate(shared: SharedArrayBuffer): void {
  const offset = new BigInt64Array(shared);
  const now = () => MachineDate.now() + Number(Atomics.load(offset, 0));

  globalThis.Date = new Proxy(MachineDate, {
    construct: (target, args, newTarget) => Reflect.construct(target, args.length === 0 ? [now()] : args, newTarget),
    apply: () => new MachineDate(now()).toString(),
    get: (target, name, receiver) => (name === 'now' ? now : Reflect.get(target, name, receiver)),
  });
}
