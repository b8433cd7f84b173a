/** A refusal as S3 words it. `code` is the wire name that SDKs turn into an error name. */
export class S3Error extends Error {
  readonly code: string;
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;

  constructor(code: string, status: number, message: string = code, headers: Record<string, string> = {}) {
    super(message);
    this.name = code;
    this.code = code;
    this.status = status;
    this.headers = headers;
  }
}

export const notImplemented = (what: string): S3Error =>
  new S3Error('NotImplemented', 501, `${what} is not implemented here`);

export const preconditionFailed = (): S3Error =>
  new S3Error('PreconditionFailed', 412, 'At least one of the pre-conditions you specified did not hold');

export const accessDenied = (why: string): S3Error => new S3Error('AccessDenied', 403, why);
