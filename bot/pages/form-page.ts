/** The page of a form, made from its shape: works as it stands, and better with its script. */
import { PAGE } from '../../texts/form.ts';
import { type Control, type Draft, type DraftValue, type Faults, type Form, typedName } from '../form.ts';
import { type Html, html } from './html.ts';
import { renderPage } from './page.ts';

export interface FormPageParts {
  form: Form;
  draft: Draft;
  faults: Faults;
  /** Said above the form. */
  notice?: string;
  /** In whose name it is filled in, and who reads it; absent while nobody is signed in. */
  by?: string;
  /** Posted along. */
  hidden: { csrf: string; submission: string; owner: string };
  /** Offers to sign in again, keeping what was written. */
  enterAgain?: string;
  /** Today, the last day that can be picked. */
  today: string;
  /** Who was picked, by token; undefined for a token that is not ours or not for this reader. */
  nameOf: (token: string) => { name: string; unit: string } | undefined;
  /** For WeCom's own picker. */
  corpId: string;
}

/** Labels of so many characters fit four in a row. */
const LABEL_CHARS = 4;

/** Renders the form with what was written so far. */
export function renderForm(parts: FormPageParts): string {
  const { form, draft, faults, notice, by, hidden } = parts;
  const entries = Object.entries(form.controls);
  const show = ([name, control]: [string, Control]) =>
    renderField(name, control, draft[name], faults[name], parts);
  const first = entries.filter(([, control]) => !control.more);
  const more = entries.filter(([, control]) => control.more);
  const isMoreOpen = more.some(([name]) => faults[name] !== undefined || isWritten(draft[name]));
  return renderPage({
    title: form.title,
    script: true,
    data: { corp: parts.corpId, form: form.name, owner: hidden.owner },
    body: html`<main class="page">
<header class="head"><h1>${form.title}</h1>${form.intro && html`<p>${form.intro}</p>`}</header>
${notice && html`<p class="notice" role="alert">${notice}</p>`}
${parts.enterAgain && html`<p class="again"><a class="weui-btn weui-btn_default" id="again" href="${parts.enterAgain}">${PAGE.enterAgain}</a></p>`}
<form method="post" action="/form/${form.name}" novalidate autocomplete="off">
<input type="hidden" name="csrf" value="${hidden.csrf}">
<input type="hidden" name="submission" value="${hidden.submission}">
<input type="hidden" name="owner" value="${hidden.owner}">
<div class="fields">${first.map(show)}</div>
${more.length > 0 && html`<details class="more"${isMoreOpen && html` open`}><summary>${PAGE.more}</summary><div class="fields">${more.map(show)}</div></details>`}
<div class="send"><button class="weui-btn weui-btn_primary" type="submit" data-sending="${PAGE.sending}">${PAGE.send}</button></div>
</form>
${by && html`<p class="by">${by}</p>`}
</main>`,
  });
}

function renderField(
  name: string,
  control: Control,
  value: DraftValue | undefined,
  fault: string | undefined,
  parts: FormPageParts,
): Html {
  const { when } = control;
  const conditional = when && html` data-when-field="${when.field}" data-when="${when.is.join(' ')}"`;
  const isGroup = control.type === 'choice';
  const note = fault && html`<p class="fault" id="${name}-fault">${fault}</p>`;
  // Without the script every field is there: those that matter for some choices only say for which.
  const only = when && html`<small class="when">${PAGE.onlyFor(labelsOf(parts.form, when))}</small>`;
  const optional = control.optional && !control.more && html`<small>${PAGE.optional}</small>`;
  const label = html`${control.label}${optional}${only}`;
  const described = fault !== undefined && html` aria-invalid="true" aria-describedby="${name}-fault"`;
  const className = html`field${fault !== undefined && ' has-fault'}`;
  if (isGroup)
    return html`<fieldset class="${className}"${conditional}${described}><legend>${label}</legend>${renderChoice(name, control, value)}${note}</fieldset>
`;
  return html`<div class="${className}"${conditional}><label for="${name}">${label}</label>${renderInput(name, control, value, described, parts)}${note}</div>
`;
}

function renderChoice(
  name: string,
  control: Extract<Control, { type: 'choice' }>,
  value: DraftValue | undefined,
): Html {
  const options = control.options.map(
    ({ value: option, label }) =>
      html`<label class="choice"><input type="radio" name="${name}" value="${option}"${value === option && html` checked`}><span>${label}</span></label>`,
  );
  const isLong = control.options.some(({ label }) => label.length > LABEL_CHARS);
  return html`<div class="choices${isLong && ' long'}"${control.optional && html` data-optional`}>${options}</div>`;
}

function renderInput(
  name: string,
  control: Exclude<Control, { type: 'choice' }>,
  value: DraftValue | undefined,
  described: Html | false,
  parts: FormPageParts,
): Html {
  const text = typeof value === 'string' ? value : '';
  switch (control.type) {
    case 'day':
      return html`<input class="input" id="${name}" type="date" name="${name}" value="${text}" max="${parts.today}"${described}>`;
    case 'number':
      return html`<span class="number"><input class="input" id="${name}" type="text" inputmode="decimal" name="${name}" value="${text}"${described}><span aria-hidden="true">${control.unit}</span></span>`;
    case 'line':
      return html`<input class="input" id="${name}" type="text" name="${name}" value="${text}" placeholder="${control.hint}"${described}>`;
    case 'text':
      return html`<textarea class="input" id="${name}" name="${name}" rows="3" placeholder="${control.hint}"${described}>${text}</textarea>`;
    case 'people':
      return renderPeople(name, control, value, described, parts);
  }
}

/** The line takes names by itself; the script makes it a search and puts those picked above it. */
function renderPeople(
  name: string,
  control: Control,
  value: DraftValue | undefined,
  described: Html | false,
  { nameOf }: FormPageParts,
): Html {
  const { tokens, typed } = typeof value === 'object' ? value : { tokens: [], typed: '' };
  // One that cannot be named stays in sight: it would be missing from the record without anybody noticing.
  const chips = tokens.map((token) => {
    const { name: who, unit } = nameOf(token) ?? { name: PAGE.notPickable, unit: '' };
    return html`<li><label class="chip" title="${unit}"><input type="checkbox" name="${name}" value="${token}" checked>${who}</label></li>`;
  });
  return html`<div class="people" data-people="${name}" data-search="${PAGE.search}" data-pick="${PAGE.pick}" data-remove="${PAGE.remove}" data-nobody="${PAGE.nobody}" data-offline="${PAGE.offline}" data-cannot="${PAGE.cannotPick}">
<ul class="chips">${chips}</ul>
<input class="input" id="${name}" type="text" name="${typedName(name)}" value="${typed}" placeholder="${control.hint}"${described}>
</div>`;
}

function labelsOf(form: Form, when: NonNullable<Control['when']>): string[] {
  const control = form.controls[when.field];
  const options = control?.type === 'choice' ? control.options : [];
  return options.filter(({ value }) => when.is.includes(value)).map(({ label }) => label);
}

function isWritten(value: DraftValue | undefined): boolean {
  return typeof value === 'object' ? value.tokens.length > 0 || value.typed !== '' : Boolean(value);
}
