package dev.edgekeep.edge.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import dev.edgekeep.config.material.Identity;
import dev.edgekeep.config.material.PrivateKeyDer;
import dev.edgekeep.edge.events.EdgeEvent;
import dev.edgekeep.edge.testing.Hosts;
import dev.edgekeep.edge.testing.Nginx;
import dev.edgekeep.edge.testing.ScriptedKeyServer;
import dev.edgekeep.edge.tls.LocalKeys;
import dev.edgekeep.keyless.KeylessError;
import dev.edgekeep.keyless.Message;
import dev.edgekeep.keyless.Opcode;
import dev.edgekeep.snapshot.KeyServer;
import dev.edgekeep.snapshot.Origin;
import dev.edgekeep.snapshot.OriginIdentity;
import dev.edgekeep.snapshot.ServerKey;
import dev.edgekeep.testing.Credential;
import dev.edgekeep.testing.Eventually;
import dev.edgekeep.testing.KeyType;
import dev.edgekeep.testing.TestCa;
import dev.edgekeep.testing.TestCa.Leaf;
import dev.edgekeep.x509.cert.Certificate;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** An nginx that demands a client certificate, whose private key is on a key server. */
final class KeylessOriginTest {
  private static final TestCa CA = TestCa.root("Origin CA", KeyType.P_256);
  private static final TestCa EDGES = TestCa.root("Edge CA", KeyType.P_256);

  private final EdgeHarness edge = new EdgeHarness();
  private final Credential self = EDGES.issue(Leaf.client("edge-1"));
  private final ScriptedKeyServer keyServer =
      new ScriptedKeyServer(CA.issue(Leaf.server("ks.internal")), EDGES.certificate());
  private final List<AutoCloseable> origins = new ArrayList<>();

  @TempDir private Path folder;

  @AfterEach
  void stop() throws Exception {
    edge.close();
    keyServer.close();
    for (AutoCloseable origin : origins) {
      origin.close();
    }
  }

  private Origin.Server nginx(String protocol) throws IOException {
    Credential app = CA.issue(Leaf.server("app.internal"));
    Files.writeString(folder.resolve("app.pem"), app.chainPem());
    Files.writeString(folder.resolve("app.key"), app.keyPem());
    Files.writeString(folder.resolve("edges.pem"), EDGES.pem());
    Nginx nginx =
        Nginx.http(
            folder,
            " ssl",
            """
            ssl_certificate app.pem; ssl_certificate_key app.key; ssl_protocols %s;
            ssl_client_certificate edges.pem; ssl_verify_client on;
            location / { return 200 "$ssl_client_verify $ssl_client_s_dn $ssl_protocol"; }
            """
                .formatted(protocol)
                .replace("app.pem", folder.resolve("app.pem").toString())
                .replace("app.key", folder.resolve("app.key").toString())
                .replace("edges.pem", folder.resolve("edges.pem").toString()),
            "");
    origins.add(nginx);
    return new Origin.Server(true, "127.0.0.1", nginx.address().getPort());
  }

  private static List<Certificate> chain(Credential credential) {
    return credential.chain().stream().map(Hosts::certificate).toList();
  }

  private static ScriptedKeyServer.Script signingWith(Credential credential) {
    return (request, line) ->
        line.send(
            Message.success(
                request.id(),
                LocalKeys.perform(
                    Opcode.of(request.code()).orElseThrow(), request.payload(), credential.key())));
  }

  private void serve(Credential presented, Duration timeout, Origin.Server... servers)
      throws Exception {
    serve(presented, timeout, Eventually.LIMIT, servers);
  }

  private void serve(
      Credential presented, Duration timeout, Duration connect, Origin.Server... servers)
      throws Exception {
    KeyServer vault =
        new KeyServer(
            "vault",
            List.of(new KeyServer.Address("127.0.0.1", keyServer.port())),
            new Identity(chain(self), new PrivateKeyDer(self.key().getEncoded())),
            List.of(Hosts.certificate(CA.certificate())),
            "ks.internal",
            timeout);
    OriginIdentity identity =
        new OriginIdentity(chain(presented), new ServerKey.OnKeyServer(vault));
    Origin app =
        new Origin(
            "app",
            List.of(servers),
            Origin.LoadBalancing.ROUND_ROBIN,
            connect,
            Eventually.LIMIT,
            new Origin.Tls(
                List.of(Hosts.certificate(CA.certificate())), "app.internal", identity, List.of()));
    edge.serve(EdgeHarness.host("www.example.com", app));
  }

  private String ask() throws Exception {
    try (RawClient client = new RawClient(edge)) {
      return client.send("GET / HTTP/1.1\r\nHost: www.example.com\r\n\r\n").response();
    }
  }

  @ParameterizedTest
  @CsvSource({
    "RSA_2048,TLSv1.2",
    "RSA_2048,TLSv1.3",
    "P_256,TLSv1.2",
    "P_256,TLSv1.3",
    "P_384,TLSv1.3"
  })
  void theOriginVerifiesACertificateWhoseKeyTheEdgeNeverHas(KeyType type, String protocol)
      throws Exception {
    Credential presented = EDGES.issue(Leaf.client("edge towards app").of(type));
    keyServer.does(signingWith(presented));
    serve(presented, Duration.ofSeconds(5), nginx(protocol));
    assertThat(ask()).endsWith("SUCCESS CN=edge towards app " + protocol);
    assertThat(ask()).endsWith("SUCCESS CN=edge towards app " + protocol);
    assertThat(keyServer.asked()).as("signatures: the connection is kept").isEqualTo(1);
    Message asked = keyServer.nextRequest();
    assertThat(asked.serverName()).isEqualTo("app.internal");
    assertThat(asked.clientAddress()).isEqualTo(InetAddress.ofLiteral("127.0.0.1"));
  }

  @Test
  void withoutItsKeyServerTheOriginIsUnreachableAndTheReasonSaysWhy() throws Exception {
    Origin.Server app = nginx("TLSv1.3");
    keyServer.kill();
    serve(EDGES.issue(Leaf.client("edge")), Duration.ofSeconds(1), app);
    assertThat(ask()).startsWith("HTTP/1.1 502 ");
    assertThat(edge.events.next(EdgeEvent.Kind.ORIGIN_FAILED).detail())
        .contains("the key of the edge's certificate: unreachable: ")
        .contains(keyServer.address());
    Credential presented = EDGES.issue(Leaf.client("edge"));
    keyServer.does(signingWith(presented));
    keyServer.restart();
    serve(presented, Duration.ofSeconds(5), app);
    assertThat(ask()).contains("SUCCESS");
  }

  @Test
  void aKeyServerThatRefusesOrSignsWithAnotherKeyIsNamed() throws Exception {
    Origin.Server app = nginx("TLSv1.2");
    keyServer.does(ScriptedKeyServer.refusing(KeylessError.KEY_NOT_FOUND));
    serve(EDGES.issue(Leaf.client("edge")), Duration.ofSeconds(5), app);
    assertThat(ask()).startsWith("HTTP/1.1 502 ");
    assertThat(edge.events.next(EdgeEvent.Kind.ORIGIN_FAILED).detail())
        .contains("the key of the edge's certificate: key-not-found: ");
    keyServer.does(signingWith(EDGES.issue(Leaf.client("another"))));
    assertThat(ask()).startsWith("HTTP/1.1 502 ");
    assertThat(edge.events.next(EdgeEvent.Kind.ORIGIN_FAILED).detail())
        .contains("the key of the edge's certificate: wrong-result: ");
  }

  @Test
  void aSilentKeyServerHoldsUpNoOtherRequest() throws Exception {
    keyServer.does(ScriptedKeyServer.SILENCE);
    serve(
        EDGES.issue(Leaf.client("edge")),
        Duration.ofSeconds(30),
        Duration.ofSeconds(1),
        nginx("TLSv1.3"));
    try (RawClient waiting = new RawClient(edge);
        RawClient other = new RawClient(edge)) {
      waiting.send("GET / HTTP/1.1\r\nHost: www.example.com\r\n\r\n");
      var _ = keyServer.nextRequest();
      // Both are on the only event loop.
      assertThat(other.send("GET / HTTP/1.1\r\nHost: unknown.example\r\n\r\n").response())
          .startsWith("HTTP/1.1 421 ");
      assertThat(waiting.response()).startsWith("HTTP/1.1 502 ");
    }
    assertThat(edge.events.next(EdgeEvent.Kind.ORIGIN_FAILED).detail())
        .contains("the key of the edge's certificate: timeout: ");
  }

  @Test
  void anotherServerIsAskedWhenTheKeyFailsAConnection() throws Exception {
    Credential presented = EDGES.issue(Leaf.client("edge"));
    Origin.Server first = nginx("TLSv1.3");
    Origin.Server second = nginx("TLSv1.2");
    List<Message> seen = new ArrayList<>();
    keyServer.does((request, line) -> {
      seen.add(request);
      if (seen.size() == 1) {
        line.send(Message.error(request.id(), KeylessError.KEY_NOT_FOUND));
      } else {
        signingWith(presented).request(request, line);
      }
    });
    serve(presented, Duration.ofSeconds(5), first, second);
    assertThat(ask()).startsWith("HTTP/1.1 200 ");
    assertThat(seen).hasSize(2);
  }
}
