import { sha256 } from '#domain/hash';
import type { Browser, TestPortal } from './portal.ts';

/** Makes the session of this browser what a weaker sign-in would have begun: at the level with this URI. */
export const weaken = async (portal: TestPortal, browser: Browser, level: string): Promise<void> => {
  for (const value of browser.cookies.values()) {
    const session = await portal.deps.access.findSession(sha256(value));
    if (session) return portal.deps.access.putSession({ ...session, level });
  }
  throw new Error('nobody is signed in');
};
