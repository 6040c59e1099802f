import { describe, expect, it } from 'vitest';
import { SESSION_MAIL_LAYOUT } from './session-mail-layout.generated.js';

describe('the layout of session mails', () => {
  it('makes its reader fetch nothing: no font, image, style sheet or script', () => {
    expect(SESSION_MAIL_LAYOUT).not.toMatch(/<link|<img|<script|<iframe|@import|url\(|\b(src|href|background)=/i);
    const addresses = SESSION_MAIL_LAYOUT.match(/https?:\/\/[^"'\s<]+/g);
    expect(addresses).toEqual(['http://www.w3.org/1999/xhtml']); // a namespace, never fetched
  });
});
