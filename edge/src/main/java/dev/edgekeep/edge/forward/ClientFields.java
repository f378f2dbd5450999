package dev.edgekeep.edge.forward;

import dev.edgekeep.edge.clientauth.ClientVerdict;
import dev.edgekeep.snapshot.ForwardPolicy;
import io.netty.util.AsciiString;
import io.netty.util.NetUtil;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/**
 * What origins are told about one connection's client. It is encoded once, and again only when the
 * verdict or the policy is another. Event loop only.
 */
public final class ClientFields {
  private final AsciiString address;
  private final boolean isSecure;

  private @Nullable ClientVerdict encodedVerdict;
  private @Nullable ForwardPolicy encodedPolicy;
  private AsciiString certificateFields = AsciiString.EMPTY_STRING;
  private AsciiString addressName = AsciiString.EMPTY_STRING;
  private String addressNameOf = "";

  public ClientFields(InetSocketAddress remoteAddress, boolean isSecure) {
    this.address = new AsciiString(NetUtil.toAddressString(remoteAddress.getAddress()));
    this.isSecure = isSecure;
  }

  AsciiString address() {
    return address;
  }

  boolean isSecure() {
    return isSecure;
  }

  /** The name of the field that carries the client's address, in lower case. */
  public AsciiString addressName(ForwardPolicy policy) {
    if (!addressNameOf.equals(policy.clientAddress())) {
      addressNameOf = policy.clientAddress();
      addressName = new AsciiString(addressNameOf).toLowerCase();
    }
    return addressName;
  }

  /** The fields about the client certificate as lines; empty when the policy asks for none. */
  // The same verdict object means the same grounds; an equal one merely costs encoding it again.
  @SuppressWarnings("ReferenceEquality")
  AsciiString certificateFields(ForwardPolicy policy, ClientVerdict verdict) {
    if (policy.clientCertificate().isEmpty()) {
      return AsciiString.EMPTY_STRING;
    }
    if (verdict != encodedVerdict || policy != encodedPolicy) {
      certificateFields = CertificateFields.encode(policy.clientCertificate(), verdict);
      encodedVerdict = verdict;
      encodedPolicy = policy;
    }
    return certificateFields;
  }
}
