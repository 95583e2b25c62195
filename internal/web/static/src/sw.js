// Opens saved papers without a network. It is there only for those who saved one,
// and asks the network first for everything but bundled files: what it keeps is
// shown when nobody answers, and nothing is kept but what was saved.
const bundle = "sotay-bundle";
const saved = "sotay-saved";

self.addEventListener("install", (event) => {
  event.waitUntil(caches.open(bundle).then((c) => c.addAll(NEEDED)).then(() => self.skipWaiting()));
});

// Files of former versions go.
self.addEventListener("activate", (event) => {
  event.waitUntil(
    (async () => {
      const kept = await caches.open(bundle);
      for (const request of await kept.keys()) {
        if (!NEEDED.includes(new URL(request.url).pathname)) await kept.delete(request);
      }
      await self.clients.claim();
    })(),
  );
});

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== self.location.origin) return;
  if (url.pathname.startsWith("/static/")) event.respondWith(bundled(request));
  else if (request.mode === "navigate") event.respondWith(networkOr(request, "/saved"));
  else if (request.headers.has("X-Read")) event.respondWith(networkOr(request));
});

async function bundled(request) {
  return (await caches.match(request, { cacheName: bundle, ignoreVary: true })) || fetch(request);
}

async function networkOr(request, instead) {
  try {
    return await fetch(request);
  } catch (fault) {
    const kept = (await find(request.url)) || (instead && (await find(instead)));
    if (kept) return kept;
    throw fault;
  }
}

const find = (address) => caches.match(address, { cacheName: saved, ignoreVary: true });
