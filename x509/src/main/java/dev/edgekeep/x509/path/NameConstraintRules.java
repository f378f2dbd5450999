package dev.edgekeep.x509.path;

import dev.edgekeep.x509.cert.Certificate;
import dev.edgekeep.x509.cert.GeneralName;
import dev.edgekeep.x509.cert.Name;
import dev.edgekeep.x509.cert.NameConstraints;
import dev.edgekeep.x509.path.NameForms.Match;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Applies the name constraints of one CA to the certificates below it. RFC 5280 §6.1.4 (g)
 * intersects and unites subtrees on the way down. Checking the constraints of each CA separately
 * has the same result, and works while the path is still being built upwards.
 */
final class NameConstraintRules {
  private static final String EMAIL_ADDRESS = "1.2.840.113549.1.9.1";

  private enum Form {
    DNS,
    EMAIL,
    URI,
    IP,
    DIRECTORY,
    OTHER;

    static Form of(GeneralName name) {
      return switch (name) {
        case GeneralName.Dns dns -> DNS;
        case GeneralName.Email email -> EMAIL;
        case GeneralName.Uri uri -> URI;
        case GeneralName.Ip ip -> IP;
        case GeneralName.Directory directory -> DIRECTORY;
        default -> OTHER;
      };
    }
  }

  private final Budget budget;
  private final boolean strict;

  NameConstraintRules(Budget budget, boolean strict) {
    this.budget = budget;
    this.strict = strict;
  }

  /**
   * Checks the path so far against the constraints of a CA that is to be added above it.
   *
   * @param below leaf first
   */
  @Nullable Problem check(List<Certificate> below, Certificate ca) {
    NameConstraints constraints = ca.nameConstraints();
    if (constraints == null) {
      return null;
    }
    Problem malformed = wellFormed(ca, constraints);
    if (malformed != null) {
      return malformed;
    }
    Map<Form, List<GeneralName>> permitted = byForm(constraints.permitted());
    Map<Form, List<GeneralName>> excluded = byForm(constraints.excluded());
    for (int i = 0; i < below.size(); i++) {
      Certificate certificate = below.get(i);
      // §6.1.3 (b): self-issued certificates are exempt, unless they are the last in the path.
      if (i > 0 && certificate.isSelfIssued()) {
        continue;
      }
      for (GeneralName name : names(certificate)) {
        Form form = Form.of(name);
        Problem problem =
            one(
                name,
                permitted.getOrDefault(form, List.of()),
                excluded.getOrDefault(form, List.of()),
                certificate,
                ca);
        if (problem != null) {
          return problem;
        }
      }
    }
    return null;
  }

  private @Nullable Problem wellFormed(Certificate ca, NameConstraints constraints) {
    for (List<GeneralName> bases : List.of(constraints.permitted(), constraints.excluded())) {
      budget.compare(bases.size());
      for (GeneralName base : bases) {
        if (!NameForms.isWellFormed(base, strict)) {
          return new Problem(
              Verdict.MALFORMED,
              ca,
              "the name constraint "
                  + base
                  + " of "
                  + ca.subject()
                  + " is malformed; have the CA reissued");
        }
      }
    }
    return null;
  }

  private static Map<Form, List<GeneralName>> byForm(List<GeneralName> bases) {
    Map<Form, List<GeneralName>> result = new EnumMap<>(Form.class);
    for (GeneralName base : bases) {
      result.computeIfAbsent(Form.of(base), form -> new ArrayList<>()).add(base);
    }
    return result;
  }

  private @Nullable Problem one(
      GeneralName name,
      List<GeneralName> permitted,
      List<GeneralName> excluded,
      Certificate holder,
      Certificate ca) {
    int width =
        name instanceof GeneralName.Directory(Name directory)
            ? Math.max(1, directory.canonicalRdns().size())
            : 1;
    budget.compare(width * Math.max(1, permitted.size() + excluded.size()));
    for (GeneralName base : excluded) {
      if (NameForms.sameForm(name, base)
          && NameForms.compare(name, base, true, strict) != Match.OUTSIDE) {
        return refused(name, holder, ca, "excludes it by " + base);
      }
    }
    boolean constrained = false;
    for (GeneralName base : permitted) {
      if (NameForms.sameForm(name, base)) {
        constrained = true;
        if (NameForms.compare(name, base, false, strict) == Match.WITHIN) {
          return null;
        }
      }
    }
    return constrained
        ? refused(name, holder, ca, "permits other names only: " + abbreviated(permitted))
        : null;
  }

  private static String abbreviated(List<GeneralName> names) {
    String shown = String.join(", ", names.stream().limit(3).map(GeneralName::toString).toList());
    return names.size() > 3 ? shown + ", …" : shown;
  }

  private static Problem refused(GeneralName name, Certificate holder, Certificate ca, String why) {
    return new Problem(
        Verdict.NAME_NOT_PERMITTED,
        holder,
        String.format(
            "%s has the name %s, but its issuer's name constraints forbid it: %s %s. "
                + "Have it issued with permitted names, or by another CA.",
            Sentences.subject(holder), name, ca.subject(), why));
  }

  /** All names that constraints apply to: the subject, its e-mail addresses, and the SANs. */
  private static List<GeneralName> names(Certificate certificate) {
    List<GeneralName> names = new ArrayList<>(certificate.subjectAltNames());
    Name subject = certificate.subject();
    if (!subject.isEmpty()) {
      names.add(new GeneralName.Directory(subject));
    }
    boolean hasEmailSan = names.stream().anyMatch(GeneralName.Email.class::isInstance);
    if (!hasEmailSan) {
      // §4.2.1.10: addresses in the subject are checked if the certificate has no rfc822Name.
      for (String mailbox : subject.texts(EMAIL_ADDRESS)) {
        names.add(new GeneralName.Email(mailbox));
      }
    }
    return names;
  }
}
