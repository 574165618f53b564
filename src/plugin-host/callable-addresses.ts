import { lookup as ask } from 'node:dns';
import type { LookupFunction } from 'node:net';
import { isCallable, isPublicAddress } from '../shared/private-address.ts';

/**
 * A name's addresses for node:net, without those that no platform lives at: link-local with the clouds' metadata,
 * multicast and the like. A name that has no other leads nowhere.
 */
export const callableAddresses: LookupFunction = addressesThat(isCallable);

/** As callableAddresses, of the public internet only: for addresses that the owner has not declared. */
export const publicAddresses: LookupFunction = addressesThat(isPublicAddress);

function addressesThat(mayCall: (address: string) => boolean): LookupFunction {
  return (hostname, options, done) => {
    ask(hostname, { ...options, all: true }, (error, found) => {
      if (error) return done(error, []);
      const callable = found.filter(({ address }) => mayCall(address));
      const [first] = callable;
      if (!first) {
        const nowhere = Object.assign(new Error(`${hostname} has no address to call`), { code: 'ENOTFOUND' });
        return done(nowhere, []);
      }
      if (options.all) done(null, callable);
      else done(null, first.address, first.family);
    });
  };
}
