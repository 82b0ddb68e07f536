import fc from 'fast-check';
import { XMLParser } from 'fast-xml-parser';
import { describe, expect, it } from 'vitest';
import { CallbackError } from './crypto.ts';
import samples from './fixtures/samples.json' with { type: 'json' };
import { cdata, childOf, childrenOf, cleanText, element, parseXml, type XmlElement } from './xml.ts';

function codeOf(run: () => unknown): string {
  try {
    run();
  } catch (error) {
    if (error instanceof CallbackError) return error.code;
    throw error;
  }
  return 'nothing thrown';
}

/** Both readers' results in one shape: name and children, or name and text. */
type Plain = [string, Plain[] | string];

function plainOfOurs(node: XmlElement): Plain {
  return [node.name, node.children.length > 0 ? node.children.map(plainOfOurs) : node.text];
}

/** fast-xml-parser, an independent reader, gives `{name: [children]}` and `{'#text': …}` under `preserveOrder`. */
function plainOfTheirs(node: Record<string, unknown>): Plain {
  const [name, content] = Object.entries(node)[0] as [string, Record<string, unknown>[]];
  const elements = content.filter((child) => !('#text' in child));
  const text = content.map((child) => child['#text'] ?? '').join('');
  return [name, elements.length > 0 ? elements.map(plainOfTheirs) : text];
}

const independent = new XMLParser({
  preserveOrder: true,
  parseTagValue: false,
  trimValues: false,
  ignoreAttributes: true,
});

function readIndependently(xml: string): Plain[] {
  return (independent.parse(xml) as Record<string, unknown>[]).map(plainOfTheirs);
}

describe('parseXml', () => {
  it.each(samples.filter((s) => s.wellFormed).map((s) => [s.id, s.body] as const))(
    'reads the sample %s as fast-xml-parser does',
    (_id, body) => {
      expect([plainOfOurs(parseXml(body))]).toEqual(readIndependently(body));
    },
  );

  it('reads generated documents as fast-xml-parser does', () => {
    const name = fc.constantFrom('Content', 'item', 'Location_X', 'a.b', 'x-1');
    const leaf = fc
      .tuple(
        name,
        fc.string({ unit: fc.constantFrom('a', '你', '👋', '<', '>', ']', ']]>', '"', '\n', '1') }),
      )
      .map(([n, text]) => element(n, cdata(text)));
    const tree = fc.letrec<{ node: string }>((tie) => ({
      node: fc.oneof(
        { depthSize: 'small' },
        leaf,
        fc
          .tuple(name, fc.array(tie('node'), { minLength: 1, maxLength: 4 }))
          .map(([n, kids]) => element(n, kids.join(''))),
      ),
    })).node;
    fc.assert(
      fc.property(tree, (xml) => {
        expect([plainOfOurs(parseXml(xml))]).toEqual(readIndependently(xml));
      }),
    );
  });

  it('joins text and CDATA sections and keeps blanks', () => {
    const root = parseXml('<xml><A> a&lt;&#20320;&#x1F44B; <![CDATA[<b>&amp;]]]]><![CDATA[> ]]></A></xml>');
    expect(childOf(root, 'A')?.text).toBe(' a<你👋 <b>&amp;]]> ');
  });

  it('reads declaration, byte order mark, comments, attributes, empty elements and newlines', () => {
    const root = parseXml(
      '\uFEFF\n<?xml version="1.0" encoding="UTF-8"?>\n<!-- c -->\n<xml a="1" b=\'>\'>\r\n<A/><A x="2" ></A ><!-- <B> --></xml>\n',
    );
    expect(childrenOf(root, 'A')).toHaveLength(2);
    expect(childOf(root, 'B')).toBeUndefined();
  });

  it('drops control characters, written or referenced', () => {
    expect(parseXml('<xml><![CDATA[a\u0002\u000b\u001db\uFFFF]]>&#2;c</xml>').text).toBe('abc');
  });

  it.each([
    ['', 'not_xml'],
    ['  \n', 'not_xml'],
    ['{"encrypt":"x"}', 'not_xml'],
    ['hello', 'not_xml'],
    ['<', 'bad_xml'],
    ['<xml>', 'bad_xml'],
    ['<xml></xm>', 'bad_xml'],
    ['<xml></xml></xml>', 'bad_xml'],
    ['<xml></xml><xml></xml>', 'bad_xml'],
    ['<xml></xml>tail', 'bad_xml'],
    ['<xml><A></xml></A>', 'bad_xml'],
    ['<xml><A b></A></xml>', 'bad_xml'],
    ['<xml><A b="></A></xml>', 'bad_xml'],
    ['<xml><![CDATA[a]]</xml>', 'bad_xml'],
    ['<xml><!-- a</xml>', 'bad_xml'],
    ['<xml>a & b</xml>', 'bad_xml'],
    ['<xml>&nbsp;</xml>', 'bad_xml'],
    ['<xml>&#9999999;</xml>', 'bad_xml'],
    ['<xml><?php evil ?></xml>', 'bad_xml'],
    ['<!DOCTYPE xml><xml></xml>', 'bad_xml'],
    ['<!DOCTYPE xml [<!ENTITY a SYSTEM "file:///etc/passwd">]><xml>&a;</xml>', 'bad_xml'],
    ['<xml><!DOCTYPE a></xml>', 'bad_xml'],
    [`<xml>${'<a>'.repeat(50)}${'</a>'.repeat(50)}</xml>`, 'bad_xml'],
  ])('refuses %.60j as %s', (source, code) => {
    expect(codeOf(() => parseXml(source))).toBe(code);
  });

  it('refuses a document far larger than any callback', () => {
    expect(codeOf(() => parseXml(`<xml>${'a'.repeat(2_000_000)}</xml>`))).toBe('too_large');
  });

  it('names the console setting when the body is JSON', () => {
    expect(() => parseXml('{"encrypt":"x"}')).toThrow(/aibot/);
  });

  it('refuses every truncation of a document', () => {
    const body = samples.find((s) => s.id === 'card-multiple')!.body;
    for (let length = 1; length < body.length; length++) {
      expect(codeOf(() => parseXml(body.slice(0, length)))).toBe('bad_xml');
    }
  });

  it('throws nothing but CallbackError on random markup', () => {
    const piece = fc.constantFrom(
      '<',
      '>',
      '/',
      '!',
      '[CDATA[',
      ']]>',
      '--',
      '?',
      'xml',
      ' ',
      '"',
      '=',
      '&',
      '#1;',
      ';',
      'a',
    );
    fc.assert(
      fc.property(fc.oneof(fc.string({ unit: piece }), fc.string({ unit: 'binary' })), (text) => {
        codeOf(() => parseXml(`<xml>${text}</xml>`));
        codeOf(() => parseXml(text));
      }),
      { numRuns: 2000 },
    );
  });
});

describe('cdata', () => {
  it('brings any text through, but for forbidden characters and carriage returns', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: fc.constantFrom(']', ']]>', '>', '<', '&', '\r', '\n', '\u0000', '你', '👋') }),
        (text) => {
          expect(parseXml(element('xml', cdata(text))).text).toBe(cleanText(text));
        },
      ),
    );
  });
});
