/** Access tokens: issued per secret, alive for two hours, revocable. */

/** Seconds for which a token lives (gettoken, expires_in). */
export const TOKEN_SECONDS = 7_200;

/** Whose secret fetched the token: the app's, or that of contact sync (通讯录同步). */
export type TokenHolder = 'app' | 'contacts';

interface Token {
  value: string;
  holder: TokenHolder;
  expiresAt: number;
  revoked: boolean;
}

/** Issues and judges access tokens. */
export class Tokens {
  #tokens = new Map<string, Token>();
  #current = new Map<TokenHolder, Token>();

  /** @param random bytes for the token's text */
  constructor(readonly random: (size: number) => Buffer) {}

  /**
   * The holder's token. While one lives it is handed out again with what is left of its time: WeCom's page leaves
   * this open, and a caller that relies on either behaviour should find out.
   */
  issue(holder: TokenHolder, nowMs: number): { value: string; expiresInSeconds: number } {
    const current = this.#current.get(holder);
    if (current && !current.revoked && nowMs < current.expiresAt) {
      return { value: current.value, expiresInSeconds: Math.ceil((current.expiresAt - nowMs) / 1_000) };
    }
    const token: Token = {
      value: this.random(48).toString('base64url'),
      holder,
      expiresAt: nowMs + TOKEN_SECONDS * 1_000,
      revoked: false,
    };
    this.#tokens.set(token.value, token);
    this.#current.set(holder, token);
    return { value: token.value, expiresInSeconds: TOKEN_SECONDS };
  }

  /** Who calls with this token, or the errcode for which the call is refused: 41001, 40014, 42001. */
  judge(value: string | null, nowMs: number): { holder: TokenHolder } | { errcode: number; text: string } {
    if (!value) return { errcode: 41001, text: 'access_token missing' };
    const token = this.#tokens.get(value);
    if (!token || token.revoked) return { errcode: 40014, text: 'invalid access_token' };
    if (nowMs >= token.expiresAt) return { errcode: 42001, text: 'access_token expired' };
    return { holder: token.holder };
  }

  /** Takes every living token back before its time; they are answered with 40014. */
  revokeAll(): void {
    for (const token of this.#tokens.values()) token.revoked = true;
  }

  /** Lets every living token run out now; they are answered with 42001. */
  expireAll(nowMs: number): void {
    for (const token of this.#tokens.values()) token.expiresAt = Math.min(token.expiresAt, nowMs);
  }
}
