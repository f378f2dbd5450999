package dev.edgekeep.x509.cert;

import dev.edgekeep.x509.der.DerReader;
import dev.edgekeep.x509.der.Tag;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The policy extensions (RFC 5280 §4.2.1.4, §4.2.1.5, §4.2.1.11, §4.2.1.14). */
public final class Policies {
  /** The special value anyPolicy. */
  public static final String ANY = "2.5.29.32.0";

  private static final String STATEMENT = "1.3.6.1.5.5.7.2.1";
  private static final String NOTICE = "1.3.6.1.5.5.7.2.2";

  /** A mapping from a policy of the issuer's domain to one of the subject's domain. */
  public record Mapping(String issuerDomain, String subjectDomain) {}

  /** {@code PolicyConstraints}: skip counts, -1 if absent. */
  public record Constraints(int requireExplicit, int inhibitMapping) {}

  private Policies() {}

  /** The policies of a certificate. */
  record Stated(List<String> policies, @Nullable String unknownQualifier) {}

  static Stated readPolicies(DerReader in) {
    String unknown = null;
    DerReader sequence = in.sequence("certificatePolicies");
    List<String> policies = new ArrayList<>(2);
    Set<String> seen = new HashSet<>();
    do {
      DerReader information = sequence.sequence("policyInformation");
      String policy = information.oid("policyIdentifier");
      if (information.hasMore()) {
        String qualifier = unknownQualifier(information.sequence("policyQualifiers"));
        unknown = unknown == null ? qualifier : unknown;
      }
      information.end("policyInformation");
      if (!seen.add(policy)) {
        throw sequence.fail("the policy " + policy + " appears twice");
      }
      policies.add(policy);
    } while (sequence.hasMore());
    return new Stated(List.copyOf(policies), unknown);
  }

  /** The OID of a qualifier that is neither a pointer to a statement nor a notice, or null. */
  private static @Nullable String unknownQualifier(DerReader qualifiers) {
    String unknown = null;
    do {
      DerReader qualifier = qualifiers.sequence("policyQualifierInfo");
      String kind = qualifier.oid("policyQualifierId");
      int tag = qualifier.hasMore() ? qualifier.peekTag() : 0;
      qualifier.element("policy qualifier");
      qualifier.end("policyQualifierInfo");
      boolean known =
          (kind.equals(STATEMENT) && tag == Tag.IA5_STRING)
              || (kind.equals(NOTICE) && tag == Tag.SEQUENCE);
      unknown = known || unknown != null ? unknown : kind;
    } while (qualifiers.hasMore());
    return unknown;
  }

  static List<Mapping> readMappings(DerReader in) {
    DerReader sequence = in.sequence("policyMappings");
    List<Mapping> mappings = new ArrayList<>(2);
    do {
      DerReader mapping = sequence.sequence("policyMapping");
      mappings.add(
          new Mapping(mapping.oid("issuerDomainPolicy"), mapping.oid("subjectDomainPolicy")));
      mapping.end("policyMapping");
    } while (sequence.hasMore());
    return List.copyOf(mappings);
  }

  static Constraints readConstraints(DerReader in) {
    DerReader sequence = in.sequence("policyConstraints");
    if (!sequence.hasMore()) {
      throw sequence.fail("policyConstraints is empty");
    }
    int explicit = -1;
    int mapping = -1;
    if (sequence.nextIs(Tag.context(0))) {
      explicit = sequence.smallInteger(Tag.context(0), "requireExplicitPolicy");
    }
    if (sequence.nextIs(Tag.context(1))) {
      mapping = sequence.smallInteger(Tag.context(1), "inhibitPolicyMapping");
    }
    sequence.end("policyConstraints");
    return new Constraints(explicit, mapping);
  }
}
