import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CallbackError } from './crypto.ts';
import samples from './fixtures/samples.json' with { type: 'json' };
import {
  dedupeKey,
  type Inbound,
  type InboundOf,
  inboundSchema,
  MESSAGE_TYPES,
  parseInbound,
  serializeInbound,
} from './inbound.ts';
import { cleanText } from './xml.ts';

const bodyOf = (id: string) => samples.find((s) => s.id === id)!.body;

/** Reads a sample and narrows it to the type that it must have. */
function read<T extends Inbound['type']>(id: string, type: T): InboundOf<T> {
  const inbound = parseInbound(bodyOf(id));
  expect(inbound.type).toBe(type);
  return inbound as InboundOf<T>;
}

function codeOf(run: () => unknown): string {
  try {
    run();
  } catch (error) {
    if (error instanceof CallbackError) return error.code;
    throw error;
  }
  return 'nothing thrown';
}

const common = { corpId: 'ww0a1b2c3d4e5f6071', sender: 'zhangsan', createTime: 1767225600, agentId: 1000002 };
const wrap = (inner: string) =>
  `<xml><ToUserName>ww1</ToUserName><FromUserName>u</FromUserName><CreateTime>5</CreateTime>${inner}</xml>`;

describe('parseInbound', () => {
  it.each(samples.map((s) => [s.id, s] as const))(
    'reads the sample %s and its common fields',
    (id, sample) => {
      const inbound = parseInbound(sample.body);
      expect(inbound.type === 'unknown').toBe(id === 'unknown-event');
      expect(inbound).toMatchObject({
        corpId: sample.expect.ToUserName,
        sender: sample.expect.FromUserName,
        createTime: sample.expect.CreateTime,
      });
      expect(inbound.agentId).toBe(sample.expect.AgentID);
      expect('msgId' in inbound ? inbound.msgId : undefined).toBe(sample.expect.MsgId);
    },
  );

  it('keeps text exactly: markup, two CDATA sections, joined emoji, newlines, long MsgIds', () => {
    expect(read('text-tricky', 'text')).toEqual({
      type: 'text',
      ...common,
      sender: 'lisi.wu_01',
      content: 'a<b>&amp; ]]> "q" 👨‍👩‍👧 第二行\n/::)',
      msgId: '9223372036854775807',
    });
  });

  it('keeps leading zeros of userids and texts', () => {
    expect(read('text-userid-number-like', 'text')).toMatchObject({ sender: '00123', content: '001' });
  });

  it('drops control characters', () => {
    expect(read('text-control-char', 'text').content).toBe('订单完成');
  });

  it('reads media and links', () => {
    expect(read('image', 'image')).toMatchObject({
      picUrl: 'https://wework.qpic.example/wwhead/abc/0',
      mediaId: '1Gimg_made-up-media-id-0001',
    });
    expect(read('voice', 'voice')).toMatchObject({ mediaId: '1Gvoc_made-up-media-id-0002', format: 'amr' });
    expect(read('video', 'video')).toMatchObject({ thumbMediaId: '1Gthb_made-up-media-id-0004' });
    expect(read('link', 'link')).toMatchObject({
      title: '季度报销说明',
      description: '点开查看',
      url: 'https://intra.example.com/a?b=1&c=2',
      picUrl: 'https://intra.example.com/p.png',
    });
  });

  it('tells the location message from the LOCATION event, and latitude from longitude', () => {
    expect(read('location', 'location')).toMatchObject({
      latitude: 23.134,
      longitude: 113.358,
      scale: 16,
      label: '广州市海珠区示例路1号',
      appType: 'wxwork',
    });
    expect(read('location-report', 'location_report')).toMatchObject({
      latitude: 23.104,
      longitude: 113.32,
      precision: 65,
      appType: 'wxwork',
    });
  });

  it('reads the key of every menu event as text', () => {
    expect(read('menu-click', 'click').eventKey).toBe('form:leave:001');
    expect(read('menu-view', 'view').eventKey).toBe('https://forms.example.com/list?tab=todo&v=2');
    expect(read('menu-view-miniprogram', 'view_miniprogram').eventKey).toBe('pages/index');
    expect(read('scancode-push', 'scancode_push').scanCode).toEqual({
      kind: 'qrcode',
      result: 'https://asset.example.com/a/0007',
    });
    expect(read('scancode-waitmsg', 'scancode_waitmsg').scanCode?.result).toBe('0000123');
  });

  it('gives an array for one picture and for two', () => {
    expect(read('pic-sysphoto-one', 'pic_sysphoto').pictures).toEqual({
      count: 1,
      list: [{ md5: '0123456789abcdef0123456789abcdef' }],
    });
    expect(read('pic-photo-or-album-two', 'pic_photo_or_album').pictures?.list).toHaveLength(2);
    expect(read('pic-weixin', 'pic_weixin').pictures?.list).toHaveLength(1);
  });

  it('keeps the blank before a place', () => {
    expect(read('location-select', 'location_select').place).toEqual({
      latitude: 23,
      longitude: 113,
      scale: 15,
      label: ' 广州市海珠区示例路 106号',
      poiName: '',
    });
  });

  it('reads entering, joining and leaving', () => {
    expect(read('subscribe', 'subscribe').eventKey).toBeUndefined();
    expect(read('unsubscribe', 'unsubscribe').eventKey).toBe('');
    expect(read('enter-agent', 'enter_agent').eventKey).toBe('');
    expect(read('inactive-alert', 'inactive_alert').effectTime).toBe(1769904000);
  });

  it('reads pressed cards, with arrays for no, one and many selections', () => {
    expect(read('card-button', 'template_card_event')).toEqual({
      type: 'template_card_event',
      ...common,
      eventKey: 'approve',
      taskId: 'form-0001_step@1',
      cardType: 'button_interaction',
      responseCode: 'RCODE-made-up-0001',
      selections: [],
    });
    expect(read('card-vote-single', 'template_card_event').selections).toEqual([
      { questionKey: 'lunch', optionIds: ['rice'] },
    ]);
    expect(read('card-multiple', 'template_card_event').selections).toEqual([
      { questionKey: 'city', optionIds: ['gz'] },
      { questionKey: 'slot', optionIds: ['am', 'pm'] },
    ]);
    expect(read('card-menu', 'template_card_menu_event')).toMatchObject({
      eventKey: 'mute',
      taskId: 'notice-0004',
    });
  });

  it('reads an approval with single nodes everywhere', () => {
    expect(read('open-approval-change', 'open_approval_change').approval).toMatchObject({
      thirdNo: 'AP202601010001',
      status: 1,
      applicantId: 'zhangsan',
      nodes: [
        {
          status: 1,
          attribute: 1,
          kind: 1,
          items: [{ userId: 'lisi.wu_01', status: 1, speech: '', time: 0 }],
        },
      ],
      notified: [{ userId: 'wangwu' }],
      step: 0,
    });
  });

  it('reads a batch job, which has no AgentID', () => {
    const job = read('batch-job-result', 'batch_job_result');
    expect(job.job).toEqual({ id: 'S0MrnMadeUpJobId0001', kind: 'sync_user', errCode: 0, errMsg: 'ok' });
    expect(job.agentId).toBeUndefined();
  });

  it('reads the full and the reduced form of a new member', () => {
    expect(read('contact-create-user-full', 'create_user')).toMatchObject({
      userId: 'zhaoliu',
      name: '赵六',
      departments: [1, 2, 3],
      mainDepartment: 1,
      isLeaderInDepartments: [1, 0, 0],
      directLeaders: ['lisi.wu_01'],
      mobile: '13800000000',
      gender: 1,
      status: 1,
      attributes: [
        { name: '爱好', kind: 0, text: { value: '旅游' } },
        { name: '主页', kind: 1, web: { title: '个人页', url: 'https://example.com/zl' } },
      ],
    });
    const { corpId, createTime } = common;
    expect(read('contact-create-user-reduced', 'create_user')).toEqual({
      type: 'create_user',
      corpId,
      sender: 'sys',
      createTime: createTime + 1,
      userId: 'zhaoliu',
      departments: [2],
    });
  });

  it('reads changed and deleted members, departments and tags', () => {
    expect(read('contact-update-user-rename', 'update_user')).toMatchObject({
      userId: 'zhaoliu',
      newUserId: 'zhaoliu001',
      departments: [2, 5],
    });
    expect(read('contact-delete-user', 'delete_user').userId).toBe('zhaoliu001');
    expect(read('contact-create-party', 'create_party')).toMatchObject({
      id: 12,
      name: '测试部',
      parentId: 1,
      order: 100,
    });
    const moved = read('contact-update-party', 'update_party');
    expect([moved.id, moved.name, moved.parentId]).toEqual([12, undefined, 3]);
    expect(read('contact-delete-party', 'delete_party').id).toBe(12);
    expect(read('contact-update-tag', 'update_tag')).toMatchObject({
      tagId: 7,
      addedUsers: ['zhangsan', 'lisi.wu_01'],
      removedUsers: [],
      addedParties: [1, 2],
      removedParties: [],
    });
  });

  it('takes absent parts of a tag change for empty', () => {
    const xml = wrap(
      '<MsgType>event</MsgType><Event>change_contact</Event><ChangeType>update_tag</ChangeType><TagId>1</TagId>',
    );
    expect(parseInbound(xml)).toMatchObject({ type: 'update_tag', addedUsers: [], removedParties: [] });
  });

  it('lets an unknown event survive with all its fields', () => {
    expect(read('unknown-event', 'unknown')).toMatchObject({
      ...common,
      msgType: 'event',
      event: 'some_future_event',
      fields: { EventKey: 'x', Event: 'some_future_event' },
    });
  });

  it.each([
    [
      'a MsgType that nobody documented',
      '<MsgType>file</MsgType><MsgId>7</MsgId><F><A>1</A><A>2</A></F>',
      { msgId: '7', fields: { F: { A: ['1', '2'] } } },
    ],
    [
      'an unknown ChangeType',
      '<MsgType>event</MsgType><Event>change_contact</Event><ChangeType>x</ChangeType>',
      { changeType: 'x' },
    ],
    ['a text without MsgId', '<MsgType>text</MsgType><Content>a</Content>', { msgType: 'text' }],
    [
      'a location at no place',
      '<MsgType>location</MsgType><MsgId>7</MsgId><Location_X>north</Location_X><Location_Y>1</Location_Y>',
      {},
    ],
    ['a name of Object.prototype', '<MsgType>constructor</MsgType>', { msgType: 'constructor' }],
    ['an element called __proto__', '<MsgType>x</MsgType><__proto__>1</__proto__>', { msgType: 'x' }],
  ])('lets %s survive as unknown', (_name, inner, expected) => {
    expect(parseInbound(wrap(inner))).toMatchObject({ type: 'unknown', ...expected });
  });

  it('does not care for the case of an event, nor for an AgentID in the spelling of old cards', () => {
    const xml = wrap(
      '<MsgType>event</MsgType><Event>CLICK</Event><EventKey>k</EventKey><AgentId>3</AgentId>',
    );
    expect(parseInbound(xml)).toMatchObject({ type: 'click', eventKey: 'k', agentId: 3 });
  });

  it.each([
    '<xml></xml>',
    '<xml><MsgType>text</MsgType></xml>',
    wrap(''),
    wrap('<MsgType></MsgType>'),
    wrap('<MsgType>text</MsgType>').replace('>5<', '>soon<'),
  ])('refuses %s, which names neither sender nor time nor type', (xml) => {
    expect(codeOf(() => parseInbound(xml))).toBe('bad_message');
  });

  it('throws nothing but CallbackError on truncated or shuffled samples', () => {
    const tags = samples.flatMap((s) => s.body.match(/<[^>]*>/g) ?? []);
    fc.assert(
      fc.property(
        fc.constantFrom(...samples.map((s) => s.body)),
        fc.nat(1000),
        fc.constantFrom(...tags),
        (body, at, tag) => {
          codeOf(() => parseInbound(body.slice(0, at)));
          codeOf(() => parseInbound(body.slice(0, at) + tag + body.slice(at)));
          codeOf(() => parseInbound(wrap(`<MsgType>event</MsgType>${body.slice(5, -6)}`)));
        },
      ),
      { numRuns: 1000 },
    );
  });
});

describe('serializeInbound', () => {
  it.each(samples.map((s) => [s.id, s.body] as const))(
    'brings the sample %s through unchanged',
    (_id, body) => {
      const inbound = parseInbound(body);
      expect(parseInbound(serializeInbound(inbound))).toEqual(inbound);
      expect(inboundSchema.parse(JSON.parse(JSON.stringify(inbound)))).toEqual(inbound);
    },
  );

  it('writes plain messages just as WeCom does', () => {
    for (const id of ['text-tricky', 'image', 'voice', 'video', 'link']) {
      const elements = (xml: string) =>
        xml
          .match(/<(\w+)>.*?<\/\1>/gs)?.[0]
          .slice(5, -6)
          .split(/(?=<[A-Z])/)
          .sort();
      const written = serializeInbound(parseInbound(bodyOf(id))).replace(
        /<MsgId><!\[CDATA\[(\d+)\]\]>/,
        '<MsgId>$1',
      );
      expect(elements(written)).toEqual(elements(bodyOf(id)));
    }
  });

  it('brings any text through, but for control characters', () => {
    const content = fc.string({
      unit: fc.constantFrom(']]>', ']]', '>', '<', '&amp;', '\u0003', '\n', '党', '👨‍👩‍👧', ' '),
    });
    fc.assert(
      fc.property(content, fc.bigInt({ min: 1n, max: 2n ** 63n - 1n }), (text, id) => {
        const message: Inbound = { type: 'text', ...common, content: text, msgId: String(id) };
        expect(parseInbound(serializeInbound(message))).toEqual({ ...message, content: cleanText(text) });
      }),
    );
  });
});

describe('dedupeKey', () => {
  it('is the MsgId with its surroundings for messages', () => {
    const body = bodyOf('text-plain');
    expect(dedupeKey(parseInbound(body), body)).toBe(
      'ww0a1b2c3d4e5f6071|1000002|zhangsan|1767225600|7300000000000000001',
    );
  });

  it('differs for every sample: all have one second, and several one sender, in common', () => {
    const keys = samples.map((s) => dedupeKey(parseInbound(s.body), s.body));
    // The fixture reuses one MsgId for its messages of zhangsan, so those count once.
    const messages = samples.filter((s) => MESSAGE_TYPES.some((type) => s.kind === `message.${type}`));
    const messageIds = new Set(messages.map((s) => `${s.expect.FromUserName} ${s.expect.MsgId}`));
    expect(new Set(keys).size).toBe(samples.length - messages.length + messageIds.size);
  });

  it('is the same when an event is delivered again', () => {
    const body = bodyOf('card-button');
    expect(dedupeKey(parseInbound(body), body)).toBe(dedupeKey(parseInbound(`${body}`), body));
    expect(dedupeKey(parseInbound(body), body)).toMatch(/^ww0a1b2c3d4e5f6071\|1000002\|evt\|[0-9a-f]{64}$/);
  });
});
