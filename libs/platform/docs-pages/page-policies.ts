const sameOriginOnly = {
  'default-src': "'self'",
  // Profiles may name pictures of any server, which would learn who looks at whom.
  'img-src': "'self' data:",
  'object-src': "'none'",
  'base-uri': "'none'",
  'form-action': "'none'",
  'frame-ancestors': "'none'",
};

const policy = (directives: Record<string, string>): string =>
  Object.entries(directives)
    .map(([name, sources]) => `${name} ${sources}`)
    .join('; ');

/** Content-Security-Policy per page. None of them allows a foreign origin, an inline script or `eval`. */
export const PAGE_POLICIES = {
  docs: policy(sameOriginOnly),
  asyncapi: policy(sameOriginOnly),
  graphiql: policy({
    ...sameOriginOnly,
    // Its editor, Monaco, positions every line of text with a style attribute in markup that it writes as a string, and
    // adds <style> elements for its themes; neither can carry a nonce. Its style sheet holds its fonts as data URLs.
    'style-src': "'self' 'unsafe-inline'",
    'font-src': "'self' data:",
  }),
} as const;

/** For what the pages load: a worker runs under the policy of its own response, not under that of the page. */
export const ASSET_POLICY = policy(sameOriginOnly);
