/** What KMS answers when it refuses: `name` is the wire name (`__type`), always status 400. */
export class KmsError extends Error {
  constructor(name: string, message: string = name) {
    super(message);
    this.name = name;
  }
}
