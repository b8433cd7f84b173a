/**
 * What can go wrong, by name. The name is what `ErrorEquals` in the state machines catches and what the portal turns
 * into a sentence, so each stands as a string literal that survives bundling. The data are opaque ids and words of the
 * domain only: an error text never carries anything personal (architecture 1).
 */
export abstract class DomainError extends Error {
  abstract override readonly name: string;
  /** Opaque id that a log line may carry. */
  readonly subject: string;
  constructor(subject = '') {
    super(subject);
    this.subject = subject;
  }
}

export class AssignmentNotFound extends DomainError {
  override readonly name = 'AssignmentNotFound';
}

/** The event is not allowed in the assignment's present status (transition table). */
export class EventNotAllowed extends DomainError {
  override readonly name = 'EventNotAllowed';
  readonly event: string;
  readonly status: string;
  constructor(event: string, status: string) {
    super(`${event} in ${status}`);
    this.event = event;
    this.status = status;
  }
}

/** A wait's last day has passed and the store holds no answer. */
export class DeadlinePassed extends DomainError {
  override readonly name = 'DeadlinePassed';
}

/** Default deny: not this person, not this municipality, or not in this role. */
export class NotAuthorised extends DomainError {
  override readonly name = 'NotAuthorised';
}

/** A link that has expired, was revoked, or never was. One name: the difference is nobody's business. */
export class LinkNotOpen extends DomainError {
  override readonly name = 'LinkNotOpen';
}

/** The identified person is not the invited one. */
export class NotTheInvited extends DomainError {
  override readonly name = 'NotTheInvited';
}

/** What was signed is not what the store holds: hash, kind, assignment or signer differs. */
export class SignatureNotValid extends DomainError {
  override readonly name = 'SignatureNotValid';
}

/** A copy in the orderer's vault does not have the hash of the original. */
export class HandOverNotVerified extends DomainError {
  override readonly name = 'HandOverNotVerified';
}

/** Culling was asked for without everything that permits it (architecture 5). Nothing was destroyed. */
export class CullingNotPermitted extends DomainError {
  override readonly name = 'CullingNotPermitted';
}

/** Something that was culled was found again, three times over. */
export class AbsenceNotProved extends DomainError {
  override readonly name = 'AbsenceNotProved';
}

/** The assignment's data key is gone: it is culled, and what it sealed cannot be read by anybody. */
export class DataKeyCulled extends DomainError {
  override readonly name = 'DataKeyCulled';
}

/** The stored object is not there, or not with the bytes that were recorded. */
export class ObjectNotFound extends DomainError {
  override readonly name = 'ObjectNotFound';
}

export class MailNotSent extends DomainError {
  override readonly name = 'MailNotSent';
}

/** Two writers met; the later one reads again. */
export class WriteConflict extends DomainError {
  override readonly name = 'WriteConflict';
}

/** Every name that a state machine may catch or retry. */
export const ERROR_NAMES = [
  'AssignmentNotFound',
  'EventNotAllowed',
  'DeadlinePassed',
  'NotAuthorised',
  'LinkNotOpen',
  'NotTheInvited',
  'SignatureNotValid',
  'HandOverNotVerified',
  'CullingNotPermitted',
  'AbsenceNotProved',
  'DataKeyCulled',
  'ObjectNotFound',
  'MailNotSent',
  'WriteConflict',
  'UnexpectedFailure',
] as const;
