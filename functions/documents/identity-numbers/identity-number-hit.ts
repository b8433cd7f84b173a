export type NumberKind = 'personnummer' | 'samordningsnummer' | 'interim' | 'reserve' | 'unclear';

/** Where an identity number stands, never what it is. Offsets count UTF-16 code units; `end` is exclusive. */
export interface IdentityNumberHit {
  start: number;
  end: number;
  kind: NumberKind;
  /** How sure: `possible` is for a person to look at. */
  grade: 'certain' | 'likely' | 'possible';
  reasons: string[];
}
