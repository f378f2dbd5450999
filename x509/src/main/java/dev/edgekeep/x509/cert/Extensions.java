package dev.edgekeep.x509.cert;

import dev.edgekeep.x509.der.DerReader;
import dev.edgekeep.x509.der.Slice;
import dev.edgekeep.x509.der.Tag;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The decoded extensions of one certificate. Written only while it is being built. */
final class Extensions {
  static final Extensions NONE = new Extensions(List.of());

  final List<Extension> all;
  @Nullable BasicConstraints basicConstraints;
  @Nullable KeyUsage keyUsage;
  @Nullable List<String> extendedKeyUsage;
  List<GeneralName> subjectAltNames = List.of();
  @Nullable NameConstraints nameConstraints;
  @Nullable Slice subjectKeyIdentifier;
  @Nullable AuthorityKeyIdentifier authorityKeyIdentifier;
  List<String> policies = List.of();
  @Nullable String unknownPolicyQualifier;
  List<Policies.Mapping> policyMappings = List.of();
  Policies.@Nullable Constraints policyConstraints;
  int inhibitAnyPolicy = -1;
  List<DistributionPoint> crlDistributionPoints = List.of();
  List<DistributionPoint> freshestCrl = List.of();

  private Extensions(List<Extension> all) {
    this.all = all;
  }

  /** Decodes all extensions that this product supports; others stay encoded. */
  static Extensions read(DerReader in) {
    Extensions result = new Extensions(List.copyOf(Extension.readAll(in, "extension")));
    for (Extension extension : result.all) {
      DerReader value = extension.value().reader();
      if (result.decode(extension.oid(), value)) {
        value.end("extension " + extension.oid());
      }
    }
    return result;
  }

  private boolean decode(String oid, DerReader in) {
    switch (oid) {
      case Extension.BASIC_CONSTRAINTS -> basicConstraints = BasicConstraints.read(in);
      case Extension.KEY_USAGE -> keyUsage = keyUsage(in);
      case Extension.EXTENDED_KEY_USAGE -> extendedKeyUsage = extendedKeyUsage(in);
      case Extension.SUBJECT_ALT_NAME -> subjectAltNames = altNames(in, "subjectAltName");
      case Extension.ISSUER_ALT_NAME -> altNames(in, "issuerAltName");
      case Extension.NAME_CONSTRAINTS -> nameConstraints = NameConstraints.read(in);
      case Extension.SUBJECT_KEY_IDENTIFIER ->
          subjectKeyIdentifier = in.content(Tag.OCTET_STRING, "subjectKeyIdentifier");
      case Extension.AUTHORITY_KEY_IDENTIFIER ->
          authorityKeyIdentifier = AuthorityKeyIdentifier.read(in);
      case Extension.CERTIFICATE_POLICIES -> {
        Policies.Stated stated = Policies.readPolicies(in);
        policies = stated.policies();
        unknownPolicyQualifier = stated.unknownQualifier();
      }
      case Extension.POLICY_MAPPINGS -> policyMappings = Policies.readMappings(in);
      case Extension.POLICY_CONSTRAINTS -> policyConstraints = Policies.readConstraints(in);
      case Extension.INHIBIT_ANY_POLICY ->
          inhibitAnyPolicy = in.smallInteger(Tag.INTEGER, "inhibitAnyPolicy");
      case Extension.CRL_DISTRIBUTION_POINTS ->
          crlDistributionPoints = DistributionPoint.readAll(in, "cRLDistributionPoints");
      case Extension.FRESHEST_CRL -> freshestCrl = DistributionPoint.readAll(in, "freshestCRL");
      case Extension.AUTHORITY_INFO_ACCESS -> accessDescriptions(in);
      default -> {
        return false;
      }
    }
    return true;
  }

  private static KeyUsage keyUsage(DerReader in) {
    // RFC 5280 §4.2.1.3 requires at least one bit. Certificates without any exist, and permit
    // nothing.
    return new KeyUsage(in.namedBits(Tag.BIT_STRING, "keyUsage"));
  }

  private static List<String> extendedKeyUsage(DerReader in) {
    DerReader sequence = in.sequence("extKeyUsage");
    List<String> usages = new ArrayList<>(2);
    do {
      usages.add(sequence.oid("extKeyUsage purpose"));
    } while (sequence.hasMore());
    return List.copyOf(usages);
  }

  private static List<GeneralName> altNames(DerReader in, String what) {
    List<GeneralName> names = GeneralName.readAll(in.sequence(what), what);
    for (GeneralName name : names) {
      if (name instanceof GeneralName.Ip(Slice octets)
          && octets.length() != 4
          && octets.length() != 16) {
        throw in.fail(what + " has an iPAddress of " + octets.length() + " octets");
      }
    }
    return names;
  }

  private static void accessDescriptions(DerReader in) {
    DerReader sequence = in.sequence("authorityInfoAccess");
    do {
      DerReader description = sequence.sequence("accessDescription");
      description.oid("accessMethod");
      GeneralName.read(description, "accessLocation");
      description.end("accessDescription");
    } while (sequence.hasMore());
  }
}
