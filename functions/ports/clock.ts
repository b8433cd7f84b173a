/** Now, as an argument: nothing in the domain or a step reads a clock of its own. */
export type Clock = () => Date;

/** So many random bytes; a port so that a test can foretell ids. */
export type Random = (bytes: number) => Uint8Array;
