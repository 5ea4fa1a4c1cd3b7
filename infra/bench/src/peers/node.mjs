// Measures a Node library, named by the only argument. See peer.rs for the protocol.
import { createInterface } from 'node:readline';

const libraries = {
  'fast-jwt': async ({ publicKey, issuer, audience, leewaySeconds }) => {
    const { createVerifier } = await import('fast-jwt');
    const verify = createVerifier({
      key: publicKey,
      algorithms: ['RS256'],
      allowedIss: issuer,
      allowedAud: audience,
      clockTolerance: leewaySeconds * 1000,
      cache: false,
    });
    return async (token, times) => {
      for (let time = 0; time < times; time++) verify(token);
    };
  },
  jose: async ({ publicKey, issuer, audience, leewaySeconds }) => {
    const { importSPKI, jwtVerify } = await import('jose');
    const key = await importSPKI(publicKey, 'RS256');
    const options = { algorithms: ['RS256'], issuer, audience, clockTolerance: leewaySeconds };
    return async (token, times) => {
      for (let time = 0; time < times; time++) await jwtVerify(token, key, options);
    };
  },
};

const lines = createInterface({ input: process.stdin })[Symbol.asyncIterator]();
const next = async () => (await lines.next()).value;

const setup = JSON.parse(await next());
const run = await libraries[process.argv[1]](setup);
if (await run(setup.forged, 1).then(() => true, () => false)) throw new Error('accepts a forged token');
for (let line = await next(); line !== undefined; line = await next()) {
  const times = Number(line);
  const before = process.cpuUsage();
  await run(setup.token, times);
  const { user, system } = process.cpuUsage(before);
  console.log(((user + system) * 1000) / times);
}
