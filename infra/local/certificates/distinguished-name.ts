import { ObjectIdentifier, PrintableString, Sequence, Set as SetOf, Utf8String } from 'asn1js';
import { RelativeDistinguishedNames } from 'pkijs';

/** Who in Sweden a certificate is for, or who issued it. */
export interface DistinguishedName {
  organisation: string;
  /** As ETSI EN 319 412-1 §5.1.4 writes it: `NTRSE-` and the organisation number. */
  organisationIdentifier?: string;
  /** A person's own number (RFC 5280 appendix A, `serialNumber`), of digits. */
  serialNumber?: string;
  commonName: string;
}

const OID = {
  commonName: '2.5.4.3',
  serialNumber: '2.5.4.5',
  country: '2.5.4.6',
  organisation: '2.5.4.10',
  organisationIdentifier: '2.5.4.97',
};

const attribute = (type: string, value: PrintableString | Utf8String): SetOf =>
  new SetOf({ value: [new Sequence({ value: [new ObjectIdentifier({ value: type }), value] })] });
const text = (value: string) => new Utf8String({ value });

/** A name in X.501's form, one attribute to a set. (Built by hand: pkijs would put all attributes into one set.) */
export const distinguishedName = (name: DistinguishedName): RelativeDistinguishedNames =>
  RelativeDistinguishedNames.fromBER(
    new Sequence({
      value: [
        attribute(OID.country, new PrintableString({ value: 'SE' })),
        attribute(OID.organisation, text(name.organisation)),
        ...(name.organisationIdentifier === undefined
          ? []
          : [attribute(OID.organisationIdentifier, text(name.organisationIdentifier))]),
        ...(name.serialNumber === undefined
          ? []
          : [attribute(OID.serialNumber, new PrintableString({ value: name.serialNumber }))]),
        attribute(OID.commonName, text(name.commonName)),
      ],
    }).toBER(),
  );
