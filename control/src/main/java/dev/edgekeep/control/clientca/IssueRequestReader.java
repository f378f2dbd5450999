package dev.edgekeep.control.clientca;

import dev.edgekeep.config.document.Node.Mapping;
import dev.edgekeep.config.value.Bounds;
import dev.edgekeep.config.value.Section;
import dev.edgekeep.config.value.Value;
import dev.edgekeep.x509.cert.CertificateFormatException;
import dev.edgekeep.x509.cert.CertificateRequest;
import dev.edgekeep.x509.cert.GeneralName;
import dev.edgekeep.x509.cert.Name;
import dev.edgekeep.x509.issue.AcceptedRequest;
import dev.edgekeep.x509.issue.AlternativeNames;
import dev.edgekeep.x509.issue.KeyKind;
import dev.edgekeep.x509.issue.RequestRefused;
import dev.edgekeep.x509.issue.RequestedSubject;
import dev.edgekeep.x509.pem.PemFiles;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads the body of a call that asks for a client certificate. Reports faults. */
final class IssueRequestReader {
  static final Bounds VALIDITY_DAYS = new Bounds(1, 3_650);
  static final int DEFAULT_VALIDITY_DAYS = 365;

  private IssueRequestReader() {}

  static @Nullable IssueRequest read(Section section) {
    Value csr = section.get("csr");
    Value keyType = section.get("keyType");
    Value subject = section.get("subject");
    Value names = section.get("subjectAltNames");
    int days = (int) section.number("validityDays", VALIDITY_DAYS, DEFAULT_VALIDITY_DAYS);
    if ((csr == null) == (keyType == null)) {
      section.error("give either csr, a certificate request in PEM, or keyType");
      return null;
    }
    if (csr != null) {
      tellNotWanted(subject);
      tellNotWanted(names);
      AcceptedRequest accepted = request(csr);
      return accepted == null ? null : new IssueRequest.OfRequest(accepted, days);
    }
    KeyKind kind = keyType == null ? null : keyType.choice(kinds());
    Name wanted = subject == null ? null : subject(subject);
    List<GeneralName> wantedNames = names == null ? List.of() : names(names);
    return kind == null ? null : new IssueRequest.OfNewKey(kind, wanted, wantedNames, days);
  }

  private static Map<String, KeyKind> kinds() {
    Map<String, KeyKind> kinds = new LinkedHashMap<>();
    for (KeyKind kind : KeyKind.values()) {
      kinds.put(kind.label(), kind);
    }
    return kinds;
  }

  private static void tellNotWanted(@Nullable Value value) {
    if (value != null) {
      value.error("the certificate request says it; leave this out");
    }
  }

  private static @Nullable AcceptedRequest request(Value csr) {
    String text = csr.text();
    if (text == null) {
      return null;
    }
    try {
      return AcceptedRequest.of(CertificateRequest.parse(PemFiles.certificateRequest(text)));
    } catch (CertificateFormatException | RequestRefused e) {
      csr.error(String.valueOf(e.getMessage()));
      return null;
    }
  }

  private static @Nullable Name subject(Value value) {
    try {
      if (value.node() instanceof Mapping) {
        return RequestedSubject.of(attributes(value));
      }
      String text = value.text();
      return text == null ? null : RequestedSubject.parse(text);
    } catch (IllegalArgumentException e) {
      value.error("%s; write it as \"CN=Alice,O=Example\"".formatted(e.getMessage()));
      return null;
    }
  }

  private static Map<String, String> attributes(Value value) {
    Map<String, String> attributes = new LinkedHashMap<>();
    Section section = value.section();
    if (section != null) {
      section
          .named()
          .forEach((keyword, each) -> {
            String text = each.text();
            attributes.put(keyword, text == null ? "" : text);
          });
    }
    return attributes;
  }

  private static List<GeneralName> names(Value value) {
    List<GeneralName> names = new ArrayList<>();
    for (Value item : value.items()) {
      String text = item.text();
      try {
        if (text != null) {
          names.add(GeneralName.parse(text));
        }
      } catch (IllegalArgumentException e) {
        item.error(String.valueOf(e.getMessage()));
      }
    }
    String problem = AlternativeNames.problem(names);
    if (problem != null) {
      value.error(problem);
    }
    return names;
  }
}
