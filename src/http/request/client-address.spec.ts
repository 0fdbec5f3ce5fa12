import type { IncomingMessage } from 'node:http';
import { ClientAddresses, type ProxyHeader } from './client-address';

interface From {
  peer: string;
  proxies?: string[];
  header?: ProxyHeader;
  headers?: Record<string, string>;
}

function addressOf({ peer, proxies = [], header = 'x-forwarded-for', headers = {} }: From): string {
  const request = { socket: { remoteAddress: peer }, headers } as unknown as IncomingMessage;
  return new ClientAddresses(proxies, header).of(request);
}

const forwarded = (peer: string, proxies: string[], value: string): string =>
  addressOf({ peer, proxies, headers: { 'x-forwarded-for': value } });
const rfc7239 = (peer: string, proxies: string[], value: string): string =>
  addressOf({ peer, proxies, header: 'forwarded', headers: { forwarded: value } });

describe('the address of a client', () => {
  describe('without proxies', () => {
    it.each([
      ['192.0.2.1', '192.0.2.1'],
      ['::ffff:192.0.2.1', '192.0.2.1'],
      ['2001:DB8:0:0:0:0:0:1', '2001:db8::1'],
      ['fe80::1%eth0', 'fe80::1'],
      ['', ''],
    ])('is that of the connection: %s', (peer, address) => {
      const headers = { 'x-forwarded-for': '203.0.113.9', forwarded: 'for=203.0.113.9', 'x-real-ip': '203.0.113.9' };
      expect(addressOf({ peer, headers })).toBe(address);
    });

    it('is that of the connection when the peer is not a proxy of ours', () => {
      expect(forwarded('198.51.100.7', ['10.0.0.0/8'], '203.0.113.9')).toBe('198.51.100.7');
    });
  });

  describe('behind one proxy', () => {
    const proxies = ['10.0.0.1'];
    it.each([
      ['what the proxy wrote', '203.0.113.9', '203.0.113.9'],
      ['the last one, whatever the client wrote before', '1.1.1.1, 10.0.0.1, 203.0.113.9', '203.0.113.9'],
      ['a client that pretends to be the proxy', '1.1.1.1, 10.0.0.1', '1.1.1.1'],
      ['a port', '203.0.113.9:4711', '203.0.113.9'],
      ['an IPv6 address with a port', '[2001:db8::9]:4711', '2001:db8::9'],
      ['an IPv6 address without', '2001:db8:0::9', '2001:db8::9'],
      ['a mapped address', '::ffff:203.0.113.9', '203.0.113.9'],
      ['a header that is empty', '', '10.0.0.1'],
      ['a word', 'unknown', '10.0.0.1'],
      ['a word at the end', '203.0.113.9, unknown', '10.0.0.1'],
      ['something that is no address', '203.0.113.9; DROP TABLE', '10.0.0.1'],
    ])('believes %s', (_, value, address) => {
      expect(forwarded('10.0.0.1', proxies, value)).toBe(address);
    });

    it('never reads the header that the proxy does not write', () => {
      const headers = { 'x-forwarded-for': '1.1.1.1', forwarded: 'for=2.2.2.2' };
      expect(addressOf({ peer: '10.0.0.1', proxies, headers })).toBe('1.1.1.1');
      expect(addressOf({ peer: '10.0.0.1', proxies, headers, header: 'forwarded' })).toBe('2.2.2.2');
      expect(addressOf({ peer: '10.0.0.1', proxies, headers: { forwarded: 'for=2.2.2.2' } })).toBe('10.0.0.1');
    });
  });

  describe('behind two proxies', () => {
    const proxies = ['10.0.0.0/8', 'fd00::/8'];
    it.each([
      ['both proxies', '203.0.113.9, 10.9.9.9', '203.0.113.9'],
      ['what the client made up left of its own address', '6.6.6.6, 203.0.113.9, 10.9.9.9', '203.0.113.9'],
      ['an IPv6 proxy', '203.0.113.9, fd00::2', '203.0.113.9'],
      ['only proxies: the farthest', '10.0.0.3, 10.0.0.2', '10.0.0.3'],
    ])('believes %s', (_, value, address) => {
      expect(forwarded('10.0.0.1', proxies, value)).toBe(address);
    });
  });

  describe('in the Forwarded header', () => {
    it.each([
      ['for=203.0.113.9', '203.0.113.9'],
      ['FOR = 203.0.113.9 ; proto=https', '203.0.113.9'],
      ['for=1.1.1.1, for=203.0.113.9;host=a.example', '203.0.113.9'],
      ['proto=https;for="[2001:db8::9]:4711"', '2001:db8::9'],
      ['for="203.0.113.9:80"', '203.0.113.9'],
      ['for=_hidden', '10.0.0.1'],
      ['for=1.1.1.1, proto=https', '10.0.0.1'],
      ['for="1.1.1.1, for=203.0.113.9', '203.0.113.9'],
    ])('reads %s', (value, address) => {
      expect(rfc7239('10.0.0.1', ['10.0.0.1'], value)).toBe(address);
    });
  });
});
