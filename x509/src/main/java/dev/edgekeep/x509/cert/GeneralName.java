package dev.edgekeep.x509.cert;

import dev.edgekeep.x509.der.DerReader;
import dev.edgekeep.x509.der.DerWriter;
import dev.edgekeep.x509.der.Slice;
import dev.edgekeep.x509.der.Tag;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** A name of one of the types in RFC 5280 §4.2.1.6. */
public sealed interface GeneralName {
  /** A DNS name as in the certificate: not checked, case unchanged. */
  record Dns(String name) implements GeneralName {
    @Override
    public String toString() {
      return "DNS:" + NameText.shown(name);
    }
  }

  /** A mailbox (rfc822Name). */
  record Email(String mailbox) implements GeneralName {
    @Override
    public String toString() {
      return "email:" + NameText.shown(mailbox);
    }
  }

  /** A uniform resource identifier. */
  record Uri(String uri) implements GeneralName {
    @Override
    public String toString() {
      return "URI:" + NameText.shown(uri);
    }
  }

  /** An address of 4 or 16 octets; in a name constraint, address and mask with twice as many. */
  record Ip(Slice octets) implements GeneralName {
    @Override
    public String toString() {
      int n = octets.length();
      if (n == 8 || n == 32) {
        return "IP:" + text(octets.toBytes(0, n / 2)) + "/" + text(octets.toBytes(n / 2, n));
      }
      return "IP:" + (n == 4 || n == 16 ? text(octets.toBytes()) : octets.hex());
    }

    private static String text(byte[] address) {
      try {
        return InetAddress.getByAddress(address).getHostAddress();
      } catch (UnknownHostException e) {
        throw new IllegalStateException(e);
      }
    }
  }

  /** A distinguished name. */
  record Directory(Name name) implements GeneralName {
    @Override
    public String toString() {
      return "DN:" + name;
    }
  }

  /** A registered object identifier. */
  record RegisteredId(String oid) implements GeneralName {
    @Override
    public String toString() {
      return "RID:" + oid;
    }
  }

  /** An otherName. {@code type} is its dotted OID, {@code value} the element inside [0]. */
  record Other(String type, Slice value) implements GeneralName {
    @Override
    public String toString() {
      return "other:" + type;
    }
  }

  /** An x400Address (3) or ediPartyName (5), which is not parsed. */
  record Unsupported(int kind, Slice value) implements GeneralName {
    @Override
    public String toString() {
      return kind == 3 ? "x400Address" : "ediPartyName";
    }
  }

  /**
   * Parses the text form: {@code DNS:a.example}, {@code email:a@example.com}, {@code URI:urn:x:1},
   * {@code IP:10.0.0.1}. Only these types.
   *
   * @throws IllegalArgumentException if the text is none of them
   */
  static GeneralName parse(String text) {
    int colon = text.indexOf(':');
    String kind = colon < 0 ? "" : text.substring(0, colon).toLowerCase(Locale.ROOT);
    String value = text.substring(colon + 1);
    return switch (kind) {
      case "dns" -> new Dns(value);
      case "email" -> new Email(value);
      case "uri" -> new Uri(value);
      case "ip" -> new Ip(address(value));
      default ->
          throw new IllegalArgumentException(
              "\"" + text + "\" does not begin with DNS:, email:, URI: or IP:");
    };
  }

  private static Slice address(String text) {
    // Only literals: this must not query DNS.
    if (!text.matches("[0-9]+\\.[0-9]+\\.[0-9]+\\.[0-9]+|[0-9a-fA-F:.]*:[0-9a-fA-F:.]*")) {
      throw new IllegalArgumentException("\"" + text + "\" is not an IP address");
    }
    try {
      return Slice.of(InetAddress.getByName(text).getAddress());
    } catch (UnknownHostException e) {
      throw new IllegalArgumentException("\"" + text + "\" is not an IP address", e);
    }
  }

  /** The complete element, as in a list of general names. */
  default byte[] encoded() {
    return switch (this) {
      case Email(String mailbox) -> text(1, mailbox);
      case Dns(String name) -> text(2, name);
      case Uri(String uri) -> text(6, uri);
      case Ip(Slice octets) -> DerWriter.element(Tag.context(7), octets.toBytes());
      case Directory(Name name) -> DerWriter.explicit(4, name.encoded().toBytes());
      case RegisteredId(String oid) ->
          DerWriter.element(
              Tag.context(8), DerReader.of(DerWriter.oid(oid)).content(Tag.OID, "oid").toBytes());
      case Other(String type, Slice value) ->
          DerWriter.explicit(0, DerWriter.oid(type), DerWriter.explicit(0, value.toBytes()));
      case Unsupported(int kind, Slice value) ->
          DerWriter.element(Tag.contextConstructed(kind), value.toBytes());
    };
  }

  private static byte[] text(int n, String ascii) {
    return DerWriter.element(Tag.context(n), ascii.getBytes(StandardCharsets.US_ASCII));
  }

  /** Reads a name from the cursor. */
  static GeneralName read(DerReader in, String what) {
    int tag = in.peekTag();
    return switch (tag) {
      case 0xa0 -> other(in.enter(tag, what), what);
      case 0x81 -> new Email(ia5(in, tag, what + " rfc822Name"));
      case 0x82 -> new Dns(ia5(in, tag, what + " dNSName"));
      case 0xa3, 0xa5 -> new Unsupported(tag & 0x1f, in.content(tag, what));
      case 0xa4 -> directory(in.enter(tag, what), what);
      case 0x86 -> new Uri(ia5(in, tag, what + " URI"));
      case 0x87 -> new Ip(in.content(tag, what));
      case 0x88 -> {
        Slice element = in.content(tag, what);
        yield new RegisteredId(DerReader.oid(element, in.offset()));
      }
      default ->
          throw in.fail(what + " has a " + Tag.name(tag) + " that is not a type of general name");
    };
  }

  /** Reads the remaining general names; at least one. */
  static List<GeneralName> readAll(DerReader in, String what) {
    List<GeneralName> names = new ArrayList<>(2);
    do {
      names.add(read(in, what));
    } while (in.hasMore());
    return List.copyOf(names);
  }

  private static Other other(DerReader in, String what) {
    String type = in.oid(what + " otherName type");
    DerReader explicit = in.enter(Tag.contextConstructed(0), what + " otherName value");
    Slice value = explicit.element(what + " otherName value");
    explicit.end(what + " otherName");
    in.end(what + " otherName");
    return new Other(type, value);
  }

  private static Directory directory(DerReader in, String what) {
    Name name = Name.read(in, what + " directoryName");
    in.end(what + " directoryName");
    return new Directory(name);
  }

  private static String ia5(DerReader in, int tag, String what) {
    Slice value = in.content(tag, what);
    for (int i = 0; i < value.length(); i++) {
      if (value.at(i) >= 0x80) {
        throw in.fail(what + " has a character that is not ASCII");
      }
    }
    return value.latin1();
  }
}
