const sv = {
  title: 'Kommunens egen inloggning',
  lead: (party: string) =>
    `${party} har en egen inloggning för sina anställda. Kopplar du den till dig kan du logga in med den i stället för med e-legitimation.`,
  opens:
    'Med den ser du inkorgen och dina uppdrag, och kan svara på förfrågningar. Allt annat kräver e-legitimation, och ingenting skrivs under med den.',
  notConnected: 'Din inloggning är inte kopplad till dig.',
  connectedSince: (on: string) => `Din inloggning är kopplad till dig sedan ${on}.`,
  connect: 'Koppla min inloggning',
  connectAnother: 'Koppla en annan inloggning',
  disconnect: 'Ta bort kopplingen',
  disconnectLead: 'Tar du bort kopplingen loggas du ut där du är inloggad med den. Din e-legitimation påverkas inte.',
  ended: 'Kommunen har ingen egen inloggning längre. Kopplingen är kvar tills du tar bort den eller slutar.',
  done: {
    connected: 'Din inloggning är kopplad.',
    disconnected: 'Kopplingen är borttagen.',
  } as Record<string, string>,
  takenTitle: 'Inloggningen är redan kopplad',
  taken:
    'Den är kopplad till någon annan i kommunen. Ingenting har ändrats. Hör av dig till kommunens systemadministratör.',
  signIn: {
    title: 'Kommunens egen inloggning',
    lead: 'Har du kopplat din kommuns inloggning till dig kan du logga in med den.',
    through: (party: string) => `Logga in hos ${party}`,
    explained: (party: string) =>
      `Du skickas till inloggningen hos ${party} och kommer sedan tillbaka hit. Med den ser du inkorgen och dina uppdrag, och kan svara på förfrågningar. Allt annat kräver e-legitimation.`,
    submit: 'Fortsätt till kommunens inloggning',
    toEid: 'Logga in med e-legitimation i stället',
    unknown:
      'Den inloggning du använde är inte kopplad till någon anställd i kommunen. Inget har sparats om dig. Logga in med e-legitimation och koppla inloggningen till dig; sedan kan du använda den.',
  },
};

const en: typeof sv = {
  title: 'The municipality’s own sign-in',
  lead: (party) =>
    `${party} has a sign-in of its own for its staff. If you connect it to yourself you can sign in with it instead of with an e-ID.`,
  opens:
    'With it you see the inbox and your assignments, and can answer inquiries. Everything else needs an e-ID, and nothing is signed with it.',
  notConnected: 'Your sign-in is not connected to you.',
  connectedSince: (on) => `Your sign-in has been connected to you since ${on}.`,
  connect: 'Connect my sign-in',
  connectAnother: 'Connect another sign-in',
  disconnect: 'Disconnect it',
  disconnectLead: 'If you disconnect it you are signed out where you are signed in with it. Your e-ID is not affected.',
  ended: 'The municipality has no sign-in of its own any more. Yours stays connected until you disconnect it or leave.',
  done: {
    connected: 'Your sign-in is connected.',
    disconnected: 'Your sign-in is disconnected.',
  },
  takenTitle: 'The sign-in is connected already',
  taken:
    'It is connected to somebody else in the municipality. Nothing has been changed. Turn to the municipality’s system administrator.',
  signIn: {
    title: 'The municipality’s own sign-in',
    lead: 'If you have connected your municipality’s sign-in to yourself you can sign in with it.',
    through: (party) => `Sign in at ${party}`,
    explained: (party) =>
      `You are sent to the sign-in of ${party} and then come back here. With it you see the inbox and your assignments, and can answer inquiries. Everything else needs an e-ID.`,
    submit: 'Continue to the municipality’s sign-in',
    toEid: 'Sign in with an e-ID instead',
    unknown:
      'The sign-in you used is not connected to any member of staff in the municipality. Nothing has been stored about you. Sign in with an e-ID and connect the sign-in to yourself; then you can use it.',
  },
};

/** What is said of a municipality's own sign-in for its staff (D3). */
export const ownSignInTexts = { sv, en };
