/** How long a login lasts. A class, so that it can be injected. */
export class LoginLifetime {
  constructor(readonly ms: number) {}
}
