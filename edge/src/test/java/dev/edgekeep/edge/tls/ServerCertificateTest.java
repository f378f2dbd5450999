package dev.edgekeep.edge.tls;

import static dev.edgekeep.edge.testing.Hosts.auth;
import static dev.edgekeep.edge.testing.Hosts.host;
import static dev.edgekeep.edge.testing.Hosts.with;
import static org.assertj.core.api.Assertions.assertThat;

import dev.edgekeep.snapshot.CipherSuites;
import dev.edgekeep.snapshot.ClientAuth.Mode;
import dev.edgekeep.snapshot.Host;
import dev.edgekeep.snapshot.OcspResponse;
import dev.edgekeep.snapshot.ServerCertificate;
import dev.edgekeep.snapshot.TlsPolicy;
import dev.edgekeep.testing.Credential;
import dev.edgekeep.testing.KeyType;
import dev.edgekeep.testing.OpenSslClient;
import dev.edgekeep.testing.TestCa;
import dev.edgekeep.testing.TestCa.Leaf;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.ssl.OpenSslContextOption;
import io.netty.handler.ssl.ReferenceCountedOpenSslEngine;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslProvider;
import io.netty.handler.ssl.util.InsecureTrustManagerFactory;
import io.netty.internal.tcnative.SSL;
import io.netty.util.ReferenceCountUtil;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateHolder;
import org.bouncycastle.cert.ocsp.BasicOCSPRespBuilder;
import org.bouncycastle.cert.ocsp.CertificateID;
import org.bouncycastle.cert.ocsp.CertificateStatus;
import org.bouncycastle.cert.ocsp.OCSPRespBuilder;
import org.bouncycastle.cert.ocsp.jcajce.JcaBasicOCSPRespBuilder;
import org.bouncycastle.operator.DigestCalculatorProvider;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.operator.jcajce.JcaDigestCalculatorProviderBuilder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Certificates and keys by which a host authenticates itself. */
class ServerCertificateTest {
  @TempDir private Path folder;

  private final TestCa root = TestCa.root("Server root", KeyType.P_256);
  private final Credential server = root.issue(Leaf.server("www.example.com"));

  @Test
  void aHostWithTwoCertificatesGivesEachClientTheOneItCanVerify() {
    Credential rsa =
        TestCa.root("RSA root", KeyType.RSA_2048)
            .issue(Leaf.server("www.example.com").of(KeyType.RSA_2048));
    try (TlsHarness edge = new TlsHarness(host("www.example.com", auth(Mode.OFF), server, rsa))) {
      OpenSslClient client = OpenSslClient.of(edge.address(), "www.example.com", folder);
      assertThat(client.get("x", "/").output())
          .contains("Peer signature type: ECDSA")
          .contains("verdict=");
      assertThat(client.with("-sigalgs", "RSA-PSS+SHA256:RSA+SHA256").get("x", "/").output())
          .contains("Peer signature type: RSA-PSS")
          .contains("verdict=");
      assertThat(
              client
                  .with("-tls1_2", "-cipher", "ECDHE-RSA-AES128-GCM-SHA256")
                  .get("x", "/")
                  .output())
          .contains("i:CN = RSA root")
          .contains("verdict=");
    }
  }

  @Test
  void compatibleCiphersHaveRsaKeyExchangeForOldClients() {
    Credential rsa =
        TestCa.root("RSA root", KeyType.RSA_2048)
            .issue(Leaf.server("www.example.com").of(KeyType.RSA_2048));
    Host plain = host("www.example.com", auth(Mode.OFF), rsa);
    TlsPolicy compatible =
        new TlsPolicy(
            TlsPolicy.Version.TLS_1_2, TlsPolicy.Version.TLS_1_3, CipherSuites.COMPATIBLE);
    try (TlsHarness edge = new TlsHarness(with(plain, plain.certificates(), compatible))) {
      OpenSslClient client =
          OpenSslClient.of(edge.address(), "www.example.com", folder).with("-tls1_2");
      for (String cipher :
          List.of("AES128-GCM-SHA256", "AES256-GCM-SHA384", "AES128-SHA", "ECDHE-RSA-AES128-SHA")) {
        assertThat(client.with("-cipher", cipher).get("x", "/").output())
            .contains("Cipher is " + cipher)
            .contains("verdict=");
      }
      edge.serve(plain);
      assertThat(client.with("-cipher", "AES128-GCM-SHA256").get("x", "/").output())
          .contains("handshake failure");
    }
  }

  @ParameterizedTest
  @MethodSource("dev.edgekeep.snapshot.CipherSuites#known")
  void everyCipherSuiteThatAConfigurationMayNameCanBeSpoken(String suite) {
    TlsPolicy only =
        new TlsPolicy(TlsPolicy.Version.TLS_1_2, TlsPolicy.Version.TLS_1_2, List.of(suite));
    KeyType keyType = suite.contains("ECDSA") ? KeyType.P_256 : KeyType.RSA_2048;
    Credential credential =
        TestCa.root("Root of " + keyType, keyType)
            .issue(Leaf.server("www.example.com").of(keyType));
    Host plain = host("www.example.com", auth(Mode.OFF), credential);
    try (TlsHarness edge = new TlsHarness(with(plain, plain.certificates(), only))) {
      assertThat(
              OpenSslClient.of(edge.address(), "www.example.com", folder)
                  .with("-tls1_2")
                  .get("x", "/")
                  .output())
          .contains("Cipher is " + CipherSuites.byIanaName().get(suite))
          .contains("verdict=");
    }
  }

  @Test
  void theWholeChainIsSent() {
    Credential withIntermediate =
        root.intermediate("Server issuing").issue(Leaf.server("www.example.com"));
    try (TlsHarness edge =
        new TlsHarness(host("www.example.com", auth(Mode.OFF), withIntermediate))) {
      assertThat(OpenSslClient.of(edge.address(), "www.example.com", folder).get("x", "/").output())
          .contains(" 0 s:CN = www.example.com")
          .contains(" 1 s:CN = Server issuing");
    }
  }

  @Test
  void anOcspResponseIsStapled() throws Exception {
    Host plain = host("www.example.com", auth(Mode.OFF), server);
    ServerCertificate certificate = plain.certificates().getFirst();
    Host stapling =
        with(
            plain,
            List.of(
                new ServerCertificate(
                    certificate.chain(), certificate.key(), new OcspResponse(ocspResponse()))),
            plain.tls());
    try (TlsHarness edge = new TlsHarness(stapling)) {
      for (String version : List.of("-tls1_2", "-tls1_3")) {
        assertThat(
                OpenSslClient.of(edge.address(), "www.example.com", folder)
                    .with(version, "-status")
                    .get("x", "/")
                    .output())
            .contains("OCSP Response Status: successful")
            .contains("Cert Status: good");
      }
    }
  }

  @Test
  void keysAreAgreedUponWithTheHybridPostQuantumGroupWhereTheClientHasIt() throws Exception {
    SslContext context =
        SslContextBuilder.forClient()
            .sslProvider(SslProvider.OPENSSL_REFCNT)
            .trustManager(InsecureTrustManagerFactory.INSTANCE)
            .endpointIdentificationAlgorithm(null)
            .option(OpenSslContextOption.GROUPS, new String[] {"X25519MLKEM768", "x25519"})
            .build();
    MultiThreadIoEventLoopGroup loop =
        new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
    try (TlsHarness edge = new TlsHarness(host("www.example.com", auth(Mode.OFF), server))) {
      Channel channel =
          new Bootstrap()
              .group(loop)
              .channel(NioSocketChannel.class)
              .handler(
                  new ChannelInitializer<Channel>() {
                    @Override
                    protected void initChannel(Channel ch) {
                      ch.pipeline().addLast(context.newHandler(ch.alloc(), "www.example.com", 443));
                    }
                  })
              .connect(edge.address())
              .sync()
              .channel();
      SslHandler handler = channel.pipeline().get(SslHandler.class);
      handler.handshakeFuture().sync();
      long ssl = ((ReferenceCountedOpenSslEngine) handler.engine()).sslPointer();
      assertThat(SSL.getGroupName(ssl)).isEqualTo("X25519MLKEM768");
      channel.close().sync();
    } finally {
      loop.shutdownGracefully(0, 1, TimeUnit.SECONDS);
      ReferenceCountUtil.release(context);
    }
  }

  private byte[] ocspResponse() throws Exception {
    DigestCalculatorProvider digests = new JcaDigestCalculatorProviderBuilder().build();
    X509CertificateHolder issuer = new JcaX509CertificateHolder(root.certificate());
    CertificateID id =
        new CertificateID(
            digests.get(CertificateID.HASH_SHA1), issuer, server.leaf().getSerialNumber());
    BasicOCSPRespBuilder basic =
        new JcaBasicOCSPRespBuilder(
            root.certificate().getPublicKey(), digests.get(CertificateID.HASH_SHA1));
    basic.addResponse(
        id,
        CertificateStatus.GOOD,
        Date.from(Instant.now()),
        Date.from(Instant.now().plusSeconds(3600)),
        null);
    return new OCSPRespBuilder()
        .build(
            OCSPRespBuilder.SUCCESSFUL,
            basic.build(
                new JcaContentSignerBuilder("SHA256withECDSA").build(root.key()),
                new X509CertificateHolder[] {issuer},
                Date.from(Instant.now())))
        .getEncoded();
  }
}
