package dev.edgekeep.edge.tls;

import dev.edgekeep.edge.keyserver.KeyOperations;
import dev.edgekeep.keyless.ModulusDigest;
import dev.edgekeep.keyless.SubjectKeyId;
import dev.edgekeep.snapshot.KeyKind;
import dev.edgekeep.snapshot.ServerCertificate;
import dev.edgekeep.tls.boringssl.NativeMemory;
import dev.edgekeep.x509.cert.Certificate;
import io.netty.internal.tcnative.SSL;
import java.math.BigInteger;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A server certificate whose key is on a key server. Holds its chain in native memory until {@link
 * #release}. Any thread.
 */
final class KeylessCertificate {
  private static final long NO_KEY = 0;

  private final KeyKind kind;
  private final SubjectKeyId ski;
  private final @Nullable ModulusDigest modulusDigest;
  private final PublicKeyCheck check;
  private final byte @Nullable [] ocspResponse;
  private final KeyOperations operations;
  private final long chain;

  private KeylessCertificate(
      ServerCertificate certificate, KeyOperations operations, PublicKeyCheck check, long chain) {
    Certificate leaf = certificate.leaf();
    this.kind = KeyKind.of(leaf).orElseThrow();
    BigInteger modulus = kind == KeyKind.RSA ? leaf.subjectPublicKey().rsaModulus() : null;
    this.ski = SubjectKeyId.of(leaf.computedKeyIdentifier().bytes());
    this.modulusDigest = modulus == null ? null : ModulusDigest.of(modulus);
    this.check = check;
    this.ocspResponse =
        certificate.ocspResponse() == null ? null : certificate.ocspResponse().der();
    this.operations = operations;
    this.chain = chain;
  }

  /**
   * @throws Exception when BoringSSL cannot read the chain
   */
  static KeylessCertificate of(ServerCertificate certificate, KeyOperations operations)
      throws Exception {
    PublicKeyCheck check = PublicKeyCheck.of(certificate.leaf().subjectPublicKey());
    List<byte[]> ders = certificate.chain().stream().map(Certificate::der).toList();
    long chain = NativeMemory.withPem("CERTIFICATE", ders, SSL::parseX509Chain);
    return new KeylessCertificate(certificate, operations, check, chain);
  }

  /** Makes a connection prove itself with this certificate, by way of its context's key method. */
  void use(long ssl) throws Exception {
    SSL.setKeyMaterial(ssl, chain, NO_KEY);
    if (ocspResponse != null) {
      SSL.setOcspResponse(ssl, ocspResponse);
    }
  }

  KeyKind kind() {
    return kind;
  }

  SubjectKeyId ski() {
    return ski;
  }

  @Nullable ModulusDigest modulusDigest() {
    return modulusDigest;
  }

  /** Who has the key. */
  KeyOperations operations() {
    return operations;
  }

  /** Tells results of the key from others. */
  PublicKeyCheck check() {
    return check;
  }

  void release() {
    SSL.freeX509Chain(chain);
  }
}
