package dev.edgekeep.snapshot.read;

import dev.edgekeep.config.document.Node;
import dev.edgekeep.config.document.Node.Entry;
import dev.edgekeep.config.document.Node.Scalar;
import dev.edgekeep.config.document.Node.Sequence;
import dev.edgekeep.config.material.Materials;
import dev.edgekeep.config.value.DocumentPath;
import dev.edgekeep.config.value.Problems;
import dev.edgekeep.config.value.Section;
import dev.edgekeep.config.value.Value;
import dev.edgekeep.snapshot.ClientAuth;
import dev.edgekeep.snapshot.ClientAuth.Mode;
import dev.edgekeep.snapshot.ExchangePolicy;
import dev.edgekeep.snapshot.ForwardPolicy;
import dev.edgekeep.snapshot.FromHeader;
import dev.edgekeep.snapshot.HostPattern;
import dev.edgekeep.snapshot.HttpsPolicy;
import dev.edgekeep.snapshot.TlsPolicy;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads the entries of {@code hosts}, one after the other and before all else may be known: the
 * names of origins, client CAs and key servers in them are looked up later, by {@link HostLinker}.
 */
final class HostReader {
  private static final DocumentPath HOSTS = DocumentPath.ROOT.key("hosts");
  private static final Map<String, Mode> MODES = modes();

  private final Problems problems;
  private final ServerCertificateReader certificates;
  private final Interner interner;
  private final Materials materials;
  private final Map<HostPattern, Draft> drafts = new LinkedHashMap<>();

  /** A host whose references are names still. */
  record Draft(
      int line,
      HostPattern name,
      List<CertificateDraft> certificates,
      AuthDraft clientAuth,
      TlsPolicy tls,
      HttpsPolicy https,
      ForwardPolicy forward,
      ExchangePolicy exchange,
      @Nullable Value origin,
      List<RouteReader.Draft> routes) {}

  /** Client authentication with the CAs' names. */
  record AuthDraft(Mode mode, List<Value> cas, int maxChainDepth, @Nullable FromHeader fromHeader) {
    static final AuthDraft OFF = new AuthDraft(Mode.OFF, List.of(), 0, null);
  }

  HostReader(
      Problems problems,
      ServerCertificateReader certificates,
      Interner interner,
      Materials materials) {
    this.problems = problems;
    this.certificates = certificates;
    this.interner = interner;
    this.materials = materials;
  }

  /** The hosts that were read, in the order of the document. */
  Map<HostPattern, Draft> drafts() {
    return drafts;
  }

  Set<HostPattern> names() {
    return drafts.keySet();
  }

  void read(Entry entry) {
    Value value = new Value(entry.value(), HOSTS.key(entry.key()), problems);
    Value key = new Value(keyNode(entry), value.path(), problems);
    HostPattern name = HostNames.read(entry.key(), key);
    Draft draft = host(name, entry.line(), value);
    if (name == null || draft == null) {
      return;
    }
    Draft first = drafts.putIfAbsent(name, draft);
    if (first != null) {
      key.error("this host is there already, in line %d; keep one of them".formatted(first.line));
    }
  }

  private static Node keyNode(Entry entry) {
    return new Scalar(entry.key(), true, entry.line());
  }

  private @Nullable Draft host(@Nullable HostPattern name, int line, Value value) {
    Section section = value.section();
    if (section == null) {
      return null;
    }
    Value certificate =
        section.require("certificate", "give one, as in {chain: {file: …}, key: {file: …}}");
    List<CertificateDraft> serverCertificates =
        certificate == null ? List.of() : certificates.read(certificate, name);
    AuthDraft clientAuth = clientAuth(section.get("clientAuth"));
    TlsPolicy tls = interner.intern(TlsReader.read(section.get("tls")));
    HttpsPolicy https = interner.intern(HttpPolicyReader.https(section.get("https")));
    ForwardPolicy forward = interner.intern(HttpPolicyReader.forward(section.get("forward")));
    ExchangePolicy exchange = interner.intern(ExchangePolicyReader.read(section, materials));
    Value origin = section.require("origin", "name the origin that requests go to");
    List<RouteReader.Draft> routes =
        RouteReader.read(section.get("routes"), clientAuth.mode(), forward.ambiguousPaths());
    section.end();
    return name == null
        ? null
        : new Draft(
            line,
            name,
            serverCertificates,
            clientAuth,
            tls,
            https,
            forward,
            exchange,
            origin,
            routes);
  }

  private static AuthDraft clientAuth(@Nullable Value value) {
    Section section = value == null ? null : value.section();
    if (section == null) {
      return AuthDraft.OFF;
    }
    Value modeValue = section.require("mode", "give off, request or require");
    Mode mode = modeValue == null ? null : modeValue.choice(MODES);
    Value cas = section.get("cas");
    int depth =
        (int)
            section.number(
                "maxChainDepth", ClientAuth.MAX_CHAIN_DEPTH, ClientAuth.DEFAULT_MAX_CHAIN_DEPTH);
    Value header = section.get("fromHeader");
    FromHeader fromHeader = FromHeaderReader.read(header, mode);
    section.end();
    List<Value> items = cas == null ? List.of() : cas.items();
    if (mode == null) {
      return AuthDraft.OFF;
    }
    tellMismatch(section, mode, cas, items);
    return new AuthDraft(mode, new ArrayList<>(items), depth, fromHeader);
  }

  private static void tellMismatch(
      Section section, Mode mode, @Nullable Value cas, List<Value> items) {
    boolean wanted = mode != Mode.OFF;
    boolean wellFormed = cas == null || cas.node() instanceof Sequence;
    if (wanted && items.isEmpty() && wellFormed) {
      section.error(
          "mode %s needs client CAs; name at least one in cas"
              .formatted(mode.name().toLowerCase(Locale.ROOT)));
    } else if (!wanted && cas != null) {
      cas.warning("these have no effect while the mode is off");
    }
  }

  private static Map<String, Mode> modes() {
    Map<String, Mode> modes = new LinkedHashMap<>();
    modes.put("off", Mode.OFF);
    modes.put("request", Mode.REQUEST);
    modes.put("require", Mode.REQUIRE);
    return modes;
  }
}
