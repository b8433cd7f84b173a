import type { LetterKind } from '#domain/letters';

export const LANGUAGES = ['sv', 'en'] as const;
export type Language = (typeof LANGUAGES)[number];

/** Where the link leads; decides what its button says. */
export type Target = 'assignment' | 'message' | 'certificate' | 'signing' | 'binding' | 'staff';

interface Words {
  /** Neutral and short: the subject line quotes it, so it says what has happened but never about what (K6). */
  headline: string;
  /** What happened. `who` is the municipality that the letter is sent for. */
  happened: (who: string) => string;
  /** What the reader is asked to do, or that nothing is asked. */
  asked: string;
}

export interface LetterTexts {
  target: Target | undefined;
  sv: Words;
  en: Words;
}

/**
 * The words of every letter. A letter goes to a role mailbox that many may read, so a text tells which step an assignment
 * is in and nothing that somebody wrote in it (K6).
 */
export const LETTER_TEXTS: Readonly<Record<LetterKind, LetterTexts>> = {
  'inquiry-received': {
    target: 'assignment',
    sv: {
      headline: 'förfrågan mottagen',
      happened: () =>
        'Din förfrågan har kommit fram och är nu ett uppdrag. Personnummer tas bort innan förfrågan går vidare till de andra kommunerna.',
      asked: 'Du behöver inte göra något just nu.',
    },
    en: {
      headline: 'inquiry received',
      happened: () =>
        'Your inquiry has arrived and is now an assignment. Personal identity numbers are removed before it is passed on to the other municipalities.',
      asked: 'You need not do anything now.',
    },
  },
  'inquiry-circulated': {
    target: 'assignment',
    sv: {
      headline: 'ny förfrågan',
      happened: (who) => `${who} frågar om er kommun kan utföra ett uppdrag.`,
      asked: 'Läs förfrågan och svara om ni kan ta uppdraget eller avböjer.',
    },
    en: {
      headline: 'new inquiry',
      happened: (who) => `${who} asks whether your municipality can carry out an assignment.`,
      asked: 'Read the inquiry and answer whether you can take the assignment or decline.',
    },
  },
  'review-needed': {
    target: 'assignment',
    sv: {
      headline: 'underlag att granska',
      happened: () =>
        'En del av underlaget kunde inte granskas automatiskt. Förfrågan går inte vidare förrän en person har tittat på det.',
      asked: 'Granska underlaget och bestäm vad som får skickas vidare till de andra kommunerna.',
    },
    en: {
      headline: 'material to review',
      happened: () =>
        'Some of the material could not be checked automatically. The inquiry is not passed on until a person has looked at it.',
      asked: 'Review the material and decide what may be passed on to the other municipalities.',
    },
  },
  'offer-made': {
    target: 'assignment',
    sv: {
      headline: 'en kommun erbjuder sig',
      happened: () => 'En kommun har svarat att den kan utföra uppdraget.',
      asked: 'Välj utförare och skriv under beställningen när du är klar. Inget arbete börjar före en beställning.',
    },
    en: {
      headline: 'a municipality offers to help',
      happened: () => 'A municipality has answered that it can carry out the assignment.',
      asked: 'Choose a performer and sign the order when you are ready. No work begins before an order.',
    },
  },
  'order-wanted': {
    target: 'assignment',
    sv: {
      headline: 'välj utförare och beställ',
      happened: () => 'Förfrågan ligger hos de andra kommunerna, som svarar om de kan utföra uppdraget.',
      asked: 'Följ svaren. Välj utförare bland dem som erbjuder sig och skriv under beställningen.',
    },
    en: {
      headline: 'choose a performer and order',
      happened: () =>
        'The inquiry is with the other municipalities, which answer whether they can carry out the assignment.',
      asked: 'Follow the answers. Choose a performer among those who offer and sign the order.',
    },
  },
  'acceptance-wanted': {
    target: 'assignment',
    sv: {
      headline: 'beställning att bekräfta',
      happened: (who) => `${who} har skrivit under en beställning och valt er kommun som utförare.`,
      asked: 'Läs beställningen. Skriv sedan under uppdragsbekräftelsen, eller avböj och ange skäl.',
    },
    en: {
      headline: 'order to accept',
      happened: (who) => `${who} has signed an order and chosen your municipality as performer.`,
      asked: 'Read the order. Then sign the acceptance, or refuse and state the reason.',
    },
  },
  'order-accepted': {
    target: 'assignment',
    sv: {
      headline: 'beställningen är bekräftad',
      happened: () => 'Utföraren har skrivit under uppdragsbekräftelsen.',
      asked: 'Du behöver inte göra något just nu. Du får ett nytt mejl när leveransen finns att hämta.',
    },
    en: {
      headline: 'the order is accepted',
      happened: () => 'The performer has signed the acceptance.',
      asked: 'You need not do anything now. You get a new mail when the delivery is ready to fetch.',
    },
  },
  'clearance-wanted': {
    target: 'assignment',
    sv: {
      headline: 'behörighet eller tillstånd behövs',
      happened: () => 'Uppdraget är bekräftat men får inte börja förrän behörighet eller tillstånd finns.',
      asked:
        'Den som ska använda ett register begär behörighet i uppdraget, och närmaste chef skriver under. Ange det tillstånd som gäller. Vad som behövs står i uppdraget.',
    },
    en: {
      headline: 'access grant or permit needed',
      happened: () => 'The assignment is accepted but may not begin until an access grant or a permit is in place.',
      asked:
        'Whoever is to use a register asks for access in the assignment, and the nearest manager signs. State the permit that applies. The assignment tells what is needed.',
    },
  },
  'deliverables-wanted': {
    target: 'assignment',
    sv: {
      headline: 'leverans väntas',
      happened: () => 'Uppdraget pågår hos er kommun och väntar på leverans.',
      asked: 'Utför arbetet, lägg in handlingarna och lämna leveransen.',
    },
    en: {
      headline: 'delivery awaited',
      happened: () => 'The assignment is in progress at your municipality and awaits its delivery.',
      asked: 'Do the work, add the deliverables and deliver.',
    },
  },
  'delivery-returned': {
    target: 'assignment',
    sv: {
      headline: 'leveransen behöver rättas',
      happened: () => 'Leveransen klarade inte kontrollen och har inte skickats vidare.',
      asked: 'Se i uppdraget vad kontrollen fann, rätta det och lämna leveransen igen.',
    },
    en: {
      headline: 'the delivery needs correction',
      happened: () => 'The delivery did not pass the check and has not been sent on.',
      asked: 'See in the assignment what the check found, correct it and deliver again.',
    },
  },
  'message-to-open': {
    target: 'message',
    sv: {
      headline: 'säkert meddelande att öppna',
      happened: (who) => `${who} har skickat ett säkert meddelande till dig.`,
      asked: 'Öppna och läs meddelandet. Bara den som det är ställt till kan öppna det.',
    },
    en: {
      headline: 'secure message to open',
      happened: (who) => `${who} has sent you a secure message.`,
      asked: 'Open and read the message. Only the one it is meant for can open it.',
    },
  },
  'receipt-wanted': {
    target: 'assignment',
    sv: {
      headline: 'leverans att kvittera',
      happened: () => 'Leveransen har kontrollerats och skickats till dig som ett säkert meddelande.',
      asked: 'Gå igenom leveransen. Skriv sedan under kvittensen, eller invänd om något är fel.',
    },
    en: {
      headline: 'delivery to receive',
      happened: () => 'The delivery has been checked and sent to you as a secure message.',
      asked: 'Go through the delivery. Then sign the receipt, or object if something is wrong.',
    },
  },
  'assignment-ended': {
    target: 'assignment',
    sv: {
      headline: 'uppdraget är avslutat',
      happened: () => 'Uppdraget är avslutat. Hur det slutade står i uppdraget.',
      asked:
        'Du behöver inte göra något just nu. Personuppgifterna gallras längre fram enligt gällande beslut, och kommunerna får veta det i förväg.',
    },
    en: {
      headline: 'the assignment has ended',
      happened: () => 'The assignment has ended. How it ended is told in the assignment.',
      asked:
        'You need not do anything now. The personal data is culled later under the decisions in force, and the municipalities are told beforehand.',
    },
  },
  'closing-decision-wanted': {
    target: 'assignment',
    sv: {
      headline: 'avslutsbeslut behövs',
      happened: () =>
        'Ett uppdrag har slutat utan kvittens, eller så kunde ett mejl inte tas emot som förfrågan. Uppgifterna ligger kvar tills någon beslutar.',
      asked: 'Ta ställning och skriv under ett avslutsbeslut, så att uppgifterna kan gallras.',
    },
    en: {
      headline: 'closing decision needed',
      happened: () =>
        'An assignment has ended without a receipt, or a mail could not be taken in as an inquiry. The data stays until somebody decides.',
      asked: 'Consider it and sign a closing decision, so that the data can be culled.',
    },
  },
  'culling-proposed': {
    target: 'assignment',
    sv: {
      headline: 'gallring föreslås',
      happened: () => 'Uppgifterna i det avslutade uppdraget ska gallras. Gallring går inte att ångra.',
      asked:
        'Behövs uppgifterna fortfarande kan du stoppa gallringen (gallringsstopp). Annars behöver du inte göra något: uppgifterna gallras när tiden att invända är slut.',
    },
    en: {
      headline: 'culling proposed',
      happened: () => 'The data of the ended assignment is to be culled. Culling cannot be undone.',
      asked:
        'If the data is still needed you can put the culling on hold. Otherwise you need not do anything: the data is culled when the time to object is over.',
    },
  },
  'hold-stands': {
    target: 'assignment',
    sv: {
      headline: 'gallringsstopp gäller',
      happened: () => 'Ett gallringsstopp gäller för uppdraget. Inget gallras så länge det gäller.',
      asked: 'Pröva om gallringsstoppet fortfarande behövs. Häv det om det inte gör det.',
    },
    en: {
      headline: 'culling is on hold',
      happened: () => 'A legal hold stands for the assignment. Nothing is culled while it stands.',
      asked: 'Consider whether the hold is still needed. Lift it if it is not.',
    },
  },
  'culling-certified': {
    target: 'certificate',
    sv: {
      headline: 'gallringsintyg utfärdat',
      happened: () => 'Uppgifterna i uppdraget är gallrade, och det är kontrollerat att de är borta.',
      asked: 'Spara gallringsintyget i er egen diarieföring. Det innehåller inga personuppgifter.',
    },
    en: {
      headline: 'culling certificate issued',
      happened: () => 'The data of the assignment is culled, and it has been verified that it is gone.',
      asked: 'Keep the culling certificate in your own registry. It holds no personal data.',
    },
  },
  'stranger-answered': {
    target: undefined,
    sv: {
      headline: 'vi har fått ditt mejl',
      happened: () => 'Tack för ditt mejl. Det har kommit fram, och en person kommer att titta på det.',
      asked: 'Du behöver inte göra något.',
    },
    en: {
      headline: 'we have received your mail',
      happened: () => 'Thank you for your mail. It has arrived, and a person will look at it.',
      asked: 'You need not do anything.',
    },
  },
  'a-person-is-needed': {
    target: 'assignment',
    sv: {
      headline: 'gallringen har stannat',
      happened: () => 'Gallringen kunde inte göras färdig automatiskt. Något gallringsintyg är inte utfärdat.',
      asked: 'Öppna uppdraget och se vad som saknas. Kontakta systemförvaltaren om du inte kan lösa det.',
    },
    en: {
      headline: 'the culling has stopped',
      happened: () => 'The culling could not be finished automatically. No culling certificate has been issued.',
      asked: 'Open the assignment and see what is missing. Contact the system manager if you cannot solve it.',
    },
  },
  'access-withdrawn': {
    target: 'assignment',
    sv: {
      headline: 'en behörighet till register är återkallad',
      happened: () => 'En behörighet till register i uppdraget är återkallad. Den gäller inte längre.',
      asked:
        'Registret får inte användas med den behörigheten. Behövs registret fortfarande begärs en ny behörighet i uppdraget.',
    },
    en: {
      headline: 'an access grant to a register was withdrawn',
      happened: () => 'An access grant to a register in the assignment was withdrawn. It is no longer valid.',
      asked:
        'The register may not be used under that grant. If the register is still needed, a new grant is asked for in the assignment.',
    },
  },
  'register-access-ended': {
    target: 'assignment',
    sv: {
      headline: 'utföraren får inte använda register just nu',
      happened: () =>
        'Utföraren har återkallat en behörighet till register. Ingen hos utföraren får nu använda register i uppdraget.',
      asked:
        'Du behöver inte göra något. Arbete som kräver register väntar tills en ny behörighet finns, så leveransen kan bli senare.',
    },
    en: {
      headline: 'the performer may not use registers for now',
      happened: () =>
        'The performer has withdrawn an access grant to a register. Nobody at the performer may use a register in the assignment now.',
      asked:
        'You need not do anything. Work that needs a register waits for a new access grant, so the delivery may be later.',
    },
  },
  'signature-wanted': {
    target: 'signing',
    sv: {
      headline: 'en handling väntar på din underskrift',
      happened: () => 'Det är din tur att skriva under en handling.',
      asked: 'Läs hela handlingen och skriv under den eller avböj, senast den sista dagen.',
    },
    en: {
      headline: 'a document awaits your signature',
      happened: () => 'It is your turn to sign a document.',
      asked: 'Read the whole document and sign it or decline, by the last day.',
    },
  },
  'signing-complete': {
    target: 'signing',
    sv: {
      headline: 'en handling är färdigt underskriven',
      happened: () => 'Alla som skulle skriva under en handling har gjort det. Den gäller nu.',
      asked: 'Du behöver inte göra något.',
    },
    en: {
      headline: 'a document is fully signed',
      happened: () => 'Everyone who was to sign a document has done so. It is now valid.',
      asked: 'You need not do anything.',
    },
  },
  'signing-declined': {
    target: 'signing',
    sv: {
      headline: 'en underskrift är avböjd',
      happened: () =>
        'Någon som skulle skriva under en handling har avböjt. Handlingen gäller inte och underskriftsrundan är slut.',
      asked: 'Läs skälet och öppna en ny runda om handlingen fortfarande behövs.',
    },
    en: {
      headline: 'a signature was declined',
      happened: () =>
        'Somebody who was to sign a document has declined. The document is not valid and the signing round has ended.',
      asked: 'Read the reason and open a new round if the document is still needed.',
    },
  },
  'signing-withdrawn': {
    target: 'signing',
    sv: {
      headline: 'en underskriftsrunda är återtagen',
      happened: () => 'En handling som du har skrivit under eller skulle skriva under är återtagen. Den gäller inte.',
      asked: 'Du behöver inte göra något. Skälet står i portalen.',
    },
    en: {
      headline: 'a signing round was withdrawn',
      happened: () => 'A document that you have signed or were to sign has been withdrawn. It is not valid.',
      asked: 'You need not do anything. The reason is in the portal.',
    },
  },
  'signing-superseded': {
    target: 'signing',
    sv: {
      headline: 'en ny utgåva ersätter en handling',
      happened: () =>
        'En ny utgåva har ersatt en handling som du har skrivit under eller skulle skriva under. Underskrifterna på den tidigare utgåvan gäller inte.',
      asked: 'Vänta på ett nytt brev om du ska skriva under den nya utgåvan.',
    },
    en: {
      headline: 'a new edition replaces a document',
      happened: () =>
        'A new edition has replaced a document that you have signed or were to sign. The signatures on the earlier edition are not valid.',
      asked: 'Await a new letter if you are to sign the new edition.',
    },
  },
  'signing-expired': {
    target: 'signing',
    sv: {
      headline: 'tiden för underskrift har gått ut',
      happened: () => 'En handling blev inte underskriven i tid. Den gäller inte och underskriftsrundan är slut.',
      asked: 'Öppna en ny runda om handlingen fortfarande behövs.',
    },
    en: {
      headline: 'the time to sign has run out',
      happened: () => 'A document was not signed in time. It is not valid and the signing round has ended.',
      asked: 'Open a new round if the document is still needed.',
    },
  },
  'binding-wanted': {
    target: 'binding',
    sv: {
      headline: 'knyt din e-legitimation',
      happened: (who) =>
        `${who} har lagt upp dig i Resursdelning. Innan du kan logga in ska din e-legitimation knytas till dig.`,
      asked: 'Legitimera dig en gång. Någon annan i kommunen jämför sedan namnen och godkänner.',
    },
    en: {
      headline: 'bind your e-ID',
      happened: (who) =>
        `${who} has registered you in Resursdelning. Before you can sign in, your e-ID is to be bound to you.`,
      asked: 'Identify yourself once. Somebody else in the municipality then compares the names and approves.',
    },
  },
  'binding-to-approve': {
    target: 'staff',
    sv: {
      headline: 'en e-legitimation väntar på godkännande',
      happened: () => 'Någon i din kommun har legitimerat sig och väntar på att få logga in.',
      asked: 'Jämför namnet i e-legitimationen med namnet i registret och godkänn eller neka.',
    },
    en: {
      headline: 'an e-ID waits for approval',
      happened: () => 'Somebody in your municipality has identified themselves and waits to be let in.',
      asked: 'Compare the name in the e-ID with the name in the register, and approve or refuse.',
    },
  },
  'administrator-bound': {
    target: 'staff',
    sv: {
      headline: 'kommunens systemadministratör har fått sin inloggning',
      happened: (who) =>
        `En e-legitimation har knutits till en systemadministratör för ${who} på uppdrag av driften. Ingen annan administratör fanns som kunde godkänna.`,
      asked: 'Hör av er till driften genast om ni inte känner till det. Annars behöver ni inte göra något.',
    },
    en: {
      headline: 'the municipality’s system administrator can sign in',
      happened: (who) =>
        `An e-ID has been bound to a system administrator of ${who} on behalf of operations. There was no other administrator who could approve.`,
      asked: 'Tell operations at once if you do not know of this. Otherwise you need do nothing.',
    },
  },
  'binding-approved-alone': {
    target: 'staff',
    sv: {
      headline: 'en inloggning har godkänts av en ensam person',
      happened: (who) =>
        `En e-legitimation för en chef, registrator eller systemadministratör (${who}) har godkänts av den som bjöd in personen. Ingen annan fanns som kunde godkänna.`,
      asked: 'Fråga kommunens systemadministratör om ni inte känner till det. Annars behöver ni inte göra något.',
    },
    en: {
      headline: 'a sign-in was approved by one person alone',
      happened: (who) =>
        `An e-ID of a head, registrar or system administrator (${who}) was approved by whoever invited them. There was nobody else who could approve.`,
      asked: 'Ask the municipality’s system administrator if you do not know of this. Otherwise you need do nothing.',
    },
  },
  'binding-replaced': {
    target: 'staff',
    sv: {
      headline: 'en e-legitimation har bytts',
      happened: (who) =>
        `En person hos ${who} har fått en annan e-legitimation knuten till sig än tidigare, och loggas ut där hen är inloggad.`,
      asked: 'Hör av er till kommunens systemadministratör genast om ni inte känner till det.',
    },
    en: {
      headline: 'an e-ID was replaced',
      happened: (who) =>
        `Another e-ID than before has been bound to somebody at ${who}, who is signed out wherever they are signed in.`,
      asked: 'Turn to the municipality’s system administrator at once if you do not know of this.',
    },
  },
  'mailbox-changed': {
    target: 'staff',
    sv: {
      headline: 'en e-postadress har ändrats i personalregistret',
      happened: (who) =>
        `E-postadressen för en person hos ${who} ändras i Resursdelning. Brevet går till den tidigare och till den nya adressen.`,
      asked: 'Hör av dig till kommunens systemadministratör genast om du inte känner till det.',
    },
    en: {
      headline: 'an e-mail address was changed in the register of staff',
      happened: (who) =>
        `The e-mail address of somebody at ${who} is changed in Resursdelning. This goes to the former and to the new address.`,
      asked: 'Turn to the municipality’s system administrator at once if you do not know of this.',
    },
  },
};
