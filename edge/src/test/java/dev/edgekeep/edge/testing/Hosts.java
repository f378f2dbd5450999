package dev.edgekeep.edge.testing;

import dev.edgekeep.config.material.Identity;
import dev.edgekeep.config.material.PrivateKeyDer;
import dev.edgekeep.snapshot.ClientAuth;
import dev.edgekeep.snapshot.ClientCa;
import dev.edgekeep.snapshot.ForwardPolicy;
import dev.edgekeep.snapshot.Host;
import dev.edgekeep.snapshot.HostPattern;
import dev.edgekeep.snapshot.HttpsPolicy;
import dev.edgekeep.snapshot.KeyServer;
import dev.edgekeep.snapshot.Origin;
import dev.edgekeep.snapshot.ServerCertificate;
import dev.edgekeep.snapshot.ServerKey;
import dev.edgekeep.snapshot.TlsPolicy;
import dev.edgekeep.testing.Credential;
import dev.edgekeep.x509.cert.Certificate;
import dev.edgekeep.x509.cert.CertificateFormatException;
import dev.edgekeep.x509.cert.SerialNumber;
import dev.edgekeep.x509.cert.SerialSet;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Hosts for tests, with what a test does not care about filled in. */
public final class Hosts {
  private static final List<String> SUITES =
      List.of(
          "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256",
          "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256",
          "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384",
          "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384");
  public static final TlsPolicy ANY_TLS =
      new TlsPolicy(TlsPolicy.Version.TLS_1_2, TlsPolicy.Version.TLS_1_3, SUITES);
  public static final Origin NOWHERE =
      new Origin(
          "nowhere",
          List.of(new Origin.Server(false, "127.0.0.1", 1)),
          Origin.LoadBalancing.ROUND_ROBIN,
          Duration.ofSeconds(1),
          Duration.ofSeconds(1),
          null);

  private Hosts() {}

  public static Host host(String name, ClientAuth auth, Credential... credentials) {
    return host(name, auth, NOWHERE, credentials);
  }

  public static Host host(String name, ClientAuth auth, Origin origin, Credential... credentials) {
    List<ServerCertificate> certificates = new ArrayList<>();
    for (Credential credential : credentials) {
      certificates.add(
          new ServerCertificate(
              credential.chain().stream().map(Hosts::certificate).toList(),
              new ServerKey.Held(new PrivateKeyDer(credential.key().getEncoded())),
              null));
    }
    return new Host(
        new HostPattern(name),
        certificates,
        auth,
        ANY_TLS,
        HttpsPolicy.NONE,
        ForwardPolicy.DEFAULT,
        origin);
  }

  /** The same host with its keys on a key server. */
  public static Host keyless(Host host) {
    KeyServer vault =
        new KeyServer(
            "vault",
            List.of(new KeyServer.Address("127.0.0.1", 1)),
            new Identity(host.certificates().getFirst().chain(), new PrivateKeyDer(new byte[] {0})),
            List.of(),
            null,
            KeyServer.DEFAULT_TIMEOUT);
    return keyless(host, vault);
  }

  /** The same host with its keys on this key server. */
  public static Host keyless(Host host, KeyServer keyServer) {
    ServerKey key = new ServerKey.OnKeyServer(keyServer);
    return with(
        host,
        host.certificates().stream()
            .map(held -> new ServerCertificate(held.chain(), key, held.ocspResponse()))
            .toList(),
        host.tls());
  }

  /** The same host with other certificates and another policy. */
  public static Host with(Host host, List<ServerCertificate> certificates, TlsPolicy tls) {
    return new Host(
        host.name(),
        certificates,
        host.clientAuth(),
        tls,
        host.https(),
        host.forward(),
        host.origin());
  }

  public static ClientAuth auth(ClientAuth.Mode mode, ClientCa... cas) {
    return new ClientAuth(mode, List.of(cas), ClientAuth.DEFAULT_MAX_CHAIN_DEPTH);
  }

  public static ClientCa clientCa(String name, X509Certificate... certificates) {
    return new ClientCa(
        name, List.of(certificates).stream().map(Hosts::certificate).toList(), List.of());
  }

  /** The revoked serial numbers that a snapshot has for a CA. */
  public static Map<String, SerialSet> revoked(ClientCa ca, X509Certificate... certificates) {
    return Map.of(
        ca.name(),
        SerialSet.of(
            Arrays.stream(certificates)
                .map(certificate -> new SerialNumber(certificate.getSerialNumber()))
                .toList()));
  }

  /** The CAs of these hosts by their names. */
  public static Map<String, ClientCa> clientCas(Host... hosts) {
    Map<String, ClientCa> cas = new LinkedHashMap<>();
    for (Host host : hosts) {
      host.clientAuth().cas().forEach(ca -> cas.put(ca.name(), ca));
    }
    return cas;
  }

  public static Certificate certificate(X509Certificate certificate) {
    try {
      return Certificate.parse(certificate.getEncoded());
    } catch (CertificateEncodingException | CertificateFormatException e) {
      throw new IllegalStateException(e);
    }
  }
}
