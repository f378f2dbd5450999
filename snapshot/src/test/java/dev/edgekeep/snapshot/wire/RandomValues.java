package dev.edgekeep.snapshot.wire;

import dev.edgekeep.config.material.Identity;
import dev.edgekeep.config.material.PrivateKeyDer;
import dev.edgekeep.config.network.AddressRange;
import dev.edgekeep.config.network.ForbiddenAddresses;
import dev.edgekeep.testing.Credential;
import dev.edgekeep.testing.KeyType;
import dev.edgekeep.testing.TestCa;
import dev.edgekeep.testing.TestCa.Leaf;
import dev.edgekeep.x509.cert.Certificate;
import dev.edgekeep.x509.cert.CertificateFormatException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Values chosen at random, for all parts of snapshots. */
abstract class RandomValues {
  static final TestCa ROOT = TestCa.root("Root", KeyType.P_256);
  static final TestCa ISSUING = ROOT.intermediate("Issuing");
  static final List<Credential> CREDENTIALS =
      List.of(
          ISSUING.issue(Leaf.server("a.example")),
          ISSUING.issue(Leaf.server("b.example")),
          ROOT.issue(Leaf.server("c.example")));

  final Random random;

  RandomValues(Random random) {
    this.random = random;
  }

  <T> T one(List<T> values) {
    return values.get(random.nextInt(values.size()));
  }

  <T> @Nullable T maybe(T value) {
    return random.nextBoolean() ? value : null;
  }

  interface Named<T> {
    T make(String name);
  }

  <T> Map<String, T> named(List<String> names, Named<T> named) {
    Map<String, T> values = new TreeMap<>();
    for (String name : names) {
      if (random.nextInt(4) > 0) {
        values.put(name, named.make(name));
      }
    }
    return values;
  }

  static List<Certificate> trust() {
    return List.of(certificate(ROOT.certificate()), certificate(ISSUING.certificate()));
  }

  Identity identity() {
    Credential credential = one(CREDENTIALS);
    return new Identity(chain(credential), key(credential));
  }

  ForbiddenAddresses forbidden() {
    return random.nextBoolean()
        ? ForbiddenAddresses.NONE
        : new ForbiddenAddresses(
            List.of(address("127.0.0.1", 9901)),
            random.nextBoolean(),
            List.of(AddressRange.parse("10.0.0.0/8"), AddressRange.parse("fd00::/16")));
  }

  static InetSocketAddress address(String address, int port) {
    return new InetSocketAddress(InetAddress.ofLiteral(address), port);
  }

  static Certificate certificate(X509Certificate certificate) {
    try {
      return Certificate.parse(certificate.getEncoded());
    } catch (CertificateEncodingException | CertificateFormatException e) {
      throw new IllegalStateException(e);
    }
  }

  static List<Certificate> chain(Credential credential) {
    return credential.chain().stream().map(RandomValues::certificate).toList();
  }

  static PrivateKeyDer key(Credential credential) {
    return new PrivateKeyDer(credential.key().getEncoded());
  }
}
