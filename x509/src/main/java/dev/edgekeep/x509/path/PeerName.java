package dev.edgekeep.x509.path;

import dev.edgekeep.x509.der.Slice;

/** A name that a leaf must be valid for. */
public sealed interface PeerName {
  /** A host name, in ASCII. */
  record Dns(String name) implements PeerName {
    @Override
    public String toString() {
      return name;
    }
  }

  /** An address of 4 or 16 octets. */
  record Ip(Slice octets) implements PeerName {
    @Override
    public String toString() {
      return IpAddresses.format(octets);
    }
  }

  /** A mailbox. */
  record Email(String mailbox) implements PeerName {
    @Override
    public String toString() {
      return mailbox;
    }
  }

  /** A host name or, if the text is an IP address, that address. */
  static PeerName ofHost(String text) {
    byte[] address = IpAddresses.parse(text);
    return address == null ? new Dns(text) : new Ip(Slice.of(address));
  }
}
