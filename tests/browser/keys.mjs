// A virtual authenticator of Chromium's, as a person's own device.
//
// Why: what a browser asks and what a key answers are theirs; a key written for these tests would share our mistakes.

/** Gives the page's browser a built-in key that knows its person, and answers by itself. */
export async function addDevice(page, options = {}) {
  const devtools = await page.context().newCDPSession(page);
  await devtools.send('WebAuthn.enable', { enableUI: false });
  const { authenticatorId } = await devtools.send('WebAuthn.addVirtualAuthenticator', {
    options: {
      protocol: 'ctap2',
      transport: 'internal',
      hasResidentKey: true,
      hasUserVerification: true,
      isUserVerified: true,
      automaticPresenceSimulation: true,
      ...options,
    },
  });
  const device = (method, more = {}) => devtools.send(`WebAuthn.${method}`, { authenticatorId, ...more });
  return {
    verified: (isUserVerified) => device('setUserVerified', { isUserVerified }),
    keys: async () => (await device('getCredentials')).credentials,
    remove: (credentialId) => device('removeCredential', { credentialId }),
    add: (credential) => device('addCredential', { credential }),
  };
}
