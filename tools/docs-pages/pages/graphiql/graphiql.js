import 'graphiql/setup-workers/vite';
import 'graphiql/style.css';
import './graphiql.css';
import { GraphiQL } from 'graphiql';
import { createElement } from 'react';
import { createRoot } from 'react-dom/client';

const FIRST_QUERY = `# POST /api/v1/auth/login gives an accessToken: put it behind "Bearer " in the headers below.

{
  me {
    id
    email
    roles
  }
}
`;

async function fetcher(request, { headers = {} } = {}) {
  const response = await fetch('/graphql', {
    method: 'POST',
    headers: { accept: 'application/json', 'content-type': 'application/json', ...withoutEmptyBearer(headers) },
    body: JSON.stringify(request),
  });
  return response.json();
}

/** The header that is offered to be filled in must not count as a wrong credential until it is. */
function withoutEmptyBearer(headers) {
  return Object.fromEntries(Object.entries(headers).filter(([, value]) => String(value).trim() !== 'Bearer'));
}

createRoot(document.getElementById('graphiql')).render(
  createElement(GraphiQL, {
    fetcher,
    defaultQuery: FIRST_QUERY,
    defaultHeaders: '{\n  "Authorization": "Bearer "\n}',
    defaultEditorToolsVisibility: 'headers',
  }),
);
