package dev.edgekeep.fleet.join;

import dev.edgekeep.fleet.message.Address;
import dev.edgekeep.fleet.message.Ed25519;
import dev.edgekeep.fleet.message.SignatureCheck;
import dev.edgekeep.fleet.message.Signer;
import dev.edgekeep.snapshot.wire.FieldWriter;
import dev.edgekeep.snapshot.wire.Fields;
import dev.edgekeep.snapshot.wire.PartId;
import dev.edgekeep.snapshot.wire.WireException;
import dev.edgekeep.x509.cert.Fingerprint;
import java.nio.charset.StandardCharsets;
import java.security.PublicKey;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The credentials of a node that has joined. Immutable; the arrays must not be changed.
 *
 * @param chain the node's certificate in DER, and those above it
 * @param nodeCa the certificates of the node CA in DER
 * @param signingKeys the public keys of the control plane's signatures, 32 octets each
 * @param version of the group when the node joined: the node accepts none that is older
 */
public record NodeCredentials(
    String name,
    String group,
    List<byte[]> chain,
    List<byte[]> nodeCa,
    Servers servers,
    List<byte[]> signingKeys,
    long version) {
  private static final PartId PART = new PartId("credentials", "");
  private static final byte[] DOMAIN =
      "\0edgekeep node credentials 1\0".getBytes(StandardCharsets.US_ASCII);

  static {
    DOMAIN[0] = (byte) 0xff; // as in SignedMessage
  }

  public NodeCredentials {
    Address.checkNode(name);
    Address.checkGroup(group);
    chain = List.copyOf(chain);
    nodeCa = List.copyOf(nodeCa);
    signingKeys = List.copyOf(signingKeys);
    if (chain.isEmpty() || nodeCa.isEmpty() || signingKeys.isEmpty()) {
      throw new IllegalArgumentException("there is a chain, a node CA and a signing key");
    }
    signingKeys.forEach(Ed25519::publicKey);
  }

  /**
   * The message servers.
   *
   * @param urls as of {@code FeedOptions}
   * @param trust the CAs of the servers in DER; empty: they have no TLS
   * @param jwt the node's user JWT; null: the servers have no accounts
   */
  public record Servers(List<String> urls, List<byte[]> trust, @Nullable String jwt) {
    public Servers {
      urls = List.copyOf(urls);
      trust = List.copyOf(trust);
      if (urls.isEmpty()) {
        throw new IllegalArgumentException("servers: there is no message server");
      }
    }
  }

  /** The keys whose signatures the node accepts. */
  public SignatureCheck check() {
    return SignatureCheck.of(signingKeys.stream().map(Ed25519::publicKey).toList());
  }

  public byte[] bytes() {
    return FieldWriter.body(out ->
        out.text("name", name)
            .text("group", group)
            .binaries("chain", chain)
            .binaries("nodeCa", nodeCa)
            .texts("servers", servers.urls())
            .binaries("trust", servers.trust())
            .text("jwt", servers.jwt())
            .binaries("signingKeys", signingKeys)
            .number("version", version));
  }

  /** The signature of credentials as bytes. */
  public static byte[] sign(byte[] bytes, Signer signer) {
    return signer.sign(signedOctets(bytes));
  }

  /**
   * Reads credentials, after their signature is verified.
   *
   * @param expected of the signing key, from the join token
   * @throws WireException when they are not signed with that key, or cannot be read
   */
  public static NodeCredentials verify(byte[] bytes, byte[] signature, Fingerprint expected)
      throws WireException {
    NodeCredentials credentials = read(bytes);
    for (byte[] octets : credentials.signingKeys()) {
      PublicKey key = Ed25519.publicKey(octets);
      if (Ed25519.fingerprint(key).equals(expected)
          && SignatureCheck.verifies(key, signedOctets(bytes), signature)) {
        return credentials;
      }
    }
    throw new WireException(
        "the credentials are not signed with the key that the join token names: another control"
            + " plane answered, or somebody in between");
  }

  /**
   * Reads credentials that were verified before, as from the node's disk.
   *
   * @throws WireException when the bytes are none
   */
  public static NodeCredentials read(byte[] bytes) throws WireException {
    return Fields.read(PART, bytes, NodeCredentials::read);
  }

  private static NodeCredentials read(Fields in) throws WireException {
    return new NodeCredentials(
        in.text("name"),
        in.text("group"),
        in.binaries("chain"),
        in.binaries("nodeCa"),
        new Servers(in.texts("servers"), in.binaries("trust"), in.textOrNull("jwt")),
        in.binaries("signingKeys"),
        in.number("version"));
  }

  private static byte[] signedOctets(byte[] bytes) {
    byte[] octets = Arrays.copyOf(DOMAIN, DOMAIN.length + bytes.length);
    System.arraycopy(bytes, 0, octets, DOMAIN.length, bytes.length);
    return octets;
  }

  @Override
  public String toString() {
    return "credentials of %s in %s".formatted(name, group);
  }
}
