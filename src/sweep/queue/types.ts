/** How to reach Redis. */
export interface QueueAddress {
  /** `redis://[user:password@]host[:port][/database]`, `rediss://` for TLS */
  url: string;
  /** file of the authorities that the server's certificate is checked by, PEM; default those of Node */
  ca?: string;
  /** files of the client's own certificate and key, PEM */
  cert?: string;
  key?: string;
}
