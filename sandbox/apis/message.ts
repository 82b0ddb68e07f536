/** Sending, updating and recalling app messages. */
import { type Answer, accepted, refused } from '../answer.ts';
import type { Api } from '../api.ts';
import { RECALL_MS, type SentMessage } from '../chat.ts';
import { type Fields, isFields, Judge } from '../judge.ts';
import { isInteractive, judgeCard } from '../judge-card.ts';
import { judgeAgentId, judgeMessage, type Recipients, translateIds } from '../judge-message.ts';
import type { World } from '../world.ts';

function firstRefusal(judge: Judge, notes: string[]): Answer | undefined {
  notes.push(
    ...judge.notes,
    ...judge.refusals.slice(1).map(({ errcode, text }) => `also ${errcode}: ${text}`),
  );
  const first = judge.refusals[0];
  return first && refused(first.errcode, first.text);
}

/** Sorts the named recipients into members who will get the message and names that are invalid. */
function resolve(world: World, recipients: Recipients) {
  const { school } = world;
  const receivers = new Map<string, string>();
  const add = (userid: string): void => void receivers.set(userid.toLowerCase(), userid);
  const invalidUsers: string[] = [];
  const invalidParties: string[] = [];
  if (recipients.everyone) for (const person of school.visiblePeople()) add(person.userid);
  for (const userid of recipients.users) {
    if (school.sees(userid)) add(school.person(userid)!.userid);
    else invalidUsers.push(userid.toLowerCase());
  }
  for (const party of recipients.parties) {
    const id = /^\d+$/.test(party) ? Number(party) : 0;
    if (!school.department(id)) {
      invalidParties.push(party);
      continue;
    }
    const members = school.below(id).flatMap((below) => school.membersOf(below));
    const seen = members.filter((person) => school.sees(person.userid));
    if (seen.length === 0) invalidParties.push(party);
    for (const person of seen) add(person.userid);
  }
  // The pretend corp has no tags, so that every tag is an invalid one.
  return { receivers: [...receivers.values()], invalidUsers, invalidParties, invalidTags: recipients.tags };
}

function translated(world: World, content: Fields): Fields {
  const result = translateIds(
    content,
    (userid) => world.school.person(userid)?.name,
    (id) => world.school.department(id)?.name,
  );
  return isFields(result) ? result : content;
}

const send: Api = {
  path: '/cgi-bin/message/send',
  method: 'POST',
  access: 'app',
  unmetered: true,
  run({ json, body, notes }, world) {
    const judge = new Judge();
    const judged = judgeMessage(judge, json, {
      mediaKind: (id) => world.media(id)?.kind,
      hasMedia: (id) => world.media(id) !== undefined,
      hasPerson: (userid) => world.school.person(userid) !== undefined,
    });
    const refusal = firstRefusal(judge, notes);
    if (refusal) return refusal;
    if (judged.agentid !== world.options.credentials.agentId)
      return refused(301002, 'not allow operate another agent with this accesstoken');
    if (judged.duplicateSeconds !== undefined) {
      const earlier = world.duplicateOf(body, judged.duplicateSeconds);
      if (earlier) {
        notes.push('dropped: identical request within the interval');
        world.log.count('messages.duplicates');
        return earlier;
      }
    }
    const isCard = judged.msgtype === 'template_card';
    const interactive = isCard && isInteractive(judged.content);
    if (interactive && !world.callbackUrl) return refused(43012, 'require callback url');
    const taskId = isCard && typeof judged.content.task_id === 'string' ? judged.content.task_id : '';
    if (taskId !== '' && world.chat.hasTask(taskId))
      return refused(42014, 'invalid task_id: it was used before');
    const { receivers, invalidUsers, invalidParties, invalidTags } = resolve(world, judged.recipients);
    if (receivers.length === 0) return refused(81013, 'user & party & tag all invalid');
    if (!world.takePersonTimes(receivers.length))
      return refused(45009, 'api freq out of limit: messages of the day');

    const message: SentMessage = {
      msgid: world.newId(),
      at: world.now(),
      msgtype: judged.msgtype,
      ...(taskId === '' ? {} : { taskId }),
      interactive,
      receivers: new Map(),
    };
    world.chat.remember(message);
    const content = judged.idTranslation ? translated(world, judged.content) : judged.content;
    const dropped = world.publish(message, receivers, content);
    if (dropped > 0) notes.push(`dropped for ${dropped} members over their limit`);
    if (judged.cut) world.log.count('messages.cut');
    const fields: Record<string, unknown> = { msgid: message.msgid };
    if (invalidUsers.length > 0) fields.invaliduser = invalidUsers.join('|');
    if (invalidParties.length > 0) fields.invalidparty = invalidParties.join('|');
    if (invalidTags.length > 0) fields.invalidtag = invalidTags.join('|');
    if (interactive) {
      const code = world.newId(32);
      world.chat.issueResponseCode(code, message.msgid, world.now());
      fields.response_code = code;
    }
    const answer = accepted(fields);
    world.rememberRequest(body, answer);
    return answer;
  },
};

const updateCard: Api = {
  path: '/cgi-bin/message/update_template_card',
  method: 'POST',
  access: 'app',
  run({ json, notes }, world) {
    const judge = new Judge();
    const agentid = judgeAgentId(judge, json);
    const code = judge.requiredText(json, 'response_code', 'request', 40063);
    const atAll = judge.integer(json, 'atall', 'request', 0, 1, 0) === 1;
    const idTranslation = judge.integer(json, 'enable_id_trans', 'request', 0, 1, 0) === 1;
    const users = listOf(judge, json, 'userids', 1_000, 40032, isText);
    const parties = listOf(judge, json, 'partyids', 100, 82002, isInteger);
    const tags = listOf(judge, json, 'tagids', 100, 82003, isInteger);
    if (!atAll && users.length + parties.length + tags.length === 0)
      judge.refuse(82101, 'no target of the update');
    const button = judge.object(json, 'button', 'request');
    const card = judge.object(json, 'template_card', 'request');
    if ((button === undefined) === (card === undefined)) {
      judge.refuse(40063, 'some parameters are empty: either button or template_card');
    }
    if (button) judge.requiredText(button, 'replace_name', 'button', 40063);
    if (card) {
      judgeCard(judge, card, {
        update: true,
        hasMedia: (id) => world.media(id) !== undefined,
        hasPerson: (userid) => world.school.person(userid) !== undefined,
      });
    }
    const refusal = firstRefusal(judge, notes);
    if (refusal) return refusal;
    if (agentid !== world.options.credentials.agentId)
      return refused(42015, 'agentid is not the app of the card');
    const message = world.chat.messageOf(code, world.now());
    if (!message) return refused(60140, 'invalid response_code: unknown, used or expired');
    const targets = new Set(atAll ? message.receivers.keys() : users.map((userid) => userid.toLowerCase()));
    for (const id of parties) {
      for (const below of world.school.below(id)) {
        for (const person of world.school.membersOf(below)) {
          if (message.receivers.has(person.userid.toLowerCase())) targets.add(person.userid.toLowerCase());
        }
      }
    }
    const invalid = [...targets].filter((userid) => !message.receivers.has(userid));
    if (invalid.length === targets.size) return refused(82102, 'nobody of the targets received the card');
    const receivers = [...targets].flatMap((userid) => {
      const entry = message.receivers.get(userid);
      return entry ? [{ userid, entry }] : [];
    });
    if (button && receivers.some(({ entry }) => !hasButtons(entry.content))) {
      return refused(40035, 'invalid parameter: the card has no buttons to replace');
    }
    world.chat.spend(code);
    for (const { userid, entry } of receivers) {
      const updates = (entry.updates ?? 0) + 1;
      if (button) world.chat.change(userid, entry, { replaced: String(button.replace_name), updates });
      else if (card) {
        const { replace_text: replaced, ...shown } = idTranslation ? translated(world, card) : card;
        delete entry.replaced;
        world.chat.change(userid, entry, {
          content: structuredClone(shown),
          updates,
          ...(typeof replaced === 'string' && replaced !== '' ? { replaced } : {}),
        });
      }
    }
    return accepted({ invaliduser: invalid });
  },
};

const recall: Api = {
  path: '/cgi-bin/message/recall',
  method: 'POST',
  access: 'app',
  run({ json, notes }, world) {
    const judge = new Judge();
    const msgid = judge.requiredText(json, 'msgid', 'request', 40063);
    const refusal = firstRefusal(judge, notes);
    if (refusal) return refusal;
    const message = world.chat.sent.get(msgid);
    if (!message) return refused(40058, 'invalid parameter: no message of this app has this msgid');
    if (world.now() - message.at > RECALL_MS) return refused(42052, 'msgid is too old to recall');
    for (const [userid, entry] of message.receivers) world.chat.change(userid, entry, { recalled: true });
    return accepted();
  },
};

function hasButtons(card: Fields): boolean {
  return ['button_interaction', 'vote_interaction', 'multiple_interaction'].includes(String(card.card_type));
}

const isText = (value: unknown): value is string => typeof value === 'string' && value !== '';
const isInteger = (value: unknown): value is number => Number.isInteger(value);

function listOf<T>(
  judge: Judge,
  from: Fields,
  field: string,
  most: number,
  errcode: number,
  is: (value: unknown) => value is T,
): T[] {
  const value = from[field];
  if (value === undefined || value === null) return [];
  if (!Array.isArray(value) || !value.every(is)) {
    judge.refuse(
      40035,
      `invalid parameter: ${field} is not the list that it must be. Warning: wrong json format. `,
    );
    return [];
  }
  if (value.length > most)
    judge.refuse(errcode, `${field} holds ${value.length} entries, allowed are ${most}`);
  return value;
}

export const messageApis: Api[] = [send, updateCard, recall];
