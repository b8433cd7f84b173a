import { describe, expect, it } from 'vitest';
import { checkStaffList } from '../../../../infra/local/cli/staff.ts';

const NOW = new Date('2027-03-01T09:00:00Z');
const check = (text: string) => checkStaffList(new TextEncoder().encode(text), 'haninge', NOW);

describe('the command that looks through a list of staff', () => {
  it('counts the people and tells the lines that would be refused, and nothing of what stands there', () => {
    const text = 'Namn;E-post;Roll\nTest Ett;ett@haninge.example;chef\nTest Två;tva@annan.example;chef\n';
    expect(check(text)).toEqual({ party: 'haninge', people: 1, rows: [{ line: 3, because: 'foreign-mailbox' }] });
    expect(check('Namn;E-post;Roll;Pnr\na;b;c;d\n').refused).toEqual({
      because: 'identity-number-column',
      about: 'Pnr',
    });
  });
});
