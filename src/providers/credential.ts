/**
 * What two accounts share when they draw from one limit: the provider, where it is, and the key. It contains the key, so it must
 * be hashed before it is kept or shown.
 */
export function credentialOf(provider: string, baseUrl: string, secret: string): string {
  return JSON.stringify([provider, new URL(baseUrl).origin, secret]);
}
