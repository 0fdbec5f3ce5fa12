import { Client, type ClientConfig } from 'pg';

type Connected = (error: unknown, client: Client) => void;

/** A `pg` client that also tells somebody when it cannot connect: a pool tells only the caller who waits for it. */
export function reportingClient(onFailure: (error: Error) => void): new (config?: ClientConfig) => Client {
  return class ReportingClient extends Client {
    override connect(): Promise<Client>;
    override connect(callback: Connected): void;
    override connect(callback?: Connected): Promise<Client> | void {
      const connected = super.connect();
      connected.catch(onFailure);
      if (callback === undefined) return connected;
      connected.then(
        () => callback(null, this),
        (error: unknown) => callback(error, this),
      );
    }
  };
}
