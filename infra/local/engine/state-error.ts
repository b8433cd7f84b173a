/**
 * What a state reports when it fails: the `Error` and `Cause` that Retry, Catch and the history see.
 * `location` is the field whose JSONata expression failed, when that was the reason.
 */
export class StateError extends Error {
  override readonly name = 'StateError';
  readonly error: string | undefined;
  readonly causeText: string | undefined;
  readonly location: string | undefined;

  constructor(error: string | undefined, causeText: string | undefined, location?: string) {
    super(`${error ?? ''}: ${causeText ?? ''}`);
    this.error = error;
    this.causeText = causeText;
    this.location = location;
  }
}
