package dev.edgekeep.x509.cert;

import dev.edgekeep.x509.der.DerReader;
import dev.edgekeep.x509.der.DerWriter;
import dev.edgekeep.x509.der.Slice;
import dev.edgekeep.x509.der.Tag;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import javax.security.auth.x500.X500Principal;
import org.jspecify.annotations.Nullable;

/**
 * A distinguished name (RFC 5280 §4.1.2.4). Two names are {@linkplain #equals equal} if they match
 * by RFC 5280 §7.1, regardless of string types, case and the amount of white space. Immutable.
 */
public final class Name {
  /** An attribute: its type as a dotted OID, the tag of its string type, and its content octets. */
  public record Attribute(String type, int tag, Slice value) {
    /**
     * Creates an attribute from text, as UTF8String.
     *
     * @param type its keyword, such as {@code CN}, or its dotted OID
     * @throws IllegalArgumentException if the keyword is not known
     */
    public static Attribute of(String type, String text) {
      String oid = type.matches("[0-2](\\.[0-9]+)+") ? type : NameText.oid(type);
      byte[] octets = text.getBytes(StandardCharsets.UTF_8);
      return new Attribute(oid, Tag.UTF8_STRING, Slice.of(octets));
    }

    /** The value as text; null if it is not a string that can be decoded. */
    public @Nullable String text() {
      return NameText.decode(tag, value);
    }

    /** The type's keyword, such as {@code CN}, or its dotted OID if it has none. */
    public String keyword() {
      return NameText.keyword(type);
    }
  }

  private final Slice encoded;
  private @Nullable List<String> canonical;
  private @Nullable String comparison;
  private int hash;

  private Name(Slice encoded) {
    this.encoded = encoded;
  }

  /** Reads a name from the cursor and checks its structure. */
  public static Name read(DerReader in, String what) {
    Slice encoded = in.element(Tag.SEQUENCE, what);
    DerReader rdns = encoded.reader().sequence(what);
    while (rdns.hasMore()) {
      checkRdn(rdns.enter(Tag.SET, what + " RDN"), what);
    }
    return new Name(encoded);
  }

  /**
   * Parses the text form of RFC 4514 and {@link #toString}: {@code CN=Alice,O=Example}.
   *
   * @throws IllegalArgumentException if the text is not a name
   */
  public static Name parse(String text) {
    X500Principal principal = new X500Principal(text, NameText.oidsByKeyword());
    return read(DerReader.of(principal.getEncoded()), "name");
  }

  /**
   * Creates a name from relative distinguished names, most general first; none may be empty.
   * Attributes of one RDN are sorted as DER requires (X.690 §11.6).
   */
  public static Name of(List<List<Attribute>> rdns) {
    byte[][] sets = rdns.stream().map(Name::encodedRdn).toArray(byte[][]::new);
    return read(DerReader.of(DerWriter.sequence(sets)), "name");
  }

  private static byte[] encodedRdn(List<Attribute> rdn) {
    byte[][] attributes =
        rdn.stream()
            .map(each ->
                DerWriter.sequence(
                    DerWriter.oid(each.type()),
                    DerWriter.element(each.tag(), each.value().toBytes())))
            .sorted(Arrays::compareUnsigned)
            .toArray(byte[][]::new);
    return DerWriter.element(Tag.SET, attributes);
  }

  /** Checks the content of an RDN's SET. */
  static void checkRdn(DerReader rdn, String what) {
    do {
      attribute(rdn, what);
    } while (rdn.hasMore());
  }

  /** A name whose structure was already checked. */
  static Name checked(Slice encoded) {
    return new Name(encoded);
  }

  private static Attribute attribute(DerReader rdn, String what) {
    DerReader pair = rdn.sequence(what + " attribute");
    String type = pair.oid(what + " attribute type");
    int tag = pair.peekTag();
    Slice value = pair.content(tag, what + " attribute value");
    pair.end(what + " attribute");
    return new Attribute(type, tag, value);
  }

  /** The DER encoding. */
  public Slice encoded() {
    return encoded;
  }

  /** Returns whether there is no attribute. */
  public boolean isEmpty() {
    return encoded.length() == 2;
  }

  /** The relative distinguished names in the order of the encoding, most general first. */
  public List<List<Attribute>> rdns() {
    List<List<Attribute>> result = new ArrayList<>();
    DerReader rdns = encoded.reader().sequence("name");
    while (rdns.hasMore()) {
      DerReader rdn = rdns.enter(Tag.SET, "RDN");
      List<Attribute> attributes = new ArrayList<>(1);
      while (rdn.hasMore()) {
        attributes.add(attribute(rdn, "name"));
      }
      result.add(List.copyOf(attributes));
    }
    return List.copyOf(result);
  }

  /** The text of every attribute of this type, in order. */
  public List<String> texts(String type) {
    List<String> texts = new ArrayList<>(1);
    for (List<Attribute> rdn : rdns()) {
      for (Attribute attribute : rdn) {
        String text = attribute.type().equals(type) ? attribute.text() : null;
        if (text != null) {
          texts.add(text);
        }
      }
    }
    return texts;
  }

  /**
   * The comparison form of each RDN (RFC 5280 §7.1): equal strings if the RDNs match. Comparing
   * these is cheap; creating them takes time in proportion to the name, once.
   */
  public List<String> canonicalRdns() {
    List<String> result = canonical;
    if (result == null) {
      result = rdns().stream().map(NameText::canonical).toList();
      canonical = result;
    }
    return result;
  }

  /** Returns whether this name is {@code base} or below it (RFC 5280 §4.2.1.10). */
  public boolean isWithin(Name base) {
    List<String> outer = base.canonicalRdns();
    List<String> inner = canonicalRdns();
    return outer.size() <= inner.size() && inner.subList(0, outer.size()).equals(outer);
  }

  /** This name with one additional RDN, given as the content of its SET (RFC 5280 §4.2.1.13). */
  public Name withRdn(Slice rdn) {
    byte[] rdns = encoded.reader().content(Tag.SEQUENCE, "name").toBytes();
    byte[] more = DerWriter.element(Tag.SET, rdn.toBytes());
    return read(DerReader.of(DerWriter.element(Tag.SEQUENCE, rdns, more)), "name");
  }

  private String comparison() {
    String result = comparison;
    if (result == null) {
      result = String.join("\u0000", canonicalRdns());
      comparison = result;
    }
    return result;
  }

  @Override
  public boolean equals(Object other) {
    return this == other
        || (other instanceof Name that
            && (encoded.equals(that.encoded) || comparison().equals(that.comparison())));
  }

  @Override
  public int hashCode() {
    int result = hash;
    if (result == 0) {
      result = comparison().hashCode();
      hash = result;
    }
    return result;
  }

  /** The name in the form of RFC 4514, most specific first: {@code CN=Alice,O=Example}. */
  @Override
  public String toString() {
    return NameText.rfc4514(rdns());
  }
}
