import { describe, expect, it } from 'vitest';
import { buildVoteCard, toCardUpdate } from './card.ts';
import { CallbackError } from './crypto.ts';
import { byteLength } from './fit-text.ts';
import samples from './fixtures/samples.json' with { type: 'json' };
import vectors from './fixtures/vectors.json' with { type: 'json' };
import { parseInbound } from './inbound.ts';
import { buildReply, mayReply, type PassiveReply, parseReply } from './reply.ts';
import { childOf, parseXml } from './xml.ts';

const head = { to: 'zhangsan', corpId: 'ww0a1b2c3d4e5f6071', createTime: 1767225601 };
const card = toCardUpdate(
  buildVoteCard({
    taskId: 't',
    title: '选时间',
    questionKey: 'q',
    options: [{ id: 'a', text: '周三' }],
    submit: { text: '提交', key: 's' },
  }),
  '已提交',
);

describe('buildReply', () => {
  it('writes the text of vector V3', () => {
    const v3 = vectors.find((v) => v.id === 'V3-reply')!;
    expect(buildReply({ type: 'text', content: '收到' }, head)).toBe(v3.plaintext);
  });

  it.each<[string, PassiveReply]>([
    ['text', { type: 'text', content: 'a<b> & ]]> "引号"\n第二行' }],
    ['image', { type: 'image', mediaId: 'm1' }],
    ['voice', { type: 'voice', mediaId: 'm2' }],
    ['video', { type: 'video', mediaId: 'm3', title: '题', description: '述' }],
    [
      'news',
      {
        type: 'news',
        articles: [
          { title: '一', description: 'd', picUrl: 'https://a.cn/p?a=1&b=2', url: 'https://a.cn' },
          { title: '二' },
        ],
      },
    ],
    ['update_button', { type: 'update_button', replaceName: '已办' }],
    ['update_template_card', { type: 'update_template_card', card }],
  ])('writes a %s that parseReply reads back', (_name, reply) => {
    expect(parseReply(buildReply(reply, head))).toEqual({ ...head, reply });
  });

  it('writes the elements of news where WeCom looks for them', () => {
    const xml = buildReply({ type: 'news', articles: [{ title: 'a' }, { title: 'b' }] }, head);
    expect(xml).toContain(
      '<ArticleCount>2</ArticleCount><Articles><item><Title><![CDATA[a]]></Title></item><item>',
    );
  });

  it('cuts text to 2048 bytes, titles to 128 and descriptions to 512', () => {
    const long = '支部'.repeat(1000);
    const content = childOf(parseXml(buildReply({ type: 'text', content: long }, head)), 'Content')!.text;
    expect(byteLength(content)).toBeLessThanOrEqual(2048);
    expect(byteLength(content)).toBeGreaterThan(2040);
    const news = parseReply(
      buildReply({ type: 'news', articles: [{ title: long, description: long }] }, head),
    ).reply;
    const article = news.type === 'news' ? news.articles[0] : undefined;
    expect(byteLength(article!.title)).toBeLessThanOrEqual(128);
    expect(byteLength(article!.description!)).toBeLessThanOrEqual(512);
    expect(byteLength(article!.description!)).toBeGreaterThan(500);
  });

  it('throws when there are no articles or nine', () => {
    expect(() => buildReply({ type: 'news', articles: [] }, head)).toThrow();
    expect(() =>
      buildReply({ type: 'news', articles: Array.from({ length: 9 }, () => ({ title: 'a' })) }, head),
    ).toThrow();
  });
});

describe('parseReply', () => {
  const good = buildReply({ type: 'text', content: 'a' }, head);
  it.each([
    ['an unknown type', good.replace('[text]', '[markdown]')],
    ['no receiver', good.replace('zhangsan', '')],
    ['no time', good.replace('1767225601', '')],
    ['a text without content', good.replaceAll('Content>', 'Text>')],
    ['an image without media', good.replace('[text]', '[image]')],
    ['a card that is none', good.replace('[text]', '[update_template_card]')],
  ])('refuses %s as bad_message', (_name, xml) => {
    expect(xml).not.toBe(good);
    let caught: unknown;
    try {
      parseReply(xml);
    } catch (error) {
      caught = error;
    }
    expect(caught).toBeInstanceOf(CallbackError);
    expect((caught as CallbackError).code).toBe('bad_message');
  });
});

describe('mayReply', () => {
  it('holds for messages and for the events that WeCom names, and not for pressed cards', () => {
    const replied = samples.filter((s) => mayReply(parseInbound(s.body))).map((s) => s.id);
    expect(replied).toEqual(
      expect.arrayContaining([
        'text-plain',
        'image',
        'voice',
        'video',
        'location',
        'link',
        'subscribe',
        'enter-agent',
      ]),
    );
    expect(replied).toEqual(
      expect.arrayContaining(['location-report', 'menu-click', 'menu-view', 'scancode-waitmsg', 'card-menu']),
    );
    for (const id of [
      'card-button',
      'card-vote-single',
      'unsubscribe',
      'scancode-push',
      'pic-weixin',
      'unknown-event',
      'contact-update-tag',
    ]) {
      expect(replied).not.toContain(id);
    }
  });
});
