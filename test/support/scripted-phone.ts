import { smsForwarderSign } from '../../src/flow/forwarding/index.ts';
import { type PhoneNotification, ruleForwards } from './forwarding-rule.ts';

/** What a person enters in SmsForwarder. */
export interface PhoneSettings {
  deviceName: string;
  /** Of the Webhook sender. */
  method: string;
  address: string;
  messageTemplate: string;
  secret: string;
  keyword: string;
  /** Of the forwarding rule. */
  rule: string;
  ruleTemplate: string;
}

/** What the phone saw of the answer, and whether it counts as delivered. */
export interface Forwarded {
  status: number;
  body: string;
  success: boolean;
}

const CHINA_MS = 8 * 3_600_000;

/**
 * SmsForwarder on a phone, by docs/reference/listeners.md 1.1 to 1.4: fills the rule's template without any escaping, puts
 * that JSON-escaped into the message template, signs the time, and sends it. `settings` may be changed between messages.
 */
export class ScriptedPhone {
  constructor(
    readonly settings: PhoneSettings,
    private readonly now: () => number = Date.now,
  ) {}

  /** The phone's clock minus the right time, ms. */
  clockOffMs = 0;

  /** An app posts a notification. Null: the rule does not forward it. Throws where the app would refuse the rule. */
  async receive(notification: PhoneNotification): Promise<Forwarded | null> {
    if (!ruleForwards(this.settings.rule, notification)) return null;
    return this.send(this.fillRule(notification));
  }

  /** The scheduled task of that name runs, with a template of its own. */
  runTask(name: string, template: string): Promise<Forwarded> {
    return this.send(this.fillRule({ packageName: 'task', title: name, text: '' }, template));
  }

  /** Sends a text that the rule's template has been filled to. */
  async send(content: string): Promise<Forwarded> {
    const { method, address, keyword } = this.settings;
    const answer = await fetch(address, {
      method,
      headers: { 'content-type': 'application/json; charset=utf-8' },
      body: this.fillMessage(content),
    });
    const body = await answer.text();
    return { status: answer.status, body, success: answer.ok && body.includes(keyword) };
  }

  private fillRule(
    { packageName, title, text }: PhoneNotification,
    template = this.settings.ruleTemplate,
  ): string {
    const values: [string, string][] = [
      ['{{FROM}}', packageName],
      ['{{PACKAGE_NAME}}', packageName],
      ['{{MSG}}', text],
      ['{{TITLE}}', title],
      ['{{UID}}', '10086'],
      ['{{RECEIVE_TIME}}', this.chinaTime()],
      ['{{DEVICE_NAME}}', this.settings.deviceName],
      ['{{BATTERY_PCT}}', '87%'],
    ];
    const bare = template.replaceAll('null', '');
    return values.reduce((filled, [tag, value]) => filled.replaceAll(tag, () => value), bare).trim();
  }

  private fillMessage(content: string): string {
    const { messageTemplate, secret } = this.settings;
    if (!messageTemplate.startsWith('{')) throw new Error('only the raw JSON mode is played here');
    const timestamp = String(this.now() + this.clockOffMs);
    const sign = secret === '' ? '' : encodeURIComponent(smsForwarderSign(timestamp, secret));
    return messageTemplate
      .replaceAll('[msg]', () => escapeJson(content))
      .replaceAll('[timestamp]', timestamp)
      .replaceAll('[sign]', () => sign);
  }

  private chinaTime(): string {
    const at = this.now() + this.clockOffMs + CHINA_MS;
    return new Date(at).toISOString().slice(0, 19).replace('T', ' ');
  }
}

/** As Gson writes the inside of a text: also these five as \uXXXX. */
function escapeJson(text: string): string {
  return JSON.stringify(text)
    .slice(1, -1)
    .replace(/[<>&=']/g, (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`);
}
