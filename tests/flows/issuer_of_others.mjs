// An OpenID Connect issuer that others made, and had certified: the npm package `oidc-provider`, with one client (our
// pages) and one person. Run in a folder that has the package; says "listening" when it does.
import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';

const [port, audience, client, redirects, person] = process.argv.slice(2);
const found = createRequire(`${process.cwd()}/`).resolve('oidc-provider');
const { Provider } = await import(pathToFileURL(found).href);
const claims = JSON.parse(person);
const url = `http://localhost:${port}`;
const origins = new Set(JSON.parse(redirects).map((one) => new URL(one).origin));

const provider = new Provider(url, {
  clients: [{
    client_id: client,
    application_type: 'native',
    token_endpoint_auth_method: 'none',
    redirect_uris: JSON.parse(redirects),
  }],
  claims: { openid: ['sub', ...Object.keys(claims)] },
  conformIdTokenClaims: false,
  extraTokenClaims: () => ({ organisation: claims.organisation, roles: claims.roles }),
  findAccount: (_, id) => ({ accountId: id, claims: () => ({ sub: id, ...claims }) }),
  clientBasedCORS: (_, origin) => origins.has(origin),
  cookies: { keys: ['only for this test'] },
  pkce: { required: () => true },
  features: {
    resourceIndicators: {
      enabled: true,
      defaultResource: () => `urn:${audience}`,
      useGrantedResource: () => true,
      getResourceServerInfo: () => ({ scope: '', audience, accessTokenFormat: 'jwt', accessTokenTTL: 300 }),
    },
  },
});
provider.listen(Number(port), '127.0.0.1', () => console.log('listening'));
