import './asyncapi.css';
import { element } from './element.js';
import { operationsByTag } from './operations.js';
import { schemaView } from './schema-view.js';

const main = document.getElementById('asyncapi');

try {
  const response = await fetch('/api/asyncapi.json');
  if (!response.ok) throw new Error(`/api/asyncapi.json answered ${response.status}.`);
  render(await response.json());
} catch (error) {
  main.append(element('p', { className: 'failure', role: 'alert' }, `The document cannot be shown. ${error.message}`));
}

function render(api) {
  const groups = operationsByTag(api);
  main.append(
    element(
      'header',
      {},
      element('h1', {}, api.info.title, ' ', element('small', {}, api.info.version)),
      element('p', {}, api.info.description ?? ''),
      element('p', {}, element('a', { href: '/api/asyncapi.json' }, `AsyncAPI ${api.asyncapi} document`)),
      element('table', {}, ...Object.entries(api.servers ?? {}).map(serverRow)),
      searchField(),
    ),
    ...groups.map(([tag, operations]) => groupView(api, tag, operations)),
  );
}

function serverRow([name, { host, protocol, pathname = '', description = '' }]) {
  const address = `${protocol}://${host}${pathname}`;
  return element(
    'tr',
    {},
    element('th', {}, name),
    element('td', {}, element('code', {}, address)),
    element('td', {}, description),
  );
}

function searchField() {
  const field = element('input', { type: 'search', placeholder: 'Find an event', ariaLabel: 'Find an event' });
  field.addEventListener('input', () => {
    const wanted = field.value.trim().toLowerCase();
    for (const operation of main.querySelectorAll('.operation')) {
      operation.hidden = !operation.dataset.search.includes(wanted);
    }
    for (const group of main.querySelectorAll('.group'))
      group.hidden = !group.querySelector('.operation:not([hidden])');
  });
  return field;
}

function groupView(api, tag, operations) {
  return element(
    'section',
    { className: 'group' },
    element('h2', {}, tag),
    ...operations.map((each) => operationView(api, each)),
  );
}

function operationView(api, { sent, title, address, messages, replies }) {
  const names = messages.map((message) => message.name);
  const view = element(
    'details',
    { className: 'operation' },
    element(
      'summary',
      {},
      element('span', { className: sent ? 'badge sent' : 'badge received' }, sent ? 'server sends' : 'client sends'),
      element('code', {}, [...new Set(names)].join(', ')),
      element('span', { className: 'label' }, title),
    ),
    address === names[0] ? '' : element('p', {}, 'Channel ', element('code', {}, address)),
    ...messages.map((message) => messageView(api, message)),
    ...replies.map((message) => messageView(api, message)),
  );
  view.dataset.search = [title, ...names].join(' ').toLowerCase();
  return view;
}

function messageView(api, { key, title, contentType, tags = [], payload }) {
  return element(
    'article',
    {},
    element(
      'h3',
      {},
      element('code', {}, key),
      ` ${title ?? ''} `,
      ...tags.map(({ name }) => element('span', { className: 'tag' }, name)),
      element('small', {}, contentType ?? api.defaultContentType ?? ''),
    ),
    schemaView(api, payload),
  );
}
