// The certified OpenID provider as an issuer for tests. What it is to know comes as one JSON line
// on standard input; every further line replaces signing keys; it ends when its input ends.
import { createInterface } from 'node:readline';
import { createHash, generateKeyPairSync } from 'node:crypto';
import { createServer } from 'node:http';
import Provider from 'oidc-provider';

// Standard output is for facts alone.
console.log = console.info = console.error;
const lines = createInterface({ input: process.stdin })[Symbol.asyncIterator]();
const setup = JSON.parse((await lines.next()).value);
const keys = new Map();

function key(name) {
  if (!keys.has(name)) {
    const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
    keys.set(name, { ...privateKey.export({ format: 'jwk' }), kid: name, use: 'sig', alg: 'RS256' });
  }
  return keys.get(name);
}

const resource = (audience) => ({
  scope: '', audience, accessTokenFormat: 'jwt', accessTokenTTL: 600, jwt: { sign: { alg: 'RS256' } },
});

// `names` are of the keys that are published, the one that signs first.
function provider(issuer, names) {
  const made = new Provider(issuer, {
    clients: setup.clients,
    jwks: { keys: names.map(key) },
    cookies: { keys: ['for tests alone'] },
    subjectTypes: ['public', 'pairwise'],
    pairwiseIdentifier: (_, account, client) =>
      createHash('sha256').update(`${client.sectorIdentifier} ${account}`).digest('hex'),
    claims: { openid: ['sub', 'roles', 'wards', 'departments'], profile: ['name'] },
    conformIdTokenClaims: setup.conform ?? false,
    ttl: { AccessToken: 600, AuthorizationCode: 60, IdToken: 600, Session: 3600, Grant: 3600, Interaction: 600 },
    pkce: { required: () => true },
    // The provider's own guard refuses addresses of this very machine, where the services are here.
    fetch: (url, { dispatcher, ...options }) => globalThis.fetch(url, options),
    features: {
      backchannelLogout: { enabled: true },
      clientCredentials: { enabled: true },
      resourceIndicators: {
        enabled: true,
        defaultResource: () => undefined,
        getResourceServerInfo: (_, audience) => resource(audience),
      },
    },
    extraTokenClaims: (_, token) => setup.machines[token.clientId],
    findAccount: (_, id) => ({ accountId: id, claims: () => ({ sub: id, ...setup.people[id] }) }),
  });
  made.on('backchannel.success', (_, client) => say({ told: client.clientId }));
  made.on('backchannel.error', (_, failure, client) => say({ untold: client.clientId, why: `${failure.message} (${failure.cause?.message ?? 'no more is known'})` }));
  return made.callback();
}

const say = (fact) => process.stdout.write(`${JSON.stringify(fact)}\n`);
let answer;
const server = createServer((request, response) => answer(request, response));
server.listen(0, '127.0.0.1', async () => {
  const issuer = `http://127.0.0.1:${server.address().port}`;
  answer = provider(issuer, ['first']);
  say({ issuer });
  for await (const line of lines) {
    answer = provider(issuer, JSON.parse(line));
    say({ keys: JSON.parse(line) });
  }
  process.exit(0);
});
