import type { Entered } from '../design/form.tsx';
import type { Parsed } from './forms.ts';

/** What did not pass, without the text in which an identity number was found: that is not sent out again. */
export const shownAgain = ({ typed, complaints }: Extract<Parsed<unknown>, { ok: false }>): Entered => ({
  typed: Object.fromEntries(Object.entries(typed).filter(([name]) => complaints[name] !== 'identity-number')),
  complaints,
});
