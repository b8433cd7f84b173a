/** Why a document may not circulate before a person has looked at it. */
export type WithheldBecause =
  | 'scan'
  | 'image'
  | 'office'
  | 'encrypted'
  | 'damaged'
  | 'too-large'
  | 'unknown-type'
  | 'mixed-content'
  | 'doubtful-number'
  | 'archive';

/** What may circulate of a document: always a text that holds no identity number, never the original bytes (R2.1). */
export type Screening =
  | { verdict: 'clean'; text: string }
  | { verdict: 'redacted'; text: string; removed: number }
  | { verdict: 'withheld'; because: WithheldBecause };
