// A real provider of identities for the tests: `node provider.mjs PORT REDIRECT_URI`. Whoever types a name is that person.

import { Provider } from "oidc-provider";

const [port, redirectUri] = process.argv.slice(2);
const issuer = `http://localhost:${port}`;
const provider = new Provider(issuer, {
  clients: [{ client_id: "setkani", client_secret: "tajne-tajne-tajne-tajne-tajne-tajne", redirect_uris: [redirectUri] }],
  pkce: { required: () => true },
});
provider.listen(Number(port), "127.0.0.1", () => console.log("ready"));
