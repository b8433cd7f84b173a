/** Words about sealed copies of documents. */
export const sealedTexts = {
  sv: {
    download: 'Hämta stämplad PDF',
    withdrawn: 'Återkallad: uppdraget återtogs av beställaren, och handlingen gäller inte längre.',
    hint: 'Filen kan kontrolleras av vem som helst.',
  },
  en: {
    download: 'Download the sealed PDF',
    withdrawn: 'Withdrawn: the orderer withdrew the assignment, and the document no longer holds.',
    hint: 'Anyone can check the file.',
  },
};
