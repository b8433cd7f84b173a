import { PartyId } from '#domain/parties';
import { environment } from './environment.ts';
import { s3ObjectVault } from './s3-object-vault.ts';
import { systemRandom } from './system-random.ts';
import { waitPorts } from './wait-ports.ts';

/** What takes in a stored mail, be it by its event or by the sweep. */
export const intakePorts = () => ({
  ...waitPorts(),
  vault: s3ObjectVault(),
  hostParty: PartyId.parse(environment('HOST_PARTY')),
  mailDomain: environment('MAIL_DOMAIN'),
  random: systemRandom,
});
