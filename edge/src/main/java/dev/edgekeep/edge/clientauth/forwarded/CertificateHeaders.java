package dev.edgekeep.edge.clientauth.forwarded;

import dev.edgekeep.edge.clientauth.PresentedChain;
import dev.edgekeep.edge.message.FieldName;
import dev.edgekeep.edge.message.Fields;
import dev.edgekeep.snapshot.FromHeader.Format;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads the client certificate out of the headers of a request. A header that comes twice, or that
 * speaks of several proxies, is malformed: whose certificate is meant could be chosen by a client.
 * Only the exact name counts, in any case. Any thread; no state.
 */
final class CertificateHeaders {
  /** As much as a client may send in a handshake. */
  private static final int MAX_CHAIN_BYTES = 64 * 1024;

  private static final int MAX_CERTIFICATES = 16;

  private CertificateHeaders() {}

  static HeaderCertificate read(Format format, Fields fields) {
    try {
      List<byte[]> chain =
          switch (format) {
            case RFC9440 -> rfc9440(fields);
            case XFCC -> xfcc(fields);
            case ALB -> alb(fields);
          };
      if (chain == null) {
        return HeaderCertificate.NONE;
      }
      checkSize(chain);
      return new HeaderCertificate.Chain(PresentedChain.of(chain));
    } catch (HeaderFormatException e) {
      return new HeaderCertificate.Malformed(String.valueOf(e.getMessage()));
    }
  }

  /** RFC 9440 §2: one certificate, and a list of those above it that may be on several lines. */
  private static @Nullable List<byte[]> rfc9440(Fields fields) throws HeaderFormatException {
    String leaf = single(fields, FieldName.CLIENT_CERT, "Client-Cert");
    List<byte[]> chain = new ArrayList<>(3);
    if (leaf != null) {
      chain.add(ByteSequences.item(leaf, "Client-Cert"));
    }
    for (int i = fields.find(FieldName.CLIENT_CERT_CHAIN, 0);
        i >= 0;
        i = fields.find(FieldName.CLIENT_CERT_CHAIN, i + 1)) {
      if (leaf == null) {
        throw new HeaderFormatException("there is a Client-Cert-Chain without a Client-Cert");
      }
      chain.addAll(ByteSequences.list(fields.value(i), "Client-Cert-Chain"));
    }
    return leaf == null ? null : chain;
  }

  private static @Nullable List<byte[]> xfcc(Fields fields) throws HeaderFormatException {
    String value = single(fields, FieldName.XFCC, XfccElement.HEADER);
    if (value == null) {
      return null;
    }
    XfccElement element = XfccElement.parse(value);
    String cert = element.cert();
    String chain = element.chain();
    if (cert == null && chain == null) {
      throw new HeaderFormatException(
          "X-Forwarded-Client-Cert has neither Cert nor Chain; have the proxy send them"
              + " (set_current_client_cert_details)");
    }
    List<byte[]> all = chain == null ? List.of() : EncodedPem.certificates(chain, "Chain");
    if (cert == null) {
      return all;
    }
    List<byte[]> leaf = EncodedPem.certificates(cert, "Cert");
    if (leaf.size() != 1 || (!all.isEmpty() && !Arrays.equals(leaf.getFirst(), all.getFirst()))) {
      throw new HeaderFormatException(
          "the Cert of X-Forwarded-Client-Cert is not the first certificate of its Chain");
    }
    return all.isEmpty() ? leaf : all;
  }

  private static @Nullable List<byte[]> alb(Fields fields) throws HeaderFormatException {
    String name = "X-Amzn-Mtls-Clientcert";
    String value = single(fields, FieldName.ALB_CLIENT_CERT, name);
    return value == null ? null : EncodedPem.certificates(value, name);
  }

  private static @Nullable String single(Fields fields, FieldName name, String shown)
      throws HeaderFormatException {
    int first = fields.find(name, 0);
    if (first < 0) {
      return null;
    }
    if (fields.find(name, first + 1) >= 0) {
      throw new HeaderFormatException("the header " + shown + " comes more than once");
    }
    return fields.value(first);
  }

  private static void checkSize(List<byte[]> chain) throws HeaderFormatException {
    int bytes = 0;
    for (byte[] certificate : chain) {
      bytes += certificate.length;
    }
    if (bytes > MAX_CHAIN_BYTES || chain.size() > MAX_CERTIFICATES) {
      throw new HeaderFormatException(
          "the header has %d certificates of %,d bytes; at most %d of %,d are accepted"
              .formatted(chain.size(), bytes, MAX_CERTIFICATES, MAX_CHAIN_BYTES));
    }
  }
}
