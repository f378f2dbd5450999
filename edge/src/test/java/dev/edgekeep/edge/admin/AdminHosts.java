package dev.edgekeep.edge.admin;

import dev.edgekeep.config.material.PrivateKeyDer;
import dev.edgekeep.snapshot.ClientAuth;
import dev.edgekeep.snapshot.ForwardPolicy;
import dev.edgekeep.snapshot.Host;
import dev.edgekeep.snapshot.HostPattern;
import dev.edgekeep.snapshot.HttpsPolicy;
import dev.edgekeep.snapshot.Origin;
import dev.edgekeep.snapshot.ServerCertificate;
import dev.edgekeep.snapshot.ServerKey;
import dev.edgekeep.snapshot.TlsPolicy;
import dev.edgekeep.x509.cert.Certificate;
import java.math.BigInteger;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javax.security.auth.x500.X500Principal;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/** Hosts with self-signed certificates, to look at. */
final class AdminHosts {
  private static final Origin APP =
      new Origin(
          "app",
          List.of(new Origin.Server(false, "127.0.0.1", 9000)),
          Origin.LoadBalancing.ROUND_ROBIN,
          Duration.ofSeconds(1),
          Duration.ofSeconds(1),
          null);

  private AdminHosts() {}

  static Map<HostPattern, Host> named(String... names) throws Exception {
    Map<HostPattern, Host> hosts = new LinkedHashMap<>();
    for (String name : names) {
      HostPattern pattern = new HostPattern(name);
      hosts.put(
          pattern,
          new Host(
              pattern,
              List.of(certificate(name)),
              ClientAuth.OFF,
              TlsPolicy.DEFAULT,
              HttpsPolicy.NONE,
              ForwardPolicy.DEFAULT,
              APP));
    }
    return hosts;
  }

  private static ServerCertificate certificate(String name) throws Exception {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
    generator.initialize(256);
    KeyPair keys = generator.generateKeyPair();
    X500Principal subject = new X500Principal("CN=" + name);
    Instant now = Instant.now();
    byte[] der =
        new JcaX509v3CertificateBuilder(
                subject,
                BigInteger.TEN,
                Date.from(now.minusSeconds(60)),
                Date.from(now.plusSeconds(3_600)),
                subject,
                keys.getPublic())
            .build(new JcaContentSignerBuilder("SHA256withECDSA").build(keys.getPrivate()))
            .getEncoded();
    return new ServerCertificate(
        List.of(Certificate.parse(der)),
        new ServerKey.Held(new PrivateKeyDer(keys.getPrivate().getEncoded())),
        null);
  }
}
