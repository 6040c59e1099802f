import { resolve } from './resolve.js';

/**
 * The operations of an AsyncAPI 3 document with everything that they refer to, grouped by their channel's first tag.
 * Returns `[tag, { sent, title, address, messages, replies }[]][]`, in the order of the document.
 */
export function operationsByTag(api) {
  const operations = Object.values(api.operations ?? {}).map((operation) => {
    const channel = resolve(api, operation.channel);
    return {
      tag: channel.tags?.[0]?.name ?? 'other',
      sent: operation.action === 'send',
      title: operation.title ?? operation.summary ?? '',
      address: channel.address ?? '',
      messages: withKeys(api, operation.messages ?? Object.values(channel.messages ?? {})),
      replies: withKeys(api, operation.reply?.messages ?? []),
    };
  });
  return [...Map.groupBy(operations, (operation) => operation.tag)];
}

function withKeys(api, references) {
  return references.map((reference) => ({ key: reference.$ref?.split('/').at(-1) ?? '', ...resolve(api, reference) }));
}
