package dev.edgekeep.edge.forward;

import dev.edgekeep.edge.clientauth.ClientVerdict;
import dev.edgekeep.edge.message.Fields;
import dev.edgekeep.edge.origin.ProxiedClient;
import dev.edgekeep.edge.proxyprotocol.ProxiedConnection;
import dev.edgekeep.snapshot.ForwardPolicy;
import dev.edgekeep.snapshot.Origin.ProxyVersion;
import dev.edgekeep.snapshot.template.HeaderTemplate;
import io.netty.util.AsciiString;
import io.netty.util.NetUtil;
import java.net.InetSocketAddress;
import java.util.List;
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
  private final ConnectionInfo connection;
  private final @Nullable ProxiedConnection proxiedConnection;
  private @Nullable SentProxyHeaders proxyHeaders;

  private @Nullable ClientVerdict verdictOfFields;
  private @Nullable ForwardPolicy policyOfFields;
  private Fields certificateFields = NONE;
  private AsciiString addressName = AsciiString.EMPTY_STRING;
  private String addressNameOf = "";
  private List<HeaderTemplate> templates = List.of();
  private List<AsciiString> templateNames = List.of();

  /** Fields of a connection of which no template and no PROXY protocol names anything. */
  public ClientFields(InetSocketAddress remoteAddress, boolean isSecure) {
    this(remoteAddress, isSecure, ConnectionInfo.NONE, null);
  }

  public ClientFields(
      ProxiedConnection proxiedConnection, boolean isSecure, ConnectionInfo connection) {
    this(proxiedConnection.remoteAddress(), isSecure, connection, proxiedConnection);
  }

  private ClientFields(
      InetSocketAddress remoteAddress,
      boolean isSecure,
      ConnectionInfo connection,
      @Nullable ProxiedConnection proxiedConnection) {
    this.proxiedConnection = proxiedConnection;
    this.connection = connection;
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

  /** The client as an origin is told it by the PROXY protocol. */
  ProxiedClient proxied(ProxyVersion version, ClientVerdict verdict) {
    if (proxiedConnection == null) {
      throw new IllegalStateException("the client's connection is not known");
    }
    if (proxyHeaders == null) {
      proxyHeaders = new SentProxyHeaders(proxiedConnection);
    }
    return proxyHeaders.of(version, verdict);
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
   * The names of the fields that only the edge may set, because the policy has a template for them.
   */
  // Nearly always the policy of the last request.
  @SuppressWarnings("ReferenceEquality")
  public List<AsciiString> templateNames(ForwardPolicy policy) {
    if (policy.headers() != templates) {
      templates = policy.headers();
      templateNames = templates.stream().map(header -> new AsciiString(header.name())).toList();
    }
    return templateNames;
  }

  /** The fields of templates that name facts about the request. Not to be changed. */
  Fields requestFields(ForwardPolicy policy, ClientVerdict verdict, String requestId) {
    Fields fields = NONE;
    List<HeaderTemplate> headers = policy.headers();
    for (int i = 0; i < headers.size(); i++) {
      if (headers.get(i).value().isOfRequest()) {
        fields = fields == NONE ? new Fields() : fields;
        add(fields, headers.get(i), new FactValues(address, connection, verdict, requestId));
      }
    }
    return fields;
  }

  /** A field is sent only when all facts in it are known. */
  private static void add(Fields fields, HeaderTemplate header, FactValues facts) {
    CharSequence value = header.value().value(facts);
    if (value != null) {
      fields.add(new AsciiString(header.name()), value);
    }
  }

  /**
   * The fields about the client certificate, and those of templates that do not change between
   * requests; none when the policy asks for none. Not to be changed.
   */
  // The same verdict object means the same grounds; an equal one costs only building them again.
  @SuppressWarnings("ReferenceEquality")
  Fields certificateFields(ForwardPolicy policy, ClientVerdict verdict) {
    if (policy.clientCertificate().isEmpty() && policy.headers().isEmpty()) {
      return NONE;
    }
    if (verdict != verdictOfFields || policy != policyOfFields) {
      certificateFields = CertificateFields.of(policy.clientCertificate(), verdict);
      FactValues facts = new FactValues(address, connection, verdict, null);
      for (HeaderTemplate header : policy.headers()) {
        if (!header.value().isOfRequest()) {
          add(certificateFields, header, facts);
        }
      }
      verdictOfFields = verdict;
      policyOfFields = policy;
    }
    return certificateFields;
  }
}
