// What the portal's own actions throw beside the domain's errors. Each is a page; none carries anything personal.

/** A piece of material, a deliverable, a document or a certificate that is not there, or not for this person. */
export class ThingNotFound extends Error {
  override readonly name = 'ThingNotFound';
}

/** An action whose conditions no longer hold, or not yet: nothing was changed. */
export class NotNow extends Error {
  override readonly name = 'NotNow';
}

/** A sealed copy that could not be made now; the signature behind it is stored and counts. */
export class SealNotMade extends Error {
  override readonly name = 'SealNotMade';
}

/** The answer of an identification that was used before, is too old, or belongs to another browser. */
export class CallbackUsed extends Error {
  override readonly name = 'CallbackUsed';
}
