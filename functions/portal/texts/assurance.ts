const sv = {
  stepUpTitle: 'Det här kräver e-legitimation',
  stepUpWhat: (level: string) =>
    `Du är inloggad på en lägre tillitsnivå än sidan kräver. Här krävs en e-legitimation på ${level} eller högre.`,
  stepUpKept: 'Ingenting har ändrats. Du är fortfarande inloggad.',
  stepUpTodo: 'Legitimera dig med en e-legitimation, till exempel BankID eller Freja+, så kommer du vidare.',
  stepUp: 'Legitimera mig',
  levels: { loa1: 'tillitsnivå 1', loa2: 'tillitsnivå 2', loa3: 'tillitsnivå 3', loa4: 'tillitsnivå 4' },
};

const en: typeof sv = {
  stepUpTitle: 'This needs e-identification',
  stepUpWhat: (level) =>
    `You are signed in at a lower level of assurance than this page needs. It needs e-identification at ${level} or higher.`,
  stepUpKept: 'Nothing has been changed. You are still signed in.',
  stepUpTodo: 'Identify yourself with e-identification, such as BankID or Freja+, to go on.',
  stepUp: 'Identify me',
  levels: {
    loa1: 'level of assurance 1',
    loa2: 'level of assurance 2',
    loa3: 'level of assurance 3',
    loa4: 'level of assurance 4',
  },
};

/** What is said when a session is too weak. */
export const assuranceTexts = { sv, en };
