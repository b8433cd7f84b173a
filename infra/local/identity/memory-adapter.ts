import type { Adapter, AdapterPayload } from 'oidc-provider';

interface Entry {
  payload: AdapterPayload;
  /** Milliseconds of the clock as it is at the moment of reading; the local home may move it. */
  until: number;
}

/** The provider's state in memory, one store for each provider. Nothing in it lives longer than an hour. */
export const memoryAdapter = (): ((model: string) => Adapter) => {
  const entries = new Map<string, Entry>();

  const payloadAt = (key: string): AdapterPayload | undefined => {
    const entry = entries.get(key);
    return entry && entry.until > Date.now() ? entry.payload : undefined;
  };
  const find = (isWanted: (payload: AdapterPayload) => boolean, model: string): AdapterPayload | undefined =>
    [...entries.keys()]
      .filter((key) => key.startsWith(`${model}:`))
      .map(payloadAt)
      .find((payload) => payload !== undefined && isWanted(payload));

  return (model) => ({
    upsert: async (id, payload, expiresIn) => {
      for (const [key, { until }] of entries) if (until <= Date.now()) entries.delete(key);
      entries.set(`${model}:${id}`, { payload, until: Date.now() + (expiresIn ?? 3600) * 1000 });
    },
    find: async (id) => payloadAt(`${model}:${id}`),
    findByUid: async (uid) => find((payload) => payload.uid === uid, model),
    findByUserCode: async (userCode) => find((payload) => payload.userCode === userCode, model),
    consume: async (id) => {
      const payload = payloadAt(`${model}:${id}`);
      if (payload) payload.consumed = Math.floor(Date.now() / 1000);
    },
    destroy: async (id) => {
      entries.delete(`${model}:${id}`);
    },
    revokeByGrantId: async (grantId) => {
      for (const [key, { payload }] of entries) {
        if (key.startsWith(`${model}:`) && payload.grantId === grantId) entries.delete(key);
      }
    },
  });
};
