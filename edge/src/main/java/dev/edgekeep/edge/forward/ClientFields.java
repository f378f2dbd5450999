package dev.edgekeep.edge.forward;

import dev.edgekeep.edge.clientauth.ClientVerdict;
import dev.edgekeep.edge.message.Fields;
import dev.edgekeep.snapshot.ForwardPolicy;
import io.netty.util.AsciiString;
import io.netty.util.NetUtil;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/**
 * The fields about one connection's client that origins get. They are built once, and again only
 * when the verdict or the policy has changed. Event loop only.
 */
public final class ClientFields {
  private static final Fields NONE = new Fields();

  private final InetSocketAddress remoteAddress;
  private final AsciiString address;
  private final boolean isSecure;

  private @Nullable ClientVerdict verdictOfFields;
  private @Nullable ForwardPolicy policyOfFields;
  private Fields certificateFields = NONE;
  private AsciiString addressName = AsciiString.EMPTY_STRING;
  private String addressNameOf = "";

  public ClientFields(InetSocketAddress remoteAddress, boolean isSecure) {
    this.remoteAddress = remoteAddress;
    this.address = new AsciiString(NetUtil.toAddressString(remoteAddress.getAddress()));
    this.isSecure = isSecure;
  }

  /** The client's address. */
  public InetSocketAddress remoteAddress() {
    return remoteAddress;
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

  /**
   * The fields about the client certificate; none when the policy asks for none. Not to be changed.
   */
  // The same verdict object means the same grounds; an equal one costs only building them again.
  @SuppressWarnings("ReferenceEquality")
  Fields certificateFields(ForwardPolicy policy, ClientVerdict verdict) {
    if (policy.clientCertificate().isEmpty()) {
      return NONE;
    }
    if (verdict != verdictOfFields || policy != policyOfFields) {
      certificateFields = CertificateFields.of(policy.clientCertificate(), verdict);
      verdictOfFields = verdict;
      policyOfFields = policy;
    }
    return certificateFields;
  }
}
