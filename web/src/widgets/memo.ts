/** Remembers the last result while the arguments stay the same objects or values. */
export function memo<A extends unknown[], R>(make: (...args: A) => R): (...args: A) => R {
  let last: A | undefined, result: R;
  return (...args) => {
    if (!last || last.length !== args.length || args.some((x, i) => !Object.is(x, last![i]))) {
      result = make(...args);
      last = args;
    }
    return result;
  };
}
