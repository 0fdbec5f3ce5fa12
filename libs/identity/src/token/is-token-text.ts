const SIGNED_TOKEN = /^eyJ[A-Za-z0-9_-]{2,}\.[A-Za-z0-9_-]{2,}\.[A-Za-z0-9_-]{10,}$/;

/** True for a text that has the form of a signed JSON Web Token (RFC 7515, section 3.1). An unsigned one has not. */
export function isTokenText(text: string): boolean {
  return SIGNED_TOKEN.test(text);
}
