/** Words about sealed copies of documents. */
export const sealedTexts = {
  sv: {
    download: 'Hämta stämplad PDF',
    withdrawn: 'Återkallad: uppdraget avslutades utan att handlingen fick verkan.',
    hint: 'Filen kan kontrolleras av vem som helst.',
    verify: 'Kontrollera en handling',
  },
  en: {
    download: 'Download the sealed PDF',
    withdrawn: 'Withdrawn: the assignment ended before the document took effect.',
    hint: 'Anyone can check the file.',
    verify: 'Check a document',
  },
};
