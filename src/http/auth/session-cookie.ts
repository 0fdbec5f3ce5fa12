/**
 * The cookie of a web session. Over HTTPS its name binds it to this very host, to HTTPS and to the whole path (RFC 6265bis, section
 * 4.1.3); over plain HTTP, which is only for loopback, browsers would not take such a name.
 */
const SECURE_NAME = '__Host-stepwise';
const PLAIN_NAME = 'stepwise';

/** The session's id in a `Cookie` header; undefined when there is none. The cookie that is bound to this host goes first. */
export function readSessionCookie(header: string | undefined): string | undefined {
  if (header === undefined) return undefined;
  const cookies = header.split('; ');
  return valueOf(cookies, SECURE_NAME) ?? valueOf(cookies, PLAIN_NAME);
}

/** A `Set-Cookie` that keeps a session's id where no script and no other site can use it. */
export function sessionCookie(sessionText: string, maxAgeSeconds: number, isSecure: boolean): string {
  const attributes = `Path=/; HttpOnly; SameSite=Strict; Max-Age=${maxAgeSeconds}`;
  return isSecure
    ? `${SECURE_NAME}=${sessionText}; ${attributes}; Secure`
    : `${PLAIN_NAME}=${sessionText}; ${attributes}`;
}

/** `Set-Cookie` lines that take the cookie away, whichever of the two it was. */
export function endedSessionCookies(): string[] {
  return [sessionCookie('', 0, true), sessionCookie('', 0, false)];
}

function valueOf(cookies: readonly string[], name: string): string | undefined {
  const found = cookies.find((cookie) => cookie.startsWith(`${name}=`));
  const value = found?.slice(name.length + 1);
  return value === '' ? undefined : value;
}
